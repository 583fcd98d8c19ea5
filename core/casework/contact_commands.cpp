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
  };
}

std::vector<AnswerDef> answers_of_contact_commands() {
  return {
      {"contact.add", {{"contact", id()}, {"restricted", flag()}}},
      {"contact.change", {{"contact", id()}}},
      {"contact.remove", {{"contact", id()}}},
  };
}

}  // namespace brygga::casework
