// Who works at the office with a browser, against the real server: signing in, working, and what
// others must not get.
#include <algorithm>
#include <thread>

#include "integration/cli_world.hpp"
#include "server/http_client.hpp"

namespace brygga::testing {
namespace {

using nlohmann::json;
using server::test::HttpAnswer;
using server::test::HttpClient;

constexpr const char* phrase = "några ord i rad";

// Besides Alice and Bob, Maja manages Hisingen.
class WebAtTheOffice : public CliWorld {
 protected:
  void SetUp() override {
    const Finished added =
        office().verb({"staff", "add", "--tenant", "goteborg", "--name", "Maja Lind", "--role",
                       "manager", "--manages", "Hisingen"});
    ASSERT_EQ(added.exit_status, 0) << added.err;
  }
  HttpAnswer post(const std::string& action, const json& body, const std::string& cookie = {},
                  const std::string& type = "application/json") {
    const std::string port = office().url().substr(office().url().rfind(':') + 1);
    HttpClient client(static_cast<std::uint16_t>(std::stoi(port)));
    HttpClient::Headers headers = {{"Content-Type", type}};
    if (!cookie.empty()) headers.emplace_back("Cookie", cookie);
    const std::string text = body.dump();
    return client.exchange("POST", "/v1/web/" + action, headers, Bytes(text.begin(), text.end()));
  }
  static json read(const HttpAnswer& answer) {
    return json::parse(answer.body.begin(), answer.body.end(), nullptr, false);
  }
  static std::string code_of(const HttpAnswer& answer) {
    const json body = read(answer);
    return body.contains("error") ? body["error"]["code"].get<std::string>() : "";
  }
  static std::string cookie_of(const HttpAnswer& answer) {
    const std::string header = answer.header("set-cookie");
    return header.substr(0, header.find(';'));
  }
  // Signed in by a new code; the cookie.
  std::string signed_in(const std::string& person) {
    const HttpAnswer answer =
        post("password", {{"code", office().invite("goteborg", person)}, {"password", phrase}});
    EXPECT_EQ(answer.status, 200U) << read(answer).dump();
    return cookie_of(answer);
  }
  json call(const std::string& cookie, const std::string& name, const json& with = json::object()) {
    return read(post("call", {{"call", name}, {"with", with}}, cookie));
  }
  std::string unit(const std::string& cookie, const std::string& name) {
    const json list = call(cookie, "units.list");
    for (const json& one : list["units"]) {
      if (one["name"] == name) return one["id"];
    }
    return {};
  }
};

TEST_F(WebAtTheOffice, code_chooses_a_password_once_and_the_password_signs_in) {
  const std::string code = office().invite("goteborg", "Bob Berg");
  const json brief = read(post("password", {{"code", code}, {"password", "kort"}}))["error"];
  EXPECT_EQ(brief["code"], "password_short");
  EXPECT_EQ(brief["field"], "password");
  EXPECT_NE(brief["sentence_sv"], brief["sentence"]);
  const HttpAnswer chosen = post("password", {{"code", code}, {"password", phrase}});
  ASSERT_EQ(chosen.status, 200U);
  EXPECT_EQ(read(chosen)["name"], "Bob Berg");
  EXPECT_EQ(code_of(post("password", {{"code", code}, {"password", phrase}})), "used_code");
  EXPECT_EQ(post("sign-in", {{"name", "bob berg"}, {"password", phrase}}).status, 200U);
  // No script, no other site and no other path gets the cookie.
  const std::string header = chosen.header("set-cookie");
  EXPECT_NE(header.find("; HttpOnly"), std::string::npos);
  EXPECT_NE(header.find("; SameSite=Strict"), std::string::npos);
  EXPECT_NE(header.find("; Path=/v1/web"), std::string::npos);
}

TEST_F(WebAtTheOffice, wrong_name_and_wrong_password_are_told_alike) {
  signed_in("Bob Berg");
  const HttpAnswer name = post("sign-in", {{"name", "Nobody"}, {"password", phrase}});
  const HttpAnswer password = post("sign-in", {{"name", "Bob Berg"}, {"password", "fel fel fel"}});
  const HttpAnswer none = post("sign-in", {{"name", "Alice Andersson"}, {"password", phrase}});
  EXPECT_EQ(name.status, 403U);
  EXPECT_EQ(code_of(name), "wrong_password");
  EXPECT_EQ(read(name), read(password));
  EXPECT_EQ(read(name), read(none));
  EXPECT_EQ(name.header("set-cookie"), "");
}

TEST_F(WebAtTheOffice, guessing_is_slowed_down) {
  unsigned refused = 0;
  HttpAnswer last;
  for (int i = 0; i < 21; ++i) {
    last = post("sign-in", {{"name", "Bob Berg"}, {"password", std::to_string(i) + " är fel"}});
    if (last.status == 403) ++refused;
  }
  EXPECT_EQ(refused, 20U);
  EXPECT_EQ(last.status, 429U);
}

TEST_F(WebAtTheOffice, nobody_works_without_having_signed_in) {
  EXPECT_EQ(post("call", {{"call", "units.list"}}).status, 401U);
  EXPECT_EQ(post("who", json::object(), "brygga=goteborg.guessed").status, 401U);
  EXPECT_EQ(post("call", {{"call", "units.list"}}, "other=1; brygga=; brygga").status, 401U);
  const std::string cookie = signed_in("Bob Berg");
  EXPECT_EQ(post("who", json::object(), cookie).status, 200U);
  // What a form of another site can send is not taken, whatever comes with it.
  EXPECT_EQ(post("who", json::object(), cookie, "text/plain").status, 415U);
  EXPECT_EQ(post("sign-out", json::object(), cookie).status, 200U);
  EXPECT_EQ(post("who", json::object(), cookie).status, 401U);
}

TEST_F(WebAtTheOffice, new_password_ends_the_other_sessions) {
  const std::string first = signed_in("Bob Berg");
  const HttpAnswer second = post("sign-in", {{"name", "Bob Berg"}, {"password", phrase}});
  const HttpAnswer changed =
      post("password", {{"old", phrase}, {"password", "andra ord i rad"}}, cookie_of(second));
  ASSERT_EQ(changed.status, 200U);
  EXPECT_EQ(post("who", json::object(), first).status, 401U);
  EXPECT_EQ(post("who", json::object(), cookie_of(second)).status, 401U);
  EXPECT_EQ(post("who", json::object(), cookie_of(changed)).status, 200U);
  EXPECT_EQ(post("sign-in", {{"name", "Bob Berg"}, {"password", phrase}}).status, 403U);
}

TEST_F(WebAtTheOffice, manager_and_tablet_work_on_the_same_cases) {
  enrol("alice");
  const std::string who = record_intake("alice");
  EXPECT_EQ(brygga("alice", {"sync"}).exit_status, exit_done);
  const std::string maja = signed_in("Maja Lind");
  const json shown = call(maja, "participant.show", {{"participant", who}, {"reason", "review"}});
  ASSERT_EQ(shown["name"], "Åsa Öberg") << shown.dump();
  const json changed =
      call(maja, "participant.update",
           {{"participant", who}, {"version", shown["version"]}, {"district", "Hisingen"}});
  ASSERT_TRUE(changed.contains("transaction")) << changed.dump();
  EXPECT_EQ(brygga("alice", {"sync"}).exit_status, exit_done);
  const json tablet =
      brygga_json("alice", {"call", "participant.show", json({{"participant", who}}).dump()});
  EXPECT_EQ(tablet["district"], "Hisingen");
}

TEST_F(WebAtTheOffice, opening_a_record_at_the_office_is_logged_and_the_chain_holds) {
  enrol("alice");
  const std::string who = record_intake("alice");
  EXPECT_EQ(brygga("alice", {"sync"}).exit_status, exit_done);
  const std::string maja = signed_in("Maja Lind");
  call(maja, "participant.show", {{"participant", who}, {"reason", "review"}});
  call(maja, "participant.show", {{"participant", who}, {"reason", "review"}});
  const json made = call(maja, "intake.record",
                         {{"first_name", "Amina"},
                          {"last_name", "Ek"},
                          {"unit", unit(maja, "Hisingen")},
                          {"programme", "kompetenscenter"},
                          {"stream", "mapping"}});
  ASSERT_TRUE(made.contains("participant")) << made.dump();
  call(maja, "participant.show", {{"participant", made["participant"]}});
  const Finished log = office().verb({"access", "goteborg", "--staff", "Maja Lind", "--json"});
  ASSERT_EQ(log.exit_status, 0) << log.err;
  const json review = json::parse(log.out);
  EXPECT_EQ(review["openings"].size(), 2U) << log.out;
  EXPECT_TRUE(review["broken_chains"].empty()) << log.out;
}

TEST_F(WebAtTheOffice, records_opened_at_once_leave_the_log_whole) {
  const std::string maja = signed_in("Maja Lind");
  std::vector<std::string> people;
  for (int i = 0; i < 6; ++i) {
    const json made = call(maja, "intake.record",
                           {{"first_name", "Nr"},
                            {"last_name", std::to_string(i)},
                            {"unit", unit(maja, "Hisingen")},
                            {"programme", "kompetenscenter"},
                            {"stream", "mapping"}});
    people.push_back(made["participant"]);
  }
  std::vector<std::thread> tabs;
  for (const std::string& who : people) {
    tabs.emplace_back([&, who] { call(maja, "participant.show", {{"participant", who}}); });
  }
  for (std::thread& tab : tabs) tab.join();
  const json review = call(maja, "office.openings");
  EXPECT_EQ(review["openings"].size(), people.size());
  EXPECT_TRUE(review["broken_chains"].empty()) << review.dump();
}

TEST_F(WebAtTheOffice, coach_finds_nobody_of_another_unit) {
  const std::string bob = signed_in("Bob Berg");
  const json made = call(bob, "intake.record",
                         {{"first_name", "Amina"},
                          {"last_name", "Ek"},
                          {"unit", unit(bob, "Hisingen")},
                          {"programme", "kompetenscenter"},
                          {"stream", "mapping"}});
  ASSERT_TRUE(made.contains("participant")) << made.dump();
  EXPECT_EQ(call(bob, "search", {{"text", "amina"}})["total"], 1);
  const std::string alice = signed_in("Alice Andersson");
  EXPECT_EQ(call(alice, "search", {{"text", "amina"}})["total"], 0);
  EXPECT_EQ(call(alice, "participants.list")["total"], 0);
  EXPECT_EQ(
      call(alice, "participant.show", {{"participant", made["participant"]}})["error"]["code"],
      "no_such_participant");
}

TEST_F(WebAtTheOffice, save_survives_kill_nine_and_a_restart_asks_to_sign_in_again) {
  const std::string bob = signed_in("Bob Berg");
  const json intake = {
      {"first_name", "Amina"},         {"last_name", "Ek"},
      {"unit", unit(bob, "Hisingen")}, {"programme", "kompetenscenter"},
      {"stream", "mapping"},           {"command_id", "01a0aaaa-0000-7000-8000-000000000001"}};
  const json made = call(bob, "intake.record", intake);
  ASSERT_TRUE(made.contains("participant")) << made.dump();
  office().kill_hard();
  office().start();
  EXPECT_EQ(post("who", json::object(), bob).status, 401U);
  const std::string again =
      cookie_of(post("sign-in", {{"name", "Bob Berg"}, {"password", phrase}}));
  EXPECT_EQ(call(again, "intake.record", intake), made);
  EXPECT_EQ(call(again, "participants.list")["total"], 1);
}

TEST_F(WebAtTheOffice, manager_sees_and_revokes_devices_of_their_unit_and_no_other) {
  enrol("alice");
  const std::string maja = signed_in("Maja Lind");
  const json devices = call(maja, "office.devices");
  ASSERT_EQ(devices["devices"].size(), 1U) << devices.dump();
  EXPECT_EQ(devices["devices"][0]["staff_name"], "Alice Andersson");
  const std::string number = devices["devices"][0]["number"];
  const std::string bob = signed_in("Bob Berg");
  EXPECT_EQ(call(bob, "office.devices")["error"]["code"], "not_yours");
  EXPECT_EQ(call(bob, "office.device.revoke", {{"device", number}})["error"]["code"], "not_yours");
  EXPECT_EQ(call(maja, "office.device.revoke", {{"device", number}})["state"], "revoked");
  EXPECT_NE(brygga("alice", {"sync"}).exit_status, exit_done);
}

TEST_F(WebAtTheOffice, manager_invites_who_works_for_them_and_gets_nobody_elses_rights) {
  const auto add = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"staff", "add", "--tenant", "goteborg", "--json", "--name"});
    const Finished added = office().verb(words);
    EXPECT_EQ(added.exit_status, 0) << added.err;
    return json::parse(added.out)["id"].get<std::string>();
  };
  const std::string coach = add({"Cecilia", "--role", "coach", "--unit", "Hisingen"});
  const std::string elsewhere = add({"David", "--role", "coach", "--unit", "Angered"});
  const std::string both =
      add({"Eva", "--role", "manager", "--manages", "Hisingen", "--manages", "Angered"});
  const std::string head = add({"Frida", "--role", "office", "--unit", "Hisingen"});
  const std::string maja = signed_in("Maja Lind");
  const json invited = call(maja, "office.invite", {{"staff", coach}});
  ASSERT_TRUE(invited.contains("code")) << invited.dump();
  EXPECT_EQ(post("password", {{"code", invited["code"]}, {"password", phrase}}).status, 200U);
  for (const std::string& other : {elsewhere, both, head}) {
    EXPECT_EQ(call(maja, "office.invite", {{"staff", other}})["error"]["code"], "no_such_account");
  }
  EXPECT_EQ(call(maja, "office.invite", {{"staff", coach}, {"hours", 721}})["error"]["code"],
            "out_of_range");
  EXPECT_EQ(call(maja, "office.invite", {{"staff", coach}, {"hours", 721}})["error"]["field"],
            "hours");
  EXPECT_EQ(call(maja, "office.nothing")["error"]["code"], "unknown_name");
}

