// Figures and participant hours at the office, with real programs: a server on sockets, tablets on
// files, an operator's verbs.
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "casework/casework.hpp"
#include "casework/instant.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"
#include "device/device.hpp"
#include "device/native/system_environment.hpp"
#include "integration/cli_world.hpp"

namespace brygga::testing {
namespace {

using nlohmann::json;

class ReportProcess : public CliWorld {
 protected:
  void SetUp() override {
    const Finished added =
        office().verb({"staff", "add", "--tenant", "goteborg", "--name", "Maja Lind", "--role",
                       "manager", "--manages", "Hisingen"});
    ASSERT_EQ(added.exit_status, 0) << added.err;
    enrol("alice");
    enrol("maja", "Maja Lind");
  }
  json call(const std::string& store_name, const char* what, const json& input,
            int exit_status = exit_done) {
    return brygga_json(store_name, {"call", what, input.dump()}, exit_status);
  }
  void sync() {
    for (const char* store_name : {"alice", "maja", "alice"}) {
      const Finished synced = brygga(store_name, {"sync"});
      EXPECT_EQ(synced.exit_status, exit_done) << synced.err;
    }
  }
  // An operator's verb about this office and programme.
  Finished verb(std::vector<std::string> words, const std::vector<std::string>& more = {}) {
    words.insert(words.end(), {"--tenant", "goteborg", "--programme", "kompetenscenter"});
    words.insert(words.end(), more.begin(), more.end());
    return office().verb(words);
  }
  json report(const std::string& name, std::vector<std::string> more = {}) {
    more.emplace_back("--json");
    const Finished told = verb({"report", name}, more);
    EXPECT_EQ(told.exit_status, 0) << told.err;
    return json::parse(told.out, nullptr, false);
  }
  void expect_refused(const Finished& finished, const std::string& says) {
    EXPECT_NE(finished.exit_status, 0) << finished.out;
    EXPECT_EQ(finished.out, "");
    EXPECT_NE(finished.err.find(says), std::string::npos) << finished.err;
  }
};

// Two people, of whom one has finished and gone to work.
class OutcomesAtTheOffice : public ReportProcess {
 protected:
  void SetUp() override {
    ReportProcess::SetUp();
    record_intake("alice");
    json input = {{"first_name", "Amina"},
                  {"last_name", "Person"},
                  {"unit", unit("Hisingen")},
                  {"programme", "kompetenscenter"},
                  {"start", "2025-02-03"}};
    const json made = call("alice", "intake.record", input);
    call("alice", "outcome.record",
         {{"enrolment", made.at("enrolment")}, {"type", "work"}, {"from", "2025-11-03"}});
    call("alice", "enrolment.finish",
         {{"enrolment", made.at("enrolment")}, {"ended", "2025-11-03"}});
    sync();
  }
  std::string unit(const std::string& name) {
    const json listed = call("alice", "units.list", json::object());
    for (const json& one : listed.at("units")) {
      if (one.at("name") == name) return one.at("id");
    }
    return "";
  }
};

TEST_F(OutcomesAtTheOffice, are_those_that_a_tablet_with_all_of_it_shows) {
  const json at_office = report("outcomes");
  EXPECT_EQ(at_office.at("scope"), "office");
  const json& all = at_office.at("figures").at("all");
  EXPECT_EQ(all.at("enrolled"), 2);
  EXPECT_EQ(all.at("share_of_finished").at("per_mille"), 1000);
  EXPECT_EQ(all.at("share_of_all").at("per_mille"), 500);
  const json on_tablet =
      call("maja", "report.show", {{"report", "outcomes"}, {"programme", "kompetenscenter"}});
  EXPECT_EQ(on_tablet.at("figures"), at_office.at("figures"));
}

TEST_F(OutcomesAtTheOffice, are_told_while_no_server_runs) {
  office().kill_hard();
  EXPECT_EQ(report("outcomes").at("figures").at("all").at("enrolled"), 2);
}

TEST_F(OutcomesAtTheOffice, name_the_persons_and_the_rule_behind_a_figure) {
  const json why = report("outcomes", {"--explain", "share_of_finished"});
  EXPECT_EQ(why.at("counted"), 1);
  EXPECT_EQ(why.at("of"), 1);
  EXPECT_NE(why.at("judged").dump().find("Amina Person"), std::string::npos);
  EXPECT_FALSE(why.at("rule").at("sv").get<std::string>().empty());
}

TEST_F(OutcomesAtTheOffice, go_to_a_spreadsheet_with_both_shares) {
  const Finished csv = verb({"report", "outcomes"}, {"--csv"});
  ASSERT_EQ(csv.exit_status, 0) << csv.err;
  EXPECT_NE(csv.out.find("100"), std::string::npos) << csv.out;
  EXPECT_NE(csv.out.find("Angered"), std::string::npos) << csv.out;
}

TEST_F(OutcomesAtTheOffice, say_what_is_wrong_with_a_question) {
  expect_refused(verb({"report", "outcomes"}, {"--from", "2026-02-30"}), "--from");
  expect_refused(verb({"report", "outcomes"}, {"--from", "2026-03-01", "--until", "2026-02-01"}),
                 "--until");
  expect_refused(verb({"report", "outcomes"}, {"--by", "moon"}), "--by");
  expect_refused(verb({"report", "outcomes"}, {"--explain", "moon"}), "no such figure");
  expect_refused(verb({"report", "weather"}), "weather");
  expect_refused(
      office().verb({"report", "outcomes", "--tenant", "goteborg", "--programme", "sixth"}),
      "no such programme");
}

// --- participant hours --------------------------------------------------------------------------

class HoursAtTheOffice : public OutcomesAtTheOffice {
 protected:
  void SetUp() override {
    OutcomesAtTheOffice::SetUp();
    who = call("alice", "intake.record",
               {{"first_name", "Selam"},
                {"last_name", "Person"},
                {"identity_number", "850709-9805"},
                {"unit", unit("Hisingen")},
                {"programme", "kompetenscenter"},
                {"start", "2026-01-12"}})
              .at("participant");
    for (const char* month : {"2026-03", "2026-04"}) {
      call("alice", "checkin.record",
           {{"participant", who},
            {"at", std::string(month) + "-05T08:00:00Z"},
            {"attended_minutes", 150}});
      call("alice", "hours.attest",
           {{"participant", who},
            {"programme", "kompetenscenter"},
            {"month", month},
            {"minutes", 150}});
    }
    sync();
  }
  void seal(const char* month) {
    call("maja", "hours.seal",
         {{"programme", "kompetenscenter"}, {"unit", unit("Hisingen")}, {"month", month}});
    sync();
  }
  Finished exported(const std::vector<std::string>& more) {
    std::vector<std::string> words = {"--unit", "hisingen"};
    words.insert(words.end(), more.begin(), more.end());
    return verb({"export", "hours"}, words);
  }
  const std::string profile =
      std::string(BRYGGA_SOURCE_DIR) + "/core/casework/export_profiles/esf_hours.toml";
  std::string who;
};

TEST_F(HoursAtTheOffice, are_written_as_the_profile_says_once_they_are_sealed) {
  const Finished before = exported({"--profile", profile});
  EXPECT_EQ(before.out.find("2026-03"), std::string::npos) << before.out;
  seal("2026-03");
  const std::string target = folder().path("hours.csv");
  const Finished written = exported({"--profile", profile, "--to", target});
  ASSERT_EQ(written.exit_status, 0) << written.err;
  std::ifstream file(target, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text,
            "\xEF\xBB\xBFPersonnummer;Månad;Timmar;Enhet\r\n"
            "198507099805;2026-03;2,50;Hisingen\r\n");
}

TEST_F(HoursAtTheOffice, of_one_month_alone) {
  seal("2026-03");
  seal("2026-04");
  const Finished april = exported({"--profile", profile, "--month", "2026-04"});
  ASSERT_EQ(april.exit_status, 0) << april.err;
  EXPECT_NE(april.out.find("2026-04"), std::string::npos);
  EXPECT_EQ(april.out.find("2026-03"), std::string::npos);
}

TEST_F(HoursAtTheOffice, say_what_is_wrong_with_a_question) {
  expect_refused(exported({"--profile", "/nowhere.toml"}), "/nowhere.toml");
  expect_refused(exported({"--profile", profile, "--month", "april"}), "--month");
  expect_refused(verb({"export", "hours"}, {"--unit", "Mars", "--profile", profile}), "Mars");
  seal("2026-03");
  expect_refused(exported({"--profile", profile, "--to", "/nowhere/hours.csv"}), "/nowhere");
}

// --- what stands behind the hours ---------------------------------------------------------------

std::uint64_t now_ms() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count());
}

