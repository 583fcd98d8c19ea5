// What is told of employers: the list by which coaches call them, and the page of one.
#include <chrono>

#include "casework/tablet.hpp"
#include "casework/town.hpp"

namespace brygga::casework::testing {
namespace {

using Names = std::vector<std::string>;

Names names_in(const json& list) {
  Names names;
  for (const json& item : list) names.push_back(item["name"]);
  return names;
}

// --- the list -----------------------------------------------------------------------------------

class EmployersList : public TabletTest {
 protected:
  std::string add(const std::string& name, json more = json::object()) {
    more["unit"] = more.value("unit", hisingen_);
    more["name"] = name;
    return ok("employer.add", more)["employer"];
  }
  json list(const json& with = json::object()) { return ok("employers.list", with); }
};

TEST_F(EmployersList, employers_are_in_swedish_order_a_page_at_a_time) {
  for (const char* name : {"Östra Lager", "Zetas", "Åkeriet", "Ängens förskola", "adams bygg"}) {
    add(name);
  }
  EXPECT_EQ(names_in(list()["employers"]),
            (Names{"adams bygg", "Zetas", "Åkeriet", "Ängens förskola", "Östra Lager"}));
  const json page = list({{"limit", 2}, {"offset", 3}});
  EXPECT_EQ(names_in(page["employers"]), (Names{"Ängens förskola", "Östra Lager"}));
  EXPECT_EQ(page["total"], 5);
  EXPECT_EQ(page["offset"], 3);
  EXPECT_TRUE(list({{"offset", 99}})["employers"].empty());
  expect_bad("employers.list", {{"limit", 501}}, "out_of_range", "limit");
}

TEST_F(EmployersList, those_of_one_unit_are_listed) {
  const json units = ok("units.list")["units"];
  std::string other;
  for (const json& one : units) {
    if (one["id"] != hisingen_) other = one["id"];
  }
  add("Bergs Lager");
  EXPECT_EQ(list({{"unit", hisingen_}})["total"], 1);
  EXPECT_EQ(list({{"unit", other}})["total"], 0);
}

TEST_F(EmployersList, names_are_found_by_parts_of_words) {
  add("Bergs Lager");
  add("Bageriet Åsa");
  EXPECT_EQ(names_in(list({{"search", "asa bag"}})["employers"]), Names{"Bageriet Åsa"});
  EXPECT_EQ(list({{"search", "finns inte"}})["total"], 0);
}

TEST_F(EmployersList, those_to_call_come_by_the_day_that_was_agreed) {
  add("Aldrig");
  add("I dag", {{"next_contact", "2026-09-21"}});
  add("I går", {{"next_contact", "2026-09-20"}});
  add("I morgon", {{"next_contact", "2026-09-22"}});
  EXPECT_EQ(names_in(list({{"due", true}})["employers"]), (Names{"I går", "I dag"}));
  const json all = list()["employers"];
  EXPECT_EQ(all[1]["due"], true);
  EXPECT_EQ(all[3]["due"], false);
}

TEST_F(EmployersList, what_was_last_promised_and_free_stands_in_the_line) {
  const std::string berg = add("Bergs Lager", {{"sectors", {"lager"}}});
  ok("employer.contact", {{"employer", berg},
                          {"at", "2026-09-01T22:30:00Z"},
                          {"mode", "phone"},
                          {"promised", "Två platser i oktober."},
                          {"next_contact", "2026-10-01"}});
  ok("opening.add", {{"employer", berg}, {"kind", "praktik"}, {"seats", 3}});
  const json closed = ok("opening.add", {{"employer", berg}, {"kind", "job"}, {"seats", 2}});
  ok("opening.close", {{"opening", closed["opening"]}});
  const json line = list()["employers"][0];
  EXPECT_EQ(line["promised"], "Två platser i oktober.");
  EXPECT_EQ(line["next_contact"], "2026-10-01");
  EXPECT_EQ(line["last_contact"], "2026-09-02");  // in Sweden
  EXPECT_EQ(line["sectors"], json({"lager"}));
  EXPECT_EQ(line["open_seats"], json({{"praktik", 3}, {"job", 0}}));
  EXPECT_EQ(line["unsent"], true);
  sync();
  EXPECT_EQ(list()["employers"][0]["unsent"], false);
}

// A screen that is drawn anew at each letter: generous, since machines that test are slow.
TEST_F(EmployersList, a_page_of_ten_thousand_is_told_at_once) {
  constexpr int employers = 10'000;
  std::vector<Edit> edits;
  for (int i = 0; i < employers; ++i) {
    Edit edit;
    edit.entity = employer::entity;
    edit.row = device_->new_row_id();
    edit.scope = scope_of_unit(parse_uuid(hisingen_).value());
    edit.creates = true;
    edit.writes = {
        {employer::unit, WriteKind::assign, parse_uuid(hisingen_).value(), {}},
        {employer::name, WriteKind::assign, "Åkeri " + std::to_string(i * 7919 % employers), {}}};
    edits.push_back(std::move(edit));
  }
  write(edits);
  const auto before = std::chrono::steady_clock::now();
  const json page = list({{"limit", 40}, {"offset", 5000}});
  const auto took = std::chrono::steady_clock::now() - before;
  EXPECT_EQ(page["total"], employers);
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
  RecordProperty("page_ms", std::to_string(ms));
  EXPECT_LT(ms, 1000);
}

// --- one employer -------------------------------------------------------------------------------

class EmployerPage : public TownTest {
 protected:
  void SetUp() override {
    load("core/casework/programmes/kompetenscenter.toml");
    alice = &add("Alice", {"coach", "office"}, {"hisingen"});
    bob = &add("Bob", {"coach"}, {"hisingen"});
    berg = alice->ok("employer.add",
                     {{"unit", unit("hisingen")}, {"name", "Bergs Lager"}})["employer"];
    seat = alice->ok("opening.add",
                     {{"employer", berg}, {"kind", "praktik"}, {"seats", 2}})["opening"];
    sync_all();
  }
  std::string enrol(const Person& coach, const char* first) {
    return coach.ok("intake.record", {{"first_name", first},
                                      {"last_name", "Åkesson"},
                                      {"programme", "kompetenscenter"},
                                      {"unit", unit("hisingen")},
                                      {"start", "2026-09-01"}})["participant"];
  }
  static void place(const Person& coach, const std::string& who, const std::string& where) {
    coach.ok(
        "placement.begin",
        {{"participant", who}, {"kind", "praktik"}, {"start", "2026-09-21"}, {"opening", where}});
  }
  json page(const Person& of) const { return of.ok("employer.show", {{"employer", berg}}); }

