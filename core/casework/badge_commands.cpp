#include <algorithm>

#include "base/sha256.hpp"
#include "casework/areas.hpp"
#include "casework/case_commands.hpp"
#include "casework/casework.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

// --- codes --------------------------------------------------------------------------------------

// What stands on a badge, drawn as a QR code and in letters: 16 of 32 signs, 80 random bits,
// without those that look alike. A tablet that is stolen holds only its hash.
std::string new_code(Call& call) {
  static constexpr char signs[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  const Bytes random = call.store.random_bytes(16);
  std::string code;
  for (std::size_t i = 0; i < random.size(); ++i) {
    if (i != 0 && i % 4 == 0) code += '-';
    code += signs[random[i] % 32];
  }
  return code;
}

// People type small letters, blanks and no dashes.
std::string hash_of_code(const std::string& typed) {
  std::string code;
  for (const char c : typed) {
    if (c == '-' || c == ' ') continue;
    code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return to_hex(sha256({reinterpret_cast<const std::uint8_t*>(code.data()), code.size()}));
}

// --- badges -------------------------------------------------------------------------------------

Result<Json> issue(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(const Record place, call.record("unit", unit::entity));
  if (person.number(participant::protection).value_or(0) > participant::open) {
    return call.fault("participant", "protected_person",
                      {"Somebody with a protected identity does not check in at a shared tablet.",
                       "Den som har skyddad identitet checkar inte in på en delad platta."});
  }
  const std::string code = new_code(call);
  Change change = creation(badge::entity, call.new_row_id(), scope_of_kiosk(place.id().uuid));
  assign(change, badge::participant, person.id().uuid);
  assign(change, badge::unit, place.id().uuid);
  assign(change, badge::code_hash, hash_of_code(code));
  assign(change, badge::first_name, person.text(participant::first_name));
  assign(change, badge::status, std::string("issued"));
  return save_one(call, "badge", std::move(change), Json({{"code", code}}));
}

Result<Json> take_back(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("badge", badge::entity));
  Change change = change_of(found, found.version());
  assign(change, badge::status, std::string("returned"));
  return save_one(call, "badge", std::move(change));
}

// --- at the kiosk -------------------------------------------------------------------------------

Result<Record> badge_of_code(Call& call) {
  BRYGGA_ASSIGN(const QueryResult found,
                call.store.query("SELECT id FROM badge WHERE code_hash = ?1 AND status = 'issued' "
                                 "LIMIT 1",
                                 {hash_of_code(call.arguments.text("code"))}));
  if (!found.rows.empty()) {
    BRYGGA_ASSIGN(std::optional<Record> known,
                  read_record(call.store, badge::entity, RowId{uuid_in(found.rows[0][0])}));
    if (known) return *std::move(known);
  }
  return call.fault("code", "unknown_badge",
                    {"This badge is not known here. Ask your coach.",
                     "Brickan är inte känd här. Fråga din coach."});
}

Result<Json> greet(Call& call) {
  BRYGGA_ASSIGN(const Record known, badge_of_code(call));
  return Json{{"badge", to_string(known.id().uuid)}, {"first_name", known.text(badge::first_name)}};
}

const RecordForm& kiosk_form() {
  static const RecordForm form(
      checkin::entity,
      {checkin::attended_minutes, checkin::mood, checkin::place, checkin::participant_signature},
      {{checkin::attended_minutes, integer("attended_minutes", 0, checkin::minutes_max)},
       {checkin::mood, integer("mood", 1, checkin::mood_max)}});
  return form;
}

Result<Json> check_in(Call& call) {
  BRYGGA_ASSIGN(const Record known, badge_of_code(call));
  const RowId who{known.uuid(badge::participant).value_or(Uuid{})};
  Change change = kiosk_form().fill(call, call.new_row_id(), scope_of_case(who));
  add_evidence(call, change);
  assign(change, checkin::participant, who.uuid);
  assign(change, checkin::badge, known.id().uuid);
  return save_one(call, "checkin", std::move(change),
                  Json({{"first_name", known.text(badge::first_name)}}));
}

}  // namespace

std::vector<Definition> badge_commands() {
  return {
      {"badge.issue",
       true,
       "Gives a participant a badge for the kiosks of a unit; its code is shown this once.",
       {required(id("participant")), required(id("unit"))},
       issue,
       {{"badge", id()}, {"code", text()}}},
      {"badge.return",
       true,
       "Takes a badge back: it opens nothing any more.",
       {required(id("badge"))},
       take_back,
       {{"badge", id()}}},
      {"kiosk.greet",
       false,
       "Says by which first name a badge greets.",
       {required(line("code", 40))},
       greet,
       {{"badge", id()}, {"first_name", text()}}},
      {"kiosk.check_in",
       true,
       "Records a check-in by a badge, on a tablet that can do only that.",
       kiosk_form().to_add({required(line("code", 40))}),
       check_in,
       {{"checkin", id()}, {"first_name", text()}}},
  };
}

}  // namespace brygga::casework
