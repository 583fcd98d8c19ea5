// A store that silently differs from the office is found out, mended, and says so.
#include <gtest/gtest.h>

#include "store/database.hpp"
#include "support/tablet.hpp"

namespace brygga {
namespace {

using namespace testing;

class Audit : public ::testing::Test {
 protected:
  Audit() {
    office.now_ms = 2'000'000;
    person = office.add_person(91);
    for (std::uint64_t row = 1; row <= 3; ++row) {
      office.write({create_card(row, {assign(card::title, text("Card " + std::to_string(row)))})});
      office.add_member(80 + row, row, person);
    }
    alice = std::make_unique<Tablet>(office, alice_device, person, folder / "alice.db");
    alice->sync();
  }

  // Behind the store's back.
  void harm(const char* sql) {
    alice->store.reset();
    auto database = Database::open(alice->path, Database::Mode::existing);
    ASSERT_TRUE(database.ok());
    ASSERT_TRUE(database->execute(sql).ok());
    database = Error{};
    alice->open();
  }

  std::uint64_t audit() {
    EXPECT_TRUE(alice->store->want_audit().ok());
    alice->sync();
    alice->sync();
    return alice->store->status()->replica.repairs;
  }

  TempFolder folder;
  MemoryOffice office;
  RowId person;
  std::unique_ptr<Tablet> alice;
};

TEST_F(Audit, finds_nothing_where_both_hold_the_same) {
  alice->edit(1, card::note, text("mine"));
  alice->sync();
  office.write({edit_card(2, {assign(card::title, text("the office's"))})});
  alice->sync();
  EXPECT_EQ(audit(), 0U);
}

TEST_F(Audit, finds_a_flipped_value_and_mends_it) {
  harm("UPDATE card SET title = 'Card X' WHERE title = 'Card 2'");
  EXPECT_EQ(alice->shown(2, card::title), text("Card X"));
  EXPECT_EQ(audit(), 1U);
  EXPECT_EQ(alice->shown(2, card::title), text("Card 2"));
  EXPECT_EQ(audit(), 1U) << "and then all is well";
}

TEST_F(Audit, brings_back_a_row_that_is_missing) {
  harm("DELETE FROM card WHERE title = 'Card 3'");
  EXPECT_EQ(audit(), 1U);
  EXPECT_EQ(alice->shown(3, card::title), text("Card 3"));
}

TEST_F(Audit, takes_away_a_row_that_the_office_does_not_have) {
  harm(
      "INSERT INTO card(id, title, _scope, _seq, _own, _heads) "
      "SELECT randomblob(16), title, _scope, _seq, _own, _heads FROM card WHERE title = 'Card 1'");
  EXPECT_EQ(audit(), 1U);
  auto count = alice->store->read(card::entity, row_of_number(1));
  ASSERT_TRUE(count.ok() && *count);
  std::int64_t cards = 0;
  ASSERT_TRUE(alice->store
                  ->query("SELECT count(*) FROM card", {}, nullptr,
                          [&](const std::vector<Value>& row) {
                            cards = std::get<std::int64_t>(row[0]);
                            return true;
                          })
                  .ok());
  EXPECT_EQ(cards, 3);
}

TEST_F(Audit, mends_a_row_that_cannot_be_read) {
  harm("UPDATE card SET _heads = x'00' WHERE title = 'Card 2'");
  EXPECT_FALSE(alice->store->read(card::entity, row_of_number(2)).ok());
  EXPECT_EQ(audit(), 1U);
  EXPECT_EQ(alice->shown(2, card::title), text("Card 2"));
}

TEST_F(Audit, waits_while_something_is_unsent) {
  harm("UPDATE card SET title = 'Card X' WHERE title = 'Card 2'");
  ASSERT_TRUE(alice->store->want_audit().ok());
  alice->edit(1, card::note, text("mine"));
  EXPECT_TRUE(alice->make_request().audits.empty());
  alice->sync();
  alice->sync();
  EXPECT_EQ(alice->shown(2, card::title), text("Card 2"));
  EXPECT_EQ(alice->shown(1, card::note), text("mine"));
}

TEST_F(Audit, comes_by_itself_to_each_scope_once_a_day) {
  harm("UPDATE card SET title = 'Card X' WHERE title = 'Card 2'");
  for (int hour = 0; hour < 25; ++hour) {
    alice->now_ms += 3'600'000;
    office.now_ms += 3'600'000;
    alice->sync();
  }
  EXPECT_EQ(alice->shown(2, card::title), text("Card 2"));
}

}  // namespace
}  // namespace brygga