TEST_F(WebAtTheOffice, review_shows_who_opened_records_of_others) {
  enrol("alice");
  const std::string who = record_intake("alice");
  EXPECT_EQ(brygga("alice", {"sync"}).exit_status, exit_done);
  const std::string maja = signed_in("Maja Lind");
  call(maja, "participant.show", {{"participant", who}, {"reason", "review"}});
  const json review = call(maja, "office.openings");
  EXPECT_EQ(review["outside_team"], 1) << review.dump();
  ASSERT_FALSE(review["openings"].empty());
  const json shown = call(maja, "participant.show", {{"participant", who}});
  for (const json& one : review["openings"]) {
    EXPECT_EQ(one["participant_name"], shown["name"]) << one.dump();
  }
  EXPECT_EQ(review["openings"].back()["staff_name"], "Maja Lind") << review.dump();
  call(maja, "participant.protect", {{"participant", who}, {"level", 1}});
  for (const json& one : call(maja, "office.openings")["openings"]) {
    EXPECT_EQ(one["participant_name"], nullptr) << one.dump();
  }
  EXPECT_EQ(call(maja, "office.openings", {{"month", "nonsense"}})["error"]["code"], "month_form");
}

TEST_F(WebAtTheOffice, employers_and_what_waits_for_a_decision_are_told_at_the_office_too) {
  const std::string bob = signed_in("Bob Berg");
  const json berg =
      call(bob, "employer.add", {{"unit", unit(bob, "Hisingen")}, {"name", "Bergs Lager"}});
  ASSERT_TRUE(berg.contains("employer")) << berg.dump();
  const json seat =
      call(bob, "opening.add", {{"employer", berg["employer"]}, {"kind", "praktik"}, {"seats", 2}});
  const json made = call(bob, "intake.record",
                         {{"first_name", "Amina"},
                          {"last_name", "Ek"},
                          {"unit", unit(bob, "Hisingen")},
                          {"programme", "kompetenscenter"},
                          {"stream", "mapping"}});
  ASSERT_TRUE(made.contains("participant")) << made.dump();
  const json placed = call(bob, "placement.begin",
                           {{"participant", made["participant"]},
                            {"kind", "praktik"},
                            {"start", "2026-01-12"},
                            {"opening", seat["opening"]}});
  ASSERT_TRUE(placed.contains("placement")) << placed.dump();
  const json listed = call(bob, "employers.list", {{"search", "lager"}});
  ASSERT_EQ(listed["total"], 1) << listed.dump();
  EXPECT_EQ(listed["employers"][0]["open_seats"]["praktik"], 1);
  const json shown = call(bob, "employer.show", {{"employer", berg["employer"]}});
  EXPECT_EQ(shown["openings"][0]["taken"], 1) << shown.dump();
  EXPECT_EQ(shown["openings"][0]["reserved"], 0);
  EXPECT_EQ(shown["placements"][0]["name"], "Amina Ek");
  const json staff = call(bob, "staff.list")["staff"];
  const auto maja = std::find_if(staff.begin(), staff.end(),
                                 [](const json& one) { return one["name"] == "Maja Lind"; });
  const json offered = call(
      bob, "handover.offer",
      {{"participant", made["participant"]}, {"to_staff", (*maja)["id"]}, {"role", "jobbcoach"}});
  const json open = call(signed_in("Maja Lind"), "handovers.list");
  ASSERT_EQ(open["total"], 1) << open.dump();
  EXPECT_EQ(open["handovers"][0]["id"], offered["handover"]);
  EXPECT_EQ(open["handovers"][0]["from_name"], "Bob Berg");
  EXPECT_EQ(call(bob, "join_proposals.list")["total"], 0);
}

TEST_F(WebAtTheOffice, nonsense_is_answered_and_changes_nothing) {
  const std::string bob = signed_in("Bob Berg");
  for (const json& body : {json::array(), json("text"), json(1), json(nullptr)}) {
    EXPECT_EQ(post("call", body, bob).status, 400U) << body.dump();
  }
  EXPECT_EQ(code_of(post("call", json::object(), bob)), "missing_field");
  EXPECT_EQ(code_of(post("call", {{"call", "no.such"}}, bob)), "unknown_name");
  EXPECT_EQ(code_of(post("call", {{"call", "participants.list"}, {"with", 7}}, bob)),
            "not_an_object");
  EXPECT_EQ(post("nothing", json::object(), bob).status, 404U);
}

}  // namespace
}  // namespace brygga::testing