std::uint64_t instant(const std::string& text) {
  const auto read = casework::parse_instant(text);
  EXPECT_TRUE(read.ok()) << text;
  return read.ok() ? *read : 0;
}

// The fields of a line without quoted ones, or of a header.
std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  for (const char one : line) {
    if (one == ';') {
      fields.emplace_back();
    } else if (one != '\r') {
      fields.back() += one;
    }
  }
  return fields;
}

class AttendanceAtTheOffice : public HoursAtTheOffice {
 protected:
  using Lines = std::vector<std::map<std::string, std::string>>;

  Finished evidence(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"--unit", "hisingen"};
    words.insert(words.end(), more.begin(), more.end());
    return verb({"export", "attendance"}, words);
  }
  Lines lines(const std::vector<std::string>& more = {}) {
    const Finished told = evidence(more);
    EXPECT_EQ(told.exit_status, 0) << told.err;
    EXPECT_EQ(told.out.substr(0, 3), "\xEF\xBB\xBF") << told.out;
    std::istringstream text(told.out.substr(std::min<std::size_t>(3, told.out.size())));
    std::string line;
    std::getline(text, line);
    const std::vector<std::string> header = fields_of(line);
    Lines read;
    while (std::getline(text, line)) {
      const std::vector<std::string> fields = fields_of(line);
      EXPECT_EQ(fields.size(), header.size()) << line;
      auto& made = read.emplace_back();
      for (std::size_t at = 0; at < fields.size(); ++at) made[header[at]] = fields[at];
    }
    return read;
  }
  std::string number_of_device(const std::string& staff) {
    const Finished told = office().verb({"device", "list", "--tenant", "goteborg", "--json"});
    for (const json& one : json::parse(told.out, nullptr, false)) {
      if (one.at("staff") == staff) return one.at("number");
    }
    return "";
  }
  // As a program might that has no verb of ours.
  void comment_on(const std::string& checkin) {
    SystemClock clock;
    SystemRandom random;
    const auto device = Device::open(store("alice"), casework::schema(), clock, random);
    ASSERT_TRUE(device.ok());
    const auto record =
        casework::read_record(**device, casework::checkin::entity, RowId{*parse_uuid(checkin)});
    ASSERT_TRUE(record.ok() && record->has_value());
    WriteSet writes;
    writes.changes.push_back(casework::change_of(**record, (*record)->version()));
    casework::assign(writes.changes.back(), casework::checkin::comment, std::string("Kom i tid"));
    ASSERT_TRUE((*device)->write(writes).ok());
  }
  void forget_commits() {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(folder().path("office/tenants/goteborg.db").c_str(), &database), 0);
    ASSERT_EQ(sqlite3_exec(database, "DELETE FROM office_commit", nullptr, nullptr, nullptr), 0);
    sqlite3_close(database);
  }
};

