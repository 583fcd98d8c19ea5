#include "model/schema.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "base/limits.hpp"

namespace brygga {

const char* name_of(Rule rule) {
  switch (rule) {
    case Rule::last:
      return "last";
    case Rule::set:
      return "set";
    case Rule::append:
      return "append";
    case Rule::state:
      return "state";
    case Rule::min:
      return "min";
    case Rule::max:
      return "max";
    case Rule::both:
      return "both";
    case Rule::text:
      return "text";
    case Rule::server:
      return "server";
  }
  return "unknown rule";
}

const StateMachine::State* StateMachine::find(std::string_view name) const {
  const auto found = std::find_if(states.begin(), states.end(),
                                  [&](const State& state) { return state.name == name; });
  return found == states.end() ? nullptr : &*found;
}

bool is_journaled(const FieldDef& field, const Value& value) {
  if (field.rule == Rule::state) {
    const auto* name = std::get_if<std::string>(&value);
    const auto* state = name != nullptr ? field.machine.find(*name) : nullptr;
    return state != nullptr && state->is_journaled;
  }
  const auto* number = std::get_if<std::int64_t>(&value);
  return field.journaled_above && number != nullptr && *number > *field.journaled_above;
}

bool StateMachine::allows(std::string_view from, std::string_view to) const {
  return std::any_of(moves.begin(), moves.end(),
                     [&](const Move& move) { return move.from == from && move.to == to; });
}

bool StateMachine::leads_to(std::string_view to) const {
  return std::any_of(moves.begin(), moves.end(), [&](const Move& move) { return move.to == to; });
}

const FieldDef* EntityDef::field(std::string_view field_name) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const FieldDef& def) { return def.name == field_name; });
  return found == fields.end() ? nullptr : &*found;
}

const EntityDef* Schema::entity(std::string_view entity_name) const {
  const auto found = std::find_if(entities.begin(), entities.end(),
                                  [&](const EntityDef& def) { return def.name == entity_name; });
  return found == entities.end() ? nullptr : &*found;
}

bool EntityDef::may_lie_in(char kind) const {
  return kind == scope_kind || std::find(further_scope_kinds.begin(), further_scope_kinds.end(),
                                         kind) != further_scope_kinds.end();
}

RowState empty_row(const EntityDef& entity, RowId id, const Scope& scope) {
  RowState row;
  row.entity = entity.number;
  row.id = id;
  row.scope = scope;
  row.fields.resize(entity.fields.size());
  return row;
}

