#include <algorithm>

#include "casework/areas.hpp"
#include "casework/case_limit.hpp"
#include "casework/casework.hpp"
#include "casework/enrolment_commands.hpp"
#include "casework/enrolment_rules.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"
#include "casework/stage_changes.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

// --- stream and stage ---------------------------------------------------------------------------

const RecordForm& enrolment_form() {
  static const RecordForm form(
      enrolment::entity, {enrolment::stream, enrolment::stream_reason, enrolment::stage,
                          enrolment::referral, enrolment::support, enrolment::support_follow_up});
  return form;
}

Status check_stage(Call& call, const ProgrammeDefinition& definition) {
  const std::string stage = call.arguments.text("stage");
  if (stage.empty() || definition.stages.empty() || has_key(definition.stages, stage)) return {};
  const std::string known = keys_of(definition.stages);
  return call.fault(
      "stage", "unknown_stage",
      {"This programme's stages are: " + known + ".", "Programmets steg är: " + known + "."});
}

Result<Json> change_enrolment(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("enrolment", enrolment::entity));
  BRYGGA_ASSIGN(const ProgrammeRow programme, programme_of(call, found, "enrolment"));
  BRYGGA_TRY(check_stage(call, *programme.definition));
  StreamChoice was{found.text(enrolment::stream), found.text(enrolment::stream_reason),
                   found.text(enrolment::support), found.date(enrolment::support_follow_up)};
  if (call.arguments.is_cleared("support")) was.support.clear();
  if (call.arguments.is_cleared("support_follow_up")) was.follow_up.reset();
  BRYGGA_TRY(checked_stream(call, *programme.definition, std::move(was)));
  BRYGGA_ASSIGN(Change change, enrolment_form().change(call, found));
  std::vector<Change> changes = {std::move(change)};
  const RowId who{found.uuid(enrolment::participant).value_or(Uuid{})};
  BRYGGA_TRY(add_stage_entries(call, {who, enrolment::entity, found.id()},
                               found.text(enrolment::stage), found.date(enrolment::start),
                               call.arguments.text("stage"), changes));
  return call.save(std::move(changes), {{"enrolment", to_string(found.id().uuid)}});
}

// --- more time ----------------------------------------------------------------------------------

Status check_may_extend(Call& call, const ProgrammeDefinition& definition) {
  if (!definition.limit) {
    return call.fault(
        "enrolment", "no_limit",
        {"This programme has no limit to extend.", "Programmet har ingen gräns att förlänga."});
  }
  BRYGGA_ASSIGN(const std::vector<StaffRow> people, read_staff(call.store));
  const StaffRow* self = find_staff(people, call.self.account);
  const std::string& by = definition.limit->extension_by;
  const bool may =
      self != nullptr && std::find(self->roles.begin(), self->roles.end(), by) != self->roles.end();
  if (may) return {};
  return call.fault("", "extension_not_yours",
                    {"More time is decided by: " + by + ". Ask for a decision.",
                     "Mer tid beslutas av: " + by + ". Be om ett beslut."});
}

Result<Json> extend(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("enrolment", enrolment::entity));
  BRYGGA_ASSIGN(const ProgrammeRow programme, programme_of(call, found, "enrolment"));
  BRYGGA_TRY(check_may_extend(call, *programme.definition));
  const Date until = call.arguments.day("until").value_or(Date{});
  BRYGGA_ASSIGN(const std::optional<Date> extended, extended_to(call.store, found.id().uuid));
  const auto limit = limit_of(programme, found.date(enrolment::start), extended);
  if (limit && until <= *limit) {
    return call.fault("until", "extension_too_short",
                      {"The limit is " + format_date(*limit) + "; more time ends after that.",
                       "Gränsen är " + format_date(*limit) + "; mer tid slutar efter den."});
  }
  const RowId who{found.uuid(enrolment::participant).value_or(Uuid{})};
  Change change = creation(extension::entity, call.new_row_id(), scope_of_case(who));
  assign(change, extension::participant, who.uuid);
  assign(change, extension::enrolment, found.id().uuid);
  assign_date(change, extension::until_date, until);
  assign(change, extension::decided_by, call.self.account);
  assign_date(change, extension::decided_on, call.today());
  assign(change, extension::reason, call.arguments.text("reason"));
  return save_one(call, "extension", std::move(change), Json({{"limit", format_date(until)}}));
}

// --- another programme --------------------------------------------------------------------------

// When a project closes, the line goes on: the case stays as it is, and nothing is entered again.
Result<Json> move_enrolment(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("enrolment", enrolment::entity));
  BRYGGA_ASSIGN(const ProgrammeRow to, find_programme(call, "programme"));
  BRYGGA_ASSIGN(const Record place, call.record("unit", unit::entity));
  if (found.text(enrolment::status) == "finished") {
    return call.fault("enrolment", "already_finished",
                      {"This enrolment is finished already.", "Inskrivningen är redan avslutad."});
  }
  const Date on = call.arguments.day("on").value_or(call.today());
  const auto start = found.date(enrolment::start);
  if (start && on < *start) {
    return call.fault(
        "on", "ended_before_start",
        {"The enrolment began on " + format_date(*start) + "; it cannot move before that.",
         "Inskrivningen började " + format_date(*start) + "; den kan inte flyttas före dess."});
  }
  Change end = change_of(found, found.version());
  assign(end, enrolment::status, std::string("finished"));
  assign_date(end, enrolment::ended, on);
  const RowId who{found.uuid(enrolment::participant).value_or(Uuid{})};
  Change next = enrolment_change(call.new_row_id(), {who, to.id, place.id(), on, std::nullopt, "",
                                                     found.text(enrolment::referral)});
  assign(next, enrolment::moved_from, found.id().uuid);
  const RowId row = next.row;
  std::vector<Change> changes;
  changes.push_back(std::move(end));
  if (const auto& stages = to.definition->stages; !stages.empty()) {
    assign(next, enrolment::stage, stages.front().key);
    changes.push_back(
        stage_entry_change(call, {who, enrolment::entity, row}, stages.front().key, on));
  }
  changes.push_back(std::move(next));
  return call.save(std::move(changes), {{"enrolment", to_string(row.uuid)},
                                        {"moved_from", to_string(found.id().uuid)}});
}

}  // namespace

std::vector<Definition> enrolment_changes() {
  return {
      {"enrolment.change",
       true,
       "Changes the stream, the stage or the support of an enrolment, from the version shown.",
       enrolment_form().to_change({stage_day_argument()}),
       change_enrolment,
       {{"enrolment", id()}}},
      {"enrolment.extend",
       true,
       "Decides on more time than the programme's limit gives, with a reason.",
       {required(id("enrolment")), required(date("until")),
        required(prose("reason", comment_bytes_max))},
       extend,
       {{"extension", id()}, {"limit", date()}}},
      {"enrolment.move",
       true,
       "Moves a case to another programme or unit, with all that it holds.",
       {required(id("enrolment")), required(line("programme", key_bytes_max)), required(id("unit")),
        date("on")},
       move_enrolment,
       {{"enrolment", id()}, {"moved_from", id()}}},
  };
}

}  // namespace brygga::casework
