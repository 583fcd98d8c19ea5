#include "casework/stage_changes.hpp"

#include <algorithm>

#include "casework/record.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

namespace {

FieldNumber field_of(EntityNumber entity) {
  return entity == plan::entity ? stage_entry::plan : stage_entry::enrolment;
}

Date stage_day(Call& call) { return call.arguments.day("stage_on").value_or(call.today()); }

}  // namespace

ArgumentDef stage_day_argument() { return argument::date("stage_on"); }

Status check_stage_day(Call& call) {
  if (stage_day(call) <= call.today()) return {};
  return call.fault("stage_on", "in_future",
                    {"A stage is entered on a day that has come; leave it out for today.",
                     "Ett steg påbörjas en dag som har kommit; lämna tomt för i dag."});
}

Change stage_entry_change(Call& call, const Staged& of, const std::string& stage, Date on) {
  Change change = creation(stage_entry::entity, call.new_row_id(), scope_of_case(of.participant));
  assign(change, stage_entry::participant, of.participant.uuid);
  assign(change, field_of(of.entity), of.row.uuid);
  assign(change, stage_entry::stage, stage);
  assign_date(change, stage_entry::entered_on, on);
  assign(change, stage_entry::recorded_by, call.self.account);
  return change;
}

Status add_stage_entries(Call& call, const Staged& of, const std::string& before,
                         std::optional<Date> first_day, const std::string& stage,
                         std::vector<Change>& changes) {
  if (stage.empty() || stage == before) return {};
  BRYGGA_TRY(check_stage_day(call));
  BRYGGA_ASSIGN(const std::vector<Record> known,
                read_case(call.store, stage_entry::entity, of.participant, case_rows_max));
  const bool is_first = std::none_of(known.begin(), known.end(), [&](const Record& entry) {
    return entry.uuid(field_of(of.entity)) == of.row.uuid;
  });
  if (is_first && !before.empty() && first_day) {
    changes.push_back(stage_entry_change(call, of, before, *first_day));
  }
  changes.push_back(stage_entry_change(call, of, stage, stage_day(call)));
  return {};
}

}  // namespace brygga::casework
