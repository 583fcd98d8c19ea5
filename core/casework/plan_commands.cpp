#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/known_rows.hpp"
#include "casework/plan_changes.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"
#include "casework/stage_changes.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

constexpr std::size_t sections_max = 200;  // of one case

const RecordForm& plan_form() {
  static const RecordForm form(plan::entity, {plan::enrolment, plan::goals, plan::se_stage,
                                              plan::agreed_on, plan::signature});
  return form;
}

const RecordForm& section_form() {
  static const RecordForm form(plan_section::entity, {plan_section::body});
  return form;
}

// --- the plan -----------------------------------------------------------------------------------

Status check_enrolment(Call& call, const Record& person) {
  if (!call.arguments.has("enrolment")) return {};
  BRYGGA_ASSIGN(const Record enrolled, call.record("enrolment", enrolment::entity));
  if (enrolled.uuid(enrolment::participant) == person.id().uuid) return {};
  return call.fault("enrolment", "other_participant",
                    {"This enrolment belongs to another participant.",
                     "Inskrivningen hör till en annan deltagare."});
}

Result<Json> agree_on_plan(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_TRY(check_enrolment(call, person));
  BRYGGA_TRY(check_first_step(call));
  Change change = plan_form().fill(call, call.new_row_id(), scope_of_case(person.id()));
  assign(change, plan::participant, person.id().uuid);
  const Date agreed = call.arguments.day("agreed_on").value_or(call.today());
  if (agreed == call.today()) assign_agreed(call, change);
  const RowId row = change.row;
  Change step = first_step(call, person.id(), row);
  Json result = {{"plan", to_string(row.uuid)}, {"task", to_string(step.row.uuid)}};
  std::vector<Change> changes;
  changes.push_back(std::move(change));
  changes.push_back(std::move(step));
  if (const std::string stage = call.arguments.text("se_stage"); !stage.empty()) {
    changes.push_back(stage_entry_change(call, {person.id(), plan::entity, row}, stage, agreed));
  }
  return call.save(std::move(changes), std::move(result));
}

Result<Json> change_plan(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("plan", plan::entity));
  BRYGGA_ASSIGN(Change change, plan_form().change(call, found));
  std::vector<Change> changes = {std::move(change)};
  const RowId who{found.uuid(plan::participant).value_or(Uuid{})};
  BRYGGA_TRY(add_stage_entries(call, {who, plan::entity, found.id()}, found.text(plan::se_stage),
                               found.date(plan::agreed_on), call.arguments.text("se_stage"),
                               changes));
  return call.save(std::move(changes), {{"plan", to_string(found.id().uuid)}});
}

// --- its sections -------------------------------------------------------------------------------

// The programme of the plan's enrolment, when both are known here.
Result<std::optional<ProgrammeDefinition>> programme_of(Call& call, const Record& of) {
  const auto enrolled = of.uuid(plan::enrolment);
  if (!enrolled) return std::optional<ProgrammeDefinition>{};
  BRYGGA_ASSIGN(const std::optional<Record> found,
                read_record(call.store, enrolment::entity, RowId{*enrolled}));
  if (!found) return std::optional<ProgrammeDefinition>{};
  BRYGGA_ASSIGN(const std::vector<ProgrammeRow> programmes, read_programmes(call.store));
  const ProgrammeRow* programme =
      find_programme(programmes, found->uuid(enrolment::programme).value_or(Uuid{}));
  return programme != nullptr ? programme->definition : std::optional<ProgrammeDefinition>{};
}

// What the caller is in the participant's team.
Result<std::vector<std::string>> own_team_roles(Call& call, const RowId& who) {
  BRYGGA_ASSIGN(const std::vector<Record> team,
                read_case(call.store, team_membership::entity, who, sections_max));
  std::vector<std::string> roles;
  for (const Record& membership : team) {
    const bool is_own = membership.uuid(team_membership::staff) == call.self.account;
    if (is_own && !membership.date(team_membership::until_date)) {
      roles.push_back(membership.text(team_membership::role));
    }
  }
  return roles;
}

