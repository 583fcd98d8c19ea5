// Lists, searches, receipts, the inbox and the figures.
#include <algorithm>

#include "casework/identity_number.hpp"
#include "casework/synthetic_people.hpp"
#include "casework/tablet.hpp"
#include "casework/text_encoding.hpp"

namespace brygga::casework::testing {
namespace {

using Queries = TabletTest;
using Import = TabletTest;

std::vector<std::string> names_in(const json& list) {
  std::vector<std::string> names;
  for (const json& item : list) names.push_back(item["name"]);
  return names;
}

using Names = std::vector<std::string>;

TEST_F(Queries, me_is_the_person_whose_tablet_this_is) {
  const json me = ok("me");
  EXPECT_EQ(me["name"], "Alice Andersson");
  EXPECT_EQ(me["account"], to_string(alice_.uuid));
  EXPECT_EQ(me["roles"], json({"coach"}));
  EXPECT_EQ(me["tenant"], "goteborg");
  EXPECT_EQ(me["tenant_title"], "Göteborg");
}

TEST_F(Queries, the_municipality_is_listed) {
  EXPECT_EQ(names_in(ok("staff.list")["staff"]),
            (Names{"Alice Andersson", "Bob Bergström", "Cecilia Öberg"}));
  EXPECT_EQ(ok("units.list")["units"].size(), 4U);
  const json programme = ok("programmes.list")["programmes"].at(0);
  EXPECT_EQ(programme["key"], "kompetenscenter");
  EXPECT_EQ(programme["limit_months"], 18);
  EXPECT_EQ(programme["outcomes"][0]["key"], "work");
  EXPECT_EQ(programme["outcomes"][0]["sv"], "Arbete");
  EXPECT_EQ(programme["limit"]["months"], 18);
}

TEST_F(Queries, participants_are_listed_in_swedish_order_a_page_at_a_time) {
  for (const auto& [first, last] :
       {std::pair("Eva", "Östberg"), std::pair("Eva", "Zetterlund"), std::pair("Eva", "Åberg"),
        std::pair("Eva", "Ärlig"), std::pair("Adam", "Östberg")}) {
    add_person(first, last);
  }
  EXPECT_EQ(names_in(ok("participants.list")["participants"]),
            (Names{"Eva Zetterlund", "Eva Åberg", "Eva Ärlig", "Adam Östberg", "Eva Östberg"}));
  const json page = ok("participants.list", {{"limit", 2}, {"offset", 3}});
  EXPECT_EQ(names_in(page["participants"]), (Names{"Adam Östberg", "Eva Östberg"}));
  EXPECT_EQ(page["total"], 5);
  EXPECT_TRUE(ok("participants.list", {{"offset", 99}})["participants"].empty());
  expect_bad("participants.list", {{"limit", 0}}, "out_of_range", "limit");
  expect_bad("participants.list", {{"limit", 501}}, "out_of_range", "limit");
}

TEST_F(Queries, names_are_found_in_either_case_and_by_parts) {
  add_person("Åsa", "Öberg");
  add_person("Anders", "Åkesson");
  const auto found = [&](const char* search) {
    return names_in(ok("participants.list", {{"search", search}})["participants"]);
  };
  EXPECT_EQ(found("öberg"), Names{"Åsa Öberg"});
  EXPECT_EQ(found("ÅSA ÖB"), Names{"Åsa Öberg"});
  EXPECT_EQ(found("Öberg åsa"), Names{"Åsa Öberg"});
  EXPECT_EQ(found("å").size(), 2U);
  EXPECT_TRUE(found("%").empty());
  EXPECT_TRUE(found("' OR 1=1 --").empty());
}

TEST_F(Queries, people_are_found_by_name_number_and_the_beginning_of_an_id) {
  const std::string digits = make_test_number(make_date(1990, 2, 3).value(), 985).value().digits();
  const std::string who = ok("participant.add", {{"first_name", "Amina"},
                                                 {"last_name", "Åkesson"},
                                                 {"identity_number", digits}})["participant"];
  clock_.now_ms += 86'400'000;
  add_person("Bilal", "Berg");
  const auto found = [&](const std::string& text) {
    return names_in(ok("participants.find", {{"text", text}})["matches"]);
  };
  EXPECT_EQ(found("amina"), Names{"Amina Åkesson"});
  EXPECT_EQ(found(digits), Names{"Amina Åkesson"});
  EXPECT_EQ(found(digits.substr(2, 6) + "-" + digits.substr(8)), Names{"Amina Åkesson"});
  EXPECT_EQ(found(who), Names{"Amina Åkesson"});
  EXPECT_EQ(found(who.substr(0, 10)), Names{"Amina Åkesson"});
  EXPECT_TRUE(found("nobody").empty());
}

TEST_F(Queries, the_list_says_where_each_person_stands) {
  const std::string running = add_person("Amina", "Berg");
  const std::string finished = add_person("Bilal", "Cedergren");
  add_person("Carla", "Dahl");
  enrol(running, "2025-03-21");
  ok("enrolment.finish", {{"enrolment", enrol(finished, "2025-05-31")}, {"ended", "2026-05-31"}});
  const json list = ok("participants.list")["participants"];
  EXPECT_EQ(list[0]["stage"], "active");
  EXPECT_EQ(list[0]["unit"], "Hisingen");
  EXPECT_EQ(list[0]["limit"], "2026-09-21");
  EXPECT_EQ(list[0]["days_left"], 0);
  EXPECT_EQ(list[0]["past_limit"], false);
  EXPECT_EQ(list[0]["warning_days"], 7);
  EXPECT_EQ(list[1]["stage"], "finished");
  EXPECT_EQ(list[1]["ended"], "2026-05-31");
  EXPECT_EQ(list[1]["days_left"], nullptr);
  EXPECT_EQ(list[2]["stage"], "not_enrolled");
  EXPECT_EQ(list[2]["limit"], nullptr);
}

TEST_F(Queries, the_list_marks_whose_case_holds_something_unsent) {
  const std::string amina = add_person("Amina", "Berg");
  add_person("Bilal", "Cedergren");
  sync();
  ok("checkin.record", {{"participant", amina}});
  const json list = ok("participants.list")["participants"];
  EXPECT_EQ(list[0]["unsent"], true);
  EXPECT_EQ(list[1]["unsent"], false);
}

TEST_F(Queries, a_check_in_is_unsent_until_the_office_has_it) {
  const std::string who = add_person();
  sync();
  ok("checkin.record", {{"participant", who}});
  EXPECT_EQ(show(who)["checkins"][0]["unsent"], true);
  sync();
  EXPECT_EQ(show(who)["checkins"][0]["unsent"], false);
}

// --- receipts and inbox -----------------------------------------------------------------------

TEST_F(Queries, each_save_has_a_receipt_in_words) {
  const std::string who = add_person();
  ok("checkin.record", {{"participant", who}});
  json receipts = ok("receipts.list", {{"limit", 2}})["receipts"];
  ASSERT_EQ(receipts.size(), 2U);
  EXPECT_EQ(receipts[0]["what"], "check-in for Amina Åkesson");
  EXPECT_EQ(receipts[0]["kind"], "checkin");
  EXPECT_EQ(receipts[0]["participant"], who);
  EXPECT_EQ(receipts[0]["state"], "saved");
  EXPECT_EQ(receipts[0]["saved_at"], "2026-09-21T14:13:20.000Z");
  EXPECT_EQ(receipts[1]["what"], "registration of Amina Åkesson");
  sync();
  receipts = ok("receipts.list")["receipts"];
  EXPECT_EQ(receipts[0]["state"], "received");
  EXPECT_TRUE(ok("receipts.list", {{"open", true}})["receipts"].empty());
}

TEST_F(Queries, what_was_refused_stays_in_the_inbox_with_its_content) {
  office_.codes = {Receipt::Code::refused};
  add_person("Amina", "Åkesson");
  sync();
  EXPECT_EQ(count("participant"), 0);
  const json inbox = ok("inbox.list");
  ASSERT_EQ(inbox["refused"].size(), 1U);
  const json& refused = inbox["refused"][0];
  EXPECT_EQ(refused["what"], "registration of Amina Åkesson");
  EXPECT_EQ(refused["state"], "refused");
  EXPECT_EQ(refused["code"], "no_right");
  EXPECT_EQ(refused["sentence_sv"],
            "Ditt konto får inte skriva detta; någon annan måste göra det.");
  EXPECT_EQ(refused["content"][0]["entity"], "participant");
  EXPECT_EQ(refused["content"][0]["writes"][0]["name"], "first_name");
  EXPECT_EQ(refused["content"][0]["writes"][0]["value"], "Amina");
  EXPECT_EQ(ok("status")["refused"], 1);
}

TEST_F(Queries, what_the_office_has_not_taken_is_exported_oldest_first) {
  office_.codes = {Receipt::Code::refused};
  add_person("Amina", "Åkesson");
  sync();
  const std::string who = add_person("Bo", "Ek");
  ok("note.write", {{"participant", who}, {"body", "Vill till vården."}});
  show(who);  // which is logged, and no work
  const json kept = ok("unsent.export")["transactions"];
  ASSERT_EQ(kept.size(), 3U);
  EXPECT_EQ(kept[0]["state"], "refused");
  EXPECT_EQ(kept[2]["state"], "saved");
  EXPECT_NE(kept[2]["content"].dump().find("Vill till vården."), std::string::npos);
  sync();
  EXPECT_EQ(ok("unsent.export")["transactions"].size(), 1U);
}

TEST_F(Queries, a_repeated_command_sends_a_refused_change_again_once) {
  office_.codes = {Receipt::Code::refused};
  add_person("Amina", "Åkesson");
  sync();
  const json input = {{"number", ok("inbox.list")["refused"][0]["number"]},
                      {"command_id", "018f2b6e-7c1a-7000-8000-0123456789ab"}};
  const json first = ok("refusal.send_again", input);
  EXPECT_EQ(first["transactions"], 1);
  EXPECT_EQ(first["transaction"], ok("receipts.list")["receipts"][0]["transaction"]);
  EXPECT_EQ(ok("refusal.send_again", input), first);
  EXPECT_EQ(ok("status")["unsent"], 1);
  sync();
  EXPECT_EQ(ok("refusal.send_again", input), first);
  EXPECT_EQ(count("participant"), 1);
}

TEST_F(Queries, a_repeated_command_dismisses_a_refused_change_once) {
  office_.codes = {Receipt::Code::refused};
  add_person("Amina", "Åkesson");
  sync();
  const json refused = ok("inbox.list")["refused"][0];
  const json input = {{"number", refused["number"]},
                      {"command_id", "018f2b6e-7c1a-7000-8000-0123456789ab"}};
  const json first = ok("refusal.dismiss", input);
  EXPECT_EQ(first["transaction"], refused["transaction"]);
  EXPECT_EQ(ok("refusal.dismiss", input), first);
  expect_bad("refusal.dismiss", {{"number", refused["number"]}}, "not_refused", "");
  EXPECT_TRUE(ok("inbox.list")["refused"].empty());
}

TEST_F(Queries, a_deletion_that_was_undone_is_in_the_inbox_until_it_is_closed) {
  const std::string who = add_person();
  ok("note.write", {{"participant", who}, {"body", "Vill prova kassan."}});
  sync();
  const json note = show(who)["notes"][0];
  ok("note.edit",
     {{"note", note["id"]}, {"body", "Vill prova lagret."}, {"version", note["version"]}});
  sync();
  Change deletion;
  deletion.entity = note::entity;
  deletion.row = RowId{*parse_uuid(note["id"].get<std::string>())};
  deletion.seen = note["version"];
  deletion.deletes = true;
  WriteSet writes;
  writes.changes.push_back(deletion);
  ASSERT_TRUE(device_->write(writes).ok());
  sync();
  const json undone = ok("inbox.list")["deletions_undone"];
  ASSERT_EQ(undone.size(), 1U);
  EXPECT_EQ(undone[0]["entity"], "note");
  EXPECT_EQ(undone[0]["id"], note["id"]);
  EXPECT_EQ(undone[0]["participant_name"], "Amina Åkesson");
  EXPECT_EQ(undone[0]["deleted_at"], "2026-09-21T14:13:20.000Z");
  EXPECT_EQ(ok("status")["deletions_undone"], 1);
  EXPECT_EQ(ok("today")["waiting"]["deletions_undone"], 1);
  const json input = {{"entity", "note"},
                      {"id", note["id"]},
                      {"command_id", "018f2b6e-7c1a-7000-8000-0123456789ab"}};
  const json first = ok("deletion.close", input);
  EXPECT_EQ(ok("deletion.close", input), first);
  EXPECT_TRUE(ok("inbox.list")["deletions_undone"].empty());
  EXPECT_EQ(ok("status")["deletions_undone"], 0);
  expect_bad("deletion.close", {{"entity", "note"}, {"id", note["id"]}}, "not_found", "");
}

TEST_F(Queries, a_repeated_command_closes_late_work_once) {
  const std::string who = add_person();
  const RowId late = device_->new_row_id();
  write({{late_work::entity,
          late,
          scope_of_case(RowId{*parse_uuid(who)}),
          true,
          {{late_work::written_by, WriteKind::assign, bob_.uuid, {}},
           {late_work::written_at, WriteKind::assign, std::int64_t{1'790'000'000'000}, {}},
           {late_work::content, WriteKind::assign, Bytes{1}, {}}}}});
  sync();
  ASSERT_EQ(ok("inbox.list")["late"].size(), 1U);
  EXPECT_EQ(ok("status")["late"], 1);
  EXPECT_EQ(ok("today")["waiting"]["late"], 1);
  const json input = {{"id", to_string(late.uuid)},
                      {"command_id", "018f2b6e-7c1a-7000-8000-0123456789ab"}};
  const json first = ok("late.close", input);
  EXPECT_EQ(ok("late.close", input), first);
  EXPECT_EQ(ok("status")["unsent"], 1);
  EXPECT_TRUE(ok("inbox.list")["late"].empty());
  EXPECT_EQ(ok("status")["late"], 0);
}

TEST_F(Queries, merged_and_conflicting_receipts_are_told_apart) {
  office_.codes = {Receipt::Code::merged, Receipt::Code::conflict};
  const std::string who = add_person();
  ok("checkin.record", {{"participant", who}});
  sync();
  const json receipts = ok("receipts.list")["receipts"];
  EXPECT_EQ(receipts[0]["state"], "conflict");
  EXPECT_EQ(receipts[1]["state"], "merged");
}

TEST_F(Queries, the_status_counts_what_waits) {
  json status = ok("status");
  EXPECT_EQ(status["unsent"], 0);
  EXPECT_EQ(status["oldest_unsent"], nullptr);
  EXPECT_EQ(status["last_sync"], "2026-09-21T14:13:20.000Z");
  add_person();
  clock_.now_ms += 60'000;
  add_person();
  status = ok("status");
  EXPECT_EQ(status["unsent"], 2);
  EXPECT_EQ(status["oldest_unsent"], "2026-09-21T14:13:20.000Z");
  sync();
  status = ok("status");
  EXPECT_EQ(status["unsent"], 0);
  EXPECT_EQ(status["position"]["epoch"], "0000000000000007");
}

// --- import and figures -----------------------------------------------------------------------

json import_of(std::string_view csv) {
  return {{"programme", "kompetenscenter"}, {"csv_base64", base64_of(csv)}};
}

constexpr const char* header =
    "Förnamn;Efternamn;Personnummer;Enhet;Coach;Startdatum;Stadsdel;Avslutad;Resultat;"
    "Resultat från\r\n";

TEST_F(Import, a_file_is_taken_over_as_one_transaction) {
  const std::string digits = make_test_number(make_date(1990, 2, 3).value(), 985).value().digits();
  const std::string csv = std::string(header) + "Åsa;Öberg;" + digits +
                          ";Hisingen;alice;2025-01-13;Biskopsgården;2026-01-12;arbete;2026-01-19"
                          "\r\nBilal;Berg;;Öster;Bob Bergström;2026-02-02;;;;\r\n";
  const json made = ok("participants.import", import_of(csv));
  EXPECT_EQ(made["counts"], (json{{"participants", 2},
                                  {"identities", 1},
                                  {"enrolments", 2},
                                  {"finished", 1},
                                  {"outcomes", 1}}));
  const json list = ok("participants.list")["participants"];
  EXPECT_EQ(names_in(list), (Names{"Bilal Berg", "Åsa Öberg"}));
  EXPECT_EQ(list[0]["unit"], "Öster");
  const json asa = show(list[1]["id"]);
  EXPECT_EQ(asa["team"][0]["staff_name"], "Alice Andersson");
  EXPECT_EQ(asa["outcomes"][0]["type"], "work");
  EXPECT_EQ(asa["enrolments"][0]["status"], "finished");
  EXPECT_EQ(asa["district"], "Biskopsgården");
  EXPECT_EQ(ok("status")["unsent"], 1);
}

TEST_F(Import, a_windows_1252_file_keeps_its_letters) {
  const std::string csv =
      std::string(header) + "Åsa;Öberg;;Centrum-Väster;Cecilia Öberg;2026-02-02;Älvsborg;;;\r\n";
  const auto bytes = encode_text(csv, TextEncoding::windows_1252);
  ASSERT_TRUE(bytes.has_value());
  ok("participants.import",
     import_of({reinterpret_cast<const char*>(bytes->data()), bytes->size()}));
  const json person = ok("participants.list")["participants"].at(0);
  EXPECT_EQ(person["name"], "Åsa Öberg");
  EXPECT_EQ(person["district"], "Älvsborg");
  EXPECT_EQ(person["unit"], "Centrum-Väster");
}

TEST_F(Import, a_file_with_bad_lines_changes_nothing_and_names_each) {
  const std::string csv = std::string(header) +
                          "Åsa;Öberg;;Hisingen;alice;2026-02-02;;;;\r\n"
                          "Bilal;Berg;;Hisingen;nobody;2026-02-30;;;;\r\n"
                          ";Dahl;;Nowhere;alice;2026-02-02;;2026-01-01;;\r\n";
  const json error = bad("participants.import", import_of(csv));
  EXPECT_EQ(error["code"], "import_problems");
  EXPECT_EQ(error["field"], "csv_base64");
  EXPECT_EQ(error["problems_count"], 5);
  std::vector<std::pair<int, std::string>> found;
  for (const json& problem : error["problems"]) {
    found.emplace_back(problem["line"], problem["code"]);
    EXPECT_FALSE(problem["sentence"].get<std::string>().empty());
    EXPECT_FALSE(problem["sentence_sv"].get<std::string>().empty());
    EXPECT_NE(problem["sentence_sv"], problem["sentence"]);
  }
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, (std::vector<std::pair<int, std::string>>{{3, "date_impossible"},
                                                             {3, "import_unknown_coach"},
                                                             {4, "import_ended_before_start"},
                                                             {4, "import_missing_value"},
                                                             {4, "import_unknown_centre"}}));
  EXPECT_EQ(count("participant"), 0);
  EXPECT_EQ(ok("status")["unsent"], 0);
}

TEST_F(Import, the_outcomes_of_a_file_are_those_of_the_programme) {
  for (const auto& [programme, type] :
       {std::pair("stadsmissionen", "job"), std::pair("anpassade_roller", "employed")}) {
    load(std::string("core/casework/programmes/") + programme + ".toml");
    const std::string csv =
        std::string(header) +
        "Åsa;Öberg;;Hisingen;alice;2025-01-13;;2026-01-12;arbete;2026-01-19\r\n";
    EXPECT_EQ(ok("participants.import",
                 {{"programme", programme}, {"csv_base64", base64_of(csv)}})["counts"]["outcomes"],
              1);
    EXPECT_EQ(count(("outcome WHERE type = '" + std::string(type) + "'").c_str()), 1);
  }
}

TEST_F(Import, a_dry_run_counts_and_saves_nothing) {
  json input = import_of(std::string(header) + "Åsa;Öberg;;Hisingen;alice;2026-02-02;;;;\r\n");
  input["dry_run"] = true;
  const json made = ok("participants.import", input);
  EXPECT_EQ(made["dry_run"], true);
  EXPECT_EQ(made["counts"]["participants"], 1);
  EXPECT_EQ(count("participant"), 0);
}

TEST_F(Import, a_number_that_is_known_here_is_a_warning_with_its_line) {
  const std::string digits = make_test_number(make_date(1990, 2, 3).value(), 985).value().digits();
  const std::string csv =
      std::string(header) + "Åsa;Öberg;" + digits + ";Hisingen;alice;2026-02-02;;;;\r\n";
  EXPECT_EQ(ok("participants.import", import_of(csv))["warnings_count"], 0);
  const json again = ok("participants.import", import_of(csv));
  ASSERT_EQ(again["warnings"].size(), 1U);
  EXPECT_EQ(again["warnings"][0]["line"], 2);
  EXPECT_EQ(again["warnings"][0]["code"], "double_identity");
  EXPECT_NE(again["warnings"][0]["sentence_sv"], again["warnings"][0]["sentence"]);
  EXPECT_EQ(count("participant"), 2);
}

TEST_F(Import, what_is_no_file_is_refused) {
  expect_bad("participants.import", {{"programme", "kompetenscenter"}, {"csv_base64", "a*b"}},
             "bad_base64", "csv_base64");
  expect_bad("participants.import", import_of(""), "import_problems", "csv_base64");
  expect_bad("participants.import", import_of(header), "import_empty", "csv_base64");
  expect_bad("participants.import", {{"programme", "nothing"}, {"csv_base64", "YQ=="}},
             "no_such_programme", "programme");
}

TEST_F(Import, a_repeated_import_with_the_same_command_id_is_done_once) {
  json input = import_of(std::string(header) + "Åsa;Öberg;;Hisingen;alice;2026-02-02;;;;\r\n");
  input["command_id"] = "018f2b6e-7c1a-7000-8000-0123456789ab";
  const json first = ok("participants.import", input);
  EXPECT_EQ(ok("participants.import", input), first);
  EXPECT_EQ(count("participant"), 1);
}

TEST_F(Import, the_published_figures_come_out_of_an_imported_cohort) {
  const std::vector<OldSystemRow> rows = published_rows("2026-09-21");
  const json made = ok("participants.import", import_of(old_system_csv(rows, ';')));
  EXPECT_EQ(made["counts"]["participants"], 1240);

  const json report = ok("report.outcomes", {{"programme", "kompetenscenter"}});
  const json& all = report["all"];
  EXPECT_EQ(all["enrolled"], 1240);
  EXPECT_EQ(all["finished"], 480);
  EXPECT_EQ(all["succeeded"], 288);
  EXPECT_EQ(all["share_of_finished"]["per_mille"], 600);
  EXPECT_EQ(all["share_of_all"]["per_mille"], 232);
  EXPECT_EQ(report["outcomes_left_out"], 0);
  EXPECT_EQ(report["enrolments_elsewhere"], 0);
  ASSERT_EQ(report["units"].size(), 4U);
  for (const json& unit : report["units"]) {
    const bool has_just_opened = unit["key"] == "angered";
    EXPECT_EQ(unit["figures"]["data"], !has_just_opened) << unit["name"];
  }
  EXPECT_EQ(report["units"][3]["figures"]["share_of_finished"], nullptr);
  EXPECT_EQ(report["units"][3]["figures"]["enrolled"], 0);
}

TEST_F(Queries, a_report_of_an_unknown_programme_is_refused) {
  expect_bad("report.outcomes", {{"programme", "sixth"}}, "no_such_programme", "programme");
}

}  // namespace
}  // namespace brygga::casework::testing
