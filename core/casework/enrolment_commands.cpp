#include "casework/enrolment_commands.hpp"

#include <algorithm>
#include <utility>

#include "casework/appointment_changes.hpp"
#include "casework/case_commands.hpp"
#include "casework/case_limit.hpp"
#include "casework/casework.hpp"
#include "casework/enrolment_rules.hpp"
#include "casework/known_rows.hpp"
#include "casework/participant_commands.hpp"
#include "casework/plan_changes.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"
#include "casework/stage_changes.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

// --- intake -----------------------------------------------------------------------------------

// The participant that the intake is of: made inline from names, or one that is there.
Result<NewParticipant> intake_participant(Call& call) {
  const Arguments& given = call.arguments;
  const bool is_new = given.has("first_name") || given.has("last_name");
  if (given.has("participant") == is_new) {
    return call.fault("participant", "participant_or_names",
                      {"An intake needs either a participant or the names of a new one.",
                       "En intagning behöver antingen en deltagare eller namnen på en ny."});
  }
  if (is_new) {
    for (const char* name : {"first_name", "last_name"}) {
      if (given.text(name).empty()) {
        return call.fault(name, "missing_field",
                          {"A new participant needs both names.",
                           "En ny deltagare behöver både för- och efternamn."});
      }
    }
    return make_participant(call);
  }
  for (const char* name : {"identity_number", "district", "languages", "interpreter"}) {
    if (!given.has(name)) continue;
    return call.fault(name, "participant_exists",
                      {"This is for a new participant; change an existing one with "
                       "participant.update.",
                       "Detta gäller en ny deltagare; ändra en befintlig med participant.update."});
  }
  BRYGGA_ASSIGN(const Record found, call.record("participant", participant::entity));
  NewParticipant existing;
  existing.id = found.id();
  return existing;
}

Result<bool> is_in_team(Call& call, const RowId& who, const Uuid& member) {
  BRYGGA_ASSIGN(const std::vector<Record> team,
                read_case(call.store, team_membership::entity, who, case_rows_max));
  return std::any_of(team.begin(), team.end(), [&](const Record& membership) {
    return membership.uuid(team_membership::staff) == member &&
           !membership.date(team_membership::until_date);
  });
}

Result<std::string> team_role(Call& call, const ProgrammeDefinition& definition) {
  const std::string role = call.arguments.text("role");
  if (role.empty()) {
    return definition.team_roles.front().key;
  }
  if (has_key(definition.team_roles, role)) {
    return role;
  }
  return call.fault("role", "unknown_role",
                    {"This programme's roles are: " + keys_of(definition.team_roles) + ".",
                     "Programmets roller är: " + keys_of(definition.team_roles) + "."});
}

// Never refused: another tablet may have made the other enrolment, and a person must look.
Status warn_of_enrolment(Call& call, NewParticipant& person, const ProgrammeRow& programme) {
  BRYGGA_ASSIGN(const std::vector<Record> enrolments,
                read_case(call.store, enrolment::entity, person.id, case_rows_max));
  for (const Record& other : enrolments) {
    if (other.uuid(enrolment::programme) != programme.id.uuid ||
        other.text(enrolment::status) != "active") {
      continue;
    }
    person.warnings.push_back({{"code", "already_enrolled"},
                               {"participant", nullptr},
                               {"enrolment", to_string(other.id().uuid)},
                               {"sentence",
                                "There is a running enrolment in this programme "
                                "already. Both are kept."},
                               {"sentence_sv",
                                "Det finns redan en pågående inskrivning i programmet. Båda "
                                "behålls."}});
  }
  return {};
}

bool needs(const ProgrammeDefinition& definition, IntakeNeed need) {
  const auto& all = definition.intake.needs;
  return std::find(all.begin(), all.end(), need) != all.end();
}

