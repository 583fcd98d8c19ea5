#include "casework/record_form.hpp"

#include <algorithm>
#include <utility>

#include "casework/casework.hpp"
#include "casework/schema.hpp"
#include "casework/text_encoding.hpp"
#include "merge/apply.hpp"
#include "store/heads_codec.hpp"

namespace brygga::casework {

using namespace argument;

namespace {

// The argument of a text field that holds one value.
ArgumentDef text_argument(const FieldDef& field, const std::string& name) {
  if (!field.choices.empty()) return choice(name, field.choices);
  if (field.rule == Rule::state) {
    std::vector<std::string> states;
    states.reserve(field.machine.states.size());
    for (const StateMachine::State& state : field.machine.states) states.push_back(state.name);
    return choice(name, std::move(states));
  }
  return field.bytes_max > name_bytes_max ? prose(name, field.bytes_max)
                                          : line(name, field.bytes_max);
}

ArgumentDef argument_of(const FieldDef& field, const std::string& name) {
  const bool is_set = field.rule == Rule::set;
  switch (field.type) {
    case Type::text:
      return is_set ? lines(name, field.bytes_max) : text_argument(field, name);
    case Type::id:
      return is_set ? ids(name) : id(name);
    case Type::date:
      return date(name);
    case Type::time:
      return instant(name);
    case Type::boolean:
      return flag(name);
    case Type::bytes:
      return base64(name, (std::size_t{field.bytes_max} + 2) / 3 * 4);
    case Type::integer:
    case Type::real:
      break;
  }
  BRYGGA_CHECK(false);  // numbers have bounds, and so arguments of their own
  return {};
}

// The elements of a set as the person saw them.
Result<std::vector<Value>> seen_elements(Call& call, const Record& record, FieldNumber set) {
  const std::string version = call.arguments.text("version");
  if (version.empty()) return set_elements(record.state().field(set));
  RowState seen = empty_row(record.entity(), record.id(), {});
  Bytes blob;
  if (!from_base64url(version, blob) || !decode_heads(record.entity(), blob, seen)) {
    return call.fault("version", "bad_version",
                      {"This version is not one that was given out; read the record again.",
                       "Den här versionen har inte lämnats ut; läs posten igen."});
  }
  std::vector<Value> elements;
  for (const Head& head : seen.field(set).heads) {
    if (!has(elements, head.value)) elements.push_back(head.value);
  }
  return elements;
}

std::vector<Value> elements_given(const Arguments& given, Type type, const std::string& name) {
  std::vector<Value> elements;
  if (type == Type::id) {
    for (const Uuid& one : given.uuids(name)) elements.emplace_back(one);
  } else {
    for (std::string& one : given.texts(name)) elements.emplace_back(std::move(one));
  }
  return elements;
}

}  // namespace

bool has(const std::vector<Value>& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

Status change_set(Call& call, const Record& record, FieldNumber set,
                  const std::vector<Value>& wanted, Change& change) {
  BRYGGA_ASSIGN(const std::vector<Value> seen, seen_elements(call, record, set));
  for (const Value& value : wanted) {
    if (!has(seen, value)) change.add.push_back({set, value});
  }
  for (const Value& value : seen) {
    if (!has(wanted, value)) change.remove.push_back({set, value});
  }
  return {};
}

RecordForm::RecordForm(EntityNumber entity, const std::vector<FieldNumber>& fields,
                       const std::vector<Special>& special)
    : entity_(entity), name_(schema().entity(entity)->name) {
  entries_.reserve(fields.size());
  for (const FieldNumber number : fields) {
    const FieldDef& field = *schema().entity(entity)->field(number);
    const auto given = std::find_if(special.begin(), special.end(),
                                    [&](const Special& one) { return one.first == number; });
    ArgumentDef argument =
        given != special.end() ? given->second : argument_of(field, json_name(field));
    entries_.push_back(
        {number, field.rule, field.type, field.required, argument.name, std::move(argument)});
  }
}

std::vector<ArgumentDef> RecordForm::to_add(std::vector<ArgumentDef> further) const {
  std::vector<ArgumentDef> arguments;
  arguments.reserve(entries_.size() + further.size());
  for (const Entry& entry : entries_) {
    // A record begins in the first state of its machine where none is given.
    const bool must = entry.is_required && entry.rule != Rule::state;
    arguments.push_back(must ? required(entry.argument) : entry.argument);
  }
  std::move(further.begin(), further.end(), std::back_inserter(arguments));
  return arguments;
}

std::vector<ArgumentDef> RecordForm::to_change(std::vector<ArgumentDef> more) const {
  std::vector<ArgumentDef> arguments = {required(id(name_)), required(version("version"))};
  for (const Entry& entry : entries_) {
    if (entry.rule == Rule::append || entry.rule == Rule::server) continue;
    const bool may_be_empty = !entry.is_required && entry.rule != Rule::state &&
                              entry.rule != Rule::min && entry.rule != Rule::max;
    arguments.push_back(may_be_empty ? clearable(entry.argument) : entry.argument);
  }
  std::move(more.begin(), more.end(), std::back_inserter(arguments));
  return arguments;
}

Value RecordForm::value_of(const Arguments& given, const Entry& entry) const {
  if (!given.has(entry.name)) return {};
  switch (entry.type) {
    case Type::text: {
      std::string text = given.text(entry.name);
      return text.empty() ? Value{} : Value(std::move(text));
    }
    case Type::id:
      return given.uuid(entry.name).value_or(Uuid{});
    case Type::date:
      return std::int64_t{given.day(entry.name).value_or(Date{}).days};
    case Type::time:
      return static_cast<std::int64_t>(given.time_ms(entry.name).value_or(0));
    case Type::boolean:
      return given.is_set(entry.name);
    case Type::integer:
      return given.number(entry.name).value_or(0);
    case Type::bytes:
      return given.bytes(entry.name);
    case Type::real:
      break;
  }
  return {};
}

Change RecordForm::fill(Call& call, const RowId& row, const Scope& scope) const {
  const Arguments& given = call.arguments;
  Change change = creation(entity_, row, scope);
  for (const Entry& entry : entries_) {
    if (entry.rule == Rule::set) {
      for (Value& element : elements_given(given, entry.type, entry.name)) {
        change.add.push_back({entry.field, std::move(element)});
      }
      continue;
    }
    Value value = value_of(given, entry);
    if (is_absent(value) && entry.rule == Rule::state && entry.is_required) {
      value = schema().entity(entity_)->field(entry.field)->machine.initial;
    }
    if (!is_absent(value)) assign(change, entry.field, std::move(value));
  }
  return change;
}

Status RecordForm::change_entry(Call& call, const Record& record, const Entry& entry,
                                Change& change) const {
  const Arguments& given = call.arguments;
  if (!given.has(entry.name) && !given.is_cleared(entry.name)) return {};
  if (entry.rule == Rule::set) {
    return change_set(call, record, entry.field, elements_given(given, entry.type, entry.name),
                      change);
  }
  Value value = value_of(given, entry);
  if (is_absent(value) && entry.is_required) {
    return call.fault(entry.name.c_str(), "empty_text",
                      {"This cannot be emptied.", "Detta kan inte tömmas."});
  }
  assign(change, entry.field, std::move(value));
  return {};
}

Result<Change> RecordForm::change(Call& call, const Record& record) const {
  Change change = change_of(record, call.arguments.text("version"));
  for (const Entry& entry : entries_) {
    if (entry.rule == Rule::append || entry.rule == Rule::server) continue;
    BRYGGA_TRY(change_entry(call, record, entry, change));
  }
  if (change.assign.empty() && change.add.empty() && change.remove.empty()) {
    return call.fault("", "nothing_to_change",
                      {"Nothing to change was given.", "Inget att ändra angavs."});
  }
  return change;
}

Result<Json> change_one(Call& call, const RecordForm& form) {
  BRYGGA_ASSIGN(const Record record, call.record(form.name(), form.entity()));
  BRYGGA_ASSIGN(Change change, form.change(call, record));
  return save_one(call, form.name(), std::move(change));
}

Result<Json> save_one(Call& call, const char* name, Change change, Json result) {
  result[name] = to_string(change.row.uuid);
  std::vector<Change> changes;
  changes.push_back(std::move(change));
  return call.save(std::move(changes), std::move(result));
}

}  // namespace brygga::casework