namespace {

Error fault(const std::string& where, const std::string& what) {
  return {ErrorCode::invalid, "schema: " + where + ": " + what, false, "bad_schema"};
}

bool is_snake_case(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.size() <= 60 && name.front() >= 'a' && name.front() <= 'z' &&
         std::all_of(name.begin(), name.end(), fits);
}

// Tables that the engine keeps beside those of the schema, at a device or at the office.
bool is_table_of_the_engine(std::string_view name) {
  static constexpr std::string_view tables[] = {
      "replica", "held_scope", "outbox",  "command", "history",      "staged",
      "scope",   "conflict",   "deleted", "reload",  "own_deletion", "schema_version"};
  return name.substr(0, 7) == "sqlite_" || name.substr(0, 7) == "office_" ||
         name.substr(0, 7) == "search_" ||
         std::find(std::begin(tables), std::end(tables), name) != std::end(tables);
}

Status check_machine(const FieldDef& field, const std::string& where) {
  std::set<std::string> names;
  std::set<int> ranks;
  for (const auto& state : field.machine.states) {
    if (!names.insert(state.name).second) return fault(where, "state " + state.name + " twice");
    if (!ranks.insert(state.rank).second) {
      return fault(where, "state " + state.name + " shares its rank with another");
    }
  }
  if (names.count(field.machine.initial) == 0) return fault(where, "initial is no state");
  for (const auto& move : field.machine.moves) {
    if (names.count(move.from) == 0 || names.count(move.to) == 0) {
      return fault(where, "move " + move.from + " to " + move.to + " names no state");
    }
  }
  return {};
}

Status check_field(const FieldDef& field, const std::string& where) {
  if (!is_snake_case(field.name) || field.name == "id") return fault(where, "bad name");
  const bool is_counted = field.rule == Rule::max && field.type == Type::integer;
  if (field.journaled_above && !is_counted) {
    return fault(where, "only integers of rule max are journaled above a value");
  }
  if (field.rule == Rule::state) {
    if (field.type != Type::text) return fault(where, "a state is text");
    return check_machine(field, where);
  }
  if (!field.machine.states.empty()) return fault(where, "only rule state has states");
  const bool ordered = field.type == Type::integer || field.type == Type::date ||
                       field.type == Type::time || field.type == Type::real ||
                       field.type == Type::boolean;
  if ((field.rule == Rule::min || field.rule == Rule::max) && !ordered) {
    return fault(where, "min and max need numbers, dates or times");
  }
  if (field.rule == Rule::text && field.type != Type::text) {
    return fault(where, "rule text needs type text");
  }
  if (field.search != SearchKind::none && (field.type != Type::text || field.rule == Rule::set)) {
    return fault(where, "only text that is no set is searched");
  }
  if (field.bytes_max > limits::value_bytes_max) return fault(where, "bytes_max is too large");
  if (field.rule == Rule::set && field.required) return fault(where, "a set cannot be required");
  return {};
}

bool is_field_of_type(const EntityDef& entity, FieldNumber number, Type type) {
  const FieldDef* field = entity.field(number);
  return number == 0 || (field != nullptr && field->type == type);
}

Status check_seal(const EntityDef& entity) {
  const Seal& seal = entity.seal;
  if (seal.field == 0) return {};
  const FieldDef* field = entity.field(seal.field);
  if (field == nullptr || field->machine.find(seal.state) == nullptr) {
    return fault(entity.name, "its seal names no state");
  }
  const FieldDef* addendum = entity.field(seal.addendum);
  const bool is_set_of_texts = addendum != nullptr && addendum->rule == Rule::set &&
                               addendum->type == Type::text && addendum->choices.empty();
  if (seal.addendum != 0 && !is_set_of_texts) {
    return fault(entity.name, "the addendum of its seal is no set of texts");
  }
  return {};
}

Status check_first_sync(const EntityDef& entity) {
  const FirstSync& hint = entity.first_sync;
  if (hint.day == 0) return {};
  const FieldDef* field = entity.field(hint.day);
  const bool is_a_day = field != nullptr && field->rule != Rule::set &&
                        (field->type == Type::date || field->type == Type::time);
  if (hint.order == 0 || !is_a_day) {
    return fault(entity.name, "the day by which it comes first is no date or time, or no order");
  }
  return {};
}

Status check_conditions(const EntityDef& entity, const GrantRule& grant) {
  for (const GrantCondition& condition : grant.when) {
    const FieldDef* field = entity.field(condition.field);
    if (field == nullptr || field->type != Type::text || condition.any_of.empty()) {
      return fault(entity.name, "a grant depends on a field that is no text, or on no value of it");
    }
  }
  const FieldDef* through = entity.field(grant.through_field);
  const bool is_date =
      through != nullptr && through->type == Type::date && through->rule != Rule::set;
  if (grant.through_field != 0 && !is_date) {
    return fault(entity.name, "the last day of a grant is no date");
  }
  return {};
}

Status check_entity(const EntityDef& entity) {
  const std::string& where = entity.name;
  if (!is_snake_case(entity.name)) return fault(where, "bad name");
  if (entity.scope_kind == 0) return fault(where, "no scope kind");
  if (entity.fields.empty() || entity.fields.size() > limits::fields_max) {
    return fault(where, "needs 1 to " + std::to_string(limits::fields_max) + " fields");
  }
  std::set<std::string> names;
  for (std::size_t i = 0; i < entity.fields.size(); ++i) {
    const FieldDef& field = entity.fields[i];
    const std::string field_where = where + "." + field.name;
    if (field.number != i + 1) return fault(field_where, "numbers must run from 1 in order");
    if (!names.insert(field.name).second) return fault(field_where, "name is taken");
    BRYGGA_TRY(check_field(field, field_where));
  }
  for (const auto& index : entity.indexes) {
    if (index.empty()) return fault(where, "index over no field");
    for (const FieldNumber number : index) {
      if (entity.field(number) == nullptr) return fault(where, "index over no field");
    }
  }
  BRYGGA_TRY(check_seal(entity));
  BRYGGA_TRY(check_first_sync(entity));
  for (const GrantRule& grant : entity.grants) {
    if (!is_field_of_type(entity, grant.principal_field, Type::id) ||
        !is_field_of_type(entity, grant.scope_id_field, Type::id) ||
        (grant.until_field != 0 && entity.field(grant.until_field) == nullptr)) {
      return fault(where, "a grant names a field that is missing or no id");
    }
    BRYGGA_TRY(check_conditions(entity, grant));
  }
  return {};
}

Status check_pass(const Schema& schema, const EntityDef& entity) {
  const Pass& pass = entity.pass;
  if (pass.field == 0) return {};
  const EntityDef* of = schema.entity(pass.of);
  const FieldDef* scope_id = of != nullptr ? of->field(pass.scope_id) : nullptr;
  const bool is_id = entity.field(pass.field) != nullptr && scope_id != nullptr &&
                     is_field_of_type(entity, pass.field, Type::id) &&
                     is_field_of_type(*of, pass.scope_id, Type::id) &&
                     scope_id->rule == Rule::append;
  return is_id ? Status{} : fault(entity.name, "its pass is no id, or names no scope for good");
}

Status check_shelter(const Schema& schema, const EntityDef& entity) {
  const Shelter& shelter = entity.shelter;
  if (shelter.kind == 0) return {};
  const EntityDef* guard = schema.entity(shelter.guard);
  const FieldDef* field = guard != nullptr ? guard->field(shelter.field) : nullptr;
  if (field == nullptr || field->type != Type::integer || field->rule == Rule::set) {
    return fault(entity.name, "its shelter names no integer field of a guard");
  }
  const bool is_guarded_below = field->journaled_above == shelter.above;
  if (!entity.may_lie_in(shelter.kind) || shelter.kind == entity.scope_kind || !is_guarded_below) {
    return fault(entity.name,
                 "its shelter is no further scope kind, or a restored office would not know of it");
  }
  return {};
}

Status check_claims(const Schema& schema, const EntityDef& entity) {
  for (const FieldDef& field : entity.fields) {
    if (field.rule != Rule::server) continue;
    const std::string where = entity.name + "." + field.name;
    const EntityDef* of = schema.entity(field.claim.of);
    const FieldDef* capacity = of != nullptr ? of->field(field.claim.capacity) : nullptr;
    if (field.type != Type::id || capacity == nullptr || capacity->type != Type::integer ||
        capacity->rule == Rule::set) {
      return fault(where, "a claim is an id, of an entity with an integer field for its places");
    }
    if (field.claim.until != 0 && entity.field(field.claim.until) == nullptr) {
      return fault(where, "its claim ends with a field that is missing");
    }
  }
  return {};
}

Status check_late_work(const Schema& schema) {
  std::set<char> kinds;
  for (const LateWork& late : schema.late_work) {
    const EntityDef* entity = schema.entity(late.entity);
    if (entity == nullptr) return fault("late_work", "no such entity");
    const auto has = [&](FieldNumber number, Type type) {
      const FieldDef* field = entity->field(number);
      return field != nullptr && field->type == type && field->rule != Rule::set;
    };
    if (!has(late.writer, Type::id) || !has(late.written_at, Type::time) ||
        !has(late.content, Type::bytes)) {
      return fault(entity->name, "late work needs a writer, a time and bytes for its content");
    }
    if (!kinds.insert(entity->scope_kind).second) {
      return fault(entity->name, "another entity takes the late work of its scope kind");
    }
  }
  return {};
}

Status check_search_hiding(const Schema& schema) {
  const SearchHiding& hiding = schema.search_hiding;
  if (hiding.by == 0) return {};
  const EntityDef* entity = schema.entity(hiding.by);
  const FieldDef* field = entity != nullptr ? entity->field(hiding.field) : nullptr;
  const bool is_counted =
      field != nullptr && field->type == Type::integer && field->rule != Rule::set;
  return is_counted ? Status{} : Status{fault("search_hiding", "needs an integer field")};
}

Status check_accounts(const Schema& schema) {
  const AccountRule& accounts = schema.accounts;
  if (accounts.entity == 0) {
    return {};
  }
  const EntityDef* entity = schema.entity(accounts.entity);
  if (entity == nullptr) return fault("accounts", "no such entity");
  const auto is_set_of = [&](FieldNumber number, Type type) {
    const FieldDef* field = entity->field(number);
    return field != nullptr && field->rule == Rule::set && field->type == type;
  };
  for (const FieldNumber group : accounts.groups) {
    if (!is_set_of(group, Type::id)) return fault("accounts", "a group is no set of ids");
  }
  if (accounts.roles != 0 && !is_set_of(accounts.roles, Type::text)) {
    return fault("accounts", "roles are no set of texts");
  }
  if (accounts.state != 0) {
    const FieldDef* field = entity->field(accounts.state);
    if (field == nullptr || field->machine.find(accounts.open_state) == nullptr) {
      return fault("accounts", "open_state is no state");
    }
  }
  return {};
}

}  // namespace

Status check_schema(const Schema& schema) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < schema.entities.size(); ++i) {
    const EntityDef& entity = schema.entities[i];
    if (entity.number != i + 1) return fault(entity.name, "numbers must run from 1 in order");
    if (!names.insert(entity.name).second || is_table_of_the_engine(entity.name)) {
      return fault(entity.name, "name is taken");
    }
    BRYGGA_TRY(check_entity(entity));
  }
  for (const EntityDef& entity : schema.entities) {
    BRYGGA_TRY(check_claims(schema, entity));
    BRYGGA_TRY(check_pass(schema, entity));
    BRYGGA_TRY(check_shelter(schema, entity));
  }
  BRYGGA_TRY(check_late_work(schema));
  BRYGGA_TRY(check_search_hiding(schema));
  return check_accounts(schema);
}

}  // namespace brygga