TEST_F(AttendanceAtTheOffice, was_saved_offline_and_received_when_the_tablet_came_back) {
  const std::uint64_t before = now_ms();
  office().kill_hard();
  const json made = call("alice", "checkin.record",
                         {{"participant", who},
                          {"at", "2026-05-06T08:00:00Z"},
                          {"planned_minutes", 240},
                          {"attended_minutes", 180},
                          {"activity", "workplace"}});
  EXPECT_NE(brygga("alice", {"sync"}).exit_status, exit_done);
  EXPECT_TRUE(lines({"--month", "2026-05"}).empty());
  const std::uint64_t away_until = now_ms();
  office().start();
  sync();
  const std::uint64_t after = now_ms();
  const Lines may = lines({"--month", "2026-05"});
  ASSERT_EQ(may.size(), 1U);
  const auto& line = may.front();
  EXPECT_EQ(line.at("Incheckning"), made.at("checkin"));
  EXPECT_EQ(line.at("Deltagare"), who);
  EXPECT_EQ(line.at("Namn"), "Selam Person");
  EXPECT_EQ(line.at("Tidpunkt"), "2026-05-06T08:00:00.000Z");
  EXPECT_EQ(line.at("Klocka"), "compared");
  EXPECT_EQ(line.at("Räknas på dagen"), "2026-05-06");
  EXPECT_EQ(line.at("Apparat"), number_of_device("Alice Andersson"));
  EXPECT_EQ(line.at("Antecknat av"), "Alice Andersson");
  EXPECT_EQ(line.at("Planerade minuter"), "240");
  EXPECT_EQ(line.at("Aktivitet"), "workplace");
  EXPECT_EQ(line.at("Räknade minuter"), "180");
  EXPECT_GE(instant(line.at("Sparad")), before);
  EXPECT_LE(instant(line.at("Sparad")), away_until);
  EXPECT_GE(instant(line.at("Mottagen")), away_until);
  EXPECT_LE(instant(line.at("Mottagen")), after);
}

