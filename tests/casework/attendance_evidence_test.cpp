// What stands behind the hours of a unit: which day counts, what was corrected, who is not named.
#include "casework/attendance_evidence.hpp"

#include "casework/instant.hpp"
#include "casework/record.hpp"
#include "casework/reports.hpp"
#include "casework/town.hpp"

namespace brygga::casework::testing {
namespace {

std::uint64_t instant(const char* text) { return parse_instant(text).value(); }
std::int64_t time_value(const char* text) { return static_cast<std::int64_t>(instant(text)); }

class AttendanceEvidence : public TownTest {
 protected:
  void SetUp() override {
    load("core/casework/programmes/goinge_forward.toml");
    alice = &add("Alice Andersson", {"coach"}, {"goinge"});
    who = take_in("Amina");
  }
  std::string take_in(const char* first_name) {
    return alice->ok("intake.record", {{"first_name", first_name},
                                       {"last_name", "Person"},
                                       {"programme", "goinge_forward"},
                                       {"unit", unit("goinge")},
                                       {"start", "2026-05-04"}})["participant"];
  }
  std::string check_in(const char* at, int minutes, const json& more = json::object()) {
    json input = {{"participant", who}, {"at", at}, {"attended_minutes", minutes}};
    input.update(more);
    return record(input);
  }
  // A second after the one before, so that ids are in the order of saving.
  std::string record(const json& input) {
    clock_.now_ms += 1000;
    return alice->ok("checkin.record", input)["checkin"];
  }
  // A check-in from a tablet that has never heard from the office.
  void check_in_by_unknown_clock(const char* at, const char* saved_at, std::int64_t minutes) {
    const RowId person{*parse_uuid(who)};
    Change change = creation(checkin::entity, new_id(), scope_of_case(person));
    change.assign = {
        {checkin::participant, person.uuid},       {checkin::at, time_value(at)},
        {checkin::attended_minutes, minutes},      {checkin::recorded_by, alice->account.uuid},
        {checkin::saved_at, time_value(saved_at)}, {checkin::clock, std::string("unknown")}};
    WriteSet writes;
    writes.changes.push_back(std::move(change));
    ASSERT_TRUE(alice->device->write(writes).ok());
  }
  ProgrammeRow programme() const {
    StoreRows rows(*alice->device);
    return find_programme(rows, "goinge_forward").value();
  }
  std::vector<AttendanceLine> lines(const char* month = "") {
    StoreRows rows(*alice->device);
    const auto arrival_of = [](const RowId&) -> Result<CheckinArrival> {
      return CheckinArrival{instant("2026-09-21T15:00:00Z"), "7-1"};
    };
    auto made =
        attendance_evidence(rows, programme(), units_.at("goinge"), parse_month(month), arrival_of);
    EXPECT_TRUE(made.ok());
    return *std::move(made);
  }
  std::map<std::string, std::uint32_t> minutes_by_month() {
    std::map<std::string, std::uint32_t> minutes;
    for (const AttendanceLine& line : lines()) {
      if (line.counted_minutes > 0)
        minutes[format_month(month_of(line.day))] += line.counted_minutes;
    }
    return minutes;
  }
  std::map<std::string, std::uint32_t> hours_by_month() {
    StoreRows rows(*alice->device);
    std::map<std::string, std::uint32_t> minutes;
    for (const ParticipantMonth& one :
         unit_hours(rows, programme(), units_.at("goinge")).value().months) {
      minutes[format_month(one.month)] += one.minutes;
    }
    return minutes;
  }

