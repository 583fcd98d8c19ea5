#include <algorithm>

#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/known_rows.hpp"
#include "casework/participant_commands.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

// --- offering -----------------------------------------------------------------------------------

// How many days the programme of the latest enrolment gives for an answer.
Result<int> accept_days(Call& call, const RowId& who) {
  BRYGGA_ASSIGN(const std::vector<Record> enrolments,
                read_case(call.store, enrolment::entity, who, case_rows_max));
  if (enrolments.empty()) return handover_accept_days_default;
  BRYGGA_ASSIGN(const std::vector<ProgrammeRow> programmes, read_programmes(call.store));
  const ProgrammeRow* programme =
      find_programme(programmes, enrolments.back().uuid(enrolment::programme).value_or(Uuid{}));
  const bool has_rule =
      programme != nullptr && programme->definition && programme->definition->handover;
  return has_rule ? programme->definition->handover->accept_days : handover_accept_days_default;
}

Status check_taker(Call& call, const Record& taker) {
  if (taker.id().uuid == call.self.account) {
    return call.fault("to_staff", "handover_to_oneself",
                      {"A case cannot be handed over to oneself; choose a colleague.",
                       "Ett ärende kan inte lämnas över till en själv; välj en kollega."});
  }
  if (taker.text(staff::status) != "left") return {};
  return call.fault("to_staff", "staff_left",
                    {taker.text(staff::name) + " no longer works here.",
                     taker.text(staff::name) + " arbetar inte längre här."});
}

Result<Json> offer(Call& call) {
  const Arguments& given = call.arguments;
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(const Record taker, call.record("to_staff", staff::entity));
  BRYGGA_TRY(check_taker(call, taker));
  BRYGGA_ASSIGN(const std::vector<Record> earlier,
                read_case(call.store, handover::entity, person.id(), case_rows_max));
  for (const Record& other : earlier) {
    const bool is_same = other.uuid(handover::to) == taker.id().uuid;
    if (!is_same || other.text(handover::status) != "offered") continue;
    return call.fault("to_staff", "already_offered",
                      {"This is offered to " + taker.text(staff::name) + " already.",
                       "Detta är redan erbjudet till " + taker.text(staff::name) + "."});
  }
  BRYGGA_ASSIGN(const int days, accept_days(call, person.id()));
  const Date answer_by = add_days(call.today(), days);
  Change change = creation(handover::entity, call.new_row_id(), scope_of_case(person.id()));
  assign(change, handover::participant, person.id().uuid);
  assign(change, handover::offered_by, call.self.account);
  assign(change, handover::to, taker.id().uuid);
  assign(change, handover::role, given.text("role"));
  assign(change, handover::offered_at, static_cast<std::int64_t>(call.now_ms()));
  assign_date(change, handover::answer_by, answer_by);
  assign_if_any(change, handover::message, given.text("message"));
  assign(change, handover::status, std::string("offered"));
  assign(change, handover::keeps, given.is_set("keeps"));
  assign(change, handover::access,
         std::string(given.is_set("restricted") ? team_membership::sees_restricted
                                                : team_membership::sees_case));
  return save_one(call, "handover", std::move(change),
                  Json({{"answer_by", format_date(answer_by)}}));
}

// --- answering ----------------------------------------------------------------------------------

Result<Record> open_handover(Call& call) {
  BRYGGA_ASSIGN(Record found, call.record("handover", handover::entity));
  if (found.text(handover::status) == "offered") return found;
  return call.fault("handover", "already_answered",
                    {"This handover was " + found.text(handover::status) + " already.",
                     "Överlämningen är redan avgjord."});
}

Status check_is_for_me(Call& call, const Record& found) {
  if (found.uuid(handover::to) == call.self.account) return {};
  return call.fault("handover", "for_somebody_else",
                    {"Only the person to whom it is offered answers a handover.",
                     "Bara den som erbjuds ärendet svarar på en överlämning."});
}

Change answered(Call& call, const Record& found, const char* status) {
  Change change = change_of(found, found.version());
  assign(change, handover::status, std::string(status));
  assign_if_any(change, handover::answer, call.arguments.text("answer"));
  return change;
}

// Whoever takes over joins the team, and whoever handed over leaves it unless they keep the case.
Result<Json> accept(Call& call) {
  BRYGGA_ASSIGN(const Record found, open_handover(call));
  BRYGGA_TRY(check_is_for_me(call, found));
  const RowId who{found.uuid(handover::participant).value_or(Uuid{})};
  BRYGGA_ASSIGN(const std::vector<Record> team,
                read_case(call.store, team_membership::entity, who, case_rows_max));
  std::vector<Change> changes;
  changes.push_back(answered(call, found, "accepted"));
  changes.push_back(team_change(call, who, call.self.account, found.text(handover::role),
                                call.today(), found.text(handover::access)));
  const bool keeps = found.number(handover::keeps).value_or(0) != 0;
  for (const Record& membership : team) {
    const bool is_old = membership.uuid(team_membership::staff) == found.uuid(handover::offered_by);
    if (keeps || !is_old || membership.date(team_membership::until_date)) continue;
    Change end = change_of(membership, {});
    assign_date(end, team_membership::until_date, call.today());
    changes.push_back(std::move(end));
  }
  return call.save(std::move(changes), {{"handover", to_string(found.id().uuid)},
                                        {"participant", to_string(who.uuid)}});
}

Result<Json> decline(Call& call) {
  BRYGGA_ASSIGN(const Record found, open_handover(call));
  BRYGGA_TRY(check_is_for_me(call, found));
  return save_one(call, "handover", answered(call, found, "declined"));
}

Result<Json> withdraw(Call& call) {
  BRYGGA_ASSIGN(const Record found, open_handover(call));
  return save_one(call, "handover", answered(call, found, "withdrawn"));
}

}  // namespace

std::vector<Definition> handover_commands() {
  return {
      {"handover.offer",
       true,
       "Offers a case to a colleague, who sees it from then on and has to say yes.",
       {required(id("participant")), required(id("to_staff")),
        required(line("role", key_bytes_max)), prose("message", comment_bytes_max), flag("keeps"),
        flag("restricted")},
       offer,
       {{"handover", id()}, {"answer_by", date()}}},
      {"handover.accept",
       true,
       "Takes over a case that was offered to you.",
       {required(id("handover")), prose("answer", comment_bytes_max)},
       accept,
       {{"handover", id()}, {"participant", id()}}},
      {"handover.decline",
       true,
       "Says no to a case that was offered to you.",
       {required(id("handover")), required(prose("answer", comment_bytes_max))},
       decline,
       {{"handover", id()}}},
      {"handover.withdraw",
       true,
       "Takes an offer back that nobody has answered yet.",
       {required(id("handover")), prose("answer", comment_bytes_max)},
       withdraw,
       {{"handover", id()}}},
  };
}

}  // namespace brygga::casework
