// What the five organisations must be able to do, each with its own programme definition: people
// with tablets against an office that judges. Figures have tests of their own.
#include "casework/identity_number.hpp"
#include "casework/town.hpp"

namespace brygga::casework::testing {
namespace {

// --- A: Göteborgs Stadsmission ------------------------------------------------------------------

class Stadsmissionen : public TownTest {
 protected:
  void SetUp() override { load("core/casework/programmes/stadsmissionen.toml"); }

  json intake(const char* first, const char* district) {
    return {{"first_name", first},
            {"last_name", "Andersson"},
            {"programme", "stadsmissionen"},
            {"unit", unit(district)},
            {"stream", "available"}};
  }
};

TEST_F(Stadsmissionen, six_districts_from_2022_to_2028_are_one_programme) {
  const auto reading = read_programme(source_file("core/casework/programmes/stadsmissionen.toml"));
  ASSERT_TRUE(reading.definition && reading.definition->period);
  EXPECT_EQ(reading.definition->units.size(), 6U);
  EXPECT_EQ(format_date(reading.definition->period->from).substr(0, 4), "2022");
  EXPECT_EQ(format_date(reading.definition->period->until).substr(0, 4), "2028");
}

TEST_F(Stadsmissionen, five_new_coaches_get_cases_from_the_old_ones_at_once) {
  const Person& old = add("Olle Olsson", {"coach"}, {"distrikt_1"});
  const Person& manager = add("Maria Månsson", {"manager"}, {}, {"distrikt_1"});
  std::vector<const Person*> fresh;
  for (const char* name : {"Ada", "Bo", "Cia", "Dan", "Eva"}) {
    fresh.push_back(&add(name, {"coach"}, {"distrikt_1"}));
  }
  std::vector<std::string> cases;
  for (int i = 0; i < 10; ++i) {
    cases.push_back(old.ok("intake.record", intake("Amina", "distrikt_1"))["participant"]);
  }
  sync_all();
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    const json moved =
        manager.ok("caseload.move", {{"participants", {cases[2 * i], cases[2 * i + 1]}},
                                     {"from_staff", old.id()},
                                     {"to_staff", fresh[i]->id()}});
    EXPECT_EQ(moved["moved"], 2);
  }
  sync_all();
  for (const Person* coach : fresh) EXPECT_EQ(coach->count("participant"), 2) << coach->name;
  EXPECT_EQ(old.count("participant"), 0);
  EXPECT_EQ(manager.count("participant"), 10);
}

TEST_F(Stadsmissionen, a_coach_of_district_3_cannot_find_somebody_of_district_4_offline) {
  const Person& third = add("Tea Tredje", {"coach"}, {"distrikt_3"});
  const Person& fourth = add("Fia Fjärde", {"coach"}, {"distrikt_4"});
  fourth.ok("intake.record", intake("Zahra", "distrikt_4"));
  sync_all();
  EXPECT_EQ(third.ok("participants.find", {{"text", "Zahra"}})["total"], 0);
  EXPECT_EQ(third.count("participant"), 0);
  EXPECT_EQ(fourth.ok("participants.find", {{"text", "Zahra"}})["total"], 1);
}

TEST_F(Stadsmissionen, not_available_is_not_saved_without_a_support_and_a_day_to_follow_it_up) {
  const Person& coach = add("Alice", {"coach"}, {"distrikt_1"});
  json input = intake("Amina", "distrikt_1");
  input["stream"] = "not_available";
  EXPECT_EQ(coach.bad("intake.record", input), "reason_missing");
  input["stream_reason"] = "health";
  EXPECT_EQ(coach.bad("intake.record", input), "support_missing");
  input["support"] = "Vårdcentralen Majorna";
  EXPECT_EQ(coach.bad("intake.record", input), "support_missing");
  input["support_follow_up"] = "2026-10-21";
  const std::string who = coach.ok("intake.record", input)["participant"];
  const json enrolled = coach.show(who)["enrolments"][0];
  EXPECT_EQ(coach.bad("enrolment.change", {{"enrolment", enrolled["id"]},
                                           {"version", enrolled["version"]},
                                           {"support", nullptr}}),
            "support_missing");
  pass_days(40);
  EXPECT_EQ(coach.ok("today")["follow_ups"].size(), 1U);
}

TEST_F(Stadsmissionen, an_opening_is_for_praktik_or_a_job_and_its_last_seat_is_taken_once) {
  const Person& alice = add("Alice", {"coach"}, {"distrikt_1"});
  const Person& bob = add("Bob", {"coach"}, {"distrikt_1"});
  const std::string employer =
      alice.ok("employer.add", {{"unit", unit("distrikt_1")}, {"name", "Bageriet"}})["employer"];
  EXPECT_EQ(alice.bad("opening.add", {{"employer", employer}, {"kind", "other"}, {"seats", 1}}),
            "not_a_choice");
  const std::string seat = alice.ok(
      "opening.add", {{"employer", employer}, {"kind", "praktik"}, {"seats", 1}})["opening"];
  const std::string amina = alice.ok("intake.record", intake("Amina", "distrikt_1"))["participant"];
  const std::string bilal = bob.ok("intake.record", intake("Bilal", "distrikt_1"))["participant"];
  sync_all();
  const auto place = [&](const Person& coach, const std::string& who) {
    return coach.ok("placement.begin", {{"participant", who},
                                        {"kind", "praktik"},
                                        {"start", "2026-10-01"},
                                        {"opening", seat}})["placement"];
  };
  const std::string first = place(alice, amina);
  place(bob, bilal);
  sync_all();
  EXPECT_TRUE(alice.refusals().empty());
  EXPECT_EQ(bob.refusals(), std::vector<std::string>{"no_place_left"});
  alice.ok("placement.end", {{"placement", first}, {"ended", "2026-10-15"}});
  sync_all();
  const json inbox = bob.ok("inbox.list");
  bob.ok("refusal.send_again", {{"number", inbox["refused"][0]["number"]}});
  sync_all();
  EXPECT_TRUE(bob.refusals().empty());
}

// --- B: Trelleborg ------------------------------------------------------------------------------

class Trelleborg : public TownTest {
 protected:
  void SetUp() override {
    load("core/casework/programmes/trelleborg.toml");
    alice = &add("Alice", {"coach"}, {"trelleborg"});
    sven = &add("Sven Social", {"coach"}, {"trelleborg"});
    sync_all();
  }
  json one_screen() {
    return {{"first_name", "Amina"},
            {"last_name", "Åkesson"},
            {"programme", "trelleborg"},
            {"unit", unit("trelleborg")},
            {"answer", "Söka på förskolor."},
            {"stream", "ready"},
            {"step", "Ring Förskolan Linden"},
            {"step_due", "2026-09-23"},
            {"meeting_at", "2026-09-28T09:00:00+02:00"}};
  }
  Person* alice = nullptr;
  Person* sven = nullptr;
};

TEST_F(Trelleborg, an_intake_is_one_screen_and_one_transaction_offline) {
  const json made = alice->ok("intake.record", one_screen());
  EXPECT_EQ(alice->ok("status")["unsent"], 1);
  const json person = alice->show(made["participant"]);
  EXPECT_EQ(person["enrolments"][0]["answer"], "Söka på förskolor.");
  EXPECT_EQ(person["enrolments"][0]["first_contact"], "2026-09-21");
  EXPECT_EQ(person["plans"].size(), 1U);
  EXPECT_EQ(person["tasks"][0]["title"], "Ring Förskolan Linden");
  EXPECT_EQ(person["tasks"][0]["plan"], person["plans"][0]["id"]);
  EXPECT_EQ(person["appointments"][0]["at"], "2026-09-28T07:00:00.000Z");
}

TEST_F(Trelleborg, an_intake_does_not_close_without_a_stream_a_dated_step_and_a_meeting) {
  for (const auto& [left_out, code] :
       {std::pair("stream", "stream_missing"), std::pair("step", "plan_without_step"),
        std::pair("step_due", "plan_without_step"), std::pair("meeting_at", "meeting_missing")}) {
    json input = one_screen();
    input.erase(left_out);
    EXPECT_EQ(alice->bad("intake.record", input), code) << left_out;
  }
  EXPECT_EQ(alice->count("participant"), 0);
}

TEST_F(Trelleborg, the_other_stream_asks_for_one_of_its_reasons) {
  json input = one_screen();
  input["stream"] = "needs_other_support";
  EXPECT_EQ(alice->bad("intake.record", input), "reason_missing");
  input["stream_reason"] = "too_tired";
  EXPECT_EQ(alice->bad("intake.record", input), "unknown_reason");
}

TEST_F(Trelleborg, a_handover_to_a_socialsekreterare_is_accepted_and_the_coach_leaves_the_team) {
  const std::string who = alice->ok("intake.record", one_screen())["participant"];
  const std::string offered = alice->ok("handover.offer", {{"participant", who},
                                                           {"to_staff", sven->id()},
                                                           {"role", "socialsekreterare"},
                                                           {"restricted", true}})["handover"];
  sync_all();
  EXPECT_EQ(sven->ok("today")["handovers"][0]["to_me"], true);
  sven->ok("handover.accept", {{"handover", offered}});
  sync_all();
  EXPECT_TRUE(sven->holds(who));
  EXPECT_FALSE(alice->holds(who));
  EXPECT_TRUE(sven->refusals().empty());
}

TEST_F(Trelleborg, a_handover_that_nobody_answers_shows_for_both) {
  const std::string who = alice->ok("intake.record", one_screen())["participant"];
  alice->ok("handover.offer",
            {{"participant", who}, {"to_staff", sven->id()}, {"role", "socialsekreterare"}});
  sync_all();
  EXPECT_TRUE(alice->ok("today")["handovers"].empty());
  pass_days(8);
  for (const Person* person : {alice, sven}) {
    const json open = person->ok("today")["handovers"];
    ASSERT_EQ(open.size(), 1U) << person->name;
    EXPECT_EQ(open[0]["overdue"], true);
  }
}

TEST_F(Trelleborg, what_the_old_coach_writes_offline_reaches_the_new_owner) {
  const std::string who = alice->ok("intake.record", one_screen())["participant"];
  const std::string offered = alice->ok(
      "handover.offer",
      {{"participant", who}, {"to_staff", sven->id()}, {"role", "socialsekreterare"}})["handover"];
  sync_all();
  alice->ok("note.write", {{"participant", who}, {"body", "Hon har fått en praktikplats."}});
  sven->ok("handover.accept", {{"handover", offered}});
  sven->sync();
  sync_all();
  EXPECT_FALSE(alice->holds(who));
  const json late = sven->ok("inbox.list")["late"];
  ASSERT_EQ(late.size(), 1U);
  EXPECT_EQ(late[0]["written_by_name"], "Alice");
  EXPECT_NE(late[0]["content"].dump().find("praktikplats"), std::string::npos);
}

TEST_F(Trelleborg, nobody_hands_a_case_to_themselves_or_answers_for_another) {
  const std::string who = alice->ok("intake.record", one_screen())["participant"];
  EXPECT_EQ(
      alice->bad("handover.offer",
                 {{"participant", who}, {"to_staff", alice->id()}, {"role", "socialsekreterare"}}),
      "handover_to_oneself");
  const std::string offered = alice->ok(
      "handover.offer",
      {{"participant", who}, {"to_staff", sven->id()}, {"role", "socialsekreterare"}})["handover"];
  EXPECT_EQ(alice->bad("handover.accept", {{"handover", offered}}), "for_somebody_else");
}

// --- C: adapted roles ---------------------------------------------------------------------------

class AdaptedRoles : public TownTest {
 protected:
  void SetUp() override {
    load("core/casework/programmes/anpassade_roller.toml");
    rektor = &add("Rut Rektor", {"manager"}, {}, {"forskola"});
    politik = &add("Pia Politik", {"manager"}, {}, {"skola"});
    role = rektor->ok("role.draft", {{"programme", "anpassade_roller"},
                                     {"title", "Serviceassistent"},
                                     {"tasks", {"frukost", "städning"}},
                                     {"unit_type", "förskola"},
                                     {"language_demand", "A2"},
                                     {"duration_months", 12},
                                     {"funder", "kommunen"}})["role_template"];
    sync_all();
  }
  void decide(const Person& who, const char* gate, const char* decision) {
    who.ok("role.decide", {{"role_template", role},
                           {"gate", gate},
                           {"decision", decision},
                           {"reason", "Efter samtal."}});
  }
  Person* rektor = nullptr;
  Person* politik = nullptr;
  std::string role;
};

TEST_F(AdaptedRoles, a_role_with_two_of_its_three_gates_is_not_published) {
  decide(*rektor, "unit", "approved");
  decide(*rektor, "union", "approved");
  EXPECT_EQ(rektor->bad("role.publish", {{"role_template", role}}), "gates_missing");
}

TEST_F(AdaptedRoles, two_approvals_given_offline_on_two_tablets_make_three_with_an_earlier_one) {
  decide(*rektor, "unit", "approved");
  sync_all();
  decide(*rektor, "union", "approved");
  decide(*politik, "politics", "approved");
  sync_all();
  rektor->ok("role.publish", {{"role_template", role}});
  sync_all();
  const json shown = politik->ok("roles.list")["roles"][0];
  EXPECT_EQ(shown["status"], "published");
  EXPECT_EQ(shown["blocked"], false);
}

TEST_F(AdaptedRoles, one_rejection_blocks_also_when_it_comes_after_the_role_was_published) {
  for (const char* gate : {"unit", "politics", "union"}) decide(*rektor, gate, "approved");
  rektor->ok("role.publish", {{"role_template", role}});
  decide(*politik, "politics", "rejected");
  sync_all();
  const json shown = rektor->ok("roles.list")["roles"][0];
  EXPECT_EQ(shown["blocked"], true);
  EXPECT_EQ(shown["gates_rejected"], json({"politics"}));
  EXPECT_EQ(politik->bad("role.publish", {{"role_template", role}}), "gate_rejected");
}

TEST_F(AdaptedRoles, a_role_leads_on_to_the_next) {
  const std::string next = rektor->ok(
      "role.draft",
      {{"programme", "anpassade_roller"}, {"title", "Enhetsassistent"}})["role_template"];
  const json shown = rektor->ok("roles.list")["roles"];
  const json& first = shown[0]["id"] == role ? shown[0] : shown[1];
  rektor->ok("role.change",
             {{"role_template", role}, {"version", first["version"]}, {"leads_to", next}});
  sync_all();
  EXPECT_NE(politik->ok("roles.list").dump().find(next), std::string::npos);
}

TEST_F(AdaptedRoles, what_is_noted_of_an_employer_names_no_participant) {
  const Person& coach = add("Alice", {"coach"}, {"forskola"});
  coach.ok("intake.record", {{"first_name", "Amina"},
                             {"last_name", "Åkesson"},
                             {"programme", "anpassade_roller"},
                             {"unit", unit("forskola")}});
  const std::string employer =
      coach.ok("employer.add", {{"unit", unit("forskola")},
                                {"name", "Förskolan Linden"},
                                {"organisation_number", "212000-1355"}})["employer"];
  EXPECT_EQ(coach.bad("employer.contact", {{"employer", employer},
                                           {"mode", "visit"},
                                           {"result", "De tar gärna emot AMINA ÅKESSON i maj."}}),
            "names_a_participant");
  coach.ok("employer.contact", {{"employer", employer},
                                {"mode", "visit"},
                                {"promised", "En praktikplats i maj."},
                                {"next_contact", "2026-09-21"}});
  EXPECT_EQ(coach.ok("today")["employers"][0]["promised"], "En praktikplats i maj.");
  EXPECT_EQ(coach.bad("employer.add", {{"unit", unit("forskola")},
                                       {"name", "X"},
                                       {"organisation_number", "212000-1356"}}),
            "organisation_number_form");
}

// --- D: kompetenscenter -------------------------------------------------------------------------

class Kompetenscenter : public TownTest {
 protected:
  void SetUp() override {
    load("core/casework/programmes/kompetenscenter.toml");
    alice = &add("Alice", {"coach"}, {"hisingen"});
    manager = &add("Maria", {"manager"}, {}, {"hisingen"});
    const json made = alice->ok("intake.record", {{"first_name", "Amina"},
                                                  {"last_name", "Åkesson"},
                                                  {"programme", "kompetenscenter"},
                                                  {"unit", unit("hisingen")},
                                                  {"start", "2025-05-31"}});
    who = made["participant"];
    enrolled = made["enrolment"];
    EXPECT_EQ(made["limit"], "2026-11-30");
    sync_all();
  }
  json more_time(const char* until) {
    return {{"enrolment", enrolled}, {"until", until}, {"reason", "Sjukskriven tre månader."}};
  }
  Person* alice = nullptr;
  Person* manager = nullptr;
  std::string who, enrolled;
};

TEST_F(Kompetenscenter, a_limit_that_nears_shows_today_and_only_a_manager_gives_more_time) {
  const json near = alice->ok("today")["limits"];
  ASSERT_EQ(near.size(), 1U);
  EXPECT_EQ(near[0]["limit"], "2026-11-30");
  EXPECT_EQ(near[0]["days_left"], 70);
  EXPECT_EQ(alice->bad("enrolment.extend", more_time("2027-02-28")), "extension_not_yours");
  EXPECT_EQ(manager->bad("enrolment.extend", more_time("2026-11-30")), "extension_too_short");
  manager->ok("enrolment.extend", more_time("2027-02-28"));
  sync_all();
  EXPECT_EQ(alice->show(who)["enrolments"][0]["limit"], "2027-02-28");
  EXPECT_EQ(alice->ok("participants.list")["participants"][0]["limit"], "2027-02-28");
  EXPECT_TRUE(alice->ok("today")["limits"].empty());
}

// What a program on the tablet might try that is not ours.
TEST_F(Kompetenscenter, the_office_refuses_an_extension_by_a_coach_and_keeps_what_they_wrote) {
  WriteSet writes;
  Change change;
  change.entity = extension::entity;
  change.row = new_id();
  change.creates_in = scope_of_case(RowId{*parse_uuid(who)});
  change.assign = {
      {extension::participant, *parse_uuid(who)},    {extension::enrolment, *parse_uuid(enrolled)},
      {extension::until_date, std::int64_t{21'000}}, {extension::decided_by, alice->account.uuid},
      {extension::decided_on, std::int64_t{20'717}}, {extension::reason, std::string("Jag vill.")}};
  writes.changes.push_back(std::move(change));
  ASSERT_TRUE(alice->device->write(writes).ok());
  sync_all();
  EXPECT_EQ(alice->refusals(), std::vector<std::string>{"no_right"});
  EXPECT_NE(alice->ok("inbox.list").dump().find("Jag vill."), std::string::npos);
  EXPECT_EQ(manager->show(who)["enrolments"][0]["limit"], "2026-11-30");
}

// --- E: Goinge Forward --------------------------------------------------------------------------

TEST_F(TownTest, when_a_project_closes_its_cases_go_to_the_line_and_nothing_is_entered_again) {
  load("core/casework/programmes/goinge_forward.toml");
  load("core/casework/programmes/kompetenscenter.toml");
  const Person& coach = add("Alice", {"coach"}, {"goinge", "hisingen"});
  const json made = coach.ok("intake.record", {{"first_name", "Amina"},
                                               {"last_name", "Åkesson"},
                                               {"programme", "goinge_forward"},
                                               {"unit", unit("goinge")},
                                               {"start", "2026-01-12"},
                                               {"referral", "Arbetsförmedlingen"},
                                               {"note", "Vill arbeta med barn."}});
  const std::string who = made["participant"];
  coach.ok("enrolment.move", {{"enrolment", made["enrolment"]},
                              {"programme", "kompetenscenter"},
                              {"unit", unit("hisingen")},
                              {"on", "2026-06-30"}});
  sync_all();
  const json person = coach.show(who);
  ASSERT_EQ(person["enrolments"].size(), 2U);
  EXPECT_EQ(person["enrolments"][0]["ended"], "2026-06-30");
  EXPECT_EQ(person["enrolments"][1]["programme_key"], "kompetenscenter");
  EXPECT_EQ(person["enrolments"][1]["moved_from"], made["enrolment"]);
  EXPECT_EQ(person["enrolments"][1]["referral"], "Arbetsförmedlingen");
  EXPECT_EQ(person["notes"].size(), 1U);
}

// --- two records of one person ------------------------------------------------------------------

// Alice has one, Bob the other, and she is in the team of both.
class TwoRecords : public Kompetenscenter {
 protected:
  void SetUp() override {
    Kompetenscenter::SetUp();
    bob = &add("Bob", {"coach"}, {"hisingen"});
    other = bob->ok("participant.add",
                    {{"first_name", "Amina"}, {"last_name", "Åkesson"}})["participant"];
    bob->ok("note.write", {{"participant", other}, {"body", "Bobs anteckning."}});
    alice->ok("note.write", {{"participant", who}, {"body", "Alices anteckning."}});
    bob->ok("team.add", {{"participant", other}, {"staff", alice->id()}, {"role", "jobbcoach"}});
    sync_all();
  }
  Person* bob = nullptr;
  std::string other;
};

TEST_F(TwoRecords, of_one_person_show_as_one_and_each_keeps_its_history) {
  alice->ok("participant.join", {{"participant", who}, {"other", other}});
  sync_all();
  for (const std::string& id : {who, other}) {
    const json shown = alice->show(id);
    EXPECT_EQ(shown["id"], who);
    EXPECT_EQ(shown["notes"].size(), 2U);
    EXPECT_EQ(shown["joined"], json({other}));
  }
  EXPECT_EQ(alice->ok("participants.list")["total"], 1);
  EXPECT_EQ(bob->show(other)["notes"].size(), 2U) << "the teams of both see both";
  alice->ok("participant.part", {{"participant", other}});
  sync_all();
  EXPECT_EQ(alice->show(who)["notes"].size(), 1U);
  EXPECT_EQ(alice->show(other)["notes"].size(), 1U);
}

TEST_F(TwoRecords, that_two_people_joined_the_other_way_round_are_one_person_still) {
  alice->ok("team.add", {{"participant", who}, {"staff", bob->id()}, {"role", "jobbcoach"}});
  sync_all();
  alice->ok("participant.join", {{"participant", who}, {"other", other}});
  bob->ok("participant.join", {{"participant", other}, {"other", who}});
  sync_all();
  const std::string first = std::min(who, other);
  for (const Person* person : {alice, bob}) {
    const json listed = person->ok("participants.list");
    ASSERT_EQ(listed["total"], 1) << person->name;
    EXPECT_EQ(listed["participants"][0]["id"], first);
    for (const std::string& id : {who, other}) {
      EXPECT_EQ(person->show(id)["id"], first);
      EXPECT_EQ(person->show(id)["notes"].size(), 2U);
    }
    EXPECT_EQ(person->ok("participants.find", {{"text", "Amina"}})["total"], 1);
  }
  alice->ok("participant.part", {{"participant", other}});
  sync_all();
  EXPECT_EQ(bob->ok("participants.list")["total"], 2);
}

TEST_F(TwoRecords, of_which_a_coach_has_only_the_joined_one_do_not_vanish_from_the_list) {
  alice->ok("participant.join", {{"participant", who}, {"other", other}});
  sync_all();
  ASSERT_EQ(bob->ok("participants.list")["total"], 1);
  const json team = alice->show(who)["team"];
  for (const json& member : team) {
    const bool is_bobs = member["staff"] == bob->id() && member["participant"] == who;
    if (is_bobs) alice->ok("team.leave", {{"membership", member["id"]}});
  }
  sync_all();
  EXPECT_FALSE(bob->holds(who));
  const json listed = bob->ok("participants.list");
  ASSERT_EQ(listed["total"], 1);
  EXPECT_EQ(listed["participants"][0]["id"], other);
  EXPECT_EQ(bob->show(other)["notes"].size(), 1U);
}

TEST_F(Kompetenscenter, the_same_name_and_birth_date_under_another_number_is_warned_of) {
  const auto number = [](int birth_number) {
    return make_test_number(make_date(1990, 2, 3).value(), birth_number).value().digits();
  };
  json input = {{"first_name", "Zahra"}, {"last_name", "Öberg"}, {"identity_number", number(981)}};
  EXPECT_TRUE(alice->ok("participant.add", input)["warnings"].empty());
  input["identity_number"] = number(982);
  const json warnings = alice->ok("participant.add", input)["warnings"];
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0]["code"], "same_name_and_birth_date");
  EXPECT_FALSE(warnings[0]["sentence_sv"].get<std::string>().empty());
}

// --- when a case is over ------------------------------------------------------------------------

TEST_F(Kompetenscenter, a_closed_case_is_due_after_five_years_until_somebody_decides) {
  alice->ok("enrolment.finish", {{"enrolment", enrolled}, {"ended", "2026-09-21"}});
  sync_all();
  EXPECT_EQ(manager->ok("retention.due")["total"], 0);
  pass_days(5 * 365 + 2);
  EXPECT_EQ(manager->ok("retention.due")["total"], 1);
  EXPECT_EQ(manager->bad("retention.decide", {{"participant", who},
                                              {"unit", unit("hisingen")},
                                              {"decision", "keep"},
                                              {"reason", "Pågående tvist."}}),
            "keep_until_missing");
  manager->ok("retention.decide", {{"participant", who},
                                   {"unit", unit("hisingen")},
                                   {"decision", "keep"},
                                   {"keep_until", "2033-01-01"},
                                   {"reason", "Pågående tvist."}});
  EXPECT_EQ(manager->ok("retention.due")["total"], 0);
  pass_days(3 * 365);
  EXPECT_EQ(manager->ok("retention.due")["due"][0]["decision"], "keep");
}

TEST_F(Kompetenscenter, what_was_recorded_after_a_case_closed_counts_for_when_it_is_due) {
  alice->ok("enrolment.finish", {{"enrolment", enrolled}, {"ended", "2026-09-21"}});
  const std::string noted = format_date(add_days(make_date(2026, 9, 21).value(), 400));
  pass_days(400);
  alice->ok("note.write", {{"participant", who}, {"body", "Ringde och hade fått jobb."}});
  sync_all();
  pass_days(5 * 365 - 10);
  EXPECT_EQ(manager->ok("retention.due")["total"], 0);
  pass_days(20);
  const json due = manager->ok("retention.due");
  ASSERT_EQ(due["total"], 1);
  EXPECT_EQ(due["due"][0]["last_entry"], noted);
}

TEST_F(Kompetenscenter, a_case_that_is_running_is_never_due) {
  pass_days(7 * 365);
  EXPECT_EQ(manager->ok("retention.due")["total"], 0);
}

// --- the whole record ---------------------------------------------------------------------------

TEST_F(Kompetenscenter, one_persons_record_is_handed_out_as_json_and_as_a_page_that_runs_nothing) {
  alice->ok("note.write", {{"participant", who}, {"body", "<script>alert(1)</script> & mer"}});
  const json given = alice->ok("participant.export", {{"participant", who}});
  const std::string page = given["html"];
  EXPECT_EQ(given["record"]["notes"].size(), 1U);
  EXPECT_NE(page.find("<h2>Anteckningar</h2>"), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;alert(1)&lt;/script&gt; &amp; mer"), std::string::npos);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(alice->count("access_event", "reason = 'export'"), 1);
}

// --- from files ---------------------------------------------------------------------------------

TEST_F(Kompetenscenter, employers_come_from_a_file_and_a_second_time_nothing_is_doubled) {
  const std::string file =
      "Namn;Organisationsnummer;Bransch\r\nBageriet;;Livsmedel\r\nRegionen;232100-0131;Vård\r\n";
  const json input = {{"unit", unit("hisingen")}, {"csv_base64", base64_of(file)}};
  EXPECT_EQ(alice->ok("employers.import", input)["employers"], 2);
  EXPECT_EQ(alice->count("employer"), 2);
  EXPECT_EQ(alice->bad("employers.import", input), "import_empty");
  const json wrong = {{"unit", unit("hisingen")},
                      {"csv_base64", base64_of("Namn;Orgnr\nKiosken;232100-0132\n")}};
  EXPECT_EQ(alice->bad("employers.import", wrong), "import_problems");
  EXPECT_EQ(alice->count("employer"), 2);
}

TEST_F(Kompetenscenter, outcomes_of_earlier_years_find_their_enrolment_by_the_number) {
  const std::string digits = make_test_number(make_date(1990, 2, 3).value(), 983).value().digits();
  alice->ok("intake.record", {{"first_name", "Zahra"},
                              {"last_name", "Öberg"},
                              {"identity_number", digits},
                              {"programme", "kompetenscenter"},
                              {"unit", unit("hisingen")},
                              {"start", "2024-01-15"}});
  const auto file = [&](const std::string& day) {
    return json{{"programme", "kompetenscenter"},
                {"csv_base64",
                 base64_of("personnummer;resultat;från\n" + digits + ";Arbete;" + day + "\n")}};
  };
  EXPECT_EQ(alice->bad("outcomes.import", file("2023-12-01")), "import_problems");
  EXPECT_EQ(alice->ok("outcomes.import", file("2025-03-01"))["outcomes"], 1);
  EXPECT_EQ(alice->count("outcome", "type = 'work' AND from_date = '2025-03-01'"), 1);
}

// --- bad input ----------------------------------------------------------------------------------

TEST_F(Kompetenscenter, bad_input_is_refused_with_a_sentence_in_both_languages_by_code_and_field) {
  struct Bad {
    const char* command;
    json input;
    const char* code;
    const char* field;
  };
  const json names = {{"first_name", "Amina"}, {"last_name", "Åkesson"}};
  const auto with = [](json base, const json& more) {
    base.update(more);
    return base;
  };
  const std::vector<Bad> all = {
      {"outcome.record",
       {{"enrolment", enrolled}, {"type", "work"}, {"from", "2026-02-30"}},
       "date_impossible",
       "from"},
      {"participant.add", with(names, {{"identity_number", "19900203-9810"}}),
       "identity_number_check_digit", "identity_number"},
      {"outcome.record",
       {{"enrolment", enrolled}, {"type", "work"}, {"from", "2025-05-30"}},
       "outcome_before_start",
       "from"},
      {"enrolment.finish",
       {{"enrolment", enrolled}, {"ended", "2025-05-30"}},
       "ended_before_start",
       "ended"},
      {"checkin.record",
       {{"participant", who}, {"attended_minutes", 1441}},
       "out_of_range",
       "attended_minutes"},
      {"checkin.record", {{"participant", who}, {"at", "2027-01-01T08:00:00Z"}}, "in_future", "at"},
      {"plan.agree",
       {{"participant", who}, {"goals", {"Jobb"}}, {"step", "Ring"}},
       "plan_without_step",
       "step_due"},
      {"handover.offer",
       {{"participant", who}, {"to_staff", alice->id()}, {"role", "jobbcoach"}},
       "handover_to_oneself",
       "to_staff"},
      {"enrolment.extend",
       {{"enrolment", enrolled}, {"until", "2027-01-31"}, {"reason", "x"}},
       "extension_not_yours",
       ""},
      {"contact.add",
       {{"participant", who}, {"kind", "phone"}, {"value", "ring mig"}},
       "phone_form",
       "value"},
  };
  for (const Bad& one : all) {
    const Answer answer = alice->call(one.command, one.input);
    EXPECT_FALSE(answer.ok) << one.command;
    const json error = json::parse(answer.json).value("error", json::object());
    EXPECT_EQ(error.value("code", ""), one.code) << error.dump();
    EXPECT_EQ(error.value("field", "-"), one.field) << error.dump();
    EXPECT_NE(error.value("sentence", ""), error.value("sentence_sv", "")) << error.dump();
    EXPECT_FALSE(error.value("sentence_sv", "").empty()) << error.dump();
  }
}

// --- what clients take their types from ---------------------------------------------------------

TEST_F(Kompetenscenter, the_schema_of_everything_names_each_command_and_each_kind_of_record) {
  const json defs = alice->ok("commands.schema")["$defs"];
  const json commands = alice->ok("commands.list")["commands"];
  for (const json& command : commands) {
    const json& input = defs.at(command["name"].get<std::string>());
    EXPECT_EQ(input["properties"].size(), command["fields"].size()) << command["name"];
    EXPECT_EQ(input["additionalProperties"], false);
  }
  for (const EntityDef& entity : schema().entities) {
    EXPECT_TRUE(defs.contains("record." + entity.name)) << entity.name;
  }
  EXPECT_EQ(defs["record.enrolment"]["properties"]["start"]["format"], "date");
  EXPECT_EQ(defs["record.enrolment"]["properties"]["ended"]["anyOf"][0]["format"], "date");
  EXPECT_EQ(defs["task.add"]["required"], json({"title", "participant"}));
}

}  // namespace
}  // namespace brygga::casework::testing