  const Person* alice = nullptr;
  std::string who;
};

TEST_F(AttendanceEvidence, says_when_it_was_when_it_was_saved_and_when_the_office_received_it) {
  const std::string id = check_in("2026-06-02T08:00:00Z", 240,
                                  {{"planned_minutes", 300},
                                   {"place", "Verkstaden"},
                                   {"activity", "workplace"},
                                   {"participant_signature", base64_of("drawn")},
                                   {"supervisor", "Sven Svensson"}});
  ASSERT_EQ(lines().size(), 1U);
  const AttendanceLine line = lines().front();
  EXPECT_EQ(to_string(line.checkin.uuid), id);
  EXPECT_EQ(to_string(line.participant.uuid), who);
  EXPECT_EQ(line.name, "Amina Person");
  EXPECT_EQ(line.at_ms, instant("2026-06-02T08:00:00Z"));
  EXPECT_EQ(line.captured_ms, clock_.now_ms);
  EXPECT_EQ(line.clock, "compared");
  EXPECT_EQ(line.arrival.received_ms, instant("2026-09-21T15:00:00Z"));
  EXPECT_EQ(line.arrival.device, "7-1");
  EXPECT_EQ(format_date(line.day), "2026-06-02");
  EXPECT_EQ(line.recorded_by, "Alice Andersson");
  EXPECT_EQ(line.planned_minutes, 300);
  EXPECT_EQ(line.attended_minutes, 240);
  EXPECT_EQ(line.place, "Verkstaden");
  EXPECT_EQ(line.activity, "workplace");
  EXPECT_TRUE(line.is_signed);
  EXPECT_EQ(line.supervisor, "Sven Svensson");
  EXPECT_FALSE(line.is_signed_by_supervisor);
  EXPECT_EQ(line.counted_minutes, 240U);
}

TEST_F(AttendanceEvidence, of_an_unknown_clock_counts_on_the_day_of_saving) {
  check_in_by_unknown_clock("2026-06-30T08:00:00Z", "2026-07-02T08:00:00Z", 90);
  EXPECT_TRUE(lines("2026-06").empty());
  const auto july = lines("2026-07");
  ASSERT_EQ(july.size(), 1U);
  EXPECT_EQ(july[0].clock, "unknown");
  EXPECT_EQ(july[0].at_ms, instant("2026-06-30T08:00:00Z"));
  EXPECT_EQ(july[0].captured_ms, instant("2026-07-02T08:00:00Z"));
  EXPECT_EQ(format_date(july[0].day), "2026-07-02");
  EXPECT_EQ(july[0].counted_minutes, 90U);
}

TEST_F(AttendanceEvidence, of_a_corrected_check_in_names_the_correction_and_counts_nothing) {
  const std::string first = check_in("2026-06-02T08:00:00Z", 240, {{"place", "Verkstaden"}});
  const std::string second = check_in("2026-07-05T08:00:00Z", 200, {{"corrects", first}});
  const auto june = lines("2026-06");
  ASSERT_EQ(june.size(), 2U);
  EXPECT_EQ(to_string(june[0].corrected_by.uuid), second);
  EXPECT_EQ(june[0].attended_minutes, 240);
  EXPECT_EQ(june[0].counted_minutes, 0U);
  EXPECT_EQ(june[0].reason, Reason::is_corrected);
  EXPECT_EQ(to_string(june[1].corrects.uuid), first);
  EXPECT_TRUE(june[1].corrected_by.uuid.is_nil());
  EXPECT_EQ(format_date(june[1].day), "2026-06-02");
  EXPECT_EQ(june[1].counted_minutes, 200U);
  EXPECT_EQ(june[1].place, "");
  EXPECT_TRUE(lines("2026-07").empty());
}

TEST_F(AttendanceEvidence, of_a_correction_without_minutes_counts_those_of_what_it_corrects) {
  const std::string first = check_in("2026-06-02T08:00:00Z", 240);
  record({{"participant", who}, {"corrects", first}, {"place", "Kontoret"}});
  const auto june = lines("2026-06");
  ASSERT_EQ(june.size(), 2U);
  EXPECT_EQ(june[1].attended_minutes, std::nullopt);
  EXPECT_EQ(june[1].counted_minutes, 240U);
}

TEST_F(AttendanceEvidence, adds_up_to_the_hours_of_each_month) {
  const std::string first = check_in("2026-06-02T08:00:00Z", 240);
  check_in("2026-06-02T08:00:00Z", 200, {{"corrects", first}});
  check_in("2026-06-02T08:00:00Z", 180, {{"corrects", first}});
  check_in("2026-06-30T22:30:00Z", 60);
  check_in_by_unknown_clock("2026-06-30T08:00:00Z", "2026-08-02T08:00:00Z", 90);
  check_in("2026-08-03T08:00:00Z", 0);
  check_in("2026-04-03T08:00:00Z", 500);
  EXPECT_EQ(lines().size(), 6U);
  EXPECT_EQ(minutes_by_month(), hours_by_month());
  EXPECT_EQ(minutes_by_month(), (std::map<std::string, std::uint32_t>{
                                    {"2026-06", 180}, {"2026-07", 60}, {"2026-08", 90}}));
}

TEST_F(AttendanceEvidence, of_a_person_with_a_protected_identity_says_neither_who_nor_where) {
  check_in("2026-06-02T08:00:00Z", 240, {{"place", "Verkstaden"}, {"supervisor", "Sven"}});
  alice->ok("participant.protect", {{"participant", who}, {"level", 1}});
  const auto june = lines("2026-06");
  ASSERT_EQ(june.size(), 1U);
  EXPECT_EQ(june[0].name, "");
  EXPECT_EQ(june[0].place, "");
  EXPECT_EQ(june[0].supervisor, "");
  EXPECT_EQ(to_string(june[0].participant.uuid), who);
  EXPECT_EQ(attendance_csv(june).find("Amina"), std::string::npos);
}

TEST_F(AttendanceEvidence, has_no_name_either_where_a_joined_record_is_protected) {
  check_in("2026-06-02T08:00:00Z", 240);
  const std::string other = take_in("Aminah");
  alice->ok("participant.protect", {{"participant", other}, {"level", 1}});
  const RowId joined{*parse_uuid(other)};
  Change change;
  change.entity = participant::entity;
  change.row = joined;
  change.assign = {{participant::joined_to, *parse_uuid(who)}};
  WriteSet writes;
  writes.changes.push_back(std::move(change));
  ASSERT_TRUE(alice->device->write(writes).ok());
  const auto june = lines("2026-06");
  ASSERT_EQ(june.size(), 1U);
  EXPECT_EQ(june[0].name, "");
}

TEST_F(AttendanceEvidence, fails_where_the_office_cannot_say_how_a_check_in_came) {
  check_in("2026-06-02T08:00:00Z", 240);
  StoreRows rows(*alice->device);
  const auto made = attendance_evidence(
      rows, programme(), units_.at("goinge"), std::nullopt,
      [](const RowId&) -> Result<CheckinArrival> {
        return Error{ErrorCode::storage, "The disk cannot be read.", false, "disk"};
      });
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().reason, "disk");
}

// --- as a file ----------------------------------------------------------------------------------

constexpr const char* header =
    "\xEF\xBB\xBFIncheckning;Deltagare;Namn;Tidpunkt;Sparad;Klocka;Mottagen;Räknas på "
    "dagen;Apparat;"
    "Antecknat av;Planerade minuter;Närvarominuter;Plats;Aktivitet;Kom eller gick;Rättar;"
    "Rättad av;"
    "Underskrift av deltagaren;Handledare;Underskrift av handledaren;Räknade minuter;Bedömning\r\n";

TEST(AttendanceFile, has_a_header_where_there_is_nothing) { EXPECT_EQ(attendance_csv({}), header); }

TEST(AttendanceFile, leaves_empty_what_nobody_knows_and_defuses_formulas) {
  AttendanceLine line;
  line.checkin = RowId{*parse_uuid("019e34a9-be00-7000-8000-000000000011")};
  line.participant = RowId{*parse_uuid("019e34a9-be00-7000-8000-000000000012")};
  line.name = "=HYPERLINK(\"x\")";
  line.at_ms = instant("2026-06-02T08:00:00Z");
  line.clock = "old";
  line.day = *parse_date("2026-06-02");
  line.recorded_by = "@Alice";
  line.place = "+46; -1";
  line.supervisor = "-1+1";
  line.is_signed_by_supervisor = true;
  line.counted_minutes = 30;
  EXPECT_EQ(attendance_csv({line}),
            std::string(header) +
                "019e34a9-be00-7000-8000-000000000011;019e34a9-be00-7000-8000-000000000012;"
                "\"'=HYPERLINK(\"\"x\"\")\";2026-06-02T08:00:00.000Z;;old;;2026-06-02;;'@Alice;;;"
                "\"'+46; -1\";;;;;nej;'-1+1;ja;30;Närvaro.\r\n");
}

}  // namespace
}  // namespace brygga::casework::testing
