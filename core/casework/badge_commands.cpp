#include <algorithm>

#include "base/sha256.hpp"
#include "casework/areas.hpp"
#include "casework/case_commands.hpp"
#include "casework/casework.hpp"
#include "casework/instant.hpp"
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
  return to_hex(sha256(code));
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

// Only those of people whose case is here: a kiosk has badges, and lists nobody.
Result<Json> list_badges(Call& call) {
  std::string sql =
      "SELECT b.id, b.participant, p.first_name || ' ' || p.last_name, b.unit, u.name, "
      "b.first_name, b.status FROM badge AS b JOIN participant AS p ON p.id = b.participant "
      "LEFT JOIN unit AS u ON u.id = b.unit WHERE 1";
  std::vector<Value> of;
  for (const char* column : {"participant", "unit"}) {
    const auto id = call.arguments.uuid(column);
    if (!id) continue;
    of.emplace_back(*id);
    sql.append(" AND b.").append(column).append(" = ?").append(std::to_string(of.size()));
  }
  BRYGGA_ASSIGN(const QueryResult found,
                call.store.query(sql + " ORDER BY b.status, b.first_name, b.id LIMIT 1000", of));
  Json list = Json::array();
  for (const std::vector<Value>& row : found.rows) {
    list.push_back({{"id", to_string(uuid_in(row[0]))},
                    {"participant", to_string(uuid_in(row[1]))},
                    {"name", text_in(row[2])},
                    {"unit", to_string(uuid_in(row[3]))},
                    {"unit_name", json_or_null(text_in(row[4]))},
                    {"first_name", text_in(row[5])},
                    {"status", text_in(row[6])}});
  }
  return Json{{"badges", std::move(list)}};
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
  static const RecordForm form(checkin::entity,
                               {checkin::mood, checkin::place, checkin::participant_signature},
                               {{checkin::mood, integer("mood", 1, checkin::mood_max)}});
  return form;
}

// What this device last took by a badge.
struct LastTap {
  Json answer;
  std::string moment;
};

// The row itself leaves with the first sync, so it is looked for in what was saved here. A check-in
// is a transaction of one edit.
Result<std::optional<LastTap>> last_tap(Call& call, const Record& known) {
  constexpr std::uint64_t tap_ms_max = 2ULL * 60 * 1000;
  constexpr std::size_t taps_max = 50;  // that a kiosk takes in this time
  BRYGGA_ASSIGN(const auto saved, call.store.transactions(taps_max, false));
  const std::uint64_t now = call.store.now_ms();
  for (const OutboxTransaction& one : saved) {
    if (one.saved_ms + tap_ms_max < now) break;
    if (one.saved_ms > now + tap_ms_max) continue;  // by a clock that was set back since
    if (one.receipt && one.receipt->code == Receipt::Code::refused) continue;
    BRYGGA_ASSIGN(const std::optional<Edit> edit, call.store.edit(one.first));
    if (!edit || edit->entity != checkin::entity || !edit->creates) continue;
    const auto written = [&](FieldNumber field) {
      for (const FieldWrite& write : edit->writes) {
        if (write.field == field) return write.value;
      }
      return Value{};
    };
    if (uuid_in(written(checkin::badge)) != known.id().uuid) continue;
    const auto at = static_cast<std::uint64_t>(integer_in(written(checkin::at)));
    return std::optional(LastTap{{{"checkin", to_string(edit->row.uuid)},
                                  {"at", format_instant(at)},
                                  {"transaction", to_string(one.id.uuid)}},
                                 text_in(written(checkin::moment))});
  }
  return std::optional<LastTap>{};
}

// Whoever holds a badge before the reader a moment too long has come once.
Result<Json> pass(Call& call, const char* moment) {
  BRYGGA_ASSIGN(const Record known, badge_of_code(call));
  const Json name = known.text(badge::first_name);
  BRYGGA_ASSIGN(std::optional<LastTap> last, last_tap(call, known));
  if (last && last->moment == moment) {
    last->answer["first_name"] = name;
    last->answer["already"] = true;
    return std::move(last->answer);
  }
  const RowId who{known.uuid(badge::participant).value_or(Uuid{})};
  Change change = kiosk_form().fill(call, call.new_row_id(), scope_of_case(who));
  add_evidence(call, change);
  assign(change, checkin::participant, who.uuid);
  assign(change, checkin::badge, known.id().uuid);
  assign(change, checkin::moment, std::string(moment));
  return save_one(
      call, "checkin", std::move(change),
      Json({{"first_name", name}, {"at", format_instant(call.now_ms())}, {"already", false}}));
}

Result<Json> check_in(Call& call) { return pass(call, checkin::arrived); }
Result<Json> check_out(Call& call) { return pass(call, checkin::left); }

}  // namespace

std::vector<Definition> badge_commands() {
  return {
      {"badge.issue",
       true,
       "Gives a participant a badge for the kiosks of a unit; its code is shown this once.",
       {required(id("participant")), required(id("unit"))},
       issue},
      {"badge.return",
       true,
       "Takes a badge back: it opens nothing any more.",
       {required(id("badge"))},
       take_back},
  };
}

std::vector<Definition> kiosk_commands() {
  return {
      {"badges.list",
       false,
       "Gives the badges of a participant or a unit, of those whose case is here.",
       {id("participant"), id("unit")},
       list_badges},
      {"kiosk.greet",
       false,
       "Says by which first name a badge greets.",
       {required(line("code", 40))},
       greet},
      {"kiosk.check_in", true, "Records by a badge that somebody came.",
       kiosk_form().to_add({required(line("code", 40))}), check_in},
      {"kiosk.check_out", true, "Records by a badge that somebody left.",
       kiosk_form().to_add({required(line("code", 40))}), check_out},
  };
}

std::vector<AnswerDef> answers_of_badge_commands() {
  const Shape passed{
      {"checkin", id()}, {"first_name", text()}, {"at", instant()}, {"already", flag()}};
  return {
      {"badge.issue", {{"badge", id()}, {"code", text()}}},
      {"badge.return", {{"badge", id()}}},
      {"kiosk.greet", {{"badge", id()}, {"first_name", text()}}},
      {"badges.list",
       {{"badges", list(named("badge", {{"id", id()},
                                        {"participant", id()},
                                        {"name", text()},
                                        {"unit", id()},
                                        {"unit_name", or_null(text())},
                                        {"first_name", text()},
                                        {"status", choice({"issued", "returned"})}}))}}},
      {"kiosk.check_in", passed},
      {"kiosk.check_out", passed},
  };
}

}  // namespace brygga::casework
