// Whose the values are that contend: the office says it of rows that a tablet holds, to that
// tablet, and for as long as they contend.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "protocol/office_authors.hpp"
#include "support/tablet.hpp"

namespace brygga {
namespace {

using namespace testing;

class ConflictAuthors : public ::testing::Test {
 protected:
  ConflictAuthors() {
    office.now_ms = 2'000'000;
    alices = office.add_person(91);
    bobs = office.add_person(92);
    office.write({create_card(1, {assign(card::title, text("Card"))}),
                  create_card(2, {assign(card::title, text("Another"))})});
    office.add_member(81, 1, alices);
    office.add_member(82, 1, bobs);
    office.add_member(83, 2, bobs);
    alice = std::make_unique<Tablet>(office, alice_device, alices, folder / "alice.db");
    bob = std::make_unique<Tablet>(office, bob_device, bobs, folder / "bob.db");
    alice->sync();
    bob->sync();
  }

  void disagree() {
    alice->edit(1, card::note, text("Alice's"));
    bob->edit(1, card::note, text("Bob's"));
    bob->sync();
    alice->sync();
  }

  static std::vector<std::string> authors(Tablet& tablet) {
    std::vector<std::string> names;
    EXPECT_TRUE(tablet.store
                    ->query("SELECT ifnull(name, 'nobody') FROM author ORDER BY device", {},
                            nullptr,
                            [&](const std::vector<Value>& row) {
                              names.push_back(std::get<std::string>(row[0]));
                              return true;
                            })
                    .ok());
    return names;
  }

  std::string name_of(DeviceNumber device) { return (**office.author(device)).name; }

  TempFolder folder;
  MemoryOffice office;
  RowId alices, bobs;
  std::unique_ptr<Tablet> alice, bob;
};

TEST_F(ConflictAuthors, are_known_where_the_conflict_shows_and_asked_about_once) {
  disagree();
  EXPECT_EQ(authors(*alice), std::vector<std::string>{name_of(bob_device)});
  EXPECT_TRUE(alice->make_request().disputed.empty());
  bob->sync();
  EXPECT_EQ(authors(*bob), std::vector<std::string>{name_of(alice_device)});
}

// Bob's value came alone, before Alice saved from a form that she had opened earlier: the office
// has no reason to send the row again.
TEST_F(ConflictAuthors, are_known_of_a_conflict_that_the_own_save_opened) {
  const RowVersion seen = alice->version(card::entity, 1);
  bob->edit(1, card::note, text("Bob's"));
  bob->sync();
  alice->sync();
  EXPECT_TRUE(authors(*alice).empty());
  alice->must_save({Tablet::set(1, card::note, text("Alice's"), seen)});
  EXPECT_EQ(alice->make_request().disputed.size(), 1U);
  alice->sync();
  EXPECT_EQ(authors(*alice), std::vector<std::string>{name_of(bob_device)});
}

TEST_F(ConflictAuthors, are_forgotten_when_the_conflict_is_decided) {
  disagree();
  alice->edit(1, card::note, text("both of us"));
  alice->sync();
  EXPECT_TRUE(authors(*alice).empty());
}

TEST_F(ConflictAuthors, go_from_the_file_with_the_scope) {
  disagree();
  const std::string name = name_of(bob_device);
  ASSERT_EQ(authors(*alice), std::vector<std::string>{name});
  office.write({edit_of(member::entity, 81, {assign(member::until, number(1))})});
  alice->sync();
  EXPECT_TRUE(authors(*alice).empty());
  alice->store.reset();
  std::ifstream file(alice->path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_EQ(bytes.find(name), std::string::npos);
}

// An office that does not know the number, as one that lost an enrolment, is asked once.
TEST_F(ConflictAuthors, whom_the_office_does_not_know_are_not_asked_about_again) {
  alice->edit(1, card::note, text("Alice's"));
  bob->edit(1, card::note, text("Bob's"));
  bob->sync();
  office.devices.erase(bob_device);
  alice->sync();
  EXPECT_EQ(authors(*alice), std::vector<std::string>{"nobody"});
  EXPECT_TRUE(alice->make_request().disputed.empty());
}

TEST_F(ConflictAuthors, are_told_of_rows_that_the_device_may_hold_and_of_no_other) {
  disagree();
  const SyncRequest request = [] {
    SyncRequest asks;
    asks.disputed = {{card::entity, row_of_number(1)}, {card::entity, row_of_number(2)}};
    return asks;
  }();
  const auto told_with = [&](const std::vector<Scope>& scopes) {
    SyncResponse response;
    EXPECT_TRUE(tell_authors(test_schema(), office, request, scopes, response).ok());
    return response.authors.size();
  };
  EXPECT_EQ(told_with({scope_of('K', 1)}), 2U);
  EXPECT_EQ(told_with({scope_of('K', 2)}), 0U);
  EXPECT_EQ(told_with({}), 0U);
}

}  // namespace
}  // namespace brygga
