#include <algorithm>

#include "casework/case_commands.hpp"
#include "casework/casework.hpp"
#include "casework/known_rows.hpp"
#include "casework/participant_commands.hpp"
#include "casework/record.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

Result<Json> add_to_team(Call& call) {
  const Arguments& given = call.arguments;
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(const Record member, call.record("staff", staff::entity));
  if (member.text(staff::status) == "left") {
    return call.fault("staff", "staff_left",
                      {member.text(staff::name) + " no longer works here.",
                       member.text(staff::name) + " arbetar inte längre här."});
  }
  BRYGGA_ASSIGN(const std::vector<Record> team,
                read_case(call.store, team_membership::entity, person.id(), case_rows_max));
  const bool is_there = std::any_of(team.begin(), team.end(), [&](const Record& membership) {
    return membership.uuid(team_membership::staff) == member.id().uuid &&
           !membership.date(team_membership::until_date);
  });
  if (is_there) {
    return call.fault("staff", "already_in_team",
                      {member.text(staff::name) + " is in the team already.",
                       member.text(staff::name) + " är redan med i teamet."});
  }
  // Who is to see what is for named staff is named on purpose.
  Change change = team_change(
      call, person.id(), member.id().uuid, given.text("role"),
      given.day("from").value_or(call.today()),
      given.is_set("restricted") ? team_membership::sees_restricted : team_membership::sees_case);
  const RowId row = change.row;
  std::vector<Change> changes;
  changes.push_back(std::move(change));
  return call.save(std::move(changes), {{"membership", to_string(row.uuid)}});
}

Result<Json> leave_team(Call& call) {
  BRYGGA_ASSIGN(const Record membership, call.record("membership", team_membership::entity));
  const Date until = call.arguments.day("until").value_or(call.today());
  const auto from = membership.date(team_membership::from_date);
  if (from && until < *from) {
    return call.fault(
        "until", "until_before_from",
        {"The membership began on " + format_date(*from) + "; it cannot end before that.",
         "Medlemskapet började " + format_date(*from) + "; det kan inte sluta före dess."});
  }
  // A membership that has an end gives no sight of the case any more.
  if (until > call.today()) {
    return call.fault(
        "until", "until_in_future",
        {"A membership ends today or earlier; whoever leaves later is taken out then.",
         "Ett medlemskap slutar i dag eller tidigare; den som slutar senare tas bort då."});
  }
  Change change = change_of(membership, {});
  assign_date(change, team_membership::until_date, until);
  std::vector<Change> changes;
  changes.push_back(std::move(change));
  return call.save(std::move(changes), {{"membership", to_string(membership.id().uuid)},
                                        {"until", format_date(until)}});
}

Result<Json> set_primary_coach(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(const Record coach, call.record("staff", staff::entity));
  Change change = change_of(person, call.arguments.text("version"));
  assign(change, participant::primary_coach, coach.id().uuid);
  return save_one(call, "participant", std::move(change));
}

}  // namespace

std::vector<Definition> team_commands() {
  return {
      {"team.add",
       true,
       "Adds a member of staff to a participant's team, who then sees the case.",
       {required(id("participant")), required(id("staff")), required(line("role", 50)),
        date("from"), flag("restricted")},
       add_to_team},
      {"team.leave",
       true,
       "Ends a membership of a team.",
       {required(id("membership")), date("until")},
       leave_team},
      {"participant.set_coach",
       true,
       "Says who of the team is the participant's coach.",
       {required(id("participant")), required(id("staff")), required(version("version"))},
       set_primary_coach},
  };
}

std::vector<AnswerDef> answers_of_team_commands() {
  return {
      {"team.add", {{"membership", id()}}},
      {"team.leave", {{"membership", id()}, {"until", date()}}},
      {"participant.set_coach", {{"participant", id()}}},
  };
}

}  // namespace brygga::casework
