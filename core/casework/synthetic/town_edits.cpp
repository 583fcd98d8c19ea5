#include <algorithm>
#include <span>

#include "base/check.hpp"
#include "casework/schema.hpp"
#include "casework/synthetic/municipality.hpp"
#include "casework/synthetic/new_row.hpp"
#include "casework/synthetic/phrases.hpp"

namespace brygga::casework {

namespace {

constexpr std::uint64_t contact_dice = 20;

void put_role(const SyntheticProgramme& programme, const SyntheticRole& role,
              std::vector<Edit>& edits) {
  NewRow(role_template::entity, role.id, scope_of_municipality())
      .id(role_template::programme, programme.id.uuid)
      .text(role_template::title, role.title)
      .elements(role_template::tasks, role.tasks)
      .text(role_template::unit_type, "förskola och skola")
      .text(role_template::language_demand, "A2")
      .number(role_template::duration_months, role.duration_months)
      .text(role_template::funder, "kommunen")
      .id(role_template::leads_to, role.leads_to)
      .text(role_template::status, role.is_published ? "published" : "draft")
      .into(edits);
  for (const SyntheticGate& gate : role.gates) {
    NewRow(gate_decision::entity, gate.id, scope_of_municipality())
        .id(gate_decision::role_template, role.id.uuid)
        .text(gate_decision::gate, gate.gate)
        .text(gate_decision::decision, gate.is_approved ? "approved" : "rejected")
        .id(gate_decision::decided_by, gate.decided_by)
        .date(gate_decision::decided_on, gate.decided_on)
        .text(gate_decision::reason, gate.is_approved ? "" : "Finansieringen är inte klar.")
        .into(edits);
  }
}

void put_programme(const SyntheticProgramme& programme, std::vector<Edit>& edits) {
  NewRow(programme::entity, programme.id, scope_of_municipality())
      .text(programme::key, programme.definition.key)
      .text(programme::title, programme.definition.name.sv)
      .text(programme::definition, programme.definition.source_text)
      .text(programme::settings, programme.definition.settings_text)
      .into(edits);
  for (const SyntheticRole& role : programme.roles) put_role(programme, role, edits);
}

// --- employers
// ------------------------------------------------------------------------------------

void put_employer(const SyntheticTown& town, const SyntheticEmployer& employer, Dice& dice,
                  std::vector<Edit>& edits) {
  const SyntheticUnit& unit = town.units[employer.unit];
  NewRow(employer::entity, employer.id, scope_of_unit(unit.id.uuid))
      .id(employer::unit, unit.id.uuid)
      .text(employer::name, employer.name)
      .text(employer::organisation_number, employer.organisation_number)
      .elements(employer::channels, {std::string(dice.one_of(phrasebook().channels))})
      .elements(employer::sectors, {employer.sector})
      .date(employer::next_contact, add_days(town.today, dice.between(1, 60)))
      .into(edits);
}

void put_opening(const SyntheticTown& town, const SyntheticEmployer& employer,
                 const SyntheticOpening& opening, std::vector<Edit>& edits) {
  NewRow(opening::entity, opening.id, scope_of_unit(town.units[employer.unit].id.uuid))
      .id(opening::employer, employer.id.uuid)
      .text(opening::kind, opening.kind)
      .number(opening::seats, opening.seats)
      .elements(opening::shortage_tags, {employer.sector})
      .id(opening::role_template, opening.role)
      .text(opening::title, opening.title)
      .date(opening::start, opening.start)
      .text(opening::status, "open")
      .into(edits);
}

void put_contact(const SyntheticTown& town, const SyntheticEmployer& employer, Date day, Dice& dice,
                 std::vector<Edit>& edits) {
  static constexpr const char* modes[] = {"visit", "meeting", "phone", "phone", "video", "email"};
  const SyntheticUnit& unit = town.units[employer.unit];
  const std::int64_t at_ms = wall_time_ms(day, dice.between(8 * 60, 16 * 60));
  NewRow(employer_contact::entity, synthetic_id(at_ms, dice), scope_of_employers(unit.id.uuid))
      .id(employer_contact::employer, employer.id.uuid)
      .number(employer_contact::at, at_ms)
      .id(employer_contact::made_by, dice.pick(std::span(unit.coaches)))
      .text(employer_contact::mode, dice.pick(std::span<const char* const>(modes)))
      .text(employer_contact::purpose, std::string(dice.one_of(phrasebook().contact_purposes)))
      .text(employer_contact::result, std::string(dice.one_of(phrasebook().contact_results)))
      .into(edits);
}

void put_training(const SyntheticTown& town, const SyntheticEmployer& employer, Dice& dice,
                  std::vector<Edit>& edits) {
  static constexpr const char* levels[] = {"leadership", "manager", "supervisor", "co_worker"};
  static constexpr const char* sectors[] = {"public", "private", "civil"};
  static constexpr const char* stages[] = {"held", "followed_up"};
  const Date day = day_between(employer.since, town.today, dice);
  NewRow(employer_training::entity, synthetic_id(wall_time_ms(day, 9 * 60), dice),
         scope_of_unit(town.units[employer.unit].id.uuid))
      .id(employer_training::employer, employer.id.uuid)
      .text(employer_training::level, dice.pick(std::span<const char* const>(levels)))
      .text(employer_training::sector, dice.pick(std::span<const char* const>(sectors)))
      .text(employer_training::session, std::string(dice.one_of(phrasebook().trainings)))
      .date(employer_training::held_on, day)
      .number(employer_training::headcount, dice.between(3, 25))
      .text(employer_training::stage, dice.pick(std::span<const char* const>(stages)))
      .into(edits);
}

}  // namespace

std::vector<Edit> town_edits(const SyntheticTown& town) {
  std::vector<Edit> edits;
  for (const SyntheticUnit& unit : town.units) edits.push_back(new_unit(unit.id, unit.unit));
  for (const SyntheticStaff& one : town.staff) edits.push_back(new_staff(one.id, one.person));
  for (const SyntheticProgramme& programme : town.programmes) put_programme(programme, edits);
  return edits;
}

std::vector<Edit> employer_edits(const SyntheticTown& town, const SyntheticEmployer& employer) {
  Dice dice = dice_for(town.seed, contact_dice, employer.number);
  std::vector<Edit> edits;
  put_employer(town, employer, dice, edits);
  for (const SyntheticOpening& opening : employer.openings) {
    put_opening(town, employer, opening, edits);
  }
  // About every other month.
  for (Date day = employer.since; day < town.today; day = add_days(day, dice.between(20, 100))) {
    put_contact(town, employer, day, dice, edits);
  }
  if (dice.percent(30)) put_training(town, employer, dice, edits);
  return edits;
}

Change change_that_makes(const Edit& edit) {
  BRYGGA_CHECK(edit.creates);
  Change change;
  change.entity = edit.entity;
  change.row = edit.row;
  change.creates_in = edit.scope;
  for (const FieldWrite& write : edit.writes) {
    (write.kind == WriteKind::add ? change.add : change.assign)
        .push_back({write.field, write.value});
  }
  return change;
}

}  // namespace brygga::casework
