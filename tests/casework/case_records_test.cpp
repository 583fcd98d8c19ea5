// The small records around a case and around employers: each is made, changed and closed, and shows
// so. Their answers, as all others, are held against what is declared.
#include "casework/town.hpp"

namespace brygga::casework::testing {
namespace {

Edit office_row(EntityNumber entity, const RowId& id, const Scope& scope,
                const std::vector<std::pair<FieldNumber, Value>>& values) {
  Edit edit;
  edit.entity = entity;
  edit.row = id;
  edit.scope = scope;
  edit.creates = true;
  for (const auto& [field, value] : values) {
    edit.writes.push_back({field, WriteKind::assign, value, {}});
  }
  return edit;
}

class CaseRecords : public TownTest {
 protected:
  void SetUp() override {
    load("core/casework/programmes/kompetenscenter.toml");
    alice = &add("Alice", {"coach", "office"}, {"hisingen"});
    bob = &add("Bob", {"coach"}, {"hisingen"});
    const json made = alice->ok("intake.record", {{"first_name", "Amina"},
                                                  {"last_name", "Åkesson"},
                                                  {"programme", "kompetenscenter"},
                                                  {"unit", unit("hisingen")},
                                                  {"start", "2026-09-01"}});
    who = made["participant"];
    enrolled = made["enrolment"];
    sync_all();
  }
  // The first of a list of the participant's.
  json first(const char* list) const { return alice->show(who)[list][0]; }
  // A change of it, from the version shown.
  void change(const char* command, const char* list, const char* name, json input) const {
    const json shown = first(list);
    input[name] = shown["id"];
    input["version"] = shown["version"];
    alice->ok(command, input);
  }

