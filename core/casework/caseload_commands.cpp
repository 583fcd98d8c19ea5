#include <algorithm>

#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/participant_commands.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

bool is_running(const Record& membership, const Uuid& member) {
  return membership.uuid(team_membership::staff) == member &&
         !membership.date(team_membership::until_date);
}

// What the new coach is to see: as much as the old one did, as far as the caller may give it.
std::string access_to_give(const Call& call, const std::vector<Record>& team,
                           const std::string& had) {
  const bool may_all =
      had != team_membership::sees_restricted ||
      std::any_of(team.begin(), team.end(), [&](const Record& membership) {
        return is_running(membership, call.self.account) &&
               membership.text(team_membership::access) == team_membership::sees_restricted;
      });
  return may_all ? had : std::string(team_membership::sees_case);
}

// Moves one case; false when the one who is to give it away is not in its team.
Result<bool> move_case(Call& call, const Record& person, const Uuid& from, const Uuid& to,
                       std::vector<Change>& changes) {
  BRYGGA_ASSIGN(const std::vector<Record> team,
                read_case(call.store, team_membership::entity, person.id(), case_rows_max));
  const auto old = std::find_if(team.begin(), team.end(), [&](const Record& membership) {
    return is_running(membership, from);
  });
  if (old == team.end()) return false;
  const bool is_there = std::any_of(team.begin(), team.end(), [&](const Record& membership) {
    return is_running(membership, to);
  });
  if (!is_there) {
    const std::string access = access_to_give(call, team, old->text(team_membership::access));
    changes.push_back(
        team_change(call, person.id(), to, old->text(team_membership::role), call.today(), access));
  }
  Change end = change_of(*old, {});
  assign_date(end, team_membership::until_date, call.today());
  changes.push_back(std::move(end));
  if (person.uuid(participant::primary_coach) == from) {
    Change coach = change_of(person, person.version());
    assign(coach, participant::primary_coach, to);
    changes.push_back(std::move(coach));
  }
  return true;
}

Result<Json> move_caseload(Call& call) {
  const Uuid from = call.arguments.uuid("from_staff").value_or(Uuid{});
  BRYGGA_ASSIGN(const Record taker, call.record("to_staff", staff::entity));
  if (taker.id().uuid == from) {
    return call.fault("to_staff", "handover_to_oneself",
                      {"The cases are with this person already; choose a colleague.",
                       "Ärendena ligger redan hos den personen; välj en kollega."});
  }
  if (taker.text(staff::status) == "left") {
    return call.fault("to_staff", "staff_left",
                      {taker.text(staff::name) + " no longer works here.",
                       taker.text(staff::name) + " arbetar inte längre här."});
  }
  std::vector<Change> changes;
  std::size_t moved = 0;
  for (const Uuid& who : call.arguments.uuids("participants")) {
    BRYGGA_ASSIGN(const std::optional<Record> person,
                  read_record(call.store, participant::entity, RowId{who}));
    if (!person) {
      return call.fault("participants", "no_such_participant",
                        {"One of the participants is not on this device; nothing was moved.",
                         "En av deltagarna finns inte på enheten; inget flyttades."});
    }
    BRYGGA_ASSIGN(const bool is_moved, move_case(call, *person, from, taker.id().uuid, changes));
    moved += is_moved ? 1U : 0U;
  }
  if (changes.empty()) {
    return call.fault("participants", "nothing_to_change",
                      {"None of these cases is with that coach.",
                       "Inget av de ärendena ligger hos den coachen."});
  }
  return call.save(std::move(changes), {{"moved", moved}});
}

}  // namespace

std::vector<Definition> caseload_commands() {
  return {{"caseload.move",
           true,
           "Moves cases from one coach to another, all of them or none: for whoever sees them all.",
           {required(ids("participants")), required(id("from_staff")), required(id("to_staff"))},
           move_caseload,
           {{"moved", integer()}}}};
}

}  // namespace brygga::casework