// An intake is not closed before the programme's own questions are answered.
Status check_needs(Call& call, const ProgrammeDefinition& definition) {
  if (needs(definition, IntakeNeed::stream) && call.arguments.text("stream").empty()) {
    return call.fault(
        "stream", "stream_missing",
        {"An intake in this programme names the stream; they are: " + keys_of(definition.streams) +
             ".",
         "En intagning i programmet anger inriktningen; de är: " + keys_of(definition.streams) +
             "."});
  }
  if (needs(definition, IntakeNeed::plan) || needs(definition, IntakeNeed::dated_step) ||
      call.arguments.has("step")) {
    BRYGGA_TRY(check_first_step(call));
  }
  if (needs(definition, IntakeNeed::meeting) && !call.arguments.has("meeting_at")) {
    return call.fault("meeting_at", "meeting_missing",
                      {"An intake in this programme books the next meeting.",
                       "En intagning i programmet bokar nästa möte."});
  }
  return {};
}

// The plan with its first step, and the next meeting, as far as they were given.
void add_beginnings(Call& call, const RowId& who, const RowId& enrolled,
                    std::vector<Change>& changes, Json& result) {
  const Arguments& given = call.arguments;
  if (given.has("step")) {
    Change plan_change = creation(plan::entity, call.new_row_id(), scope_of_case(who));
    assign(plan_change, plan::participant, who.uuid);
    assign(plan_change, plan::enrolment, enrolled.uuid);
    assign_agreed(call, plan_change);
    for (std::string& goal : given.texts("goals")) {
      plan_change.add.push_back({plan::goals, std::move(goal)});
    }
    Change step = first_step(call, who, plan_change.row);
    result["plan"] = to_string(plan_change.row.uuid);
    result["task"] = to_string(step.row.uuid);
    changes.push_back(std::move(plan_change));
    changes.push_back(std::move(step));
  }
  if (const auto at = given.time_ms("meeting_at")) {
    Change meeting = booking(call, who, *at, given.text("meeting_place"));
    result["appointment"] = to_string(meeting.row.uuid);
    changes.push_back(std::move(meeting));
  }
  if (const std::string body = given.text("note"); !body.empty()) {
    const RowId first_note = call.new_row_id();
    changes.push_back(note_change(call, who, first_note, body, false));
    result["note"] = to_string(first_note.uuid);
  }
}

Result<Change> new_enrolment(Call& call, const NewParticipant& person,
                             const ProgrammeRow& programme, const Record& place) {
  const Arguments& given = call.arguments;
  BRYGGA_ASSIGN(StreamChoice choice, checked_stream(call, *programme.definition, {}));
  const Date start = given.day("start").value_or(call.today());
  Change change =
      enrolment_change(call.new_row_id(), {person.id, programme.id, place.id(), start, std::nullopt,
                                           std::move(choice.stream), given.text("referral")});
  assign_if_any(change, enrolment::stream_reason, choice.reason);
  assign_if_any(change, enrolment::support, choice.support);
  if (choice.follow_up) assign_date(change, enrolment::support_follow_up, *choice.follow_up);
  const auto contact_ms = given.time_ms("first_contact_at");
  const Date usual = contact_ms ? today_in_stockholm(*contact_ms) : std::min(start, call.today());
  assign_date(change, enrolment::first_contact, given.day("first_contact").value_or(usual));
  if (contact_ms) {
    assign(change, enrolment::first_contact_at, static_cast<std::int64_t>(*contact_ms));
  }
  assign_if_any(change, enrolment::answer, given.text("answer"));
  const auto& stages = programme.definition->stages;
  if (!stages.empty()) assign(change, enrolment::stage, stages.front().key);
  return change;
}

