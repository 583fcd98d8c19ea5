#include "casework/entity_fields.hpp"

#include <utility>

namespace brygga::casework {

FieldDef& Fields::add(FieldNumber number, const char* name, Type type, Rule rule) {
  FieldDef def;
  def.number = number;
  def.name = name;
  def.type = type;
  def.rule = rule;
  fields_.push_back(std::move(def));
  return fields_.back();
}

FieldDef& Fields::required(FieldNumber number, const char* name, Type type, Rule rule) {
  FieldDef& def = add(number, name, type, rule);
  def.required = true;
  return def;
}

FieldDef& Fields::text(FieldNumber number, const char* name, Rule rule, std::uint32_t bytes_max) {
  FieldDef& def = add(number, name, Type::text, rule);
  def.bytes_max = bytes_max;
  return def;
}

FieldDef& Fields::required_text(FieldNumber number, const char* name, Rule rule,
                                std::uint32_t bytes_max) {
  FieldDef& def = text(number, name, rule, bytes_max);
  def.required = true;
  return def;
}

FieldDef& Fields::choice(FieldNumber number, const char* name, Rule rule,
                         std::vector<std::string> choices) {
  FieldDef& def = add(number, name, Type::text, rule);
  def.choices = std::move(choices);
  return def;
}

FieldDef& Fields::number(FieldNumber number, const char* name, Rule rule,
                         const char* (*fault)(const Value&)) {
  FieldDef& def = add(number, name, Type::integer, rule);
  def.fault = fault;
  return def;
}

FieldDef& Fields::state(FieldNumber number, const char* name, StateMachine machine) {
  FieldDef& def = required(number, name, Type::text, Rule::state);
  def.machine = std::move(machine);
  return def;
}

FieldDef& Fields::of_case(FieldNumber number) {
  FieldDef& def = required(number, "participant", Type::id, Rule::append);
  def.names = Names::own_scope;
  return def;
}

FieldDef& Fields::writer(FieldNumber number, const char* name) {
  FieldDef& def = add(number, name, Type::id, Rule::append);
  def.names = Names::writer;
  return def;
}

EntityDef make_entity(EntityNumber number, const char* name, char scope_kind, Fields fields) {
  EntityDef entity;
  entity.number = number;
  entity.name = name;
  entity.scope_kind = scope_kind;
  entity.fields = fields.take();
  return entity;
}

GrantRule grant(FieldNumber principal, std::vector<char> kinds, FieldNumber scope_ids,
                FieldNumber until) {
  GrantRule rule;
  rule.principal_field = principal;
  rule.scope_kinds = std::move(kinds);
  rule.scope_id_field = scope_ids;
  rule.until_field = until;
  return rule;
}

GrantRule grant_when(GrantRule rule, FieldNumber field, std::vector<std::string> any_of) {
  rule.when.push_back({field, std::move(any_of)});
  return rule;
}

std::vector<std::string> roles_with_units() { return {"coach", "manager", "office"}; }

}  // namespace brygga::casework
