#include "casework/entity_fields.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

namespace {

EntityDef unit_entity() {
  Fields fields;
  fields.required_text(unit::name, "name", Rule::last, name_bytes_max);
  fields.text(unit::kind, "kind", Rule::last, key_bytes_max);
  fields.text(unit::district, "district", Rule::last, name_bytes_max);
  fields.add(unit::opened, "opened", Type::date, Rule::both);
  // Under which a programme definition speaks of the unit.
  fields.text(unit::key, "key", Rule::append, key_bytes_max);
  EntityDef entity = make_entity(unit::entity, "unit", municipality_scope, std::move(fields));
  entity.writer_roles = {"office"};
  return entity;
}

EntityDef programme_entity() {
  Fields fields;
  fields.required_text(programme::key, "key", Rule::append, key_bytes_max);
  fields.required_text(programme::title, "title", Rule::last, name_bytes_max);
  // The definition file as it was loaded.
  fields.required(programme::definition, "definition", Type::text, Rule::last);
  // Its values as JSON, which are what a tablet reads.
  fields.required(programme::settings, "settings", Type::text, Rule::last);
  EntityDef entity =
      make_entity(programme::entity, "programme", municipality_scope, std::move(fields));
  entity.writer_roles = {"office"};
  return entity;
}

EntityDef staff_entity() {
  Fields fields;
  fields.required_text(staff::name, "name", Rule::last, name_bytes_max);
  fields.text(staff::username, "username", Rule::last, name_bytes_max);
  fields.text(staff::roles, "roles", Rule::set, key_bytes_max).choices = {
      "coach", "manager", "office", "operator", "partner", "kiosk"};
  fields.add(staff::memberships, "memberships", Type::id, Rule::set);
  fields.add(staff::manages, "manages", Type::id, Rule::set);
  fields.state(
      staff::status, "status",
      {{{"active", 1}, {"left", 2, true}}, "active", {{"active", "left"}, {"left", "active"}}});
  EntityDef entity = make_entity(staff::entity, "staff", municipality_scope, std::move(fields));
  entity.writer_roles = {"office"};
  const std::vector<char> of_unit = {unit_scope, employer_scope, kiosk_scope};
  entity.grants = {
      grant_when(grant(0, of_unit, staff::memberships), staff::roles, roles_with_units()),
      grant_when(grant(0, of_unit, staff::manages), staff::roles, roles_with_units()),
      grant_when(grant(0, {kiosk_scope}, staff::memberships), staff::roles, {"kiosk"})};
  return entity;
}

}  // namespace

std::vector<EntityDef> municipality_entities() {
  return {unit_entity(), programme_entity(), staff_entity()};
}

}  // namespace brygga::casework
