#include "casework/enrolment_commands.hpp"

#include <algorithm>
#include <utility>

#include "casework/case_commands.hpp"
#include "casework/casework.hpp"
#include "casework/known_rows.hpp"
#include "casework/participant_commands.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;

namespace {

constexpr std::size_t rows_max = 1000;  // enrolments or memberships of one participant

// --- intake -----------------------------------------------------------------------------------

// The participant that the intake is of: made inline from names, or one that is there.
Result<NewParticipant> intake_participant(Call& call) {
  const Arguments& given = call.arguments;
  const bool is_new = given.has("first_name") || given.has("last_name");
  if (given.has("participant") == is_new) {
    return call.fault("participant", "participant_or_names",
                      "An intake needs either a participant or the names of a new one.");
  }
  if (is_new) {
    for (const char* name : {"first_name", "last_name"}) {
      if (given.text(name).empty()) {
        return call.fault(name, "missing_field", "A new participant needs both names.");
      }
    }
    return make_participant(call);
  }
  for (const char* name : {"identity_number", "district", "languages", "interpreter"}) {
    if (!given.has(name)) continue;
    return call.fault(name, "participant_exists",
                      "This is for a new participant; change an existing one with "
                      "participant.update.");
  }
  BRYGGA_ASSIGN(const Record found, call.record("participant", participant::entity));
  NewParticipant existing;
  existing.id = found.id();
  return existing;
}

Result<bool> is_in_team(Call& call, const RowId& who, const Uuid& member) {
  BRYGGA_ASSIGN(const std::vector<Record> team,
                read_case(call.device, team_membership::entity, who, rows_max));
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
                    "This programme's roles are: " + keys_of(definition.team_roles) + ".");
}

Result<std::string> checked_stream(Call& call, const ProgrammeDefinition& definition) {
  std::string stream = call.arguments.text("stream");
  if (stream.empty() || definition.streams.empty() || has_key(definition.streams, stream)) {
    return stream;
  }
  return call.fault("stream", "unknown_stream",
                    "This programme's streams are: " + keys_of(definition.streams) + ".");
}

// Never refused: another tablet may have made the other enrolment, and a person must look.
Status warn_of_enrolment(Call& call, NewParticipant& person, const ProgrammeRow& programme) {
  BRYGGA_ASSIGN(const std::vector<Record> enrolments,
                read_case(call.device, enrolment::entity, person.id, rows_max));
  for (const Record& other : enrolments) {
    if (other.uuid(enrolment::programme) != programme.id.uuid ||
        other.text(enrolment::status) != "active") {
      continue;
    }
    person.warnings.push_back({{"code", "already_enrolled"},
                               {"enrolment", to_string(other.id().uuid)},
                               {"sentence",
                                "There is a running enrolment in this programme "
                                "already. Both are kept."}});
  }
  return {};
}

Result<Json> record_intake(Call& call) {
  const Arguments& given = call.arguments;
  BRYGGA_ASSIGN(const ProgrammeRow programme, find_programme(call, "programme"));
  BRYGGA_ASSIGN(const Record place, call.record("unit", unit::entity));
  BRYGGA_ASSIGN(std::string stream, checked_stream(call, *programme.definition));
  BRYGGA_ASSIGN(const std::string role, team_role(call, *programme.definition));
  BRYGGA_ASSIGN(NewParticipant person, intake_participant(call));
  BRYGGA_TRY(warn_of_enrolment(call, person, programme));

  const Date start = given.day("start").value_or(call.today());
  const RowId row = call.new_row_id();
  BRYGGA_ASSIGN(const bool is_member, is_in_team(call, person.id, call.self.account));
  if (!is_member) {
    person.changes.push_back(team_change(call, person.id, call.self.account, role, call.today()));
  }
  person.changes.push_back(
      enrolment_change(row, {person.id, programme.id, place.id(), start, std::nullopt,
                             std::move(stream), given.text("referral")}));
  Json result = {{"participant", to_string(person.id.uuid)}, {"enrolment", to_string(row.uuid)}};
  if (const std::string body = given.text("note"); !body.empty()) {
    const RowId first_note = call.new_row_id();
    person.changes.push_back(note_change(call, person.id, first_note, body, false));
    result["note"] = to_string(first_note.uuid);
  }
  result["start"] = format_date(start);
  const auto& limit = programme.definition->limit;
  result["limit"] = limit ? Json(format_date(add_months(start, limit->months))) : Json();
  result["warnings"] = std::move(person.warnings);
  return call.save(std::move(person.changes), std::move(result));
}

// --- the end ----------------------------------------------------------------------------------

Result<Json> finish_enrolment(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("enrolment", enrolment::entity));
  if (found.text(enrolment::status) == "finished") {
    return call.fault("enrolment", "already_finished", "This enrolment is finished already.");
  }
  const Date ended = call.arguments.day("ended").value_or(call.today());
  const auto start = found.date(enrolment::start);
  if (start && ended < *start) {
    return call.fault(
        "ended", "ended_before_start",
        "The enrolment began on " + format_date(*start) + "; it cannot end before that.");
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
                      "An outcome needs either an enrolment or a participant.");
  }
  if (given.has("enrolment")) {
    return call.record("enrolment", enrolment::entity);
  }
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(std::vector<Record> enrolments,
                read_case(call.device, enrolment::entity, person.id(), rows_max));
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
                      "This participant has no enrolment that had begun by then.");
  }
  return std::move(*latest);
}

Status check_outcome_type(Call& call, const Record& enrolled) {
  BRYGGA_ASSIGN(const std::vector<ProgrammeRow> programmes, read_programmes(call.device));
  const ProgrammeRow* programme =
      find_programme(programmes, enrolled.uuid(enrolment::programme).value_or(Uuid{}));
  if (programme == nullptr || !programme->definition) {
    return call.fault("type", "programme_unreadable",
                      "The enrolment's programme is not known here; sync first.");
  }
  if (has_key(programme->definition->outcomes, call.arguments.text("type"))) {
    return {};
  }
  return call.fault(
      "type", "unknown_outcome_type",
      "This programme's outcomes are: " + keys_of(programme->definition->outcomes) + ".");
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
                      "The enrolment began on " + format_date(*start) +
                          "; an outcome cannot be from before that.");
  }
  if (to && *to < from) {
    return call.fault("to", "to_before_from", "The outcome cannot end before it began.");
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
  for (ArgumentDef def :
       {required(line("programme", 50)), required(id("unit")), date("start"), line("stream", 50),
        line("referral"), line("role", 50), prose("note", note_bytes_max)}) {
    intake.push_back(def);
  }
  return {
      {"intake.record", true,
       "Enrols a participant, new or known, in a programme at a unit, with a first note.", intake,
       record_intake},
      {"enrolment.finish",
       true,
       "Ends an enrolment.",
       {required(id("enrolment")), date("ended"), version("version")},
       finish_enrolment},
      {"outcome.record",
       true,
       "Records what an enrolment led to.",
       {id("participant"), id("enrolment"), required(line("type", 50)), date("from"), date("to"),
        line("source")},
       record_outcome},
  };
}

}  // namespace brygga::casework
