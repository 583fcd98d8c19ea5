// Units and staff, as whoever of the central office keeps them.
#include "casework/tablet.hpp"

namespace brygga::casework::testing {
namespace {

// Alice, who works at the central office in some of the tests.
class StaffKept : public TabletTest {
 protected:
  void give_role(const RowId& who, const char* role) {
    write({Edit{
        staff::entity, who, {}, false, {{staff::roles, WriteKind::add, std::string(role), {}}}}});
  }
  json person(const std::string& id) {
    const json all = ok("staff.list");
    for (const json& one : all["staff"]) {
      if (one["id"] == id) return one;
    }
    return {};
  }
  json new_person(const char* name = "David Dahl") {
    return {
        {"name", name}, {"username", "david"}, {"roles", {"coach"}}, {"memberships", {hisingen_}}};
  }
};

TEST_F(StaffKept, who_is_not_of_the_office_keeps_nobody) {
  expect_bad("staff.add", new_person(), "office_only", "");
  expect_bad("unit.add", {{"name", "Norra"}}, "office_only", "");
  expect_bad("staff.leave", {{"staff", to_string(bob_.uuid)}}, "office_only", "");
}

TEST_F(StaffKept, person_is_added_with_roles_and_units) {
  give_role(alice_, "office");
  const std::string id = ok("staff.add", new_person())["staff"];
  const json shown = person(id);
  EXPECT_EQ(shown["name"], "David Dahl");
  EXPECT_EQ(shown["roles"], json({"coach"}));
  EXPECT_EQ(shown["memberships"][0]["id"], hisingen_);
  EXPECT_EQ(shown["status"], "active");
}

TEST_F(StaffKept, change_takes_the_whole_list_and_only_what_differs_is_saved) {
  give_role(alice_, "office");
  const std::string id = ok("staff.add", new_person())["staff"];
  const json shown = ok("staff.show", {{"staff", id}});
  EXPECT_EQ(shown["name"], "David Dahl");
  ok("staff.change", {{"staff", id},
                      {"version", shown["version"]},
                      {"roles", {"coach", "manager"}},
                      {"manages", {hisingen_}}});
  EXPECT_EQ(person(id)["roles"].size(), 2U);
  EXPECT_EQ(person(id)["manages"][0]["id"], hisingen_);
  EXPECT_EQ(person(id)["name"], "David Dahl");
}

TEST_F(StaffKept, two_people_have_no_user_name_in_common) {
  give_role(alice_, "office");
  ok("staff.add", new_person());
  json other = new_person("Doris Dahl");
  other["username"] = "DAVID";
  expect_bad("staff.add", other, "username_taken", "username");
}

TEST_F(StaffKept, unit_that_is_not_there_is_named_with_its_field) {
  give_role(alice_, "office");
  json lost = new_person();
  lost["manages"] = {"01a00000-0000-7000-8000-000000000000"};
  expect_bad("staff.add", lost, "no_such_unit", "manages");
}

TEST_F(StaffKept, who_left_can_come_back) {
  give_role(alice_, "office");
  const std::string bob = to_string(bob_.uuid);
  ok("staff.leave", {{"staff", bob}});
  EXPECT_EQ(person(bob)["status"], "left");
  ok("staff.return", {{"staff", bob}});
  EXPECT_EQ(person(bob)["status"], "active");
}

TEST_F(StaffKept, nobody_locks_themselves_out) {
  give_role(alice_, "office");
  const std::string alice = to_string(alice_.uuid);
  expect_bad("staff.leave", {{"staff", alice}}, "own_role", "staff");
  const json shown = ok("staff.show", {{"staff", alice}});
  expect_bad("staff.change",
             {{"staff", alice}, {"version", shown["version"]}, {"roles", {"coach"}}}, "own_role",
             "roles");
}

TEST_F(StaffKept, unit_is_added_and_renamed_and_keys_are_its_own) {
  give_role(alice_, "office");
  const std::string id = ok("unit.add", {{"name", "Norra"}, {"key", "norra"}})["unit"];
  const json shown = ok("unit.show", {{"unit", id}});
  ok("unit.change", {{"unit", id}, {"version", shown["version"]}, {"name", "Norra Hisingen"}});
  EXPECT_EQ(ok("unit.show", {{"unit", id}})["name"], "Norra Hisingen");
  expect_bad("unit.add", {{"name", "Andra"}, {"key", "norra"}}, "key_taken", "key");
}

}  // namespace
}  // namespace brygga::casework::testing
