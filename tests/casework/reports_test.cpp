// Reports through the commands: what the organisations must be able to count, and that a figure is
// what its explanation says, on a tablet and at the office alike.
#include "casework/reports.hpp"

#include <map>

#include "casework/hours_chain.hpp"
#include "casework/hours_export.hpp"
#include "casework/instant.hpp"
#include "casework/report_csv.hpp"
#include "casework/synthetic_people.hpp"
#include "casework/town.hpp"
#include "store/query.hpp"

namespace brygga::casework::testing {
namespace {

class ReportsTest : public TownTest {
 protected:
  // An intake in a programme; gives the answer.
  json enrol(const Person& coach, const char* programme, const std::string& unit_key,
             const std::string& start, const json& more = json::object()) {
    json input = {{"first_name", "Amina"},
                  {"last_name", "Person"},
                  {"programme", programme},
                  {"unit", unit(unit_key)},
                  {"start", start}};
    input.update(more);
    return coach.ok("intake.record", input);
  }
  static void finish(const Person& coach, const json& intake, const char* ended,
                     const std::vector<const char*>& outcomes = {}) {
    for (const char* type : outcomes) {
      coach.ok("outcome.record",
               {{"enrolment", intake["enrolment"]}, {"type", type}, {"from", ended}});
    }
    coach.ok("enrolment.finish", {{"enrolment", intake["enrolment"]}, {"ended", ended}});
  }
  static json figures(const Person& coach, const char* report, const char* programme,
                      const json& more = json::object()) {
    json input = {{"report", report}, {"programme", programme}};
    input.update(more);
    return coach.ok("report.show", input)["figures"];
  }
  static json explain(const Person& coach, const char* report, const char* programme,
                      const char* figure, const std::string& group = "") {
    json input = {{"report", report}, {"programme", programme}, {"figure", figure}};
    if (!group.empty()) input["group"] = group;
    return coach.ok("report.explain", input);
  }
};

// --- B: Trelleborg ------------------------------------------------------------------------------

TEST_F(ReportsTest, a_hundred_intakes_report_85_and_15_percent) {
  load("core/casework/programmes/trelleborg.toml");
  const Person& alice = add("Alice", {"coach"}, {"trelleborg"});
  const json meeting = {{"step", "Ring Linden"},
                        {"step_due", "2026-09-23"},
                        {"meeting_at", "2026-09-28T09:00:00+02:00"}};
  for (int i = 0; i < 100; ++i) {
    json more = meeting;
    more["stream"] = i < 85 ? "ready" : "needs_other_support";
    if (i >= 85) more["stream_reason"] = "sick_listed";
    more["first_contact"] = "2026-09-20";
    enrol(alice, "trelleborg", "trelleborg", "2026-09-21", more);
  }
  const json made = figures(alice, "intake", "trelleborg");
  EXPECT_EQ(made["intakes"], 100);
  EXPECT_EQ(made["streams"][0]["share"]["per_mille"], 850);
  EXPECT_EQ(made["streams"][1]["share"]["per_mille"], 150);
  EXPECT_EQ(made["hours_to_plan_tenths"], 240);
  EXPECT_EQ(explain(alice, "intake", "trelleborg", "stream", "ready")["counted"], 85);
  EXPECT_EQ(explain(alice, "intake", "trelleborg", "time_to_plan")["counted"], 100);
}

TEST_F(ReportsTest, a_plan_is_hours_after_a_first_contact_whose_time_is_known) {
  load("core/casework/programmes/trelleborg.toml");
  const Person& alice = add("Alice", {"coach"}, {"trelleborg"});
  const json made = enrol(alice, "trelleborg", "trelleborg", "2026-09-21",
                          {{"stream", "ready"},
                           {"step", "Ring Linden"},
                           {"step_due", "2026-09-23"},
                           {"meeting_at", "2026-09-28T09:00:00+02:00"},
                           {"first_contact_at", format_instant(clock_.now_ms - 90 * 60'000)}});
  const json enrolled = alice.show(made["participant"])["enrolments"][0];
  EXPECT_EQ(enrolled["first_contact"], "2026-09-21");
  EXPECT_EQ(figures(alice, "intake", "trelleborg")["hours_to_plan_tenths"], 15);
}

TEST_F(ReportsTest, twice_as_many_exits_after_as_before) {
  load("core/casework/programmes/trelleborg.toml");
  const Person& alice = add("Alice", {"coach"}, {"trelleborg"});
  const json more = {{"stream", "ready"},
                     {"step", "Ring"},
                     {"step_due", "2026-09-23"},
                     {"meeting_at", "2026-09-28T09:00:00+02:00"}};
  for (const auto& [start, ended, count] :
       {std::tuple("2014-01-10", "2014-11-01", 3), std::tuple("2016-01-10", "2016-11-01", 6)}) {
    for (int i = 0; i < count; ++i) {
      finish(alice, enrol(alice, "trelleborg", "trelleborg", start, more), ended, {"work"});
    }
  }
  const json made = figures(alice, "comparison", "trelleborg")["comparison"];
  EXPECT_EQ(made["ratio"], "2.0x");
  EXPECT_EQ(explain(alice, "comparison", "trelleborg", "after")["counted"], 6);
}

// --- A: Stadsmissionen --------------------------------------------------------------------------

class StepsTest : public ReportsTest {
 protected:
  void SetUp() override {
    load("core/casework/programmes/stadsmissionen.toml");
    alice = &add("Alice", {"coach"}, {"distrikt_1"});
    made = enrol(*alice, "stadsmissionen", "distrikt_1", "2026-03-02", {{"stream", "available"}});
  }
  json shown_enrolment(const std::string& who) { return alice->show(who)["enrolments"][0]; }
  json entry(const std::string& who, const char* stage, const json& on) {
    const json shown = shown_enrolment(who);
    json input = {{"enrolment", shown["id"]}, {"version", shown["version"]}, {"stage", stage}};
    if (!on.is_null()) input["stage_on"] = on;
    return input;
  }
  void enter(const std::string& who, const char* stage, const json& on = nullptr) {
    alice->ok("enrolment.change", entry(who, stage, on));
  }
  json step(std::size_t at) { return figures(*alice, "steps", "stadsmissionen")["steps"][at]; }

  const Person* alice = nullptr;
  json made;
};

TEST_F(StepsTest, each_stage_counts_from_the_day_on_which_it_was_entered) {
  const std::string who = made["participant"];
  enter(who, "vocational_profile", "2026-03-12");
  enter(who, "job_finding");
  EXPECT_EQ(step(0)["days_to_next_median"], 10);
  EXPECT_EQ(step(1)["days_to_next_median"], 193);
  EXPECT_EQ(step(2)["participants"], 1);
  const json entries = alice->show(who)["stage_entries"];
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0]["recorded_by_name"], "Alice");
  EXPECT_EQ(alice->bad("enrolment.change", entry(who, "support", "2026-09-22")), "in_future");
}

TEST_F(StepsTest, a_plans_steps_have_days_of_their_own) {
  const std::string who = made["participant"];
  const std::string plan = alice->ok("plan.agree", {{"participant", who},
                                                    {"enrolment", made["enrolment"]},
                                                    {"se_stage", "job_finding"},
                                                    {"agreed_on", "2026-04-01"},
                                                    {"step", "Ring"},
                                                    {"step_due", "2026-09-30"}})["plan"];
  alice->ok("plan.change", {{"plan", plan},
                            {"version", alice->show(who)["plans"][0]["version"]},
                            {"se_stage", "employer_engagement"},
                            {"stage_on", "2026-05-01"}});
  EXPECT_EQ(step(2)["days_to_next_median"], 30);
  EXPECT_EQ(step(3)["participants"], 1);
}

TEST_F(StepsTest, a_plan_that_names_no_enrolment_is_of_the_latest_one_that_had_begun) {
  const std::string who = made["participant"];
  const auto intakes = [&](const char* from, const char* until) {
    return figures(*alice, "intake", "stadsmissionen", {{"from", from}, {"until", until}});
  };
  const auto agree = [&](const char* on) {
    alice->ok(
        "plan.agree",
        {{"participant", who}, {"agreed_on", on}, {"step", "Ring"}, {"step_due", "2026-09-30"}});
  };
  finish(*alice, made, "2026-05-01");
  alice->ok("intake.record", {{"participant", who},
                              {"programme", "stadsmissionen"},
                              {"unit", unit("distrikt_1")},
                              {"start", "2026-06-01"},
                              {"stream", "available"}});
  agree("2026-06-11");
  EXPECT_EQ(intakes("2026-01-01", "2026-05-31")["without_plan"], 1);
  EXPECT_EQ(intakes("2026-06-01", "2026-08-31")["hours_to_plan_tenths"], 2400);
  agree("2026-03-05");
  EXPECT_EQ(intakes("2026-01-01", "2026-05-31")["hours_to_plan_tenths"], 720);
  EXPECT_EQ(intakes("2026-06-01", "2026-08-31")["hours_to_plan_tenths"], 2400);
}

TEST_F(StepsTest, what_was_imported_has_stages_from_the_first_one_that_is_recorded) {
  const std::string csv =
      "förnamn;efternamn;personnummer;enhet;coach;startdatum;stadsdel\r\n"
      "Bo;Ek;;Distrikt 1;Alice;2026-02-02;\r\n";
  alice->ok("participants.import",
            {{"programme", "stadsmissionen"}, {"csv_base64", base64_of(csv)}});
  const json found = alice->ok("participants.find", {{"text", "Bo Ek"}});
  const std::string bo = found["matches"][0]["id"];
  EXPECT_TRUE(alice->show(bo)["stage_entries"].empty());
  enter(bo, "agreement", "2026-02-10");
  enter(bo, "vocational_profile", "2026-02-20");
  EXPECT_EQ(step(0)["days_to_next_median"], 10);
  EXPECT_EQ(step(1)["participants"], 1);
}

// --- C: adapted roles ---------------------------------------------------------------------------

TEST_F(ReportsTest, coaching_time_is_summed_from_what_was_recorded_and_corrected) {
  load("core/casework/programmes/kompetenscenter.toml");
  const Person& alice = add("Alice", {"coach"}, {"hisingen"});
  const json intake = enrol(alice, "kompetenscenter", "hisingen", "2026-01-12");
  const auto check_in = [&](const char* at, int minutes, const json& more) {
    json input = {
        {"participant", intake["participant"]}, {"at", at}, {"attended_minutes", minutes}};
    input.update(more);
    return alice.ok("checkin.record", input)["checkin"];
  };
  const json first = check_in("2026-03-02T09:00:00Z", 60, {{"activity", "coaching"}});
  check_in("2026-03-03T09:00:00Z", 30, {{"activity", "meeting"}});
  check_in("2026-03-04T09:00:00Z", 400, {{"activity", "workplace"}});
  check_in("2026-03-05T09:00:00Z", 45, {{"corrects", first}});
  const json made = figures(alice, "coaching", "kompetenscenter");
  EXPECT_EQ(made["minutes"], 75);
  EXPECT_EQ(made["participants"][0]["minutes"], 75);
  EXPECT_EQ(made["participants"][0]["name"], "Amina Person");
  EXPECT_EQ(explain(alice, "coaching", "kompetenscenter", "minutes")["sum"], 75);
}

// A programme of so many places, since a county's has one for each municipality.
std::string many_units(int count) {
  std::string text = source_file("core/casework/programmes/kompetenscenter.toml");
  const std::size_t from = text.find("[[units]]");
  const std::size_t until = text.find("[limit]");
  std::string units;
  for (int i = 1; i <= count; ++i) {
    units += "[[units]]\nkey = \"place_" + std::to_string(i) + "\"\nname = \"Place " +
             std::to_string(i) + "\"\n";
  }
  return text.replace(from, until - from, units);
}

TEST_F(ReportsTest, a_county_view_holds_counts_alone_and_40_of_49_take_part) {
  const auto reading = read_programme(many_units(49));
  ASSERT_TRUE(reading.definition.has_value());
  std::vector<RowId> fresh(60);
  for (RowId& id : fresh) id = new_id();
  std::vector<Edit> edits = load_programme(*reading.definition, nullptr, {}, fresh);
  for (const Edit& edit : edits) {
    for (const FieldWrite& write : edit.writes) {
      if (edit.entity == unit::entity && write.field == unit::key) {
        units_[std::get<std::string>(write.value)] = edit.row;
      }
    }
  }
  office_.write(std::move(edits));
  const Person& alice = add("Alice", {"coach"}, {"place_1"});
  for (int i = 1; i <= 40; ++i) {
    for (int person = 0; person < (i == 1 ? 6 : 1); ++person) {
      enrol(alice, "kompetenscenter", "place_" + std::to_string(i), "2026-01-12");
    }
  }
  const json made = figures(alice, "county", "kompetenscenter");
  EXPECT_EQ(made["taking_part"], (json{{"count", 40}, {"of", 49}, {"per_mille", 816}}));
  EXPECT_EQ(made["places"][1]["persons"]["hidden"], true);
  EXPECT_EQ(made["places"][48]["persons"]["value"], 0);
  EXPECT_EQ(made.dump().find("Amina"), std::string::npos);
  EXPECT_EQ(
      alice.bad("report.explain",
                {{"report", "county"}, {"programme", "kompetenscenter"}, {"figure", "persons"}}),
      "no_explanation");
}

TEST_F(ReportsTest, the_county_sees_a_share_of_enough_persons) {
  load("core/casework/programmes/kompetenscenter.toml");
  const Person& alice = add("Alice", {"coach"}, {"hisingen"});
  for (int person = 0; person < 6; ++person) {
    const json intake = enrol(alice, "kompetenscenter", "hisingen", "2026-02-02");
    finish(alice, intake, "2026-09-10", {"work"});
  }
  const json all = figures(alice, "county", "kompetenscenter")["all"];
  EXPECT_EQ(all["share_of_finished"]["hidden"], false);
  EXPECT_EQ(all["share_of_finished"]["value"]["per_mille"], 1000);
}

// --- D and E, at their size: from rows in a file
// --------------------------------------------------

// The office's file: the same tables, filled by plain SQL.
class FileRows : public RowSource {
 public:
  explicit FileRows(const std::string& path) {
    auto opened = Database::open(path, Database::Mode::read_only);
    EXPECT_TRUE(opened.ok());
    database_ = *std::move(opened);
  }
  Status each(std::string_view sql, const std::vector<Value>& parameters,
              const std::function<bool(const std::vector<Value>&)>& on_row) override {
    return run_query(database_, sql, parameters, nullptr, on_row);
  }

 private:
  Database database_;
};

class OfficeReports : public ReportsTest {
 protected:
  // A tablet's file after the work of the test is done, read as the office reads its own.
  json at_office(const Person& person, const ReportRequest& request) {
    FileRows rows(file_of(person));
    const auto made = make_report(rows, request);
    EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.error().what);
    return made.ok() ? json::parse(made->text()) : json();
  }
  std::string file_of(const Person& person) {
    for (std::size_t at = 0; at < people_.size(); ++at) {
      if (people_[at].get() == &person) return folder_ + "/" + std::to_string(at + 1) + ".brygga";
    }
    return "";
  }
};

TEST_F(OfficeReports, of_1240_480_finished_and_288_succeeded_both_shares_are_told) {
  load("core/casework/programmes/kompetenscenter.toml");
  const Person& alice = add("Alice", {"coach"}, {"hisingen"});
  const std::string csv = old_system_csv(
      published_rows("2026-09-21", {{"Alice", "Hisingen"}}, {"centrum_vaster", "oster", "angered"}),
      ';');
  const json imported = alice.ok(
      "participants.import", {{"programme", "kompetenscenter"}, {"csv_base64", base64_of(csv)}});
  ASSERT_EQ(imported["counts"]["participants"], 1240) << imported.dump();
  const json all =
      alice.ok("report.show", {{"report", "outcomes"}, {"programme", "kompetenscenter"}});
  EXPECT_EQ(all["scope"], "device");
  EXPECT_EQ(all["participants_held"], 1240);
  const json shares = all["figures"]["all"];
  EXPECT_EQ(shares["finished"], 480);
  EXPECT_EQ(shares["share_of_finished"]["per_mille"], 600);
  EXPECT_EQ(shares["share_of_all"]["per_mille"], 232);
  for (const json& group : all["figures"]["groups"]) {
    if (group["key"] != "angered") continue;
    EXPECT_EQ(group["figures"]["data"], false);
    EXPECT_TRUE(group["figures"]["share_of_finished"].is_null());
  }
  const json why = alice.ok("report.explain", {{"report", "outcomes"},
                                               {"programme", "kompetenscenter"},
                                               {"figure", "share_of_finished"},
                                               {"group", "hisingen"},
                                               {"limit", 10},
                                               {"offset", 1235}});
  EXPECT_EQ(why["counted"], 288);
  EXPECT_EQ(why["of"], 480);
  EXPECT_EQ(why["total"], 1240);
  EXPECT_EQ(why["judged"].size(), 5U);
  EXPECT_FALSE(why["judged"][0]["name"].is_null());
  EXPECT_FALSE(why["rule"]["sv"].get<std::string>().empty());
}

TEST_F(ReportsTest, a_person_in_both_work_and_studies_counts_once_and_the_target_is_met) {
  load("core/casework/programmes/goinge_forward.toml");
  const Person& alice = add("Alice", {"coach"}, {"goinge"});
  // A tenth of the project, with the same rules: 25 persons, 10 to work, 4 to studies, 1 in both.
  for (int i = 0; i < 25; ++i) {
    const json intake = enrol(alice, "goinge_forward", "goinge", "2017-01-09");
    std::vector<const char*> outcomes;
    if (i < 10) outcomes.push_back("work");
    if (i >= 9 && i < 13) outcomes.push_back("studies");
    finish(alice, intake, "2018-06-01", outcomes);
  }
  const json target = figures(alice, "targets", "goinge_forward")["targets"][0];
  EXPECT_EQ(target["reached"], 13);
  EXPECT_EQ(target["needed"], 5);
  EXPECT_EQ(target["met"], true);
  EXPECT_EQ(explain(alice, "targets", "goinge_forward", "occupation")["counted"], 13);
}

TEST_F(OfficeReports, of_246_persons_139_reached_it_which_is_56_5_percent_and_50_were_needed) {
  load("core/casework/programmes/goinge_forward.toml");
  const Person& alice = add("Alice", {"coach"}, {"goinge"});
  MunicipalityOptions options = synthetic_people("goinge_forward", "2018-12-31", 246);
  options.finished = 246;
  options.succeeded = 139;
  std::vector<OldSystemRow> rows = old_system_rows(options, {{"Alice", "Östra Göinge"}}).value();
  int to_work = 0;
  for (OldSystemRow& row : rows) {
    if (row.outcome == "arbete" || row.outcome == "studier") {
      row.outcome = ++to_work <= 101 ? "arbete" : "studier";
    } else {
      row.outcome = "inget";
      row.outcome_from.reset();
    }
  }
  const std::string csv = old_system_csv(rows, ';');
  alice.ok("participants.import",
           {{"programme", "goinge_forward"}, {"csv_base64", base64_of(csv)}});
  // One of those to work studies, too.
  const auto found =
      alice.device->query("SELECT enrolment FROM outcome WHERE type = 'work' ORDER BY id LIMIT 1");
  alice.ok("outcome.record", {{"enrolment", to_string(std::get<Uuid>(found.value().rows[0][0]))},
                              {"type", "studies"},
                              {"from", "2018-12-31"}});
  const json target = figures(alice, "targets", "goinge_forward")["targets"][0];
  EXPECT_EQ(target["reached"], 139);
  EXPECT_EQ(target["whole"], 246);
  EXPECT_EQ(target["share"]["per_mille"], 565);
  EXPECT_EQ(target["needed"], 50);
  EXPECT_EQ(target["met"], true);
  const json all = figures(alice, "outcomes", "goinge_forward")["all"];
  EXPECT_EQ(all["to_work"], 101);
  EXPECT_EQ(all["to_studies"], 39);
}

// --- sealed months ------------------------------------------------------------------------------

class HoursTest : public ReportsTest {
 protected:
  void SetUp() override {
    load("core/casework/programmes/goinge_forward.toml");
    alice = &add("Alice", {"coach"}, {"goinge"});
    maria = &add("Maria", {"manager"}, {}, {"goinge"});
    intake = enrol(*alice, "goinge_forward", "goinge", "2026-05-04");
    for (const char* at : {"2026-06-02", "2026-07-02", "2026-08-03"}) {
      checkins.push_back(check_in(std::string(at) + "T08:00:00Z", 240));
    }
    sync_all();
  }
  json check_in(const std::string& at, int minutes, const json& corrects = nullptr) {
    return alice->ok("checkin.record", {{"participant", intake["participant"]},
                                        {"at", at},
                                        {"attended_minutes", minutes},
                                        {"corrects", corrects}})["checkin"];
  }
  json attest(const char* month, int minutes) {
    return {{"participant", intake["participant"]},
            {"programme", "goinge_forward"},
            {"month", month},
            {"minutes", minutes}};
  }
  json of_unit(const char* month = nullptr) {
    json input = {{"programme", "goinge_forward"}, {"unit", unit("goinge")}};
    if (month != nullptr) input["month"] = month;
    return input;
  }
  void seal_all() {
    for (const char* month : {"2026-06", "2026-07", "2026-08"}) {
      alice->ok("hours.attest", attest(month, 240));
    }
    sync_all();
    for (const char* month : {"2026-06", "2026-07", "2026-08"}) {
      maria->ok("hours.seal", of_unit(month));
    }
    sync_all();
    EXPECT_TRUE(maria->refusals().empty());
  }

  const Person* alice = nullptr;
  const Person* maria = nullptr;
  json intake;
  std::vector<json> checkins;
};

TEST_F(HoursTest, nobody_attests_what_the_records_do_not_say) {
  EXPECT_EQ(alice->bad("hours.attest", attest("2026-06", 300)), "minutes_differ");
  EXPECT_EQ(alice->bad("hours.attest", attest("2026-6", 240)), "month_form");
  alice->ok("hours.attest", attest("2026-06", 240));
  const json months = figures(*alice, "hours", "goinge_forward",
                              {{"from", "2026-01-01"}, {"until", "2026-12-31"}})["months"];
  ASSERT_EQ(months.size(), 3U);
  EXPECT_EQ(months[0]["attested"], true);
  EXPECT_EQ(months[1]["attested"], false);
}

TEST_F(HoursTest, months_are_sealed_by_a_manager_in_order_when_they_are_over_and_attested) {
  EXPECT_EQ(alice->bad("hours.seal", of_unit("2026-06")), "sealing_not_yours");
  EXPECT_EQ(maria->bad("hours.seal", of_unit("2026-09")), "month_not_over");
  EXPECT_EQ(maria->bad("hours.seal", of_unit("2026-06")), "seal_unattested");
  const json open = maria->ok("hours.show", of_unit())["open"];
  EXPECT_EQ(open[0]["unattested"][0]["name"], "Amina Person");
  alice->ok("hours.attest", attest("2026-06", 240));
  sync_all();
  maria->ok("hours.seal", of_unit("2026-06"));
  EXPECT_EQ(maria->bad("hours.seal", of_unit("2026-08")), "seal_order");
  EXPECT_EQ(maria->bad("hours.repair", of_unit()), "nothing_to_change");
}

TEST_F(HoursTest, a_corrected_month_makes_every_later_month_again_with_a_list_of_changes) {
  seal_all();
  check_in("2026-07-02T08:00:00Z", 200, checkins[1]);
  sync_all();
  EXPECT_EQ(maria->ok("hours.show", of_unit())["stale"], "2026-07");
  EXPECT_EQ(maria->bad("hours.repair", of_unit()), "seal_unattested");
  alice->ok("hours.attest", attest("2026-07", 200));
  sync_all();
  const json repaired = maria->ok("hours.repair", of_unit());
  ASSERT_EQ(repaired["months"].size(), 2U);
  EXPECT_EQ(repaired["months"][0]["month"], "2026-07");
  EXPECT_EQ(repaired["months"][1]["month"], "2026-08");
  EXPECT_EQ(repaired["months"][1]["revision"], 2);
  ASSERT_EQ(repaired["changes"].size(), 1U);
  EXPECT_EQ(repaired["changes"][0]["minutes_before"], 240);
  EXPECT_EQ(repaired["changes"][0]["minutes_after"], 200);
  sync_all();
  EXPECT_TRUE(maria->refusals().empty());
  const json shown = maria->ok("hours.show", of_unit());
  EXPECT_EQ(shown["verified"], true);
  EXPECT_TRUE(shown["stale"].is_null());
  EXPECT_EQ(shown["months"].size(), 5U);
}

TEST_F(HoursTest, of_two_seals_made_apart_one_stands_and_what_lies_on_the_other_is_made_again) {
  const Person& mona = add("Mona", {"manager"}, {}, {"goinge"});
  alice->ok("hours.attest", attest("2026-06", 240));
  alice->ok("hours.attest", attest("2026-07", 240));
  sync_all();
  check_in("2026-06-02T08:00:00Z", 200, checkins[0]);
  alice->ok("hours.attest", attest("2026-06", 200));
  alice->sync();
  maria->sync();
  maria->ok("hours.seal", of_unit("2026-06"));
  mona.ok("hours.seal", of_unit("2026-06"));
  mona.ok("hours.seal", of_unit("2026-07"));
  sync_all();
  for (const Person* manager : {maria, &mona}) {
    const json shown = manager->ok("hours.show", of_unit());
    EXPECT_EQ(shown["verified"], true) << shown.dump();
    EXPECT_EQ(shown["stale"], "2026-07");
    EXPECT_EQ(manager->bad("hours.seal", of_unit("2026-08")), "seal_stale");
  }
  mona.ok("hours.repair", of_unit());
  sync_all();
  for (const Person* manager : {maria, &mona}) {
    const json shown = manager->ok("hours.show", of_unit());
    EXPECT_EQ(shown["verified"], true);
    EXPECT_TRUE(shown["stale"].is_null());
    std::map<std::string, int> standing;
    for (const json& month : shown["months"]) {
      if (month["state"] == "sealed") standing[month["month"]] += month["minutes"].get<int>();
    }
    EXPECT_EQ(standing, (std::map<std::string, int>{{"2026-06", 200}, {"2026-07", 240}}));
    EXPECT_EQ(manager->bad("hours.repair", of_unit()), "nothing_to_change");
  }
}

// --- hours from kiosks --------------------------------------------------------------------------

// The rest is of 2026-09-21 in the afternoon, and the months before are as above.
class KioskHours : public HoursTest {
 protected:
  void SetUp() override {
    HoursTest::SetUp();
    door = &add("Plattan vid dörren", {"kiosk"}, {"goinge"});
    hall = &add("Plattan i hallen", {"kiosk"}, {"goinge"});
    code = alice->ok("badge.issue",
                     {{"participant", intake["participant"]}, {"unit", unit("goinge")}})["code"];
    sync_all();
  }
  json pass(const Person& kiosk, const char* command, std::uint64_t minutes_later) {
    clock_.now_ms += minutes_later * 60'000;
    office_.now_ms = clock_.now_ms;
    return kiosk.ok(command, {{"code", code}})["checkin"];
  }
  int september() {
    return figures(*alice, "hours", "goinge_forward",
                   {{"from", "2026-09-01"}, {"until", "2026-09-30"}})["minutes"];
  }
  std::map<std::string, int> reasons() {
    const json told = alice->ok("report.explain", {{"report", "hours"},
                                                   {"programme", "goinge_forward"},
                                                   {"figure", "attended_minutes"},
                                                   {"group", "2026-09"},
                                                   {"from", "2026-09-01"},
                                                   {"until", "2026-09-30"}});
    std::map<std::string, int> counted;
    for (const json& one : told["reasons"]) counted[one["reason"]] = one["count"];
    return counted;
  }

  const Person* door = nullptr;
  const Person* hall = nullptr;
  std::string code;
};

TEST_F(KioskHours, count_from_an_arrival_on_one_tablet_to_the_departure_on_another) {
  pass(*door, "kiosk.check_in", 0);
  pass(*hall, "kiosk.check_out", 90);
  sync_all();
  EXPECT_EQ(september(), 90);
  EXPECT_EQ(reasons(), (std::map<std::string, int>{{"came", 1}, {"came_and_left", 1}}));
  alice->ok("hours.attest", attest("2026-09", 90));
}

TEST_F(KioskHours, wait_for_the_tablet_that_saw_the_departure_and_has_no_network) {
  pass(*door, "kiosk.check_in", 0);
  pass(*hall, "kiosk.check_out", 90);
  door->sync();
  alice->sync();
  EXPECT_EQ(september(), 0);
  EXPECT_EQ(reasons(), (std::map<std::string, int>{{"no_departure", 1}}));
  EXPECT_EQ(alice->bad("hours.attest", attest("2026-09", 90)), "minutes_differ");
  sync_all();
  EXPECT_EQ(september(), 90);
}

TEST_F(KioskHours, are_none_for_who_left_and_never_came) {
  pass(*door, "kiosk.check_out", 0);
  sync_all();
  EXPECT_EQ(september(), 0);
  EXPECT_EQ(reasons(), (std::map<std::string, int>{{"no_arrival", 1}}));
}

TEST_F(KioskHours, are_what_a_coach_says_who_corrects_an_arrival_without_departure) {
  const json arrival = pass(*door, "kiosk.check_in", 0);
  sync_all();
  check_in("2026-09-21T14:00:00Z", 200, arrival);
  EXPECT_EQ(september(), 200);
  pass(*hall, "kiosk.check_out", 90);
  sync_all();
  EXPECT_EQ(september(), 200) << "a departure that came late changes nothing of it";
  EXPECT_EQ(reasons(), (std::map<std::string, int>{
                           {"is_corrected", 1}, {"attended", 1}, {"stated_elsewhere", 1}}));
}

TEST_F(KioskHours, are_what_a_coach_says_who_corrects_the_departure) {
  pass(*door, "kiosk.check_in", 0);
  const json departure = pass(*door, "kiosk.check_out", 90);
  sync_all();
  check_in("2026-09-21T14:00:00Z", 0, departure);
  EXPECT_EQ(september(), 0);
  EXPECT_EQ(reasons(), (std::map<std::string, int>{
                           {"is_corrected", 1}, {"did_not_attend", 1}, {"stated_elsewhere", 1}}));
}

TEST_F(KioskHours, are_what_was_said_last_when_both_halves_were_corrected) {
  const json arrival = pass(*door, "kiosk.check_in", 0);
  const json departure = pass(*door, "kiosk.check_out", 90);
  sync_all();
  check_in("2026-09-21T14:00:00Z", 70, departure);
  alice->sync();
  check_in("2026-09-21T14:00:00Z", 80, arrival);
  alice->sync();
  EXPECT_EQ(september(), 80);
}

TEST_F(KioskHours, stay_when_a_correction_says_nothing_of_minutes) {
  pass(*door, "kiosk.check_in", 0);
  const json departure = pass(*door, "kiosk.check_out", 90);
  sync_all();
  alice->ok(
      "checkin.record",
      {{"participant", intake["participant"]}, {"corrects", departure}, {"activity", "workplace"}});
  EXPECT_EQ(september(), 90);
  const json shown = alice->ok("participant.show",
                               {{"participant", intake["participant"]}, {"limit", 1}})["checkins"];
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_EQ(shown[0]["counted_minutes"], 90);
  EXPECT_EQ(shown[0]["counted_as"], "came_and_left");
}

// What a program on a tablet might try that is not ours.
TEST_F(HoursTest, a_seal_that_was_tampered_with_shows_and_nothing_is_built_or_exported_on_it) {
  seal_all();
  const auto sealed = maria->device->query(
      "SELECT programme, figures, hash FROM report_period ORDER BY month LIMIT 1 OFFSET 1");
  const std::vector<Value>& row = sealed.value().rows[0];
  Bytes figures = std::get<Bytes>(row[1]);
  figures.back() ^= 1U;
  WriteSet writes;
  Change change;
  change.entity = report_period::entity;
  change.row = new_id();
  change.creates_in = scope_of_unit(*parse_uuid(unit("goinge")));
  change.assign = {{report_period::programme, row[0]},
                   {report_period::month, std::int64_t{first_day(*parse_month("2026-07")).days}},
                   {report_period::figures, figures},
                   {report_period::hash, row[2]},
                   {report_period::sealed_by, maria->account.uuid},
                   {report_period::status, std::string("sealed")}};
  writes.changes.push_back(std::move(change));
  ASSERT_TRUE(maria->device->write(writes).ok());
  sync_all();
  const json shown = maria->ok("hours.show", of_unit());
  EXPECT_EQ(shown["verified"], false);
  EXPECT_EQ(shown["broken"], "2026-07");
  EXPECT_EQ(maria->bad("hours.repair", of_unit()), "seal_broken");
  StoreRows rows(*maria->device);
  const auto programme = find_programme(rows, "goinge_forward");
  const auto reading =
      read_export_profile(source_file("core/casework/export_profiles/esf_hours.toml"));
  const auto units = read_units(rows);
  ASSERT_TRUE(programme.ok() && units.ok() && reading.profile);
  const auto exported = export_hours(rows, *programme, units->front(), {}, *reading.profile);
  ASSERT_FALSE(exported.ok());
  EXPECT_EQ(exported.error().reason, "seal_broken");
}

TEST_F(HoursTest, sealed_months_go_to_a_file_as_a_profile_says) {
  seal_all();
  const auto reading =
      read_export_profile(source_file("core/casework/export_profiles/esf_hours.toml"));
  ASSERT_TRUE(reading.profile.has_value());
  StoreRows rows(*maria->device);
  const auto programme = find_programme(rows, "goinge_forward");
  const auto units = read_units(rows);
  ASSERT_TRUE(programme.ok() && units.ok());
  const auto bytes =
      export_hours(rows, *programme, units->front(), parse_month("2026-07"), *reading.profile);
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(as_text(*bytes),
            "\xEF\xBB\xBFPersonnummer;Månad;Timmar;Enhet\r\n;2026-07;4,00;Östra Göinge\r\n");
}

TEST(ExportProfile, a_column_of_something_unknown_is_named_with_its_line) {
  std::string text = source_file("core/casework/export_profiles/esf_hours.toml");
  text.replace(text.find("\"hours\"\nheader"), 7, "\"hour_\"");
  text.replace(text.rfind("source = \"unit\""), 15, "source = \"moon\"");
  const auto reading = read_export_profile(text);
  ASSERT_FALSE(reading.profile.has_value());
  EXPECT_EQ(reading.problems.listed().front().code, "profile_value");
}

// --- every figure -------------------------------------------------------------------------------

class EveryFigure : public OfficeReports {
 protected:
  void SetUp() override {
    load("core/casework/programmes/stadsmissionen.toml");
    alice = &add("Alice", {"coach", "manager"}, {"distrikt_1"}, {"distrikt_1"});
    for (int i = 0; i < 12; ++i) work(i);
    const std::string employer =
        alice->ok("employer.add", {{"unit", unit("distrikt_1")}, {"name", "Bageriet"}})["employer"];
    alice->ok("employer.contact",
              {{"employer", employer}, {"mode", "visit"}, {"at", "2026-09-01T09:00:00Z"}});
    alice->ok("employer.training", {{"employer", employer},
                                    {"level", "leadership"},
                                    {"sector", "public"},
                                    {"held_on", "2026-05-01"},
                                    {"headcount", 12},
                                    {"stage", "held"}});
    alice->ok("opening.add", {{"employer", employer}, {"kind", "praktik"}, {"seats", 2}});
    sync_all();
  }
  void work(int i) {
    const json intake = enrol(*alice, "stadsmissionen", "distrikt_1", "2026-02-02",
                              {{"stream", "available"},
                               {"first_contact", "2026-01-20"},
                               {"district", i < 6 ? "Angered" : "Hisingen"}});
    const json who = {{"participant", intake["participant"]}};
    json checkin = who;
    checkin.update({{"at", "2026-03-02T09:00:00Z"},
                    {"attended_minutes", 60 + i},
                    {"activity", i % 2 == 0 ? "coaching" : "employer"},
                    {"in_community", i % 4 == 0}});
    alice->ok("checkin.record", checkin);
    json plan = who;
    plan.update({{"goals", {"Arbete"}},
                 {"se_stage", i % 3 == 0 ? "job_finding" : "agreement"},
                 {"step", "Ring"},
                 {"step_due", "2026-09-30"}});
    alice->ok("plan.agree", plan);
    json placement = who;
    placement.update({{"kind", i % 2 == 0 ? "praktik" : "job"}, {"start", "2026-04-01"}});
    if (i < 8) alice->ok("placement.begin", placement);
    json coach = who;
    coach.update(
        {{"staff", alice->id()}, {"version", alice->show(intake["participant"])["version"]}});
    alice->ok("participant.set_coach", coach);
    if (i < 5)
      finish(*alice, intake, "2026-08-01", i < 3 ? std::vector{"job"} : std::vector<const char*>{});
  }
  json shown(const char* report) { return figures(*alice, report, "stadsmissionen"); }
  json asked(const char* report, const char* figure, const std::string& group = "") {
    return explain(*alice, report, "stadsmissionen", figure, group);
  }

  const Person* alice = nullptr;
};

TEST_F(EveryFigure, of_outcomes_is_what_its_explanation_counts) {
  const json made = shown("outcomes");
  std::map<std::string, json> groups = {{"", made["all"]}};
  for (const json& group : made["groups"]) groups[group["key"]] = group["figures"];
  EXPECT_GT(groups.size(), 3U);
  for (const auto& [group, values] : groups) {
    for (const char* figure : {"enrolled", "finished", "succeeded", "to_work", "to_studies",
                               "succeeded_still_enrolled"}) {
      EXPECT_EQ(asked("outcomes", figure, group)["counted"], values[figure]) << group << figure;
    }
    for (const char* figure : {"share_of_finished", "share_of_all"}) {
      if (values[figure].is_null()) continue;
      const json why = asked("outcomes", figure, group);
      EXPECT_EQ(why["counted"], values[figure]["count"]) << group << figure;
      EXPECT_EQ(why["of"], values[figure]["of"]) << group << figure;
    }
  }
}

TEST_F(EveryFigure, of_the_way_is_what_its_explanation_counts) {
  const json limits = shown("limits")["all"];
  for (const char* figure : {"running", "past", "extended", "ended_lately"}) {
    EXPECT_EQ(asked("limits", figure)["counted"], limits[figure]) << figure;
  }
  for (const json& month : limits["months"]) {
    EXPECT_EQ(asked("limits", "due", month["month"])["counted"], month["due"]);
  }
  const json steps = shown("steps");
  for (const json& step : steps["steps"]) {
    EXPECT_EQ(asked("steps", "participants", step["key"])["counted"], step["participants"]);
    asked("steps", "days_to_next", step["key"]);
  }
  const json equity = shown("equity");
  for (const json& district : equity["districts"]) {
    EXPECT_EQ(asked("equity", "persons", district["district"])["counted"],
              district["persons"]["value"]);
    const json why = asked("equity", "praktik", district["district"]);
    EXPECT_EQ(why["hidden"], district["praktik"]["hidden"]);
    EXPECT_EQ(why["counted"], why["hidden"] ? json(0) : district["praktik"]["value"]["count"]);
  }
  EXPECT_EQ(equity["all"]["waiting_days_median"]["value"], 13);
  EXPECT_EQ(asked("equity", "waiting_days")["counted"], 12);
  EXPECT_EQ(asked("equity", "coaching_minutes")["sum"], 6 * 60 + 30);
}

TEST_F(EveryFigure, of_the_work_is_what_its_explanation_counts) {
  const json employers = shown("employers");
  EXPECT_EQ(employers["employers"][0]["name"], "Bageriet");
  for (const char* figure : {"contacts", "praktik", "jobs"}) {
    EXPECT_EQ(asked("employers", figure)["counted"], employers[figure]) << figure;
  }
  EXPECT_EQ(asked("employers", "training")["sum"], employers["training"][0]["headcount"]);
  const json seats = shown("seats");
  EXPECT_EQ(asked("seats", "praktik_openings")["counted"], seats["praktik"]["openings"]);
  EXPECT_EQ(asked("seats", "praktik_openings")["sum"], seats["praktik"]["seats"]);
  EXPECT_EQ(asked("seats", "job_openings")["counted"], seats["job"]["openings"]);
  EXPECT_EQ(asked("seats", "praktik_taken")["counted"], seats["praktik"]["taken"]);
  EXPECT_EQ(asked("seats", "jobs_taken")["counted"], seats["job"]["taken"]);
  EXPECT_EQ(asked("coaching", "minutes")["sum"], shown("coaching")["minutes"]);
  EXPECT_EQ(asked("hours", "attended_minutes", "2026-03")["sum"], shown("hours")["minutes"]);
}

TEST_F(EveryFigure, of_fidelity_is_what_its_explanation_counts) {
  std::map<std::string, json> items;
  const json made = shown("fidelity");
  for (const json& item : made["items"]) items[item["measure"]] = item;
  const json cases = asked("fidelity", "participants_per_coach");
  EXPECT_EQ(cases["counted"], 7);
  EXPECT_EQ(items["participants_per_coach"]["measured_tenths"], 70);
  EXPECT_EQ(items["participants_per_coach"]["score"], 5);
  EXPECT_EQ(asked("fidelity", "days_to_employer_contact")["counted"], 12);
  EXPECT_EQ(asked("fidelity", "weekly_employer_contacts")["counted"], 7);
  const json community = asked("fidelity", "community_time_percent");
  EXPECT_EQ(community["sum"].get<int>() * 1000 / (6 * 60 + 30),
            items["community_time_percent"]["measured_tenths"].get<int>());
}

TEST_F(EveryFigure, is_the_same_on_the_tablet_and_in_the_file_that_the_office_reads) {
  StoreRows rows(*alice->device);
  const auto programme = find_programme(rows, "stadsmissionen");
  ASSERT_TRUE(programme.ok());
  for (const std::string& name : report_names()) {
    json here = alice->ok("report.show", {{"report", name}, {"programme", "stadsmissionen"}});
    EXPECT_EQ(here["scope"], "device");
    here.erase("scope");
    ReportRequest request{name, *programme, parse_date("2026-09-21").value()};
    EXPECT_EQ(here, at_office(*alice, request)) << name;
  }
}

TEST_F(EveryFigure, goes_into_a_file_that_a_spreadsheet_opens) {
  for (const std::string& name : report_names()) {
    const std::string csv =
        alice->ok("report.csv", {{"report", name}, {"programme", "stadsmissionen"}})["csv"];
    EXPECT_EQ(csv.substr(0, 3), "\xEF\xBB\xBF") << name;
    EXPECT_NE(csv.find("report;programme;as_of;from;until;row"), std::string::npos) << csv;
    EXPECT_NE(csv.find(name + ";stadsmissionen;2026-09-21"), std::string::npos) << csv;
  }
  EXPECT_GE(alice->count("access_event", "reason = 'export' AND what = 'report.csv'"), 12);
}

TEST_F(EveryFigure, that_there_is_not_is_refused_in_both_languages) {
  const json request = {{"report", "outcomes"}, {"programme", "stadsmissionen"}};
  json input = request;
  input["figure"] = "happiness";
  EXPECT_EQ(alice->bad("report.explain", input), "no_such_figure");
  input["figure"] = "enrolled";
  input["group"] = "mars";
  EXPECT_EQ(alice->bad("report.explain", input), "no_such_group");
  input = request;
  input["by"] = {"moon"};
  EXPECT_EQ(alice->bad("report.show", input), "not_a_choice");
  input["by"] = {"district", "commissioner", "year"};
  EXPECT_EQ(alice->ok("report.show", input)["figures"]["groups"][0]["parts"].size(), 3U);
  input["from"] = "2026-03-01";
  input["until"] = "2026-02-01";
  EXPECT_EQ(alice->bad("report.show", input), "to_before_from");
}

TEST_F(ReportsTest, of_two_records_that_were_joined_one_person_counts) {
  load("core/casework/programmes/kompetenscenter.toml");
  const Person& alice = add("Alice", {"coach"}, {"hisingen"});
  const json one = enrol(alice, "kompetenscenter", "hisingen", "2025-01-13");
  const json other = enrol(alice, "kompetenscenter", "hisingen", "2026-01-13");
  EXPECT_EQ(figures(alice, "outcomes", "kompetenscenter")["all"]["enrolled"], 2);
  alice.ok("participant.join",
           {{"participant", one["participant"]}, {"other", other["participant"]}});
  EXPECT_EQ(figures(alice, "outcomes", "kompetenscenter")["all"]["enrolled"], 1);
}

TEST(ReportCsv, text_that_would_be_a_formula_is_only_text) {
  EXPECT_EQ(csv_line({"=1+1", "a;b", "say \"hi\"", "-5", "plain", ""}),
            "'=1+1;\"a;b\";\"say \"\"hi\"\"\";'-5;plain;\r\n");
}

}  // namespace
}  // namespace brygga::casework::testing
