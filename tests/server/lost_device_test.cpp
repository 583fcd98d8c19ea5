// What the office knows of a device that may be lost, and how it has one wiped.
#include <gtest/gtest.h>

#include <algorithm>

#include "office/secrets.hpp"
#include "office/tenant.hpp"
#include "server/test_office.hpp"

namespace brygga::server {
namespace {

using test::change_note;
using test::new_note;
using test::row_id;
using test::team;
using test::TestDevice;
using test::TestOffice;

class LostDevice : public testing::Test {
 protected:
  LostDevice() : alice(office.enrol(office.alice)) {
    office.send(alice, {new_note(row_id(1), team(1), "first")});
    office.catch_up(alice);
  }
  std::string reason_of(const TestDevice& device, const SyncRequest& request) {
    const auto answered = office.round(device, request);
    return answered.ok() ? "answered" : answered.error().reason;
  }
  SyncRequest handing_over(std::vector<TransactionPart> parts = {}) {
    SyncRequest request = alice.request(std::move(parts));
    request.is_handing_over = true;
    return request;
  }
  SyncRequest wiped(const TestDevice& device, const WipeReceipt& receipt) {
    SyncRequest request;
    request.device = device.number;
    request.wiped = receipt;
    return request;
  }
  TransactionPart note(std::uint8_t number) {
    return alice.transaction({new_note(row_id(number), team(1), "unsent")}, office.clock.now_ms);
  }
  DeviceRecord record_of(DeviceNumber number) {
    const auto devices = office.tenant().devices().value();
    return *std::find_if(devices.begin(), devices.end(),
                         [&](const DeviceRecord& one) { return one.number == number; });
  }
  void order() { ASSERT_TRUE(office.tenant().order_wipe(alice.number, office.bob).ok()); }
  Wipe wipe() { return office.tenant().wipe_of(alice.number)->value(); }

