// Who sees what, with real programs: a server on sockets, tablets on files, an operator's verbs.
#include <fstream>
#include <iterator>

#include "integration/cli_world.hpp"

namespace brygga::testing {
namespace {

using nlohmann::json;

class CaseworkProcess : public CliWorld {
 protected:
  json call(const std::string& store_name, const char* what, const json& input,
            int exit_status = exit_done) {
    return brygga_json(store_name, {"call", what, input.dump()}, exit_status);
  }
  void sync(const std::string& store_name) {
    const Finished synced = brygga(store_name, {"sync"});
    EXPECT_EQ(synced.exit_status, exit_done) << synced.err;
  }
  std::string id_of(const std::string& store_name, const char* list, const char* members,
                    const std::string& name) {
    const json found = call(store_name, list, json::object());
    for (const json& one : found.at(members)) {
      if (one.at("name") == name) return one.at("id");
    }
    ADD_FAILURE() << name << " is not there.";
    return "";
  }
  // Whether the bytes stand anywhere in the store's files.
  bool holds(const std::string& store_name, const std::string& text) const {
    for (const char* ending : {"", "-wal"}) {
      std::ifstream file(store(store_name) + ending, std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      if (bytes.find(text) != std::string::npos) return true;
    }
    return false;
  }
};

TEST_F(CaseworkProcess, a_protected_phone_number_leaves_the_file_of_a_tablet_that_is_not_named) {
  enrol("alice");
  enrol("bob", "Bob Berg");
  const std::string who = record_intake("alice");
  sync("alice");
  const std::string bob = id_of("alice", "staff.list", "staff", "Bob Berg");
  call("alice", "team.add", {{"participant", who}, {"staff", bob}, {"role", "jobbcoach"}});
  call("alice", "contact.add", {{"participant", who}, {"kind", "phone"}, {"value", "070-1740605"}});
  sync("alice");
  sync("bob");
  EXPECT_TRUE(holds("bob", "070-1740605"));
  call("alice", "participant.protect", {{"participant", who}, {"level", 2}});
  sync("alice");
  sync("bob");
  EXPECT_FALSE(holds("bob", "070-1740605"));
  EXPECT_TRUE(call("bob", "participant.show", {{"participant", who}}).at("contacts").empty());
  EXPECT_EQ(call("alice", "participant.show", {{"participant", who}}).at("contacts").size(), 1U);
}

TEST_F(CaseworkProcess, a_kiosk_takes_a_check_in_offline_and_its_file_holds_no_case) {
  office().add_staff("goteborg", "Receptionen", "kiosk", "Hisingen");
  enrol("alice");
  const std::string who = record_intake("alice");
  const std::string place = id_of("alice", "units.list", "units", "Hisingen");
  const std::string code =
      call("alice", "badge.issue", {{"participant", who}, {"unit", place}}).at("code");
  sync("alice");
  enrol("kiosk", "Receptionen");
  EXPECT_FALSE(holds("kiosk", "Öberg"));
  EXPECT_FALSE(holds("kiosk", code));
  office().kill_hard();
  const json greeted = call("kiosk", "kiosk.check_in", {{"code", code}, {"mood", 4}});
  EXPECT_EQ(greeted.at("first_name"), "Åsa");
  EXPECT_EQ(brygga("kiosk", {"sync"}).exit_status, exit_offline);
  office().start();
  sync("kiosk");
  sync("alice");
  const json shown = call("alice", "participant.show", {{"participant", who}});
  ASSERT_EQ(shown.at("checkins").size(), 1U);
  EXPECT_EQ(shown.at("checkins")[0].at("mood"), 4);
}

TEST_F(CaseworkProcess, an_operator_sees_who_opened_whose_record_and_that_the_log_is_whole) {
  enrol("alice");
  const std::string who = record_intake("alice");
  brygga_json("alice", {"participants", "show", "Åsa"});
  sync("alice");
  const Finished reviewed = office().verb({"access", "goteborg", "--json"});
  ASSERT_EQ(reviewed.exit_status, 0) << reviewed.err;
  const json review = json::parse(reviewed.out);
  ASSERT_EQ(review.at("openings").size(), 1U);
  EXPECT_EQ(review.at("openings")[0].at("staff_name"), "Alice Andersson");
  EXPECT_EQ(review.at("openings")[0].at("participant"), who);
  EXPECT_EQ(review.at("openings")[0].at("outside_team"), false);
  EXPECT_TRUE(review.at("broken_chains").empty());
  EXPECT_NE(office().verb({"access", "goteborg", "--month", "november"}).exit_status, 0);
}

TEST_F(CaseworkProcess, what_a_manager_decided_to_erase_goes_at_the_office_and_on_every_tablet) {
  ASSERT_EQ(office()
                .verb({"staff", "add", "--tenant", "goteborg", "--name", "Maja Lind", "--role",
                       "manager", "--manages", "Hisingen"})
                .exit_status,
            0);
  enrol("alice");
  const std::string who = record_intake("alice");
  const std::string place = id_of("alice", "units.list", "units", "Hisingen");
  call("alice", "note.write", {{"participant", who}, {"body", "Gallringsbar anteckning."}});
  call("alice", "badge.issue", {{"participant", who}, {"unit", place}});
  brygga_json("alice", {"participants", "show", who});
  sync("alice");
  enrol("maja", "Maja Lind");
  call("maja", "retention.decide",
       {{"participant", who},
        {"unit", place},
        {"decision", "erase"},
        {"reason", "Fem år sedan sista anteckningen."}});
  sync("maja");
  const Finished asked = office().verb({"retention", "goteborg"});
  EXPECT_NE(asked.out.find("1 case with"), std::string::npos) << asked.out;
  office().kill_hard();
  const Finished done = office().verb({"retention", "goteborg", "--yes"});
  EXPECT_EQ(done.exit_status, 0) << done.err;
  office().start();
  sync("alice");
  sync("maja");
  for (const char* name : {"alice", "maja"}) {
    EXPECT_FALSE(holds(name, "Gallringsbar")) << name;
    EXPECT_FALSE(holds(name, "Åsa")) << name;
  }
  EXPECT_NE(office().verb({"retention", "goteborg"}).out.find("Nothing"), std::string::npos);
  // Who opened the record stays known, by its id, and the log is whole.
  const json review = json::parse(office().verb({"access", "goteborg", "--json"}).out);
  EXPECT_TRUE(review.at("broken_chains").empty()) << review.dump();
  EXPECT_EQ(review.at("openings").size(), 1U);
  EXPECT_EQ(review.at("openings")[0].at("participant"), who);
}

}  // namespace
}  // namespace brygga::testing
