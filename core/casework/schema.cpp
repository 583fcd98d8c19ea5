#include "casework/schema.hpp"

#include <algorithm>
#include <utility>

#include "base/order.hpp"
#include "casework/casework.hpp"
#include "casework/entity_fields.hpp"

namespace brygga::casework {

namespace {

// Who may write what lies in a case, and who besides.
void set_writers(EntityDef& entity) {
  const bool is_of_a_case =
      entity.scope_kind == case_scope || entity.scope_kind == restricted_scope;
  if (!is_of_a_case || !entity.writer_roles.empty()) return;
  entity.writer_roles = {"coach", "manager", "office"};
  // Of what a team does together, its members from other organisations do their part.
  static constexpr EntityNumber of_the_team[] = {
      checkin::entity, note::entity, plan_section::entity, task::entity, appointment::entity};
  const bool is_shared = std::find(std::begin(of_the_team), std::end(of_the_team), entity.number) !=
                         std::end(of_the_team);
  if (is_shared) entity.writer_roles.emplace_back("partner");
  if (entity.pass.field != 0) entity.writer_roles.emplace_back("kiosk");
}

Schema make_schema() {
  Schema schema;
  schema.name = "casework";
  schema.version = 3;
  for (std::vector<EntityDef>& some : std::vector<std::vector<EntityDef>>{
           municipality_entities(), case_entities(), support_entities(), employer_entities()}) {
    std::move(some.begin(), some.end(), std::back_inserter(schema.entities));
  }
  put_in_order(schema.entities,
               [](const EntityDef& a, const EntityDef& b) { return a.number < b.number; });
  for (EntityDef& entity : schema.entities) set_writers(entity);
  for (const EntityNumber entity : {late_work::entity, restricted_late_work::entity}) {
    schema.late_work.push_back(
        {entity, late_work::written_by, late_work::written_at, late_work::content});
  }
  schema.base_scopes = {scope_of_municipality()};
  // Nobody with a protected identity is found by search, whatever speaks of them.
  schema.accounts.entity = staff::entity;
  schema.accounts.groups = {staff::manages};
  schema.accounts.roles = staff::roles;
  schema.accounts.state = staff::status;
  schema.accounts.open_state = "active";
  schema.accounts.roles_without_base = {"kiosk"};
  // Nobody with a protected identity is found by search, whatever speaks of them.
  schema.search_hiding = {participant::entity, participant::protection, participant::open};
  return schema;
}

}  // namespace

const Schema& schema() {
  static const Schema the_schema = make_schema();
  return the_schema;
}

}  // namespace brygga::casework
