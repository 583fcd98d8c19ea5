// Forms: which fields of an entity a command fills from its arguments, and by which names.
//
// The arguments come from the schema's fields, so that names, bounds and choices are declared once.
// A new record takes what is given; a change takes what is given from the version that was shown,
// where null empties a field, and of a list only what the person added and took away is saved.
// Values; may be shared between threads.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "casework/call.hpp"
#include "casework/record.hpp"

namespace brygga::casework {

class RecordForm {
 public:
  // Arguments that differ from what the schema tells: those of numbers, whose bounds it does not
  // know, and those that have another name.
  using Special = std::pair<FieldNumber, ArgumentDef>;
  RecordForm(EntityNumber entity, const std::vector<FieldNumber>& fields,
             const std::vector<Special>& special = {});

  EntityNumber entity() const { return entity_; }
  // "task": the entity's name, by which commands speak of a record.
  const char* name() const { return name_.c_str(); }

  // What a new record takes; then further arguments of the command.
  std::vector<ArgumentDef> to_add(std::vector<ArgumentDef> further = {}) const;
  // The id of the record, its version, and what may be changed of it.
  std::vector<ArgumentDef> to_change(std::vector<ArgumentDef> more = {}) const;

  // The new record as the arguments say it.
  Change fill(Call& call, const RowId& row, const Scope& scope) const;
  // The change that the arguments ask for; a fault when there is none: nothing_to_change,
  // empty_text, bad_version.
  Result<Change> change(Call& call, const Record& record) const;

 private:
  struct Entry {
    FieldNumber field = 0;
    Rule rule = Rule::last;
    Type type = Type::text;
    bool is_required = false;
    std::string name;
    ArgumentDef argument;
  };
  Value value_of(const Arguments& given, const Entry& entry) const;
  Status change_entry(Call& call, const Record& record, const Entry& entry, Change& change) const;

  EntityNumber entity_;
  std::string name_;
  std::vector<Entry> entries_;
};

bool has(const std::vector<Value>& values, const Value& value);

// What was added to the list that the person saw, by the argument "version", and taken from it;
// what others did meanwhile stays. Without a version the person saw what shows now.
Status change_set(Call& call, const Record& record, FieldNumber set,
                  const std::vector<Value>& wanted, Change& change);

// The record that the form's argument names, changed as the arguments say and saved.
Result<Json> change_one(Call& call, const RecordForm& form);

// Saves one new record {name: id, ...} or one changed.
Result<Json> save_one(Call& call, const char* name, Change change, Json result = Json::object());

}  // namespace brygga::casework
