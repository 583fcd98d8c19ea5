#include "casework/attendance_evidence.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/order.hpp"
#include "casework/instant.hpp"
#include "casework/labels.hpp"
#include "casework/record.hpp"
#include "casework/report_csv.hpp"
#include "casework/text_encoding.hpp"

namespace brygga::casework {

namespace {

std::uint64_t time_in(std::int64_t unix_ms) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, unix_ms));
}

// What the hours say of each check-in of the month.
std::vector<AttendanceLine> judged_lines(const EnrolledCheckins& checkins,
                                         std::optional<Month> month) {
  const std::vector<CheckinStanding> standings = stand(checkins.rows);
  std::vector<AttendanceLine> lines;
  for (std::size_t at = 0; at < standings.size(); ++at) {
    const CheckinStanding& standing = standings[at];
    const Date day = checkins.days[standing.first];
    if (month && month_of(day) != *month) continue;
    const Judged judged = judge_attendance(checkins.rows[at], standing.standing);
    AttendanceLine line;
    line.checkin = judged.record;
    line.participant = judged.participant;
    line.day = day;
    line.reason = judged.verdict.reason;
    if (judged.verdict.part == Part::counted) {
      line.counted_minutes = static_cast<std::uint32_t>(judged.value);
    }
    if (standing.corrected_by != no_number) {
      line.corrected_by = checkins.rows[standing.corrected_by].checkin;
    }
    lines.push_back(std::move(line));
  }
  put_in_order(lines, [](const AttendanceLine& a, const AttendanceLine& b) {
    return std::tie(a.day, a.participant, a.checkin) < std::tie(b.day, b.participant, b.checkin);
  });
  return lines;
}

// Names; and of protected persons nothing that tells who or where they are.
Status add_names(RowSource& source, const JoinedPersons& joined,
                 std::vector<AttendanceLine>& lines) {
  std::unordered_map<RowId, std::string> names;
  RowNumbers protected_persons;
  BRYGGA_TRY(source.each("SELECT id, first_name, last_name, protection FROM participant", {},
                         [&](const std::vector<Value>& row) {
                           const RowId record = id_in(row[0]);
                           const RowId person = joined.person_of(record);
                           if (integer_in(row[3]) > 0) protected_persons.number_of(person);
                           if (record == person) {
                             names[person] = text_in(row[1]) + " " + text_in(row[2]);
                           }
                           return true;
                         }));
  for (AttendanceLine& line : lines) {
    if (protected_persons.find(line.participant)) {
      line.place.clear();
      line.supervisor.clear();
      continue;
    }
    const auto name = names.find(line.participant);
    if (name != names.end()) line.name = name->second;
  }
  return {};
}

void take_record(const std::vector<Value>& row, const std::vector<StaffRow>& people,
                 AttendanceLine& line) {
  line.at_ms = time_in(integer_in(row[1]));
  if (const auto captured = number_in(row[2])) line.captured_ms = time_in(*captured);
  line.clock = text_in(row[3]);
  const StaffRow* person = find_staff(people, uuid_in(row[4]));
  if (person != nullptr) line.recorded_by = person->name;
  line.planned_minutes = number_in(row[5]);
  line.attended_minutes = number_in(row[6]);
  line.place = text_in(row[7]);
  line.activity = text_in(row[8]);
  line.corrects = id_in(row[9]);
  line.is_signed = integer_in(row[10]) != 0;
  line.supervisor = text_in(row[11]);
  line.is_signed_by_supervisor = integer_in(row[12]) != 0;
  line.moment = text_in(row[13]);
}

// What the check-ins themselves say.
Status add_records(RowSource& source, std::vector<AttendanceLine>& lines) {
  BRYGGA_ASSIGN(const std::vector<StaffRow> people, read_staff(source));
  // The lines are numbered in their order.
  RowNumbers numbers;
  for (const AttendanceLine& line : lines) numbers.number_of(line.checkin);
  return source.each(
      "SELECT id, at, saved_at, clock, recorded_by, planned_minutes, attended_minutes, place, "
      "activity, corrects, participant_signature IS NOT NULL, supervisor, "
      "supervisor_signature IS NOT NULL, moment FROM checkin",
      {}, [&](const std::vector<Value>& row) {
        if (const auto at = numbers.find(id_in(row[0]))) take_record(row, people, lines[*at]);
        return true;
      });
}

// --- as a file ----------------------------------------------------------------------------------

