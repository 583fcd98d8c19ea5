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

// --- where somebody is reached ------------------------------------------------------------------

const RecordForm& contact_form() {
  static const RecordForm form(contact::entity, {contact::kind, contact::value, contact::label});
  return form;
}

bool is_phone_number(const std::string& text) {
  const auto digits =
      std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 5 && text.find_first_not_of("0123456789 +-()/") == std::string::npos;
}

bool is_email(const std::string& text) {
  const std::size_t at = text.find('@');
  return at != std::string::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string::npos && text.find(' ') == std::string::npos;
}

Status check_value(Call& call, const std::string& kind) {
  const std::string value = call.arguments.text("value");
  if (kind == "phone" && !is_phone_number(value)) {
    return call.fault("value", "phone_form",
                      {"A phone number has at least five digits and no letters; see it over.",
                       "Ett telefonnummer har minst fem siffror och inga bokstäver; se över det."});
  }
  if (kind == "email" && !is_email(value)) {
    return call.fault("value", "email_form",
                      {"An e-mail address is written as name@place.se; see it over.",
                       "En e-postadress skrivs namn@plats.se; se över den."});
  }
  return {};
}

Result<Json> add_contact(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_TRY(check_value(call, call.arguments.text("kind")));
  const bool is_protected = person.number(participant::protection).value_or(0) > participant::open;
  const RowId row = call.new_row_id();
  Change change = contact_form().fill(call, row, scope_of_case(person.id()));
  assign(change, contact::participant, person.id().uuid);
  std::vector<Change> changes;
  changes.push_back(std::move(change));
  return call.save(std::move(changes),
                   {{"contact", to_string(row.uuid)}, {"restricted", is_protected}});
}

Result<Json> change_contact(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("contact", contact::entity));
  if (call.arguments.has("value")) BRYGGA_TRY(check_value(call, found.text(contact::kind)));
  BRYGGA_ASSIGN(Change change, contact_form().change(call, found));
  return save_one(call, "contact", std::move(change));
}

Result<Json> remove_contact(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("contact", contact::entity));
  Change change = change_of(found, call.arguments.text("version"));
  change.deletes = true;
  return save_one(call, "contact", std::move(change));
}

// --- protected identity -------------------------------------------------------------------------

// From now on only those who are named see what is for named staff.
Status narrow_team(Call& call, const RowId& who, const std::vector<Uuid>& named,
                   std::vector<Change>& changes) {
  BRYGGA_ASSIGN(const std::vector<Record> team,
                read_case(call.store, team_membership::entity, who, case_rows_max));
  for (const Record& membership : team) {
    const Uuid member = membership.uuid(team_membership::staff).value_or(Uuid{});
    const bool sees = membership.text(team_membership::access) == team_membership::sees_restricted;
    const bool is_named = std::find(named.begin(), named.end(), member) != named.end();
    if (!sees || is_named || membership.date(team_membership::until_date)) continue;
    Change end = change_of(membership, {});
    assign_date(end, team_membership::until_date, call.today());
    changes.push_back(std::move(end));
    changes.push_back(team_change(call, who, member, membership.text(team_membership::role),
                                  call.today(), team_membership::sees_case));
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

Result<Json> set_primary_coach(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(const Record coach, call.record("staff", staff::entity));
  Change change = change_of(person, call.arguments.text("version"));
  assign(change, participant::primary_coach, coach.id().uuid);
  return save_one(call, "participant", std::move(change));
}

}  // namespace

std::vector<Definition> contact_commands() {
  return {
      {"contact.add", true, "Adds a phone number, e-mail address or postal address.",
       contact_form().to_add({required(id("participant"))}), add_contact},
      {"contact.change", true, "Changes where somebody is reached, from the version shown.",
       contact_form().to_change(), change_contact},
      {"contact.remove",
       true,
       "Takes away where somebody was reached.",
       {required(id("contact")), required(version("version"))},
       remove_contact},
      {"participant.protect",
       true,
       "Raises the protection of a person's identity; from then on only the staff named see where "
       "they are reached.",
       {required(id("participant")),
        required(integer("level", participant::marked_secret, participant::protected_register)),
        ids("named")},
       protect},
      {"participant.set_coach",
       true,
       "Says who of the team is the participant's coach.",
       {required(id("participant")), required(id("staff")), required(version("version"))},
       set_primary_coach},
  };
}

std::vector<Definition> protection_commands() {
  return {
      {"participant.lower_protection",
       true,
       "Lowers the protection of a person's identity, for the central office alone.",
       {required(id("participant")), required(version("version")),
        required(integer("level", participant::open, participant::marked_secret))},
       lower_protection},
  };
}

std::vector<AnswerDef> answers_of_contact_commands() {
  return {
      {"contact.add", {{"contact", id()}, {"restricted", flag()}}},
      {"contact.change", {{"contact", id()}}},
      {"contact.remove", {{"contact", id()}}},
      {"participant.protect", {{"participant", id()}}},
      {"participant.lower_protection", {{"participant", id()}}},
      {"participant.set_coach", {{"participant", id()}}},
  };
}

}  // namespace brygga::casework
