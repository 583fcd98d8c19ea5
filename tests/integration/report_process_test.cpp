// Figures and participant hours at the office, with real programs: a server on sockets, tablets on
// files, an operator's verbs.
#include <fstream>
#include <iterator>

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

}  // namespace
}  // namespace brygga::testing