std::string text_of(const RowId& id) { return id.uuid.is_nil() ? "" : to_string(id.uuid); }

template <class Number>
std::string text_of(const std::optional<Number>& number) {
  return number ? std::to_string(*number) : "";
}

std::string instant_of(const std::optional<std::uint64_t>& unix_ms) {
  return unix_ms ? format_instant(*unix_ms) : "";
}

std::string yes_or_no(bool flag) { return flag ? "ja" : "nej"; }

struct EvidenceColumn {
  const char* header;
  std::string (*cell)(const AttendanceLine& line);
};

using Line = AttendanceLine;
constexpr std::array evidence_columns = {
    EvidenceColumn{"Incheckning", [](const Line& line) { return text_of(line.checkin); }},
    EvidenceColumn{"Deltagare", [](const Line& line) { return text_of(line.participant); }},
    EvidenceColumn{"Namn", [](const Line& line) { return line.name; }},
    EvidenceColumn{"Tidpunkt", [](const Line& line) { return format_instant(line.at_ms); }},
    EvidenceColumn{"Sparad", [](const Line& line) { return instant_of(line.captured_ms); }},
    EvidenceColumn{"Klocka", [](const Line& line) { return line.clock; }},
    EvidenceColumn{"Mottagen",
                   [](const Line& line) { return instant_of(line.arrival.received_ms); }},
    EvidenceColumn{"Räknas på dagen", [](const Line& line) { return format_date(line.day); }},
    EvidenceColumn{"Apparat", [](const Line& line) { return line.arrival.device; }},
    EvidenceColumn{"Antecknat av", [](const Line& line) { return line.recorded_by; }},
    EvidenceColumn{"Planerade minuter",
                   [](const Line& line) { return text_of(line.planned_minutes); }},
    EvidenceColumn{"Närvarominuter",
                   [](const Line& line) { return text_of(line.attended_minutes); }},
    EvidenceColumn{"Plats", [](const Line& line) { return line.place; }},
    EvidenceColumn{"Aktivitet", [](const Line& line) { return line.activity; }},
    EvidenceColumn{"Kom eller gick",
                   [](const Line& line) { return std::string(label_of_key(line.moment).sv); }},
    EvidenceColumn{"Rättar", [](const Line& line) { return text_of(line.corrects); }},
    EvidenceColumn{"Rättad av", [](const Line& line) { return text_of(line.corrected_by); }},
    EvidenceColumn{"Underskrift av deltagaren",
                   [](const Line& line) { return yes_or_no(line.is_signed); }},
    EvidenceColumn{"Handledare", [](const Line& line) { return line.supervisor; }},
    EvidenceColumn{"Underskrift av handledaren",
                   [](const Line& line) { return yes_or_no(line.is_signed_by_supervisor); }},
    EvidenceColumn{"Räknade minuter",
                   [](const Line& line) { return std::to_string(line.counted_minutes); }},
    EvidenceColumn{"Bedömning", [](const Line& line) { return sentence_of(line.reason).sv; }}};

}  // namespace

Result<std::vector<AttendanceLine>> attendance_evidence(RowSource& source,
                                                        const ProgrammeRow& programme,
                                                        const RowId& unit,
                                                        std::optional<Month> month,
                                                        const ArrivalOf& arrival_of) {
  BRYGGA_ASSIGN(const JoinedPersons joined, JoinedPersons::read(source));
  BRYGGA_ASSIGN(const EnrolledCheckins checkins, unit_checkins(source, joined, programme, unit));
  std::vector<AttendanceLine> lines = judged_lines(checkins, month);
  BRYGGA_TRY(add_records(source, lines));
  BRYGGA_TRY(add_names(source, joined, lines));
  for (AttendanceLine& line : lines) {
    BRYGGA_ASSIGN(line.arrival, arrival_of(line.checkin));
  }
  return lines;
}

std::string attendance_csv(const std::vector<AttendanceLine>& lines) {
  std::vector<std::string> cells;
  cells.reserve(evidence_columns.size());
  for (const EvidenceColumn& column : evidence_columns) cells.emplace_back(column.header);
  std::string text = std::string(byte_order_mark) + csv_line(cells);
  for (const AttendanceLine& line : lines) {
    cells.clear();
    for (const EvidenceColumn& column : evidence_columns) cells.push_back(column.cell(line));
    text += csv_line(cells);
  }
  return text;
}

}  // namespace brygga::casework