  Person* alice = nullptr;
  Person* bob = nullptr;
  std::string who, enrolled;
};

// --- the case -----------------------------------------------------------------------------------

TEST_F(CaseRecords, a_task_is_put_off_done_opened_again_and_dropped) {
  const json task = alice->ok("task.add", {{"participant", who}, {"title", "Ring Linden"}})["task"];
  change("task.change", "tasks", "task", {{"due", "2026-09-20"}});
  EXPECT_EQ(alice->ok("today")["tasks"][0]["overdue"], true);
  alice->ok("task.done", {{"task", task}});
  EXPECT_EQ(first("tasks")["status"], "done");
  alice->ok("task.reopen", {{"task", task}});
  alice->ok("task.drop", {{"task", task}});
  EXPECT_EQ(first("tasks")["status"], "dropped");
  EXPECT_TRUE(alice->ok("today")["tasks"].empty());
}

TEST_F(CaseRecords, a_meeting_is_booked_moved_and_held) {
  const json meeting = alice->ok("appointment.book", {{"participant", who},
                                                      {"at", "2026-09-21T17:00:00+02:00"},
                                                      {"minutes", 45},
                                                      {"place", "Förskolan Linden"},
                                                      {"purpose", "Uppföljning"}})["appointment"];
  EXPECT_EQ(alice->ok("today")["visits"][0]["place"], "Förskolan Linden");
  change("appointment.change", "appointments", "appointment", {{"place", "Kontoret"}});
  EXPECT_EQ(alice->ok("today")["visits"][0]["place"], "Kontoret");
  alice->ok("appointment.close", {{"appointment", meeting}, {"status", "held"}});
  EXPECT_TRUE(alice->ok("today")["visits"].empty());
  EXPECT_EQ(first("appointments")["minutes"], 45);
}

TEST_F(CaseRecords, a_phone_number_is_changed_and_taken_away) {
  alice->ok(
      "contact.add",
      {{"participant", who}, {"kind", "phone"}, {"value", "070-1740605"}, {"label", "Mobil"}});
  change("contact.change", "contacts", "contact", {{"value", "070-1740606"}});
  EXPECT_EQ(first("contacts")["value"], "070-1740606");
  change("contact.remove", "contacts", "contact", json::object());
  EXPECT_TRUE(alice->show(who)["contacts"].empty());
}

TEST_F(CaseRecords, an_identity_number_comes_later_is_corrected_and_taken_away) {
  alice->ok("identity.add", {{"participant", who}, {"identity_number", "900263-9814"}});
  EXPECT_EQ(first("identities")["number_type"], "samordningsnummer");
  EXPECT_EQ(
      alice->bad("identity.add", {{"participant", who}, {"identity_number", "19900263-9814"}}),
      "number_known");
  EXPECT_EQ(alice->bad("identity.add", {{"participant", who}, {"identity_number", "900203-9818"}}),
            "identity_number_check_digit");
  const json added =
      alice->ok("identity.add", {{"participant", who}, {"identity_number", "900203-9817"}});
  EXPECT_TRUE(added["warnings"].empty());
  EXPECT_EQ(alice->show(who)["identities"].size(), 2U);
  change("identity.correct", "identities", "identity", {{"identity_number", "19900203-9825"}});
  EXPECT_EQ(first("identities")["formatted"], "900203-9825");
  EXPECT_EQ(first("identities")["number_type"], "personnummer");
  change("identity.remove", "identities", "identity", json::object());
  sync_all();
  EXPECT_TRUE(alice->refusals().empty());
  EXPECT_EQ(alice->show(who)["identities"].size(), 1U);
  EXPECT_EQ(first("identities")["formatted"], "900203-9817");
}

TEST_F(CaseRecords, a_number_that_somebody_else_has_is_saved_and_told) {
  const std::string other =
      alice->ok("participant.add", {{"first_name", "Bo"}, {"last_name", "Ek"}})["participant"];
  alice->ok("identity.add", {{"participant", other}, {"identity_number", "900203-9817"}});
  const json added =
      alice->ok("identity.add", {{"participant", who}, {"identity_number", "900203-9817"}});
  EXPECT_EQ(added["warnings"][0]["code"], "double_identity");
  EXPECT_EQ(added["warnings"][0]["participant"], other);
}

TEST_F(CaseRecords, the_central_office_lowers_a_protection) {
  alice->ok("participant.protect", {{"participant", who}, {"level", 2}});
  sync_all();
  alice->ok("participant.lower_protection",
            {{"participant", who}, {"version", alice->show(who)["version"]}, {"level", 0}});
  sync_all();
  EXPECT_TRUE(alice->refusals().empty());
  EXPECT_EQ(alice->show(who)["protection"], 0);
}

TEST_F(CaseRecords, a_coach_shows_by_name) {
  alice->ok("participant.set_coach",
            {{"participant", who}, {"staff", bob->id()}, {"version", alice->show(who)["version"]}});
  EXPECT_EQ(alice->show(who)["primary_coach_name"], "Bob");
  EXPECT_EQ(alice->ok("me")["memberships"][0]["id"], unit("hisingen"));
}

TEST_F(CaseRecords, a_profile_is_made_once_and_then_changed) {
  json input = {{"participant", who},
                {"skills", {"Kör truck"}},
                {"credentials", {"Truckkort"}},
                {"wishes", {"Lager"}},
                {"avoid", {"Natt"}},
                {"swedish_level", "B1"},
                {"other_languages", "Somaliska"},
                {"narrative", "Har arbetat på lager i tio år."}};
  alice->ok("profile.write", input);
  EXPECT_EQ(alice->bad("profile.write", input), "missing_field");
  input["version"] = first("profile")["version"];
  input["skills"] = {"Kör truck", "Räknar lager"};
  alice->ok("profile.write", input);
  EXPECT_EQ(first("profile")["skills"].size(), 2U);
  EXPECT_EQ(alice->show(who)["profile"].size(), 1U);
}

TEST_F(CaseRecords, what_stands_in_the_way_is_for_named_staff) {
  alice->ok("team.add", {{"participant", who}, {"staff", bob->id()}, {"role", "jobbmaklare"}});
  alice->ok("health.write", {{"participant", who},
                             {"obstacles", "Ryggen"},
                             {"adaptations", "Sittande arbete"},
                             {"reasons", "Diskbråck 2024"},
                             {"notes", "Läkarintyg finns."}});
  sync_all();
  EXPECT_EQ(first("health")["obstacles"], "Ryggen");
  EXPECT_TRUE(bob->show(who)["health"].empty());
}

TEST_F(CaseRecords, a_section_of_a_plan_is_written_and_changed) {
  const json plan = alice->ok("plan.agree", {{"participant", who},
                                             {"goals", {"Arbete på lager"}},
                                             {"signature", base64_of("drawn")},
                                             {"step", "Besök lagret"},
                                             {"step_due", "2026-09-28"}})["plan"];
  alice->ok("plan_section.write",
            {{"plan", plan}, {"section", "arbete"}, {"body", "Praktik först."}});
  change("plan_section.change", "plan_sections", "plan_section", {{"body", "Arbete direkt."}});
  EXPECT_EQ(first("plan_sections")["body"], "Arbete direkt.");
}

TEST_F(CaseRecords, a_check_in_bears_the_signatures_of_both) {
  alice->ok("checkin.record", {{"participant", who},
                               {"attended_minutes", 60},
                               {"participant_signature", base64_of("hers")},
                               {"supervisor", "Lena Lager"},
                               {"supervisor_signature", base64_of("his")}});
  EXPECT_EQ(first("checkins")["supervisor"], "Lena Lager");
  EXPECT_EQ(first("checkins")["participant_signature"], "68657273");
}

TEST_F(CaseRecords, an_outcome_has_a_last_day) {
  alice->ok(
      "outcome.record",
      {{"enrolment", enrolled}, {"type", "work"}, {"from", "2026-09-02"}, {"to", "2026-09-20"}});
  EXPECT_EQ(first("outcomes")["to"], "2026-09-20");
}

TEST_F(CaseRecords, an_offer_is_declined_with_an_answer_or_taken_back) {
  const auto offer = [&] {
    const json offered = alice->ok("handover.offer", {{"participant", who},
                                                      {"to_staff", bob->id()},
                                                      {"role", "jobbcoach"},
                                                      {"message", "Flyttar till Angered."}});
    sync_all();
    return offered["handover"];
  };
  const json declined = offer();
  EXPECT_EQ(bob->ok("today")["handovers"][0]["message"], "Flyttar till Angered.");
  bob->ok("handover.decline", {{"handover", declined}, {"answer", "Fullt till november."}});
  sync_all();
  EXPECT_EQ(first("handovers")["answer"], "Fullt till november.");
  const json withdrawn = offer();
  alice->ok("handover.withdraw", {{"handover", withdrawn}});
  sync_all();
  EXPECT_TRUE(bob->ok("today")["handovers"].empty());
}

TEST_F(CaseRecords, an_offer_is_listed_for_whoever_sees_the_case_until_it_is_answered) {
  const json offered = alice->ok(
      "handover.offer", {{"participant", who}, {"to_staff", bob->id()}, {"role", "jobbcoach"}});
  sync_all();
  const json open = bob->ok("handovers.list");
  ASSERT_EQ(open["total"], 1);
  EXPECT_EQ(open["handovers"][0]["id"], offered["handover"]);
  EXPECT_EQ(open["handovers"][0]["name"], "Amina Åkesson");
  EXPECT_EQ(open["handovers"][0]["from_name"], "Alice");
  EXPECT_EQ(open["handovers"][0]["to_name"], "Bob");
  EXPECT_EQ(open["handovers"][0]["answer_by"], offered["answer_by"]);
  EXPECT_EQ(open["handovers"][0]["overdue"], false);
  EXPECT_EQ(bob->ok("handovers.list", {{"overdue", true}})["total"], 0);
  pass_days(60);
  const json late = alice->ok("handovers.list", {{"overdue", true}});
  EXPECT_EQ(late["overdue_total"], 1);
  EXPECT_EQ(late["handovers"][0]["overdue"], true);
  EXPECT_TRUE(alice->ok("handovers.list", {{"offset", 1}})["handovers"].empty());
  bob->ok("handover.accept", {{"handover", offered["handover"]}});
  EXPECT_EQ(bob->ok("handovers.list")["total"], 0);
}

TEST_F(CaseRecords, an_offer_does_not_name_somebody_with_a_protected_identity) {
  alice->ok("handover.offer",
            {{"participant", who}, {"to_staff", bob->id()}, {"role", "jobbcoach"}});
  alice->ok("participant.protect", {{"participant", who}, {"level", 1}});
  const json open = alice->ok("handovers.list");
  ASSERT_EQ(open["total"], 1);
  EXPECT_TRUE(open["handovers"][0]["name"].is_null());
}

TEST_F(CaseRecords, a_pair_of_records_is_listed_for_whoever_sees_both) {
  const json other = alice->ok(
      "participant.add",
      {{"first_name", "Amina"}, {"last_name", "Akesson"}, {"district", "Angered"}})["participant"];
  const json proposal =
      alice->ok("participant.propose_join",
                {{"participant", who}, {"other", other}, {"reason", "Samma namn."}});
  alice->ok("team.add", {{"participant", who}, {"staff", bob->id()}, {"role", "jobbcoach"}});
  sync_all();
  const json open = alice->ok("join_proposals.list");
  ASSERT_EQ(open["total"], 1);
  EXPECT_EQ(open["join_proposals"][0]["id"], proposal["join_proposal"]);
  EXPECT_EQ(open["join_proposals"][0]["name"], "Amina Åkesson");
  EXPECT_EQ(open["join_proposals"][0]["other_name"], "Amina Akesson");
  EXPECT_EQ(open["join_proposals"][0]["other_district"], "Angered");
  EXPECT_EQ(open["join_proposals"][0]["proposed_by_name"], "Alice");
  EXPECT_EQ(bob->ok("join_proposals.list")["total"], 0);  // sees the one record alone
  alice->ok("participant.protect", {{"participant", other}, {"level", 1}});
  const json now = alice->ok("join_proposals.list")["join_proposals"][0];
  EXPECT_TRUE(now["other_name"].is_null());
  EXPECT_TRUE(now["other_district"].is_null());
  alice->ok("participant.keep_apart", {{"join_proposal", proposal["join_proposal"]}});
  EXPECT_EQ(alice->ok("join_proposals.list")["total"], 0);
}

TEST_F(CaseRecords, two_records_that_look_like_one_person_are_kept_apart) {
  const json other = alice->ok("participant.add",
                               {{"first_name", "Amina"}, {"last_name", "Akesson"}})["participant"];
  const json proposal =
      alice->ok("participant.propose_join",
                {{"participant", who}, {"other", other}, {"reason", "Samma namn."}});
  EXPECT_EQ(first("join_proposals")["status"], "open");
  alice->ok("participant.keep_apart", {{"join_proposal", proposal["join_proposal"]}});
  EXPECT_EQ(first("join_proposals")["status"], "apart");
}

TEST_F(CaseRecords, what_an_older_system_attached_shows) {
  const RowId participant_row{parse_uuid(who).value()};
  office_.write({office_row(attachment::entity, new_id(), scope_of_case(participant_row),
                            {{attachment::participant, participant_row.uuid},
                             {attachment::of, participant_row.uuid},
                             {attachment::hash, std::string(64, 'a')},
                             {attachment::media_type, std::string("application/pdf")},
                             {attachment::bytes, std::int64_t{1200}},
                             {attachment::source, std::string("Treserva")},
                             {attachment::caption, std::string("Intyg")},
                             {attachment::redacted, std::int64_t{0}}})});
  sync_all();
  EXPECT_EQ(first("attachments")["caption"], "Intyg");
}

// --- employers and roles ------------------------------------------------------------------------

class EmployerRecords : public CaseRecords {
 protected:
  void SetUp() override {
    CaseRecords::SetUp();
    employer = alice->ok("employer.add",
                         {{"unit", unit("hisingen")}, {"name", "Bergs Lager"}})["employer"];
    role = alice->ok("role.draft",
                     {{"programme", "kompetenscenter"}, {"title", "Lagerhjälp"}})["role_template"];
    opening = alice->ok("opening.add", {{"employer", employer},
                                        {"kind", "praktik"},
                                        {"seats", 2},
                                        {"role_template", role}})["opening"];
  }
  // The version that a client has been shown.
  std::string version(EntityNumber entity, const std::string& id) const {
    return alice->device->read(entity, RowId{parse_uuid(id).value()}).value()->version;
  }
  std::string employer, role, opening;
};

TEST_F(EmployerRecords, an_employer_is_called_again_on_another_day) {
  alice->ok("employer.change", {{"employer", employer},
                                {"version", version(employer::entity, employer)},
                                {"next_contact", "2026-09-21"}});
  EXPECT_EQ(alice->ok("today")["employers"][0]["name"], "Bergs Lager");
}

TEST_F(EmployerRecords, a_training_is_planned_and_held) {
  const json made = alice->ok("employer.training", {{"employer", employer},
                                                    {"level", "manager"},
                                                    {"sector", "private"},
                                                    {"held_on", "2026-09-15"},
                                                    {"headcount", 8}});
  const json held =
      alice->ok("employer.training_stage",
                {{"employer_training", made["employer_training"]}, {"stage", "held"}});
  EXPECT_EQ(held["employer_training"], made["employer_training"]);
}

TEST_F(EmployerRecords, an_opening_that_is_closed_takes_nobody_until_it_is_opened_again) {
  const json placement = {{"participant", who},    {"kind", "praktik"},
                          {"start", "2026-09-21"}, {"opening", opening},
                          {"enrolment", enrolled}, {"subsidy", "lonestod"},
                          {"tasks", {"Plocka"}},   {"supervisor", "Lena Lager"}};
  alice->ok("opening.change",
            {{"opening", opening}, {"version", version(opening::entity, opening)}, {"seats", 1}});
  alice->ok("opening.close", {{"opening", opening}});
  EXPECT_EQ(alice->bad("placement.begin", placement), "opening_closed");
  alice->ok("opening.reopen", {{"opening", opening}});
  alice->ok("placement.begin", placement);
  change("placement.change", "placements", "placement", {{"supervisor", "Lars Lager"}});
  EXPECT_EQ(first("placements")["employer"], employer);
  const json seats =
      alice->ok("report.show", {{"report", "seats"}, {"programme", "kompetenscenter"}})["figures"];
  EXPECT_EQ(seats["roles"][0]["name"], "Lagerhjälp");
  EXPECT_EQ(seats["roles"][0]["seats"]["taken"], 1);
  alice->ok("placement.end", {{"placement", first("placements")["id"]}});
  EXPECT_EQ(first("placements")["ended"], "2026-09-21");
}

TEST_F(EmployerRecords, a_role_is_withdrawn) {
  alice->ok("role.withdraw", {{"role_template", role}});
  EXPECT_EQ(alice->ok("roles.list")["roles"][0]["status"], "withdrawn");
}

// --- what the municipality has ------------------------------------------------------------------

TEST_F(CaseRecords, a_programme_of_a_later_version_is_listed_by_its_name_alone) {
  for (const char* name : {"trelleborg", "goinge_forward", "anpassade_roller"}) {
    load(std::string("core/casework/programmes/") + name + ".toml");
  }
  office_.write({office_row(programme::entity, new_id(), scope_of_municipality(),
                            {{programme::key, std::string("later")},
                             {programme::title, std::string("Later")},
                             {programme::definition, std::string("format = 99")},
                             {programme::settings, std::string(R"({"format":99})")}})});
  sync_all();
  std::vector<std::string> unreadable;
  const json programmes = alice->ok("programmes.list")["programmes"];
  for (const json& one : programmes) {
    if (one["readable"] == false) unreadable.push_back(one["key"]);
  }
  EXPECT_EQ(programmes.size(), 5U);
  EXPECT_EQ(unreadable, std::vector<std::string>{"later"});
}

TEST_F(CaseRecords, a_unit_is_told_with_its_district_and_the_day_it_opened) {
  office_.write({office_row(unit::entity, new_id(), scope_of_municipality(),
                            {{unit::name, std::string("Almen")},
                             {unit::kind, std::string("centre")},
                             {unit::district, std::string("Angered")},
                             {unit::opened, std::int64_t{20'000}}})});
  sync_all();
  const json units = alice->ok("units.list")["units"];
  EXPECT_EQ(units[0]["district"], "Angered");
  EXPECT_EQ(units[0]["opened"], "2024-10-04");
}

}  // namespace
}  // namespace brygga::casework::testing
