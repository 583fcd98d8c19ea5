// Who sees what, and who may write it: people with tablets against an office that judges.
#include <fstream>
#include <iterator>

#include "casework/access_chain.hpp"
#include "casework/identity_number.hpp"
#include "casework/town.hpp"

namespace brygga::casework::testing {
namespace {

class WhoSeesWhat : public TownTest {
 protected:
  void SetUp() override {
    load("core/casework/programmes/goinge_forward.toml");
    const std::string place = units_.begin()->first;
    alice = &add("Alice Andersson", {"coach"}, {place});
    bob = &add("Bob Bergström", {"coach"}, {place});
    manager = &add("Maria Månsson", {"manager"}, {}, {place});
    fanny = &add("Fanny Frisk", {"partner"}, {});
    who = alice->ok("intake.record", {{"first_name", "Amina"},
                                      {"last_name", "Åkesson"},
                                      {"identity_number", "19900203-9817"},
                                      {"programme", "goinge_forward"},
                                      {"unit", unit(place)},
                                      {"stream", ""},
                                      {"step", "Visit the library"},
                                      {"step_due", "2026-09-28"},
                                      {"meeting_at", "2026-09-28T09:00:00+02:00"}})["participant"];
    sync_all();
  }

  // Of the case, to Försäkringskassan.
  std::string consent(const char* group = "case", const char* until = "2027-09-20") {
    return alice->ok("consent.give", {{"participant", who},
                                      {"purpose", "samordnad planering"},
                                      {"partner", "forsakringskassan"},
                                      {"data_group", group},
                                      {"text_version", "2026-1"},
                                      {"valid_from", "2026-09-21"},
                                      {"valid_to", until}})["consent"];
  }
  void let_in(const std::string& given) {
    alice->ok("consent.add_member",
              {{"consent", given}, {"staff", fanny->id()}, {"role", "handlaggare_fk"}});
    sync_all();
  }

