// What a caller asks to be saved together.
//
// A change carries the version of the row that the person saw, as read() gave it; without one,
// nothing counts as seen, and the change will meet whatever is there as concurrent. Values.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "model/row.hpp"
#include "model/scope.hpp"
#include "model/value.hpp"

namespace brygga {

// The opaque version of a row that a person saw; empty: nothing was seen. Text that survives JSON
// and URLs.
using RowVersion = std::string;

struct Change {
  EntityNumber entity = 0;
  RowId row;
  std::optional<Scope> creates_in;  // set: the row is new, in this scope
  RowVersion seen;
  struct Assignment {
    FieldNumber field = 0;
    Value value;  // absent: empty the field
  };
  std::vector<Assignment> assign;
  std::vector<Assignment> add;  // elements of set fields
  std::vector<Assignment> remove;
  std::vector<Assignment> reset = {};  // fields of rule min or max that begin anew from the value
  std::optional<Scope> moves_to = {};
  bool deletes = false;  // the row as it was seen; whatever was not seen brings it back
};

struct WriteSet {
  // Made by a client once per intention: a repeated one is not saved again, and answers with the
  // first result.
  std::optional<CommandId> command;
  std::string command_result;  // kept with the command, for the client
  std::vector<Change> changes;
};

struct Saved {
  TransactionId transaction;
  EditNumber first = 0;
  bool is_repeated = false;    // the command was known; nothing was saved now
  std::string command_result;  // of the first time, when repeated
  std::size_t transactions = 1;
};

// A client's intention, as in WriteSet, for what a person does besides writing, such as being done
// with a refused change.
struct CommandToKeep {
  std::optional<CommandId> id;
  std::function<std::string(const Saved&)> result;  // to be kept with the command
};

}  // namespace brygga
