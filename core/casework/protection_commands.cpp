#include <algorithm>

#include "casework/areas.hpp"
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

bool is_among(const std::vector<Uuid>& named, const std::optional<Uuid>& member) {
  return member && std::find(named.begin(), named.end(), *member) != named.end();
}

// From now on only those who are named see what is for named staff.
Status narrow_team(Call& call, const RowId& who, const std::vector<Uuid>& named,
                   std::vector<Change>& changes) {
  BRYGGA_ASSIGN(const std::vector<Record> team,
                read_case(call.store, team_membership::entity, who, case_rows_max));
  for (const Record& membership : team) {
    const Uuid member = membership.uuid(team_membership::staff).value_or(Uuid{});
    const bool sees = membership.text(team_membership::access) == team_membership::sees_restricted;
    if (!sees || is_among(named, member) || membership.date(team_membership::until_date)) continue;
    Change end = change_of(membership, {});
    assign_date(end, team_membership::until_date, call.today());
    changes.push_back(std::move(end));
    changes.push_back(team_change(call, who, member, membership.text(team_membership::role),
                                  call.today(), team_membership::sees_case));
  }
  return {};
}

// Nor does a partner's staff see it by a consent, unless they are named.
Status narrow_consents(Call& call, const RowId& who, const std::vector<Uuid>& named,
                       std::vector<Change>& changes) {
  BRYGGA_ASSIGN(const std::vector<Record> consents,
                read_case(call.store, consent::entity, who, case_rows_max));
  for (const Record& given : consents) {
    if (given.text(consent::data_group) != consent::the_restricted) continue;
    Change names = change_of(given, given.version());
    for (const Value& member : given.elements(consent::people)) {
      if (!is_among(named, uuid_in(member))) names.remove.push_back({consent::people, member});
    }
    if (!names.remove.empty()) changes.push_back(std::move(names));
  }
  return {};
}

// Nor whoever the case is offered to: the offer is made anew without it.
Status withdraw_offers(Call& call, const RowId& who, const std::vector<Uuid>& named,
                       std::vector<Change>& changes) {
  BRYGGA_ASSIGN(const std::vector<Record> offers,
                read_case(call.store, handover::entity, who, case_rows_max));
  for (const Record& offer : offers) {
    const bool sees = offer.text(handover::access) == team_membership::sees_restricted;
    const bool is_open = offer.text(handover::status) == "offered";
    if (!sees || !is_open || is_among(named, offer.uuid(handover::to))) continue;
    Change withdrawal = change_of(offer, offer.version());
    assign(withdrawal, handover::status, std::string("withdrawn"));
    changes.push_back(std::move(withdrawal));
  }
  return {};
}

// A shared tablet shows nothing of the person any more, not even the first name.
Status remove_badges(Call& call, const RowId& who, std::vector<Change>& changes) {
  BRYGGA_ASSIGN(
      const QueryResult found,
      call.store.query("SELECT id FROM badge WHERE participant = ?1 LIMIT 1000", {who.uuid}));
  for (const auto& row : found.rows) {
    BRYGGA_ASSIGN(const std::optional<Record> known,
                  read_record(call.store, badge::entity, RowId{uuid_in(row.front())}));
    if (!known) continue;
    Change removal = change_of(*known, known->version());
    removal.deletes = true;
    changes.push_back(std::move(removal));
  }
  return {};
}

Result<Json> protect(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  const std::int64_t now = person.number(participant::protection).value_or(participant::open);
  const std::int64_t level = call.arguments.number("level").value_or(participant::open);
  if (level <= now) {
    return call.fault("level", "protection_not_lowered",
                      {"The protection is this high already; only the office lowers it.",
                       "Skyddet är redan så högt; bara kontoret sänker det."});
  }
  std::vector<Uuid> named = call.arguments.uuids("named");
  if (named.empty()) named.push_back(call.self.account);
  Change raise = change_of(person, {});
  assign(raise, participant::protection, level);
  std::vector<Change> changes;
  changes.push_back(std::move(raise));
  BRYGGA_TRY(narrow_team(call, person.id(), named, changes));
  BRYGGA_TRY(narrow_consents(call, person.id(), named, changes));
  BRYGGA_TRY(withdraw_offers(call, person.id(), named, changes));
  BRYGGA_TRY(remove_badges(call, person.id(), changes));
  return call.save(std::move(changes), {{"participant", to_string(person.id().uuid)}});
}

// The office takes the protection back: nobody else may, and the store refuses it of them.
Result<Json> lower_protection(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(const std::vector<StaffRow> people, read_staff(call.store));
  const StaffRow* self = find_staff(people, call.self.account);
  const auto& roles = self != nullptr ? self->roles : std::vector<std::string>{};
  if (std::find(roles.begin(), roles.end(), "office") == roles.end()) {
    return call.fault("", "office_only",
                      {"Only somebody of the central office lowers a protection.",
                       "Bara någon på centrala kontoret sänker ett skydd."});
  }
  Change change = change_of(person, call.arguments.text("version"));
  change.reset.push_back(
      {participant::protection, call.arguments.number("level").value_or(participant::open)});
  return save_one(call, "participant", std::move(change));
}

}  // namespace

std::vector<Definition> protection_commands() {
  return {
      {"participant.protect",
       true,
       "Raises the protection of a person's identity; from then on only the staff named see where "
       "they are reached.",
       {required(id("participant")),
        required(integer("level", participant::marked_secret, participant::protected_register)),
        ids("named")},
       protect},
      {"participant.lower_protection",
       true,
       "Lowers the protection of a person's identity, for the central office alone.",
       {required(id("participant")), required(version("version")),
        required(integer("level", participant::open, participant::marked_secret))},
       lower_protection},
  };
}

std::vector<AnswerDef> answers_of_protection_commands() {
  return {
      {"participant.protect", {{"participant", id()}}},
      {"participant.lower_protection", {{"participant", id()}}},
  };
}

}  // namespace brygga::casework