  TestOffice office;
  TestDevice alice;
};

TEST_F(LostDevice, is_known_by_what_it_said_last) {
  SyncRequest request = alice.request();
  request.unsent = Unsent{3, office.clock.now_ms - 5000};
  ASSERT_EQ(reason_of(alice, request), "answered");
  const DeviceRecord known = record_of(alice.number);
  EXPECT_EQ(known.held_scopes, alice.scopes.size());
  EXPECT_EQ(known.unsent, 3U);
  EXPECT_EQ(known.unsent_ms, office.clock.now_ms - 5000);
  ASSERT_EQ(reason_of(alice, alice.request()), "answered");
  EXPECT_EQ(record_of(alice.number).unsent, 0U);
}

TEST_F(LostDevice, holds_no_scope_that_it_is_still_loading) {
  SyncRequest request = alice.request();
  request.loading = {{alice.scopes.front(), {}}};
  ASSERT_EQ(reason_of(alice, request), "answered");
  EXPECT_EQ(record_of(alice.number).held_scopes, alice.scopes.size() - 1);
}

TEST_F(LostDevice, is_told_to_be_wiped_and_nothing_else) {
  order();
  EXPECT_EQ(reason_of(alice, alice.request()), "wipe_ordered");
  EXPECT_EQ(reason_of(alice, alice.request({note(2)})), "wipe_ordered");
  EXPECT_EQ(wipe().asked_by, office.bob);
  EXPECT_EQ(wipe().asked_ms, office.clock.now_ms);
}

TEST_F(LostDevice, hands_over_its_work_and_is_sent_no_row) {
  TestDevice bob = office.enrol(office.bob);
  office.send(bob, {new_note(row_id(5), team(1), "not for a lost tablet")});
  order();
  const auto answered = office.round(alice, handing_over({note(2)}));
  ASSERT_TRUE(answered.ok()) << answered.error().what;
  EXPECT_EQ(answered->receipts.size(), 1U);
  EXPECT_TRUE(answered->is_push_only);
  EXPECT_TRUE(answered->rows.empty());
  EXPECT_FALSE(answered->scopes_follow);
  const auto rows = office.catch_up(bob);
  EXPECT_TRUE(std::any_of(rows.begin(), rows.end(),
                          [](const RowChange& row) { return row.row == row_id(2); }));
}

TEST_F(LostDevice, hands_over_nothing_once_it_is_revoked_and_still_says_that_it_was_wiped) {
  ASSERT_TRUE(office.tenant().revoke(alice.number).ok());
  order();
  EXPECT_EQ(reason_of(alice, alice.request()), "wipe_ordered");
  EXPECT_EQ(reason_of(alice, handing_over({note(2)})), "revoked_token");
  EXPECT_EQ(reason_of(alice, wiped(alice, {2, 9, 1})), "answered");
  EXPECT_EQ(wipe().receipt, (WipeReceipt{2, 9, 1}));
}

TEST_F(LostDevice, leaves_a_receipt_and_does_not_come_back) {
  order();
  EXPECT_EQ(wipe().done_ms, 0U);
  office.clock.now_ms += 1000;
  ASSERT_EQ(reason_of(alice, wiped(alice, {2, 9, 0})), "answered");
  const Wipe done = wipe();
  EXPECT_EQ(done.done_ms, office.clock.now_ms);
  EXPECT_EQ(done.receipt, (WipeReceipt{2, 9, 0}));
  EXPECT_EQ(record_of(alice.number).state, DeviceState::revoked);
  EXPECT_EQ(reason_of(alice, alice.request()), "wipe_ordered");
  EXPECT_EQ(reason_of(alice, handing_over({note(2)})), "revoked_token");
  // The answer was lost, and an older copy of the store that held less says it, too.
  office.clock.now_ms += 1000;
  ASSERT_EQ(reason_of(alice, wiped(alice, {2, 9, 0})), "answered");
  ASSERT_EQ(reason_of(alice, wiped(alice, {1, 4, 2})), "answered");
  EXPECT_EQ(wipe().done_ms, done.done_ms);
  EXPECT_EQ(wipe().receipt, (WipeReceipt{2, 9, 2}));
}

TEST_F(LostDevice, is_wiped_with_every_copy_of_its_store) {
  const TestDevice copy = office.renumbered(alice);
  order();
  EXPECT_EQ(reason_of(copy, copy.request()), "wipe_ordered");
  EXPECT_TRUE(office.tenant().wipe_of(copy.number)->has_value());
}

TEST_F(LostDevice, that_is_copied_after_the_order_leaves_no_copy_without_one) {
  order();
  SyncRound wants;
  SyncRequest request = handing_over();
  request.wants_number = true;
  wants.token = digest_of_token(alice.token);
  wants.request = request;
  ASSERT_TRUE(office.tenant().renumber(wants).ok());
  EXPECT_TRUE(office.tenant().wipe_of(*wants.response.new_device)->has_value());
}

TEST_F(LostDevice, of_nobody_cannot_be_wiped) {
  const auto ordered = office.tenant().order_wipe(DeviceNumber{12345}, office.bob);
  ASSERT_FALSE(ordered.ok());
  EXPECT_EQ(ordered.error().reason, "no_such_device");
}

// Names go to who sees the row: Alice has no part in team 2.
TEST_F(LostDevice, authors_of_a_conflict_are_told_to_whoever_may_see_the_row) {
  TestDevice bob = office.enrol(office.bob);
  office.catch_up(bob);
  const auto asks = [](const TestDevice& device) {
    SyncRequest request = device.request();
    request.disputed = {{test::note, row_id(1)}, {test::note, row_id(7)}};
    return request;
  };
  office.send(bob, {new_note(row_id(7), team(2), "for Bob")});
  office.send(bob, {change_note(row_id(7), "one", {})});
  office.send(bob, {change_note(row_id(7), "two", {})});
  office.catch_up(alice);
  office.catch_up(bob);
  EXPECT_TRUE(office.round(alice, asks(alice))->authors.empty());
  const auto told = office.round(bob, asks(bob))->authors;
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].device, bob.number);
  EXPECT_EQ(told[0].account, office.bob);
}

}  // namespace
}  // namespace brygga::server