Result<Json> record_intake(Call& call) {
  BRYGGA_ASSIGN(const ProgrammeRow programme, find_programme(call, "programme"));
  BRYGGA_ASSIGN(const Record place, call.record("unit", unit::entity));
  BRYGGA_TRY(check_needs(call, *programme.definition));
  BRYGGA_ASSIGN(const std::string role, team_role(call, *programme.definition));
  BRYGGA_ASSIGN(NewParticipant person, intake_participant(call));
  BRYGGA_TRY(warn_of_enrolment(call, person, programme));
  BRYGGA_ASSIGN(Change enrolled, new_enrolment(call, person, programme, place));

  const RowId row = enrolled.row;
  const Date start = call.arguments.day("start").value_or(call.today());
  BRYGGA_ASSIGN(const bool is_member, is_in_team(call, person.id, call.self.account));
  if (!is_member) {
    person.changes.push_back(team_change(call, person.id, call.self.account, role, call.today(),
                                         team_membership::sees_restricted));
  }
  if (const auto& stages = programme.definition->stages; !stages.empty()) {
    person.changes.push_back(stage_entry_change(call, {person.id, enrolment::entity, row},
                                                stages.front().key, std::min(start, call.today())));
  }
  person.changes.push_back(std::move(enrolled));
  Json result = {{"participant", to_string(person.id.uuid)},
                 {"enrolment", to_string(row.uuid)},
                 {"plan", nullptr},
                 {"task", nullptr},
                 {"appointment", nullptr},
                 {"note", nullptr}};
  add_beginnings(call, person.id, row, person.changes, result);
  const std::optional<Date> limit = limit_of(programme, start, std::nullopt);
  result["start"] = format_date(start);
  result["limit"] = limit ? Json(format_date(*limit)) : Json();
  result["warnings"] = std::move(person.warnings);
  return call.save(std::move(person.changes), std::move(result));
}

// --- the end ----------------------------------------------------------------------------------

Result<Json> finish_enrolment(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("enrolment", enrolment::entity));
  if (found.text(enrolment::status) == "finished") {
    return call.fault("enrolment", "already_finished",
                      {"This enrolment is finished already.", "Inskrivningen är redan avslutad."});
  }
  const Date ended = call.arguments.day("ended").value_or(call.today());
  const auto start = found.date(enrolment::start);
  if (start && ended < *start) {
    return call.fault(
        "ended", "ended_before_start",
        {"The enrolment began on " + format_date(*start) + "; it cannot end before that.",
         "Inskrivningen började " + format_date(*start) + "; den kan inte sluta före dess."});
  }
  Change change = change_of(found, call.arguments.text("version"));
  assign(change, enrolment::status, std::string("finished"));
  assign_date(change, enrolment::ended, ended);
  std::vector<Change> changes;
  changes.push_back(std::move(change));
  return call.save(std::move(changes),
                   {{"enrolment", to_string(found.id().uuid)}, {"ended", format_date(ended)}});
}

// --- outcomes ---------------------------------------------------------------------------------

// The enrolment that the outcome belongs to: the one named, or the participant's latest that had
// begun by then.
Result<Record> outcome_enrolment(Call& call, Date from) {
  const Arguments& given = call.arguments;
  if (given.has("enrolment") == given.has("participant")) {
    return call.fault("enrolment", "enrolment_or_participant",
                      {"An outcome needs either an enrolment or a participant.",
                       "Ett resultat behöver antingen en inskrivning eller en deltagare."});
  }
  if (given.has("enrolment")) {
    return call.record("enrolment", enrolment::entity);
  }
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(std::vector<Record> enrolments,
                read_case(call.store, enrolment::entity, person.id(), case_rows_max));
  Record* latest = nullptr;
  for (Record& one : enrolments) {
    const auto start = one.date(enrolment::start);
    const bool has_begun = start && *start <= from;
    if (has_begun && (latest == nullptr || *latest->date(enrolment::start) <= *start)) {
      latest = &one;
    }
  }
  if (latest == nullptr) {
    return call.fault("from", "outcome_before_start",
                      {"This participant has no enrolment that had begun by then.",
                       "Deltagaren har ingen inskrivning som hade börjat då."});
  }
  return std::move(*latest);
}

Status check_outcome_type(Call& call, const Record& enrolled) {
  BRYGGA_ASSIGN(const ProgrammeRow programme, programme_of(call, enrolled, "type"));
  const auto& outcomes = programme.definition->outcomes;
  if (has_key(outcomes, call.arguments.text("type"))) return {};
  return call.fault("type", "unknown_outcome_type",
                    {"This programme's outcomes are: " + keys_of(outcomes) + ".",
                     "Programmets resultat är: " + keys_of(outcomes) + "."});
}

