#include <algorithm>

#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/participant_commands.hpp"
#include "casework/participant_view.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

// --- proposing ----------------------------------------------------------------------------------

Status check_two(Call& call, const Record& one, const Record& other) {
  if (one.id() != other.id()) return {};
  return call.fault(
      "other", "same_record",
      {"This is one record; choose the other one.", "Detta är en och samma post; välj den andra."});
}

Result<Json> propose(Call& call) {
  BRYGGA_ASSIGN(const Record one, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(const Record other, call.record("other", participant::entity));
  BRYGGA_TRY(check_two(call, one, other));
  Change change = creation(join_proposal::entity, call.new_row_id(), scope_of_case(one.id()));
  assign(change, join_proposal::participant, one.id().uuid);
  assign(change, join_proposal::other, other.id().uuid);
  assign_if_any(change, join_proposal::reason, call.arguments.text("reason"));
  assign(change, join_proposal::proposed_by, call.self.account);
  assign(change, join_proposal::status, std::string("open"));
  return save_one(call, "join_proposal", std::move(change));
}

// --- joining ------------------------------------------------------------------------------------

// Whoever is in the team of the one comes into the team of the other, and sees there what they see
// here.
Status share_team(Call& call, const RowId& from, const RowId& to, std::vector<Change>& changes) {
  BRYGGA_ASSIGN(const std::vector<Record> team,
                read_case(call.store, team_membership::entity, from, case_rows_max));
  BRYGGA_ASSIGN(const std::vector<Record> there,
                read_case(call.store, team_membership::entity, to, case_rows_max));
  const auto is_there = [&](const Uuid& member) {
    return std::any_of(there.begin(), there.end(), [&](const Record& other) {
      return other.uuid(team_membership::staff) == member &&
             !other.date(team_membership::until_date);
    });
  };
  for (const Record& membership : team) {
    const Uuid member = membership.uuid(team_membership::staff).value_or(Uuid{});
    const std::string access = membership.text(team_membership::access);
    // What a partner sees hangs on a consent, which was given for the one record.
    const bool stays_out = membership.date(team_membership::until_date) ||
                           access == team_membership::sees_by_consent || is_there(member);
    if (stays_out) continue;
    changes.push_back(team_change(call, to, member, membership.text(team_membership::role),
                                  call.today(), access));
  }
  return {};
}

Status settle_proposals(Call& call, const RowId& one, const RowId& other, const char* status,
                        std::vector<Change>& changes) {
  for (const auto& [mine, theirs] : {std::pair(one, other), std::pair(other, one)}) {
    BRYGGA_ASSIGN(const std::vector<Record> proposals,
                  read_case(call.store, join_proposal::entity, mine, case_rows_max));
    for (const Record& proposal : proposals) {
      const bool is_of_them = proposal.uuid(join_proposal::other) == theirs.uuid;
      if (!is_of_them || proposal.text(join_proposal::status) == status) continue;
      Change change = change_of(proposal, proposal.version());
      assign(change, join_proposal::status, std::string(status));
      changes.push_back(std::move(change));
    }
  }
  return {};
}

// Nothing is moved: the one record says that the other stands for both, and so can be undone.
Result<Json> join(Call& call) {
  BRYGGA_ASSIGN(Record kept, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(Record other, call.record("other", participant::entity));
  BRYGGA_ASSIGN(const Record one, record_of_person(call.store, std::move(kept)));
  BRYGGA_ASSIGN(const Record joined, record_of_person(call.store, std::move(other)));
  BRYGGA_TRY(check_two(call, one, joined));
  Change change = change_of(joined, joined.version());
  assign(change, participant::joined_to, one.id().uuid);
  std::vector<Change> changes;
  changes.push_back(std::move(change));
  BRYGGA_TRY(share_team(call, one.id(), joined.id(), changes));
  BRYGGA_TRY(share_team(call, joined.id(), one.id(), changes));
  BRYGGA_TRY(settle_proposals(call, one.id(), joined.id(), "joined", changes));
  return call.save(std::move(changes), {{"participant", to_string(one.id().uuid)},
                                        {"joined", to_string(joined.id().uuid)}});
}

Change unjoined(const Record& record) {
  Change change = change_of(record, record.version());
  assign(change, participant::joined_to, Value{});
  return change;
}

Result<Json> part(Call& call) {
  BRYGGA_ASSIGN(const Record joined, call.record("participant", participant::entity));
  const auto to = joined.uuid(participant::joined_to);
  if (!to) {
    return call.fault(
        "participant", "not_joined",
        {"This record is joined to no other.", "Posten är inte hopslagen med någon."});
  }
  std::vector<Change> changes = {unjoined(joined)};
  // Two people may have joined each of them to the other.
  BRYGGA_ASSIGN(const std::optional<Record> other,
                read_record(call.store, participant::entity, RowId{*to}));
  const bool is_ring = other && other->uuid(participant::joined_to) == joined.id().uuid;
  if (is_ring) changes.push_back(unjoined(*other));
  BRYGGA_TRY(settle_proposals(call, RowId{*to}, joined.id(), "apart", changes));
  return call.save(std::move(changes), {{"participant", to_string(joined.id().uuid)}});
}

Result<Json> keep_apart(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("join_proposal", join_proposal::entity));
  Change change = change_of(found, found.version());
  assign(change, join_proposal::status, std::string("apart"));
  return save_one(call, "join_proposal", std::move(change));
}

}  // namespace

std::vector<Definition> join_commands() {
  return {
      {"participant.propose_join",
       true,
       "Says that two records may be of one person, for somebody to decide.",
       {required(id("participant")), required(id("other")), prose("reason", comment_bytes_max)},
       propose,
       {{"join_proposal", id()}}},
      {"participant.join",
       true,
       "Joins another record to this one: both show as one person, and each keeps its history.",
       {required(id("participant")), required(id("other"))},
       join,
       {{"participant", id()}, {"joined", id()}}},
      {"participant.part",
       true,
       "Takes a record that was joined to another apart again.",
       {required(id("participant"))},
       part,
       {{"participant", id()}}},
      {"participant.keep_apart",
       true,
       "Says that two records are of two persons.",
       {required(id("join_proposal"))},
       keep_apart,
       {{"join_proposal", id()}}},
  };
}

}  // namespace brygga::casework
