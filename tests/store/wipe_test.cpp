// A tablet is lost, and its office orders that it be wiped: what the office does not have comes to
// it first, and then nothing is left on the tablet.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/tablet.hpp"

namespace brygga {
namespace {

using namespace testing;

class Wiped : public ::testing::Test {
 protected:
  Wiped() {
    office.now_ms = 2'000'000;
    person = office.add_person(91);
    office.write({create_card(
        1, {assign(card::title, text("the secret title")), assign(card::note, text("a note"))})});
    office.add_member(81, 1, person);
    alice = std::make_unique<Tablet>(office, alice_device, person, folder / "alice.db");
    alice->sync();
  }

  bool is_in_the_files(const std::string& words) const {
    for (const auto& entry : std::filesystem::directory_iterator(folder / "")) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      if (bytes.find(words) != std::string::npos) return true;
    }
    return false;
  }

  std::int64_t count(const std::string& table) {
    std::int64_t rows = -1;
    EXPECT_TRUE(alice->store
                    ->query("SELECT count(*) FROM " + table, {}, nullptr,
                            [&](const std::vector<Value>& row) {
                              rows = std::get<std::int64_t>(row[0]);
                              return true;
                            })
                    .ok());
    return rows;
  }

  void order_and_sync() {
    ASSERT_TRUE(alice->store->order_wipe().ok());
    alice->sync();
  }

  TempFolder folder;
  MemoryOffice office;
  RowId person;
  std::unique_ptr<Tablet> alice;
};

TEST_F(Wiped, hands_over_what_was_not_sent_and_keeps_no_byte) {
  alice->edit(1, card::note, text("written in the field"));
  ASSERT_TRUE(is_in_the_files("the secret title"));
  order_and_sync();
  EXPECT_EQ(office.shown(card::entity, 1, card::note), text("written in the field"));
  for (const char* words : {"the secret title", "written in the field", "a note"}) {
    EXPECT_FALSE(is_in_the_files(words)) << words;
  }
  for (const char* table : {"card", "outbox", "history", "conflict", "scope", "held_scope"}) {
    EXPECT_EQ(count(table), 0) << table;
  }
}

TEST_F(Wiped, says_what_it_held_and_that_nothing_was_lost) {
  alice->edit(1, card::note, text("written in the field"));
  const auto scopes = alice->store->status()->scopes;
  order_and_sync();
  const WipeReceipt receipt = office.wiped[alice_device];
  EXPECT_EQ(receipt.scopes, scopes);
  EXPECT_GE(receipt.rows, 2U);  // the card, and who is a member of it
  EXPECT_EQ(receipt.unsent, 0U);
}

TEST_F(Wiped, counts_what_the_office_would_not_take) {
  Change person_change =
      Tablet::set(91, person::name, text("not hers to write"), alice->version(person::entity, 91));
  person_change.entity = person::entity;
  alice->must_save({person_change});
  alice->sync();
  order_and_sync();
  EXPECT_EQ(office.wiped[alice_device].unsent, 1U);
  EXPECT_FALSE(is_in_the_files("not hers to write"));
}

TEST_F(Wiped, takes_no_rows_while_it_hands_over) {
  office.write({create_card(2, {assign(card::title, text("a new secret"))})});
  office.add_member(82, 2, person);
  ASSERT_TRUE(alice->store->order_wipe().ok());
  alice->round();
  EXPECT_FALSE(is_in_the_files("a new secret"));
}

TEST_F(Wiped, goes_on_from_where_it_was_when_it_is_opened_again) {
  alice->edit(1, card::note, text("written in the field"));
  ASSERT_TRUE(alice->store->order_wipe().ok());
  alice->open();
  EXPECT_TRUE(alice->make_request().is_handing_over);
  alice->round();
  alice->open();
  EXPECT_TRUE(alice->make_request().wiped);
  alice->sync();
  EXPECT_EQ(office.wiped.count(alice_device), 1U);
  const auto request = alice->store->make_request(0, 0);
  ASSERT_FALSE(request.ok());
  EXPECT_EQ(request.error().reason, "wiped");
}

// The office turns even that away: it is revoked, too.
TEST_F(Wiped, without_being_heard_loses_what_was_not_sent_and_says_so) {
  alice->edit(1, card::note, text("written in the field"));
  ASSERT_TRUE(alice->store->order_wipe().ok());
  ASSERT_TRUE(alice->store->wipe(alice->now_ms).ok());
  alice->sync();
  EXPECT_EQ(office.wiped[alice_device].unsent, 1U);
  EXPECT_FALSE(is_in_the_files("written in the field"));
}

TEST_F(Wiped, is_not_wiped_without_an_order) {
  ASSERT_TRUE(alice->store->wipe(alice->now_ms).ok());
  EXPECT_EQ(alice->shown(1, card::title), text("the secret title"));
}

TEST_F(Wiped, takes_no_work_any_more_until_it_is_enrolled_anew) {
  order_and_sync();
  const auto saved = alice->save({Tablet::new_card(7, "after the end")});
  ASSERT_FALSE(saved.ok());
  EXPECT_EQ(saved.error().reason, "wiped");
  EXPECT_FALSE(alice->store->status()->replica.is_enrolled());
  ASSERT_TRUE(alice->store->enrol(office.enrol(bob_device, person), "https://office", 1).ok());
  EXPECT_EQ(alice->store->replica()->wipe, WipeState::none);
}

}  // namespace
}  // namespace brygga