  Person* alice = nullptr;
  Person* bob = nullptr;
  Person* manager = nullptr;
  Person* fanny = nullptr;
  std::string who;
};

TEST_F(WhoSeesWhat, a_coach_outside_of_the_team_does_not_have_the_participant_at_all) {
  EXPECT_TRUE(alice->holds(who));
  EXPECT_FALSE(bob->holds(who));
  EXPECT_EQ(bob->count("participant"), 0);
}

TEST_F(WhoSeesWhat, a_manager_sees_the_case_and_not_what_is_for_named_staff) {
  EXPECT_TRUE(manager->holds(who));
  EXPECT_EQ(manager->count("identity"), 0);
  EXPECT_EQ(alice->count("identity"), 1);
}

TEST_F(WhoSeesWhat, a_new_member_of_the_team_sees_named_staffs_part_only_when_that_was_said) {
  alice->ok("team.add", {{"participant", who}, {"staff", bob->id()}, {"role", "coach"}});
  sync_all();
  EXPECT_TRUE(bob->holds(who));
  EXPECT_EQ(bob->count("identity"), 0);
}

TEST_F(WhoSeesWhat, nobody_gives_away_sight_that_they_do_not_have) {
  alice->ok("team.add", {{"participant", who}, {"staff", bob->id()}, {"role", "coach"}});
  sync_all();
  bob->ok(
      "team.add",
      {{"participant", who}, {"staff", manager->id()}, {"role", "coach"}, {"restricted", true}});
  sync_all();
  EXPECT_EQ(bob->refusals(), std::vector<std::string>{"no_right"});
  EXPECT_EQ(manager->count("identity"), 0);
}

// --- consent ------------------------------------------------------------------------------------

TEST_F(WhoSeesWhat, a_partners_person_sees_the_case_as_far_as_the_consent_goes) {
  EXPECT_FALSE(fanny->holds(who));
  let_in(consent());
  EXPECT_TRUE(fanny->holds(who));
  EXPECT_EQ(fanny->count("identity"), 0) << "the consent is for the case alone";
}

TEST_F(WhoSeesWhat, a_withdrawn_consent_takes_the_case_from_the_partner_at_once) {
  const std::string given = consent();
  let_in(given);
  alice->ok("consent.withdraw", {{"consent", given}});
  sync_all();
  EXPECT_FALSE(fanny->holds(who));
  EXPECT_EQ(fanny->count("participant"), 0);
}

TEST_F(WhoSeesWhat, a_stale_tablet_opens_nothing_under_a_withdrawn_consent) {
  const std::string given = consent();
  alice->ok("team.add", {{"participant", who}, {"staff", bob->id()}, {"role", "coach"}});
  sync_all();
  bob->ok("consent.add_member",
          {{"consent", given}, {"staff", fanny->id()}, {"role", "handlaggare_fk"}});
  alice->ok("consent.withdraw", {{"consent", given}});
  alice->sync();
  sync_all();
  EXPECT_FALSE(fanny->holds(who));
}

TEST_F(WhoSeesWhat, a_consent_that_runs_out_closes_the_case_without_anybody_doing_anything) {
  let_in(consent("case", "2026-09-23"));
  pass_days(2);
  fanny->sync();
  EXPECT_TRUE(fanny->holds(who));
  pass_days(1);
  fanny->sync();
  EXPECT_FALSE(fanny->holds(who));
}

TEST_F(WhoSeesWhat, a_partner_writes_a_note_in_the_case_and_may_not_change_the_team) {
  let_in(consent());
  fanny->ok("note.write", {{"participant", who}, {"body", "Sjukpenning till maj."}});
  sync_all();
  EXPECT_EQ(alice->show(who)["notes"].size(), 1U);
  fanny->ok("team.add", {{"participant", who}, {"staff", bob->id()}, {"role", "coach"}});
  sync_all();
  EXPECT_EQ(fanny->refusals(), std::vector<std::string>{"no_right"});
  EXPECT_FALSE(bob->holds(who));
}

// --- protected identity -------------------------------------------------------------------------

class Protected : public WhoSeesWhat {
 protected:
  void SetUp() override {
    WhoSeesWhat::SetUp();
    alice->ok("contact.add", {{"participant", who}, {"kind", "phone"}, {"value", "070-174 06 05"}});
    alice->ok("team.add", {{"participant", who}, {"staff", bob->id()}, {"role", "coach"}});
    sync_all();
  }
};

TEST_F(Protected, a_phone_number_leaves_those_who_are_not_named) {
  EXPECT_EQ(bob->count("contact"), 1);
  alice->ok("participant.protect", {{"participant", who}, {"level", 2}});
  sync_all();
  EXPECT_EQ(bob->count("contact"), 0);
  EXPECT_EQ(manager->count("contact"), 0);
  EXPECT_EQ(alice->show(who)["contacts"].size(), 1U);
}

TEST_F(Protected, an_address_from_a_tablet_that_did_not_know_reaches_named_staff_alone) {
  alice->ok("participant.protect", {{"participant", who}, {"level", 1}});
  alice->sync();
  bob->ok("contact.add", {{"participant", who}, {"kind", "address"}, {"value", "Storgatan 1"}});
  sync_all();
  EXPECT_TRUE(bob->refusals().empty());
  EXPECT_EQ(bob->count("contact"), 0);
  EXPECT_EQ(manager->count("contact"), 0);
  EXPECT_EQ(alice->show(who)["contacts"].size(), 2U);
}

TEST_F(Protected, a_partners_person_loses_what_a_consent_to_sensitive_details_showed) {
  let_in(consent("restricted"));
  ASSERT_EQ(fanny->count("identity"), 1);
  alice->ok("participant.protect", {{"participant", who}, {"level", 1}});
  sync_all();
  EXPECT_EQ(fanny->count("identity"), 0);
  EXPECT_EQ(alice->show(who)["consents"][0]["status"], "given") << "it is the participant's own";
}

TEST_F(Protected, a_partners_person_who_is_named_goes_on_seeing) {
  let_in(consent("restricted"));
  alice->ok("participant.protect",
            {{"participant", who}, {"level", 1}, {"named", {alice->id(), fanny->id()}}});
  sync_all();
  EXPECT_EQ(fanny->count("identity"), 1);
}

TEST_F(Protected, an_offer_of_sensitive_details_to_somebody_else_is_taken_back) {
  Person& carl = add("Carl Carlsson", {"coach"}, {units_.begin()->first});
  sync_all();
  alice->ok(
      "handover.offer",
      {{"participant", who}, {"to_staff", carl.id()}, {"role", "coach"}, {"restricted", true}});
  sync_all();
  ASSERT_EQ(carl.count("identity"), 1);
  alice->ok("participant.protect", {{"participant", who}, {"level", 1}});
  sync_all();
  EXPECT_EQ(carl.count("identity"), 0);
  EXPECT_EQ(alice->show(who)["handovers"][0]["status"], "withdrawn");
}

TEST_F(Protected, the_higher_protection_stays_and_only_the_office_lowers_it) {
  alice->ok("participant.protect", {{"participant", who}, {"level", 2}});
  bob->ok("participant.protect", {{"participant", who}, {"level", 1}});
  sync_all();
  EXPECT_EQ(alice->show(who)["protection"], 2);
  EXPECT_EQ(bob->show(who)["protection"], 2);
  EXPECT_EQ(
      alice->bad("participant.lower_protection",
                 {{"participant", who}, {"version", alice->show(who)["version"]}, {"level", 0}}),
      "office_only");
}

TEST_F(Protected, nobody_with_a_protected_identity_gets_a_badge) {
  alice->ok("participant.protect", {{"participant", who}, {"level", 1}});
  EXPECT_EQ(
      alice->bad("badge.issue", {{"participant", who}, {"unit", unit(units_.begin()->first)}}),
      "protected_person");
}

// --- the kiosk ----------------------------------------------------------------------------------

class Kiosk : public WhoSeesWhat {
 protected:
  void SetUp() override {
    WhoSeesWhat::SetUp();
    const std::string place = units_.begin()->first;
    kiosk = &add("Surfplattan i receptionen", {"kiosk"}, {place});
    const json issued = alice->ok("badge.issue", {{"participant", who}, {"unit", unit(place)}});
    code = issued["code"];
    badge = issued["badge"];
    sync_all();
  }
  void pass_minutes(std::uint64_t minutes) {
    clock_.now_ms += minutes * 60'000;
    office_.now_ms = clock_.now_ms;
  }
  Person* kiosk = nullptr;
  std::string code, badge;
};

TEST_F(Kiosk, holds_badges_and_nothing_else) {
  EXPECT_EQ(kiosk->count("badge"), 1);
  for (const EntityDef& entity : schema().entities) {
    if (entity.name == "badge") continue;
    EXPECT_EQ(kiosk->count(entity.name), 0) << entity.name;
  }
}

TEST_F(Kiosk, knows_that_it_is_one) {
  const json me = kiosk->ok("me");
  EXPECT_EQ(me["roles"], json({"kiosk"}));
  EXPECT_TRUE(me["memberships"].empty()) << "the units' names are the municipality's";
  EXPECT_EQ(alice->ok("me")["roles"], json({"coach"}));
}

TEST_F(Kiosk, a_check_in_by_a_badge_reaches_the_coach_and_leaves_the_kiosk) {
  EXPECT_EQ(kiosk->ok("kiosk.greet", {{"code", code}})["first_name"], "Amina");
  const json made = kiosk->ok("kiosk.check_in", {{"code", code}, {"mood", 4}});
  EXPECT_EQ(made["first_name"], "Amina");
  EXPECT_EQ(made["already"], false);
  EXPECT_EQ(made["at"], "2026-09-21T14:13:20.000Z");
  sync_all();
  EXPECT_TRUE(kiosk->refusals().empty());
  EXPECT_EQ(kiosk->count("checkin"), 0);
  const json checkins = alice->show(who)["checkins"];
  ASSERT_EQ(checkins.size(), 1U);
  EXPECT_EQ(checkins[0]["moment"], "arrived");
  EXPECT_EQ(checkins[0]["mood"], 4);
  EXPECT_EQ(checkins[0]["recorded_by_name"], "Surfplattan i receptionen");
  EXPECT_EQ(checkins[0]["counted_as"], "no_departure");
}

TEST_F(Kiosk, who_came_and_left_was_there_for_the_time_between) {
  kiosk->ok("kiosk.check_in", {{"code", code}});
  pass_minutes(185);
  kiosk->ok("kiosk.check_out", {{"code", code}});
  sync_all();
  const json checkins = alice->show(who)["checkins"];
  ASSERT_EQ(checkins.size(), 2U);
  EXPECT_EQ(checkins[0]["counted_as"], "came");
  EXPECT_EQ(checkins[0]["counted_minutes"], 0);
  EXPECT_EQ(checkins[1]["moment"], "left");
  EXPECT_EQ(checkins[1]["counted_as"], "came_and_left");
  EXPECT_EQ(checkins[1]["counted_minutes"], 185);
  EXPECT_TRUE(checkins[1]["attended_minutes"].is_null());
}

TEST_F(Kiosk, a_second_tap_is_known_already_also_when_the_first_one_has_been_sent) {
  const json first = kiosk->ok("kiosk.check_in", {{"code", code}});
  pass_minutes(1);
  json second = kiosk->ok("kiosk.check_in", {{"code", code}});
  EXPECT_EQ(second["already"], true);
  second["already"] = false;
  EXPECT_EQ(second, first);
  sync_all();
  EXPECT_EQ(kiosk->ok("kiosk.check_in", {{"code", code}})["checkin"], first["checkin"]);
  EXPECT_EQ(kiosk->ok("kiosk.check_out", {{"code", code}})["already"], false);
  EXPECT_EQ(kiosk->ok("kiosk.check_out", {{"code", code}})["already"], true);
  EXPECT_EQ(kiosk->ok("kiosk.check_in", {{"code", code}})["already"], false)
      << "who left has come anew";
  sync_all();
  EXPECT_EQ(alice->show(who)["checkins"].size(), 3U);
}

TEST_F(Kiosk, who_comes_again_after_a_while_has_come_again) {
  kiosk->ok("kiosk.check_in", {{"code", code}});
  pass_minutes(3);
  EXPECT_EQ(kiosk->ok("kiosk.check_in", {{"code", code}})["already"], false);
}

TEST_F(Kiosk, two_people_who_come_together_are_two) {
  const std::string other =
      alice->ok("participant.add", {{"first_name", "Bengt"}, {"last_name", "Ek"}})["participant"];
  const json issued =
      alice->ok("badge.issue", {{"participant", other}, {"unit", unit(units_.begin()->first)}});
  sync_all();
  kiosk->ok("kiosk.check_in", {{"code", code}});
  EXPECT_EQ(kiosk->ok("kiosk.check_in", {{"code", issued["code"]}})["already"], false);
}

// What somebody might ask who has the tablet in their hands and a program of their own.
json asked_of_everything(const json& fields, const std::string& who) {
  static const std::map<std::string, std::string> known = {
      {"programme", "goinge_forward"}, {"report", "outcomes"}, {"figure", "enrolled"},
      {"entity", "participant"},       {"month", "2026-09"},   {"code", "AAAA"}};
  json input = json::object();
  for (const json& field : fields) {
    if (!field["required"].get<bool>()) continue;
    const std::string name = field["name"];
    const auto value = known.find(name);
    input[name] = value != known.end() ? value->second : field["type"] == "id" ? who : "Amina";
  }
  return input;
}

TEST_F(Kiosk, is_told_nothing_about_anybody_by_any_query) {
  kiosk->ok("kiosk.check_in", {{"code", code}, {"mood", 4}});
  sync_all();
  std::size_t asked = 0;
  const json all = kiosk->ok("commands.list");
  for (const json& one : all["commands"]) {
    if (one["command"].get<bool>()) continue;
    const std::string name = one["name"];
    const std::string said =
        kiosk->call(name.c_str(), asked_of_everything(one["fields"], who)).json;
    for (const char* secret : {"Amina", "Åkesson", "9817", "library", "Alice", "Andersson"}) {
      EXPECT_EQ(said.find(secret), std::string::npos) << name << ": " << said;
    }
    ++asked;
  }
  EXPECT_GT(asked, 25U);
}

TEST_F(Kiosk, lists_no_badges_and_a_coach_those_of_the_own_participants) {
  const std::string place = unit(units_.begin()->first);
  EXPECT_TRUE(kiosk->ok("badges.list")["badges"].empty());
  EXPECT_TRUE(kiosk->ok("badges.list", {{"unit", place}})["badges"].empty());
  EXPECT_TRUE(kiosk->ok("badges.list", {{"participant", who}})["badges"].empty());
  EXPECT_TRUE(bob->ok("badges.list", {{"unit", place}})["badges"].empty())
      << "nobody that Bob works with";
  const json listed = alice->ok("badges.list", {{"participant", who}})["badges"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0]["id"], badge);
  EXPECT_EQ(listed[0]["name"], "Amina Åkesson");
  EXPECT_EQ(listed[0]["first_name"], "Amina");
  EXPECT_EQ(listed[0]["unit"], place);
  EXPECT_EQ(listed[0]["status"], "issued");
  alice->ok("badge.return", {{"badge", badge}});
  EXPECT_EQ(alice->ok("badges.list", {{"unit", place}})["badges"][0]["status"], "returned");
}

TEST_F(Kiosk, holds_no_code_but_its_hash) {
  for (const char* ending : {"", "-wal"}) {
    std::ifstream file(folder_ + "/" + std::to_string(people_.size()) + ".brygga" + ending,
                       std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(bytes.find(code), std::string::npos);
  }
}

TEST_F(Kiosk, a_badge_that_was_returned_opens_nothing) {
  alice->ok("badge.return", {{"badge", badge}});
  sync_all();
  EXPECT_EQ(kiosk->bad("kiosk.check_in", {{"code", code}}), "unknown_badge");
}

TEST_F(Kiosk, a_badge_goes_when_the_identity_is_protected) {
  alice->ok("participant.protect", {{"participant", who}, {"level", 1}});
  sync_all();
  EXPECT_EQ(kiosk->count("badge"), 0);
}

// What a program on the tablet might try that is not ours.
TEST_F(Kiosk, nobody_makes_a_badge_for_a_case_that_is_not_theirs) {
  const Uuid place = units_.begin()->second.uuid;
  WriteSet writes;
  Change change;
  change.entity = badge::entity;
  change.row = new_id();
  change.creates_in = scope_of_kiosk(place);
  change.assign = {{badge::participant, *parse_uuid(who)},
                   {badge::unit, place},
                   {badge::code_hash, std::string("0")},
                   {badge::first_name, std::string("X")},
                   {badge::status, std::string("issued")}};
  writes.changes.push_back(std::move(change));
  ASSERT_TRUE(bob->device->write(writes).ok());
  sync_all();
  EXPECT_EQ(bob->refusals(), std::vector<std::string>{"no_right"});
  EXPECT_EQ(kiosk->count("badge"), 1);
}

TEST_F(Kiosk, a_code_that_nobody_has_is_not_known) {
  EXPECT_EQ(kiosk->bad("kiosk.greet", {{"code", "AAAA-BBBB-CCCC-DDDD"}}), "unknown_badge");
}

// What a program on the tablet might try that is not ours.
TEST_F(Kiosk, may_write_no_note_and_no_check_in_without_a_badge) {
  const auto save = [&](EntityNumber entity, std::vector<Change::Assignment> fields) {
    WriteSet writes;
    Change change;
    change.entity = entity;
    change.row = new_id();
    change.creates_in = scope_of_case(RowId{*parse_uuid(who)});
    change.assign = std::move(fields);
    writes.changes.push_back(std::move(change));
    EXPECT_TRUE(kiosk->device->write(writes).ok());
  };
  const Uuid person = *parse_uuid(who);
  save(note::entity, {{note::participant, person},
                      {note::body, std::string("hej")},
                      {note::written_at, std::int64_t{1}},
                      {note::status, std::string("draft")}});
  save(checkin::entity, {{checkin::participant, person}, {checkin::at, std::int64_t{1}}});
  save(checkin::entity,
       {{checkin::participant, person}, {checkin::at, std::int64_t{1}}, {checkin::badge, person}});
  sync_all();
  EXPECT_EQ(kiosk->refusals(), (std::vector<std::string>{"no_right", "no_right", "no_right"}));
  EXPECT_TRUE(alice->show(who)["checkins"].empty());
}

// --- the access log -----------------------------------------------------------------------------

std::vector<AccessEntry> entries_of(const Person& person) {
  const auto rows = person.device
                        ->query(
                            "SELECT account, participant, at, reason, what, chain, before, hash "
                            "FROM access_event ORDER BY chain")
                        .value()
                        .rows;
  std::vector<AccessEntry> entries;
  for (const auto& row : rows) {
    const auto text = [&](std::size_t i) {
      const auto* found = std::get_if<std::string>(&row[i]);
      return found != nullptr ? *found : std::string();
    };
    entries.push_back({std::get<Uuid>(row[0]), std::get<Uuid>(row[1]),
                       std::get<std::int64_t>(row[2]), text(3), text(4),
                       std::get<std::int64_t>(row[5]), text(6), text(7)});
  }
  return entries;
}

TEST_F(WhoSeesWhat, every_opening_of_a_record_is_logged_once_for_a_sitting) {
  alice->show(who);
  alice->show(who);
  EXPECT_EQ(alice->count("access_event"), 1);
  pass_days(1);
  alice->show(who);
  EXPECT_EQ(alice->count("access_event"), 2);
  EXPECT_FALSE(find_break(entries_of(*alice)).has_value());
}

TEST_F(WhoSeesWhat, the_log_goes_to_the_office_and_to_nobody_else) {
  alice->show(who);
  sync_all();
  sync_all();
  std::size_t at_office = 0;
  for (const RowState& row : office_.all_rows()) at_office += row.entity == access_event::entity;
  EXPECT_EQ(at_office, 1U);
  EXPECT_EQ(manager->count("access_event"), 0);
  EXPECT_EQ(alice->count("access_event"), 1) << "the chain goes on from here";
}

TEST(AccessChain, shows_what_was_changed_left_out_or_slipped_in) {
  std::vector<AccessEntry> chain;
  for (std::int64_t place = 1; place <= 5; ++place) {
    AccessEntry entry;
    entry.at_ms = 1000 * place;
    entry.reason = "own_case";
    entry.place = place;
    if (!chain.empty()) entry.before = chain.back().hash;
    entry.hash = hash_of(entry);
    chain.push_back(entry);
  }
  EXPECT_FALSE(find_break(chain).has_value());
  auto changed = chain;
  changed[2].reason = "review";
  EXPECT_EQ(find_break(changed)->place, 3);
  auto rehashed = changed;
  rehashed[2].hash = hash_of(rehashed[2]);
  EXPECT_EQ(find_break(rehashed)->place, 4);
  auto shorter = chain;
  shorter.erase(shorter.begin() + 1);
  EXPECT_EQ(find_break(shorter)->fault, ChainFault::missing);
  auto doubled = chain;
  doubled.insert(doubled.begin() + 1, chain[0]);
  EXPECT_EQ(find_break(doubled)->fault, ChainFault::forked);
}

}  // namespace
}  // namespace brygga::casework::testing