Result<Json> record_outcome(Call& call) {
  const Arguments& given = call.arguments;
  const Date from = given.day("from").value_or(call.today());
  const auto to = given.day("to");
  BRYGGA_ASSIGN(const Record enrolled, outcome_enrolment(call, from));
  BRYGGA_TRY(check_outcome_type(call, enrolled));
  const auto start = enrolled.date(enrolment::start);
  if (start && from < *start) {
    return call.fault("from", "outcome_before_start",
                      {"The enrolment began on " + format_date(*start) +
                           "; an outcome cannot be from before that.",
                       "Inskrivningen började " + format_date(*start) +
                           "; ett resultat kan inte vara från tiden före."});
  }
  if (to && *to < from) {
    return call.fault("to", "to_before_from",
                      {"The outcome cannot end before it began.",
                       "Resultatet kan inte sluta innan det började."});
  }
  const RowId row = call.new_row_id();
  const RowId who{enrolled.uuid(enrolment::participant).value_or(Uuid{})};
  std::vector<Change> changes;
  changes.push_back(outcome_change(
      row, {who, enrolled.id(), given.text("type"), from, to, given.text("source")}));
  return call.save(std::move(changes), {{"outcome", to_string(row.uuid)},
                                        {"enrolment", to_string(enrolled.id().uuid)},
                                        {"participant", to_string(who.uuid)}});
}

}  // namespace

Change enrolment_change(const RowId& row, const NewEnrolment& enrolment) {
  Change change = creation(enrolment::entity, row, scope_of_case(enrolment.participant));
  assign(change, enrolment::participant, enrolment.participant.uuid);
  assign(change, enrolment::programme, enrolment.programme.uuid);
  assign(change, enrolment::unit, enrolment.unit.uuid);
  assign(change, enrolment::status, std::string(enrolment.ended ? "finished" : "active"));
  assign_date(change, enrolment::start, enrolment.start);
  if (enrolment.ended) assign_date(change, enrolment::ended, *enrolment.ended);
  assign_if_any(change, enrolment::stream, enrolment.stream);
  assign_if_any(change, enrolment::referral, enrolment.referral);
  return change;
}

Change outcome_change(const RowId& row, const NewOutcome& outcome) {
  Change change = creation(outcome::entity, row, scope_of_case(outcome.participant));
  assign(change, outcome::participant, outcome.participant.uuid);
  assign(change, outcome::enrolment, outcome.enrolment.uuid);
  assign(change, outcome::type, outcome.type);
  assign_date(change, outcome::from_date, outcome.from);
  if (outcome.to) assign_date(change, outcome::to_date, *outcome.to);
  assign_if_any(change, outcome::source, outcome.source);
  assign(change, outcome::verification, std::int64_t{0});
  return change;
}

std::vector<Definition> enrolment_commands() {
  std::vector<ArgumentDef> intake = participant_arguments(false);
  intake.insert(intake.begin(), id("participant"));
  for (const ArgumentDef& def :
       {required(line("programme", key_bytes_max)), required(id("unit")), date("start"),
        date("first_contact"), instant("first_contact_at"), line("stream", key_bytes_max),
        line("stream_reason", key_bytes_max), line("support"), date("support_follow_up"),
        line("referral"), line("role", key_bytes_max), prose("answer", comment_bytes_max),
        lines("goals", comment_bytes_max), line("step"), date("step_due"), id("step_assignee"),
        instant("meeting_at"), line("meeting_place"), prose("note", note_bytes_max)}) {
    intake.push_back(def);
  }
  return {
      {"intake.record",
       true,
       "Enrols a participant, new or known, in a programme at a unit, with a first note.",
       intake,
       record_intake,
       {{"participant", id()},
        {"enrolment", id()},
        {"plan", or_null(id())},
        {"task", or_null(id())},
        {"appointment", or_null(id())},
        {"note", or_null(id())},
        {"start", date()},
        {"limit", or_null(date())},
        {"warnings", warnings_shape()}}},
      {"enrolment.finish",
       true,
       "Ends an enrolment.",
       {required(id("enrolment")), date("ended"), version("version")},
       finish_enrolment,
       {{"enrolment", id()}, {"ended", date()}}},
      {"outcome.record",
       true,
       "Records what an enrolment led to.",
       {id("participant"), id("enrolment"), required(line("type", 50)), date("from"), date("to"),
        line("source")},
       record_outcome,
       {{"outcome", id()}, {"enrolment", id()}, {"participant", id()}}},
  };
}

}  // namespace brygga::casework
