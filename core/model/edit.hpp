// Edits and transactions: what a device did, in order.
//
// A write carries its base: the heads that the person saw, not what the store held at the moment
// of saving. Whoever saw nothing names nothing, and then nothing is covered. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "model/row.hpp"

namespace brygga {

enum class WriteKind : std::uint8_t {
  assign = 0,  // the field takes the value
  add = 1,     // the value becomes an element of the set
  remove = 2,  // the seen adds of the element are taken back
  reset = 3,   // a field of rule min or max begins anew from the value; only some may
};

struct FieldWrite {
  FieldNumber field = 0;
  WriteKind kind = WriteKind::assign;
  Value value;
  std::vector<HeadRef> base;  // for a set: the seen adds of this element

  friend bool operator==(const FieldWrite&, const FieldWrite&) = default;
};

// One row touched by one save: written to, moved to another scope, or deleted.
struct Edit {
  EntityNumber entity = 0;
  RowId row;
  Scope scope;           // where the row is, or is to be made
  bool creates = false;  // the row is new; all its values are in this edit
  std::vector<FieldWrite> writes = {};
  std::optional<Scope> moves_to = {};
  bool deletes = false;            // nothing else is in the edit then
  std::vector<HeadRef> seen = {};  // when it deletes: every head of the row that the person saw

  RowKey key() const { return {entity, row}; }
  friend bool operator==(const Edit&, const Edit&) = default;
};

// What was saved together and is applied together or not at all.
struct Transaction {
  TransactionId id;
  Hlc time;              // with the writer's device number: the stamp of all its writes
  EditNumber first = 0;  // number of the first edit; the others follow without a gap
  std::vector<Edit> edits;

  EditNumber last() const { return first + edits.size() - 1; }
  friend bool operator==(const Transaction&, const Transaction&) = default;
};

}  // namespace brygga
