// What commands save and what they refuse, seen through the queries.
#include <algorithm>

#include "casework/identity_number.hpp"
#include "casework/tablet.hpp"

namespace brygga::casework::testing {
namespace {

using Commands = TabletTest;

std::string test_number(int birth_number = 981) {
  return make_test_number(make_date(1990, 2, 3).value(), birth_number).value().digits();
}

// --- participants -----------------------------------------------------------------------------

TEST_F(Commands, a_new_participant_has_the_calling_coach_in_the_team) {
  const std::string who = add_person("Amina", "Åkesson");
  const json person = show(who);
  EXPECT_EQ(person["name"], "Amina Åkesson");
  ASSERT_EQ(person["team"].size(), 1U);
  EXPECT_EQ(person["team"][0]["staff"], to_string(alice_.uuid));
  EXPECT_EQ(person["team"][0]["staff_name"], "Alice Andersson");
  EXPECT_EQ(person["team"][0]["from"], "2026-09-21");
  EXPECT_EQ(person["team"][0]["until"], nullptr);
  EXPECT_EQ(person["unsent"], true);
  EXPECT_TRUE(person["identities"].empty());
}

TEST_F(Commands, an_identity_number_is_stored_with_twelve_digits_whichever_way_it_is_written) {
  const std::string digits = test_number();
  const std::string written = digits.substr(2, 6) + "-" + digits.substr(8);
  const std::string who = ok("participant.add", {{"first_name", "Amina"},
                                                 {"last_name", "Åkesson"},
                                                 {"identity_number", written}})["participant"];
  const json identity = show(who)["identities"].at(0);
  EXPECT_EQ(identity["number"], digits);
  EXPECT_EQ(identity["formatted"], written);
  EXPECT_EQ(identity["number_type"], "personnummer");
  EXPECT_EQ(show(who)["protection"], 0);
}

TEST_F(Commands, a_wrong_check_digit_is_refused_and_the_number_is_not_repeated) {
  std::string number = test_number();
  number.back() = number.back() == '9' ? '0' : static_cast<char>(number.back() + 1);
  const json error =
      bad("participant.add",
          {{"first_name", "Amina"}, {"last_name", "Åkesson"}, {"identity_number", number}});
  EXPECT_EQ(error["code"], "identity_number_check_digit");
  EXPECT_EQ(error["field"], "identity_number");
  EXPECT_EQ(error.dump().find(number), std::string::npos);
  EXPECT_EQ(count("participant"), 0);
}

TEST_F(Commands, a_double_identity_is_kept_and_warned_of) {
  const json input = {
      {"first_name", "Amina"}, {"last_name", "Åkesson"}, {"identity_number", test_number()}};
  EXPECT_TRUE(ok("participant.add", input)["warnings"].empty());
  const json second = ok("participant.add", input);
  ASSERT_EQ(second["warnings"].size(), 1U);
  EXPECT_EQ(second["warnings"][0]["code"], "double_identity");
  EXPECT_EQ(count("participant"), 2);
}

TEST_F(Commands, details_change_from_the_version_shown) {
  const std::string who = add_person();
  ok("participant.update", {{"participant", who},
                            {"version", show(who)["version"]},
                            {"last_name", "Öst"},
                            {"district", "Angered"},
                            {"languages", {"so", "sv"}},
                            {"interpreter", "so"}});
  json person = show(who);
  EXPECT_EQ(person["name"], "Amina Öst");
  EXPECT_EQ(person["district"], "Angered");
  EXPECT_EQ(person["languages"], json({"so", "sv"}));
  EXPECT_TRUE(person["conflicts"].empty());
  ok("participant.update", {{"participant", who},
                            {"version", person["version"]},
                            {"district", nullptr},
                            {"languages", {"sv", "ti"}},
                            {"interpreter", nullptr}});
  person = show(who);
  EXPECT_EQ(person["district"], nullptr);
  EXPECT_EQ(person["interpreter"], nullptr);
  EXPECT_EQ(person["languages"], json({"sv", "ti"}));
}

TEST_F(Commands, an_update_without_or_with_a_made_up_version_is_refused) {
  const std::string who = add_person();
  expect_bad("participant.update", {{"participant", who}, {"last_name", "Öst"}}, "missing_field",
             "version");
  EXPECT_EQ(bad("participant.update",
                {{"participant", who}, {"version", "!!"}, {"last_name", "Öst"}})["code"],
            "bad_version");
  EXPECT_EQ(bad("participant.update",
                {{"participant", who}, {"version", "AAAA"}, {"languages", {"sv"}}})["code"],
            "bad_version");
}

TEST_F(Commands, an_update_that_changes_nothing_or_empties_a_name_is_refused) {
  const std::string who = add_person();
  const json version = show(who)["version"];
  expect_bad("participant.update", {{"participant", who}, {"version", version}},
             "nothing_to_change", "");
  expect_bad("participant.update",
             {{"participant", who}, {"version", version}, {"last_name", "  "}}, "empty_text",
             "last_name");
}

TEST_F(Commands, a_stale_version_opens_a_conflict_that_a_person_settles) {
  const std::string who = add_person();
  const json version = show(who)["version"];
  const auto move_to = [&](const char* district) {
    ok("participant.update", {{"participant", who}, {"version", version}, {"district", district}});
  };
  move_to("Angered");
  move_to("Hisingen");
  json conflicts = ok("inbox.list")["conflicts"];
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(ok("status")["conflicts"], 1);
  EXPECT_EQ(show(who)["conflicts"], conflicts);
  EXPECT_EQ(conflicts[0]["name"], "residence_district");
  EXPECT_EQ(conflicts[0]["participant"], who);
  EXPECT_EQ(conflicts[0]["participant_name"], "Amina Åkesson");
  ASSERT_EQ(conflicts[0]["contenders"].size(), 2U);
  EXPECT_EQ(conflicts[0]["contenders"][0]["value"], "Angered");
  EXPECT_EQ(conflicts[0]["contenders"][1]["value"], "Hisingen");
  EXPECT_EQ(conflicts[0]["contenders"][1]["own"], true);

  json settle = {{"entity", conflicts[0]["entity"]},
                 {"id", conflicts[0]["id"]},
                 {"name", conflicts[0]["name"]},
                 {"version", conflicts[0]["version"]},
                 {"keep", 2}};
  expect_bad("conflict.settle", settle, "out_of_range", "keep");
  settle["keep"] = 0;
  EXPECT_EQ(ok("conflict.settle", settle)["kept"], "Angered");
  EXPECT_EQ(show(who)["district"], "Angered");
  EXPECT_TRUE(ok("inbox.list")["conflicts"].empty());
  expect_bad("conflict.settle", settle, "no_conflict", "name");
}

// Two drafts that change the same words: nobody but a person can say which, but a text that has
// both is at hand.
TEST_F(Commands, two_texts_in_conflict_offer_one_that_has_the_words_of_both) {
  const std::string who = add_person();
  const json id = ok("note.write", {{"participant", who}, {"body", "Vill prova kassan."}})["note"];
  sync();
  const json version = show(who)["notes"][0]["version"];
  ok("note.edit", {{"note", id}, {"body", "Vill prova lagret."}, {"version", version}});
  ok("note.edit", {{"note", id}, {"body", "Vill prova köket."}, {"version", version}});
  sync();
  const json conflict = ok("inbox.list")["conflicts"][0];
  const std::string suggested = conflict["suggested"];
  EXPECT_NE(suggested.find("lagret"), std::string::npos) << suggested;
  EXPECT_NE(suggested.find("köket"), std::string::npos) << suggested;
  EXPECT_EQ(suggested.find("Vill"), suggested.rfind("Vill")) << suggested;
  json settle = {{"entity", "note"}, {"id", id},
                 {"name", "body"},   {"version", conflict["version"]},
                 {"keep", 0},        {"suggested", true}};
  expect_bad("conflict.settle", settle, "keep_or_suggested", "keep");
  settle.erase("keep");
  EXPECT_EQ(ok("conflict.settle", settle)["kept"], suggested);
  EXPECT_EQ(show(who)["notes"][0]["body"], suggested);
  EXPECT_TRUE(ok("inbox.list")["conflicts"].empty());
}

// Nothing is known from which the two have grown.
TEST_F(Commands, texts_without_a_common_origin_are_offered_one_after_the_other) {
  const std::string who = add_person();
  ok("profile.write", {{"participant", who}, {"skills", {"truck"}}});
  const std::string id = show(who)["profile"][0]["id"];
  const json seen = show(who)["profile"][0]["version"];
  const auto tell = [&](const char* narrative, const char* languages) {
    ok("profile.write", {{"participant", who},
                         {"version", seen},
                         {"narrative", narrative},
                         {"other_languages", languages}});
  };
  tell("Vill arbeta ute.", "arabiska");
  tell("Har körkort.", "dari");
  const json conflicts = ok("inbox.list")["conflicts"];
  ASSERT_EQ(conflicts.size(), 2U);
  std::map<std::string, std::string> suggested;
  for (const json& one : conflicts) suggested[one["name"]] = one["suggested"];
  EXPECT_EQ(suggested["narrative"], "Vill arbeta ute.\n\nHar körkort.");
  EXPECT_EQ(suggested["other_languages"], "arabiska / dari");
  const json settled = ok("conflict.settle", {{"entity", "profile"},
                                              {"id", id},
                                              {"name", "narrative"},
                                              {"version", conflicts[0]["version"]},
                                              {"suggested", true}});
  EXPECT_EQ(settled["kept"], suggested["narrative"]);
  EXPECT_EQ(show(who)["profile"][0]["narrative"], suggested["narrative"]);
}

// Of the own value the tablet knows whose it is, though no office has said it.
TEST_F(Commands, contenders_say_who_wrote_them_as_far_as_the_tablet_knows) {
  const std::string who = add_person();
  const json version = show(who)["version"];
  for (const char* district : {"Angered", "Hisingen"}) {
    ok("participant.update", {{"participant", who}, {"version", version}, {"district", district}});
  }
  for (const json& one : ok("inbox.list")["conflicts"][0]["contenders"]) {
    EXPECT_EQ(one["by"], ok("me")["name"]);
    EXPECT_TRUE(one["device"].is_null());
  }
}

TEST_F(Commands, a_conflict_of_other_values_offers_none_but_the_contenders) {
  const std::string who = add_person();
  const json version = show(who)["version"];
  for (const char* district : {"Angered", "Hisingen"}) {
    ok("participant.update", {{"participant", who}, {"version", version}, {"district", district}});
  }
  const json conflict = ok("inbox.list")["conflicts"][0];
  EXPECT_TRUE(conflict["suggested"].is_null());
  expect_bad("conflict.settle",
             {{"entity", "participant"},
              {"id", who},
              {"name", "residence_district"},
              {"version", conflict["version"]},
              {"suggested", true}},
             "no_suggestion", "suggested");
}

TEST_F(Commands, a_conflict_that_has_changed_since_is_not_settled_unseen) {
  const std::string who = add_person();
  const json version = show(who)["version"];
  for (const char* district : {"Angered", "Hisingen"}) {
    ok("participant.update", {{"participant", who}, {"version", version}, {"district", district}});
  }
  const json seen = ok("inbox.list")["conflicts"][0];
  ok("participant.update", {{"participant", who}, {"version", version}, {"district", "Öster"}});
  expect_bad("conflict.settle",
             {{"entity", "participant"},
              {"id", who},
              {"name", "residence_district"},
              {"version", seen["version"]},
              {"keep", 0}},
             "changed_since", "version");
  EXPECT_EQ(ok("inbox.list")["conflicts"][0]["contenders"].size(), 3U);
}

TEST_F(Commands, a_stale_version_of_languages_takes_nothing_back_that_it_had_not_seen) {
  const std::string who = add_person();
  const json version = show(who)["version"];
  ok("participant.update", {{"participant", who}, {"version", version}, {"languages", {"so"}}});
  ok("participant.update", {{"participant", who}, {"version", version}, {"languages", {"sv"}}});
  EXPECT_EQ(show(who)["languages"], json({"so", "sv"}));
}

// --- intake -----------------------------------------------------------------------------------

TEST_F(Commands, an_intake_of_a_new_person_is_one_transaction) {
  const json made = ok("intake.record", {{"first_name", "Amina"},
                                         {"last_name", "Åkesson"},
                                         {"identity_number", test_number()},
                                         {"programme", "kompetenscenter"},
                                         {"unit", hisingen_},
                                         {"start", "2025-05-31"},
                                         {"stream", "mapping"},
                                         {"referral", "Socialtjänsten"},
                                         {"note", "Wants to work with children."}});
  EXPECT_EQ(made["limit"], "2026-11-30");
  const json person = show(made["participant"]);
  ASSERT_EQ(person["enrolments"].size(), 1U);
  const json& enrolment = person["enrolments"][0];
  EXPECT_EQ(enrolment["id"], made["enrolment"]);
  EXPECT_EQ(enrolment["status"], "active");
  EXPECT_EQ(enrolment["unit_name"], "Hisingen");
  EXPECT_EQ(enrolment["programme_key"], "kompetenscenter");
  EXPECT_EQ(enrolment["limit"], "2026-11-30");
  EXPECT_EQ(enrolment["days_left"], 70);
  EXPECT_EQ(enrolment["warning_days"], 90);
  EXPECT_EQ(person["team"][0]["role"], "jobbcoach");
  EXPECT_EQ(person["notes"][0]["body"], "Wants to work with children.");
  EXPECT_EQ(person["notes"][0]["written_by_name"], "Alice Andersson");
  const json receipt = ok("receipts.list")["receipts"][0];
  EXPECT_EQ(receipt["what"], "intake of Amina Åkesson");
  EXPECT_EQ(receipt["records"], 5);
}

TEST_F(Commands, an_intake_in_a_programme_without_a_limit_has_none) {
  load("core/casework/programmes/stadsmissionen.toml");
  const json made = ok("intake.record", {{"first_name", "Amina"},
                                         {"last_name", "Åkesson"},
                                         {"programme", "stadsmissionen"},
                                         {"unit", hisingen_}});
  EXPECT_TRUE(made["limit"].is_null());
  const json person = ok("participant.show", {{"participant", made["participant"]}});
  const json& enrolment = person["enrolments"][0];
  EXPECT_TRUE(enrolment["limit"].is_null());
  EXPECT_TRUE(enrolment["days_left"].is_null());
  const json listed = ok("programmes.list");
  for (const json& programme : listed["programmes"]) {
    EXPECT_EQ(programme["limit_months"].is_null(), programme["key"] == "stadsmissionen");
  }
}

TEST_F(Commands, an_intake_of_a_known_person_does_not_join_the_team_twice) {
  const std::string who = add_person();
  enrol(who, "2026-01-12");
  EXPECT_EQ(show(who)["team"].size(), 1U);
}

TEST_F(Commands, a_second_running_enrolment_is_kept_and_warned_of) {
  const std::string who = add_person();
  enrol(who, "2026-01-12");
  const json second =
      ok("intake.record",
         {{"participant", who}, {"programme", "kompetenscenter"}, {"unit", hisingen_}});
  EXPECT_EQ(second["warnings"][0]["code"], "already_enrolled");
  EXPECT_EQ(show(who)["enrolments"].size(), 2U);
}

TEST_F(Commands, an_intake_needs_either_a_participant_or_both_names) {
  const json place = {{"programme", "kompetenscenter"}, {"unit", hisingen_}};
  expect_bad("intake.record", place, "participant_or_names", "participant");
  json input = place;
  input["first_name"] = "Amina";
  expect_bad("intake.record", input, "missing_field", "last_name");
  input["last_name"] = "Åkesson";
  input["participant"] = add_person();
  expect_bad("intake.record", input, "participant_or_names", "participant");
  input.erase("first_name");
  input.erase("last_name");
  input["district"] = "Angered";
  expect_bad("intake.record", input, "participant_exists", "district");
}

TEST_F(Commands, an_intake_knows_its_programme_unit_stream_and_role) {
  const std::string who = add_person();
  const json input = {{"participant", who}, {"programme", "kompetenscenter"}, {"unit", hisingen_}};
  const auto with = [&](const char* field, const json& value) {
    json changed = input;
    changed[field] = value;
    return changed;
  };
  expect_bad("intake.record", with("programme", "kompetens"), "no_such_programme", "programme");
  expect_bad("intake.record", with("unit", who), "no_such_unit", "unit");
  expect_bad("intake.record", with("stream", "gardening"), "unknown_stream", "stream");
  expect_bad("intake.record", with("role", "king"), "unknown_role", "role");
  EXPECT_EQ(count("enrolment"), 0);
}

// --- check-ins --------------------------------------------------------------------------------

TEST_F(Commands, a_checkin_is_now_and_by_the_calling_coach) {
  const std::string who = add_person();
  ok("checkin.record", {{"participant", who},
                        {"place", "Förskolan Björken"},
                        {"planned_minutes", 240},
                        {"attended_minutes", 225},
                        {"mood", 4},
                        {"comment", "Read to the children."}});
  const json checkin = show(who)["checkins"].at(0);
  EXPECT_EQ(checkin["at"], "2026-09-21T14:13:20.000Z");
  EXPECT_EQ(checkin["recorded_by_name"], "Alice Andersson");
  EXPECT_EQ(checkin["place"], "Förskolan Björken");
  EXPECT_EQ(checkin["planned_minutes"], 240);
  EXPECT_EQ(checkin["attended_minutes"], 225);
  EXPECT_EQ(checkin["mood"], 4);
  EXPECT_EQ(checkin["comment"], "Read to the children.");
  EXPECT_EQ(checkin["corrects"], nullptr);
}

TEST_F(Commands, minutes_above_a_day_or_below_none_and_unknown_moods_are_refused) {
  const std::string who = add_person();
  const auto with = [&](const char* field, std::int64_t value) {
    return json{{"participant", who}, {field, value}};
  };
  expect_bad("checkin.record", with("attended_minutes", 1441), "out_of_range", "attended_minutes");
  expect_bad("checkin.record", with("planned_minutes", -1), "out_of_range", "planned_minutes");
  expect_bad("checkin.record", with("mood", 0), "out_of_range", "mood");
  expect_bad("checkin.record", with("mood", 6), "out_of_range", "mood");
  EXPECT_TRUE(call("checkin.record", with("attended_minutes", 1440)).ok);
  EXPECT_TRUE(call("checkin.record", with("planned_minutes", 0)).ok);
  json huge = with("attended_minutes", 0);
  huge["attended_minutes"] = 18'446'744'073'709'551'615ULL;
  expect_bad("checkin.record", huge, "out_of_range", "attended_minutes");
}

TEST_F(Commands, a_correction_names_a_checkin_of_the_same_person) {
  const std::string who = add_person();
  const std::string other = add_person("Bilal", "Berg");
  const json first = ok("checkin.record", {{"participant", who}, {"attended_minutes", 60}});
  expect_bad("checkin.record", {{"participant", other}, {"corrects", first["checkin"]}},
             "other_participant", "corrects");
  expect_bad("checkin.record", {{"participant", who}, {"corrects", who}}, "no_such_checkin",
             "corrects");
  ok("checkin.record",
     {{"participant", who}, {"attended_minutes", 90}, {"corrects", first["checkin"]}});
  EXPECT_EQ(show(who)["checkins"][1]["corrects"], first["checkin"]);
  EXPECT_EQ(ok("receipts.list")["receipts"][0]["what"], "corrected check-in for Amina Åkesson");
}

// --- notes ------------------------------------------------------------------------------------

TEST_F(Commands, a_draft_changes_until_it_is_signed) {
  const std::string who = add_person();
  const json id = ok("note.write", {{"participant", who}, {"body", "First."}})["note"];
  json note = show(who)["notes"][0];
  EXPECT_EQ(note["status"], "draft");
  ok("note.edit", {{"note", id}, {"body", "Second."}, {"version", note["version"]}});
  note = show(who)["notes"][0];
  EXPECT_EQ(note["body"], "Second.");
  ok("note.sign", {{"note", id}, {"version", note["version"]}});
  note = show(who)["notes"][0];
  EXPECT_EQ(note["status"], "signed");
  expect_bad("note.edit", {{"note", id}, {"body", "Third."}, {"version", note["version"]}},
             "note_signed", "note");
  expect_bad("note.sign", {{"note", id}, {"version", note["version"]}}, "note_signed", "note");
}

TEST_F(Commands, nobody_signs_a_note_that_they_have_not_seen) {
  const std::string who = add_person();
  const json id = ok("note.write", {{"participant", who}, {"body", "First."}})["note"];
  expect_bad("note.sign", {{"note", id}}, "missing_field", "version");
  expect_bad("note.sign", {{"note", id}, {"version", ""}}, "bad_version", "");
  EXPECT_EQ(show(who)["notes"][0]["status"], "draft");
}

TEST_F(Commands, a_note_can_be_signed_as_it_is_written) {
  const std::string who = add_person();
  ok("note.write", {{"participant", who}, {"body", "Done."}, {"sign", true}});
  EXPECT_EQ(show(who)["notes"][0]["status"], "signed");
  EXPECT_EQ(ok("receipts.list")["receipts"][0]["what"], "signed note about Amina Åkesson");
}

TEST_F(Commands, two_edits_of_the_same_draft_are_both_kept) {
  const std::string who = add_person();
  const json id = ok("note.write", {{"participant", who}, {"body", "First."}})["note"];
  const json version = show(who)["notes"][0]["version"];
  ok("note.edit", {{"note", id}, {"body", "Alice's."}, {"version", version}});
  ok("note.edit", {{"note", id}, {"body", "Bob's."}, {"version", version}});
  const json conflicts = show(who)["conflicts"];
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(conflicts[0]["entity"], "note");
  EXPECT_EQ(conflicts[0]["name"], "body");
}

TEST_F(Commands, an_empty_note_is_refused) {
  expect_bad("note.write", {{"participant", add_person()}, {"body", " \n "}}, "empty_text", "body");
}

// --- the end and what it led to ---------------------------------------------------------------

TEST_F(Commands, an_enrolment_does_not_end_before_it_began) {
  const std::string who = add_person();
  const std::string enrolment = enrol(who, "2026-01-12");
  expect_bad("enrolment.finish", {{"enrolment", enrolment}, {"ended", "2026-01-11"}},
             "ended_before_start", "ended");
  EXPECT_EQ(show(who)["enrolments"][0]["status"], "active");
  ok("enrolment.finish", {{"enrolment", enrolment}, {"ended", "2026-01-12"}});
  const json finished = show(who)["enrolments"][0];
  EXPECT_EQ(finished["status"], "finished");
  EXPECT_EQ(finished["ended"], "2026-01-12");
  EXPECT_EQ(finished["days_left"], nullptr);
}

TEST_F(Commands, an_outcome_is_one_of_the_programmes_and_not_from_before_the_start) {
  const std::string who = add_person();
  const std::string enrolment = enrol(who, "2026-01-12");
  const auto with = [&](const char* type, const char* from) {
    return json{{"enrolment", enrolment}, {"type", type}, {"from", from}};
  };
  expect_bad("outcome.record", with("holiday", "2026-02-01"), "unknown_outcome_type", "type");
  expect_bad("outcome.record", with("work", "2026-01-11"), "outcome_before_start", "from");
  json ends_early = with("work", "2026-02-01");
  ends_early["to"] = "2026-01-31";
  expect_bad("outcome.record", ends_early, "to_before_from", "to");
  EXPECT_EQ(count("outcome"), 0);
  json good = with("work", "2026-02-01");
  good["source"] = "employer";
  ok("outcome.record", good);
  const json outcome = show(who)["outcomes"].at(0);
  EXPECT_EQ(outcome["type"], "work");
  EXPECT_EQ(outcome["from"], "2026-02-01");
  EXPECT_EQ(outcome["source"], "employer");
  EXPECT_EQ(outcome["verification"], 0);
}

TEST_F(Commands, an_outcome_of_a_person_belongs_to_the_latest_enrolment_begun_by_then) {
  const std::string who = add_person();
  const std::string early = enrol(who, "2025-01-13");
  const std::string late = enrol(who, "2026-01-12");
  const auto recorded = [&](const char* from) {
    return ok("outcome.record",
              {{"participant", who}, {"type", "studies"}, {"from", from}})["enrolment"];
  };
  EXPECT_EQ(recorded("2025-06-01"), early);
  EXPECT_EQ(recorded("2026-01-12"), late);
  expect_bad("outcome.record", {{"participant", who}, {"type", "studies"}, {"from", "2025-01-12"}},
             "outcome_before_start", "from");
  expect_bad("outcome.record", {{"type", "studies"}}, "enrolment_or_participant", "enrolment");
}

// --- teams ------------------------------------------------------------------------------------

TEST_F(Commands, a_colleague_joins_and_leaves_the_team) {
  const std::string who = add_person();
  const json input = {
      {"participant", who}, {"staff", to_string(bob_.uuid)}, {"role", "jobbmaklare"}};
  const json membership = ok("team.add", input)["membership"];
  EXPECT_EQ(show(who)["team"].size(), 2U);
  expect_bad("team.add", input, "already_in_team", "staff");
  expect_bad("team.leave", {{"membership", membership}, {"until", "2026-09-20"}},
             "until_before_from", "until");
  expect_bad("team.leave", {{"membership", membership}, {"until", "2026-09-22"}}, "until_in_future",
             "until");
  ok("team.leave", {{"membership", membership}});
  EXPECT_EQ(show(who)["team"][1]["until"], "2026-09-21");
  ok("team.add", input);
  expect_bad("team.add", {{"participant", who}, {"staff", who}, {"role", "x"}}, "no_such_staff",
             "staff");
}

}  // namespace
}  // namespace brygga::casework::testing