Status check_section(Call& call, const Record& of, const RowId& who) {
  BRYGGA_ASSIGN(const std::optional<ProgrammeDefinition> programme, programme_of(call, of));
  if (!programme || programme->plan_sections.empty()) return {};
  const std::string wanted = call.arguments.text("section");
  for (const PlanSection& section : programme->plan_sections) {
    if (section.key != wanted) continue;
    if (section.role.empty()) return {};
    BRYGGA_ASSIGN(const std::vector<std::string> roles, own_team_roles(call, who));
    for (const std::string& role : roles) {
      if (role == section.role) return {};
    }
    return call.fault("section", "section_of_others",
                      {"This section is written by: " + section.role + ".",
                       "Avsnittet skrivs av: " + section.role + "."});
  }
  const std::string known = keys_of(programme->plan_sections);
  return call.fault("section", "unknown_section",
                    {"The sections of this programme's plans are: " + known + ".",
                     "Avsnitten i programmets planer är: " + known + "."});
}

Result<Json> write_section(Call& call) {
  BRYGGA_ASSIGN(const Record of, call.record("plan", plan::entity));
  const RowId who{of.uuid(plan::participant).value_or(Uuid{})};
  BRYGGA_TRY(check_section(call, of, who));
  Change change = section_form().fill(call, call.new_row_id(), scope_of_case(who));
  assign(change, plan_section::participant, who.uuid);
  assign(change, plan_section::plan, of.id().uuid);
  assign(change, plan_section::section, call.arguments.text("section"));
  return save_one(call, "plan_section", std::move(change));
}

}  // namespace

Status check_first_step(Call& call) {
  const bool has_step = !call.arguments.text("step").empty();
  if (has_step && call.arguments.has("step_due")) return {};
  return call.fault(has_step ? "step_due" : "step", "plan_without_step",
                    {"A plan needs a first step and the day on which it is due.",
                     "En plan behöver ett första steg och dagen då det ska vara gjort."});
}

Change first_step(Call& call, const RowId& who, const RowId& of_plan) {
  const Arguments& given = call.arguments;
  Change change = creation(task::entity, call.new_row_id(), scope_of_case(who));
  assign(change, task::participant, who.uuid);
  assign(change, task::plan, of_plan.uuid);
  assign(change, task::title, given.text("step"));
  assign_date(change, task::due_date, given.day("step_due").value_or(call.today()));
  assign(change, task::assignee, given.uuid("step_assignee").value_or(call.self.account));
  assign(change, task::status, std::string("open"));
  return change;
}

void assign_agreed(Call& call, Change& plan_change) {
  assign_date(plan_change, plan::agreed_on, call.today());
  assign(plan_change, plan::agreed_at, static_cast<std::int64_t>(call.now_ms()));
}

std::vector<ArgumentDef> first_step_arguments() {
  return {line("step"), date("step_due"), id("step_assignee")};
}

std::vector<Definition> plan_commands() {
  std::vector<ArgumentDef> agreement = first_step_arguments();
  agreement.insert(agreement.begin(), required(id("participant")));
  return {
      {"plan.agree",
       true,
       "Agrees on a plan with a participant, with a first dated step.",
       plan_form().to_add(agreement),
       agree_on_plan,
       {{"plan", id()}, {"task", id()}}},
      {"plan.change",
       true,
       "Changes the goals or the stage of a plan, from the version shown.",
       plan_form().to_change({stage_day_argument()}),
       change_plan,
       {{"plan", id()}}},
      {"plan_section.write",
       true,
       "Writes a profession's section of a plan.",
       section_form().to_add({required(id("plan")), required(line("section", key_bytes_max))}),
       write_section,
       {{"plan_section", id()}}},
      {"plan_section.change",
       true,
       "Changes a section of a plan, from the version shown.",
       section_form().to_change(),
       [](Call& call) { return change_one(call, section_form()); },
       {{"plan_section", id()}}},
  };
}

}  // namespace brygga::casework
