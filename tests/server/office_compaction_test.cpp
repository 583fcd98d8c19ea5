// What an office lets go of, and how a device gets everything that was away for longer.
#include <gtest/gtest.h>

#include "office/compaction.hpp"
#include "server/test_office.hpp"

namespace brygga::server {
namespace {

using test::row_id;
using test::team;

class OfficeCompaction : public testing::Test {
 protected:
  OfficeCompaction() : alice(office.enrol(office.alice)), bob(office.enrol(office.bob)) {
    office.catch_up(alice);
    office.catch_up(bob);
  }
  void compact() {
    int steps = 0;
    while (office.tenant().compact(retention).value()) ASSERT_LT(++steps, 1000);
  }
  void pass_days(std::uint64_t days) { office.clock.now_ms += days * 86'400'000; }

  test::TestOffice office;
  test::TestDevice alice, bob;
  OfficeRetention retention;
};

TEST_F(OfficeCompaction, keeps_everything_that_a_device_needs_which_was_heard_of_lately) {
  const Position before = bob.position;
  for (std::uint8_t i = 1; i < 50; ++i) {
    office.send(alice, {test::new_note(row_id(i), team(1), "note")});
    office.catch_up(alice);
  }
  pass_days(390);
  office.catch_up(alice);
  compact();
  bob.position = before;
  const SyncResponse answer = office.round(bob, bob.request()).value();
  EXPECT_FALSE(answer.loads_anew);
  EXPECT_EQ(answer.rows.size(), 49U);
}

TEST_F(OfficeCompaction, a_device_that_was_away_for_longer_is_told_to_load_anew) {
  office.send(alice, {test::new_note(row_id(1), team(1), "note")});
  office.catch_up(alice);
  office.catch_up(bob);
  for (std::uint8_t i = 2; i < 20; ++i) {
    office.send(alice, {test::new_note(row_id(i), team(1), "note")});
    office.catch_up(alice);
  }
  pass_days(401);
  office.send(alice, {test::new_note(row_id(30), team(1), "note")});
  office.catch_up(alice);
  pass_days(1);
  office.catch_up(alice);
  compact();
  const SyncResponse answer = office.round(bob, bob.request()).value();
  EXPECT_TRUE(answer.loads_anew);
  EXPECT_TRUE(answer.more);
  EXPECT_TRUE(answer.rows.empty());
  // From there on it is as new.
  bob.position = answer.position;
  bob.scopes.clear();
  std::size_t notes = 0;
  for (const RowChange& row : office.catch_up(bob)) notes += row.entity == test::note ? 1U : 0U;
  EXPECT_EQ(notes, 20U);
}

TEST_F(OfficeCompaction, a_receipt_goes_only_when_its_device_has_it) {
  const auto first =
      alice.transaction({test::new_note(row_id(1), team(1), "one")}, office.clock.now_ms);
  ASSERT_TRUE(office.round(alice, alice.request({first})).ok());
  office.catch_up(alice);
  pass_days(402);
  // Its answer was lost; the second is sent together with it.
  const auto second =
      alice.transaction({test::new_note(row_id(2), team(1), "two")}, office.clock.now_ms);
  compact();
  const SyncResponse again = office.round(alice, alice.request({first, second})).value();
  ASSERT_EQ(again.receipts.size(), 2U);
  EXPECT_EQ(again.receipts[0].code, Receipt::Code::applied);
  EXPECT_LT(again.receipts[0].seq, again.receipts[1].seq);
  // From now on it sends what follows them, and so has both.
  office.catch_up(alice);
  office.send(alice, {test::new_note(row_id(3), team(1), "three")});
  office.catch_up(alice);
  pass_days(402);
  office.catch_up(alice);
  compact();
  EXPECT_EQ(office.round(alice, alice.request({first, second})).error().reason, "copied_store");
}

TEST_F(OfficeCompaction, what_a_copy_saved_long_ago_is_refused_in_sight_rather_than_counted_twice) {
  const auto old =
      alice.transaction({test::new_note(row_id(1), team(1), "one")}, office.clock.now_ms);
  ASSERT_TRUE(office.round(alice, alice.request({old})).ok());
  office.catch_up(alice);
  office.send(alice, {test::new_note(row_id(2), team(1), "two")});
  pass_days(402);
  office.catch_up(alice);
  office.send(alice, {test::new_note(row_id(3), team(1), "three")});
  office.catch_up(alice);
  compact();
  // A backup of the tablet from before everything comes to life.
  const test::TestDevice copy = office.renumbered(alice);
  const SyncResponse answer = office.round(copy, copy.request({old})).value();
  ASSERT_EQ(answer.receipts.size(), 1U);
  EXPECT_EQ(answer.receipts[0].refusal.code, "too_old");
}

TEST_F(OfficeCompaction, an_office_at_rest_has_nothing_to_do) {
  pass_days(1000);
  compact();
  EXPECT_FALSE(*office.tenant().compact(retention));
  // The newest position stays known.
  office.catch_up(alice);
  EXPECT_TRUE(office.round(alice, alice.request()).ok());
}

}  // namespace
}  // namespace brygga::server