  Person* alice = nullptr;
  Person* bob = nullptr;
  std::string berg, seat;
};

TEST_F(EmployerPage, details_are_changed_from_the_version_shown) {
  alice->ok("employer.change", {{"employer", berg},
                                {"version", page(*alice)["version"]},
                                {"promised", "Två platser i oktober."},
                                {"next_contact", "2026-09-21"}});
  const json shown = page(*alice);
  EXPECT_EQ(shown["promised"], "Två platser i oktober.");
  EXPECT_EQ(shown["due"], true);
  EXPECT_EQ(shown["unit_name"], "Hisingen");
  EXPECT_EQ(alice->bad("employer.show", {{"employer", alice->id()}}), "no_such_employer");
}

TEST_F(EmployerPage, what_was_said_is_told_newest_first_with_who_said_it) {
  for (const char* at : {"2026-09-01T09:00:00Z", "2026-09-03T09:00:00Z", "2026-09-02T09:00:00Z"}) {
    alice->ok("employer.contact",
              {{"employer", berg}, {"at", at}, {"mode", "visit"}, {"result", at}});
  }
  const json shown = page(*alice);
  EXPECT_EQ(shown["contacts"][0]["result"], "2026-09-03T09:00:00Z");
  EXPECT_EQ(shown["contacts"][2]["result"], "2026-09-01T09:00:00Z");
  EXPECT_EQ(shown["contacts"][0]["made_by_name"], "Alice");
  EXPECT_EQ(shown["last_contact"], "2026-09-03");
  const json some = alice->ok("employer.show", {{"employer", berg}, {"limit", 1}});
  EXPECT_EQ(some["contacts"].size(), 1U);
  EXPECT_EQ(some["contacts_total"], 3);
}

TEST_F(EmployerPage, what_is_promised_is_told_with_when_it_was_said) {
  EXPECT_TRUE(page(*alice)["promised_at"].is_null());
  alice->ok("employer.contact", {{"employer", berg},
                                 {"at", "2026-09-01T09:00:00Z"},
                                 {"mode", "visit"},
                                 {"promised", "Två platser."}});
  EXPECT_EQ(page(*alice)["promised_at"], "2026-09-01T09:00:00.000Z");
  alice->ok(
      "employer.change",
      {{"employer", berg}, {"version", page(*alice)["version"]}, {"promised", "Tre platser."}});
  EXPECT_EQ(page(*alice)["promised_at"].get<std::string>().substr(0, 10), "2026-09-21");
}

TEST_F(EmployerPage, trainings_stand_with_their_stage) {
  const json made = alice->ok("employer.training", {{"employer", berg},
                                                    {"level", "manager"},
                                                    {"sector", "private"},
                                                    {"held_on", "2026-09-15"},
                                                    {"headcount", 8}});
  EXPECT_EQ(page(*alice)["trainings"][0]["stage"], "planned");
  alice->ok("employer.training_stage",
            {{"employer_training", made["employer_training"]}, {"stage", "held"}});
  EXPECT_EQ(page(*alice)["trainings"][0]["stage"], "held");
}

TEST_F(EmployerPage, a_seat_is_reserved_until_the_office_has_given_it) {
  place(*alice, enrol(*alice, "Amina"), seat);
  const json before = page(*alice)["openings"][0];
  EXPECT_EQ(before["reserved"], 1);
  EXPECT_EQ(before["taken"], 0);
  EXPECT_EQ(before["free"], 1);
  sync_all();
  const json after = page(*alice)["openings"][0];
  EXPECT_EQ(after["reserved"], 0);
  EXPECT_EQ(after["taken"], 1);
  EXPECT_EQ(after["free"], 1);
  EXPECT_EQ(page(*alice)["open_seats"], json({{"praktik", 1}, {"job", 0}}));
}

TEST_F(EmployerPage, an_opening_is_changed_from_the_version_shown_and_closed_ones_come_last) {
  clock_.now_ms += 60'000;  // the newest of those that are open is the first
  alice->ok("opening.add", {{"employer", berg}, {"kind", "job"}, {"seats", 1}});
  alice->ok("opening.change",
            {{"opening", seat}, {"version", page(*alice)["openings"][1]["version"]}, {"seats", 5}});
  EXPECT_EQ(page(*alice)["openings"][1]["free"], 5);
  alice->ok("opening.close", {{"opening", page(*alice)["openings"][0]["id"]}});
  EXPECT_EQ(page(*alice)["openings"][0]["id"], seat);
  EXPECT_EQ(page(*alice)["openings"][1]["status"], "closed");
}

TEST_F(EmployerPage, placements_are_told_to_whoever_holds_the_case_and_to_nobody_else) {
  const std::string amina = enrol(*alice, "Amina");
  place(*alice, amina, seat);
  sync_all();
  const json there = page(*alice)["placements"];
  ASSERT_EQ(there.size(), 1U);
  EXPECT_EQ(there[0]["participant"], amina);
  EXPECT_EQ(there[0]["name"], "Amina Åkesson");
  EXPECT_EQ(there[0]["opening"], seat);
  EXPECT_EQ(alice->show(amina)["placements"][0]["employer_name"], "Bergs Lager");
  EXPECT_TRUE(page(*bob)["placements"].empty());
  EXPECT_EQ(page(*bob).dump().find("Amina"), std::string::npos);
  alice->ok("placement.end", {{"placement", there[0]["id"]}});
  EXPECT_TRUE(page(*alice)["placements"].empty());
  EXPECT_EQ(page(*alice)["openings"][0]["free"], 2);
}

TEST_F(EmployerPage, nobody_with_a_protected_identity_is_named) {
  const std::string amina = enrol(*alice, "Amina");
  place(*alice, amina, seat);
  alice->ok("participant.protect", {{"participant", amina}, {"level", 1}});
  const json there = page(*alice)["placements"];
  ASSERT_EQ(there.size(), 1U);
  EXPECT_TRUE(there[0]["name"].is_null());
  EXPECT_EQ(page(*alice).dump().find("Amina"), std::string::npos);
}

TEST_F(EmployerPage, two_who_changed_the_seats_apart_see_that_they_contend) {
  const json of_alice = page(*alice)["openings"][0];
  const json of_bob = page(*bob)["openings"][0];
  alice->ok("opening.change", {{"opening", seat}, {"version", of_alice["version"]}, {"seats", 3}});
  bob->ok("opening.change", {{"opening", seat}, {"version", of_bob["version"]}, {"seats", 4}});
  sync_all();
  sync_all();
  const json open = page(*alice)["conflicts"];
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0]["entity"], "opening");
  EXPECT_EQ(open[0]["name"], "seats");
}

}  // namespace
}  // namespace brygga::casework::testing