TEST_F(AttendanceAtTheOffice, was_received_when_it_first_came_though_its_comment_changed_later) {
  const Lines before = lines({"--month", "2026-03"});
  ASSERT_EQ(before.size(), 1U);
  EXPECT_EQ(before.front().at("Namn"), "Selam Person");
  comment_on(before.front().at("Incheckning"));
  sync();
  EXPECT_EQ(
      call("maja", "participant.show", {{"participant", who}}).at("checkins")[0].at("comment"),
      "Kom i tid");
  const Lines after = lines({"--month", "2026-03"});
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after.front().at("Mottagen"), before.front().at("Mottagen"));
  EXPECT_EQ(after.front().at("Apparat"), before.front().at("Apparat"));
}

TEST_F(AttendanceAtTheOffice, does_not_name_a_person_who_is_protected_by_now) {
  call("alice", "participant.protect", {{"participant", who}, {"level", 1}});
  sync();
  const Lines march = lines({"--month", "2026-03"});
  ASSERT_EQ(march.size(), 1U);
  EXPECT_EQ(march.front().at("Namn"), "");
  EXPECT_EQ(march.front().at("Deltagare"), who);
}

TEST_F(AttendanceAtTheOffice, has_no_time_of_receipt_once_its_commit_is_forgotten) {
  office().kill_hard();
  forget_commits();
  const Lines march = lines({"--month", "2026-03"});
  ASSERT_EQ(march.size(), 1U);
  EXPECT_EQ(march.front().at("Mottagen"), "");
  EXPECT_EQ(march.front().at("Apparat"), number_of_device("Alice Andersson"));
  EXPECT_EQ(march.front().at("Räknade minuter"), "150");
}

TEST_F(AttendanceAtTheOffice, goes_to_a_file_with_what_was_corrected) {
  const std::string first = lines({"--month", "2026-03"}).front().at("Incheckning");
  const json made = call("alice", "checkin.record",
                         {{"participant", who}, {"corrects", first}, {"attended_minutes", 120}});
  sync();
  const std::string target = folder().path("attendance.csv");
  const Finished written = evidence({"--month", "2026-03", "--to", target});
  ASSERT_EQ(written.exit_status, 0) << written.err;
  std::ifstream file(target, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text, evidence({"--month", "2026-03"}).out);
  const Lines march = lines({"--month", "2026-03"});
  ASSERT_EQ(march.size(), 2U);
  EXPECT_EQ(march[0].at("Rättad av"), made.at("checkin"));
  EXPECT_EQ(march[0].at("Räknade minuter"), "0");
  EXPECT_EQ(march[1].at("Rättar"), first);
  EXPECT_EQ(march[1].at("Räknade minuter"), "120");
  EXPECT_EQ(lines().size(), 3U);
}

TEST_F(AttendanceAtTheOffice, say_what_is_wrong_with_a_question) {
  expect_refused(evidence({"--month", "april"}), "--month");
  expect_refused(verb({"export", "attendance"}, {"--unit", "Mars"}), "Mars");
  expect_refused(evidence({"--to", "/nowhere/attendance.csv"}), "/nowhere");
  expect_refused(office().verb({"export", "attendance", "--tenant", "goteborg", "--programme",
                                "sixth", "--unit", "hisingen"}),
                 "no such programme");
  expect_refused(office().verb({"export", "attendance", "--tenant", "atlantis", "--programme",
                                "kompetenscenter", "--unit", "hisingen"}),
                 "atlantis");
}

}  // namespace
}  // namespace brygga::testing
