#include "protocol/device_sync.hpp"

#include <gtest/gtest.h>

#include "support/builders.hpp"

namespace brygga {
namespace {

using namespace testing;
using Kind = SyncEvent::Kind;

const Pace pace;
constexpr std::uint64_t now = 100'000;

SyncStep after(SyncPhase phase, Kind kind, bool more = false, std::uint32_t failures = 0) {
  return step({phase, failures, 0}, {kind, more}, now, 0, pace);
}
void expect(const SyncStep& step, SyncPhase phase, SyncAction action) {
  EXPECT_EQ(step.next.phase, phase);
  EXPECT_EQ(step.action, action);
}

TEST(Step, start_sends) {
  expect(after(SyncPhase::idle, Kind::start), SyncPhase::sending, SyncAction::send);
  expect(after(SyncPhase::backing_off, Kind::start), SyncPhase::sending, SyncAction::send);
  expect(after(SyncPhase::stopped, Kind::start), SyncPhase::sending, SyncAction::send);
}

TEST(Step, start_leaves_a_request_under_way_alone) {
  expect(after(SyncPhase::sending, Kind::start), SyncPhase::sending, SyncAction::none);
  expect(after(SyncPhase::listening, Kind::start), SyncPhase::listening, SyncAction::none);
}

TEST(Step, work_sends_from_rest) {
  expect(after(SyncPhase::idle, Kind::work), SyncPhase::sending, SyncAction::send);
}

TEST(Step, work_cancels_a_request_that_only_waits) {
  const SyncStep cancel = after(SyncPhase::listening, Kind::work);
  expect(cancel, SyncPhase::listening, SyncAction::cancel);
  expect(step(cancel.next, {Kind::cancelled, false}, now, 0, pace), SyncPhase::sending,
         SyncAction::send);
}

TEST(Step, work_waits_for_a_request_that_sends) {
  expect(after(SyncPhase::sending, Kind::work), SyncPhase::sending, SyncAction::none);
}

TEST(Step, work_does_not_hurry_a_device_that_backs_off) {
  expect(after(SyncPhase::backing_off, Kind::work), SyncPhase::backing_off, SyncAction::none);
}

TEST(Step, work_does_not_wake_a_device_that_was_turned_away) {
  expect(after(SyncPhase::stopped, Kind::work), SyncPhase::stopped, SyncAction::none);
}

TEST(Step, answer_with_more_asks_again_at_once) {
  expect(after(SyncPhase::sending, Kind::answered, true), SyncPhase::sending, SyncAction::send);
}

TEST(Step, last_answer_is_followed_by_listening) {
  expect(after(SyncPhase::sending, Kind::answered), SyncPhase::listening, SyncAction::listen);
  expect(after(SyncPhase::listening, Kind::answered), SyncPhase::listening, SyncAction::listen);
}

TEST(Step, without_waiting_requests_the_device_polls) {
  Pace polling;
  polling.wait_seconds = 0;
  const SyncStep idle = step({SyncPhase::sending, 0, 0}, {Kind::answered, false}, now, 0, polling);
  expect(idle, SyncPhase::idle, SyncAction::none);
  EXPECT_EQ(idle.next.wake_ms, now + polling.idle_delay_ms);
  expect(step(idle.next, {Kind::timer, false}, now, 0, polling), SyncPhase::sending,
         SyncAction::send);
}

TEST(Step, an_answer_forgets_the_failures) {
  EXPECT_EQ(after(SyncPhase::sending, Kind::answered, false, 9).next.failures, 0U);
}

TEST(Step, failure_backs_off_until_the_timer) {
  const SyncStep failed = after(SyncPhase::sending, Kind::failed);
  expect(failed, SyncPhase::backing_off, SyncAction::none);
  EXPECT_GT(failed.next.wake_ms, now);
  const SyncStep again = step(failed.next, {Kind::timer, false}, now, 0, pace);
  expect(again, SyncPhase::sending, SyncAction::send);
  EXPECT_EQ(again.next.failures, 1U);
}

TEST(Step, delay_doubles_up_to_the_cap) {
  std::uint64_t expected = pace.first_delay_ms;
  for (std::uint32_t failures = 0; failures < 70; ++failures) {
    const SyncStep failed = after(SyncPhase::sending, Kind::failed, false, failures);
    EXPECT_EQ(failed.next.wake_ms - now, expected / 2) << failures;
    expected = std::min(expected * 2, pace.delay_ms_max);
  }
}

TEST(Step, delay_is_jittered_between_half_and_all) {
  std::uint64_t least = ~0ULL;
  std::uint64_t most = 0;
  for (std::uint64_t random = 0; random < 1000; ++random) {
    const SyncStep failed =
        step({SyncPhase::sending, 0, 0}, {Kind::failed, false}, now, random * 7919, pace);
    least = std::min(least, failed.next.wake_ms - now);
    most = std::max(most, failed.next.wake_ms - now);
  }
  EXPECT_EQ(least, pace.first_delay_ms / 2);
  EXPECT_EQ(most, pace.first_delay_ms);
}

TEST(Step, failures_beyond_counting_stay_at_the_cap) {
  const SyncStep failed =
      step({SyncPhase::sending, 0xFFFF'FFFFU, 0}, {Kind::failed, false}, now, ~0ULL, pace);
  EXPECT_LE(failed.next.wake_ms, now + pace.delay_ms_max);
  EXPECT_GE(failed.next.wake_ms, now + pace.delay_ms_max / 2);
  EXPECT_NE(failed.next.failures, 0U);
}

TEST(Step, refusal_stops_and_no_timer_wakes_it) {
  const SyncStep stopped = after(SyncPhase::sending, Kind::refused);
  expect(stopped, SyncPhase::stopped, SyncAction::none);
  EXPECT_EQ(stopped.next.wake_ms, 0U);
  expect(step(stopped.next, {Kind::timer, false}, now, 0, pace), SyncPhase::stopped,
         SyncAction::none);
}

TEST(Step, stop_cancels_what_is_under_way) {
  expect(after(SyncPhase::sending, Kind::stop), SyncPhase::idle, SyncAction::cancel);
  expect(after(SyncPhase::listening, Kind::stop), SyncPhase::idle, SyncAction::cancel);
  expect(after(SyncPhase::backing_off, Kind::stop), SyncPhase::idle, SyncAction::none);
  expect(after(SyncPhase::idle, Kind::cancelled), SyncPhase::idle, SyncAction::none);
}

TEST(Step, without_a_network_nothing_is_tried_until_somebody_says_so) {
  for (const SyncPhase phase : {SyncPhase::sending, SyncPhase::listening}) {
    expect(after(phase, Kind::lost), SyncPhase::offline, SyncAction::cancel);
  }
  expect(after(SyncPhase::backing_off, Kind::lost), SyncPhase::offline, SyncAction::none);
  for (const Kind kind :
       {Kind::work, Kind::timer, Kind::cancelled, Kind::answered, Kind::failed, Kind::lost}) {
    expect(after(SyncPhase::offline, kind, true), SyncPhase::offline, SyncAction::none);
  }
  expect(after(SyncPhase::offline, Kind::start), SyncPhase::sending, SyncAction::send);
  expect(after(SyncPhase::stopped, Kind::lost), SyncPhase::stopped, SyncAction::none);
}

TEST(Pace, spares_bytes_and_power_but_never_holds_back_a_save) {
  Surroundings metered;
  metered.is_metered = true;
  const Pace dear = pace_in(metered, pace);
  const SyncStep idle = step({SyncPhase::sending, 0, 0}, {Kind::answered, false}, now, 0, dear);
  expect(idle, SyncPhase::idle, SyncAction::none);
  EXPECT_EQ(idle.next.wake_ms, now + 300'000);
  expect(step(idle.next, {Kind::work, false}, now, 0, dear), SyncPhase::sending, SyncAction::send);

  Surroundings on_battery;
  on_battery.is_charging = false;
  EXPECT_EQ(pace_in(on_battery, pace).delay_ms_max, 300'000U);
  EXPECT_EQ(pace_in(on_battery, pace).wait_seconds, pace.wait_seconds);
  EXPECT_EQ(pace_in({}, pace).delay_ms_max, pace.delay_ms_max);
}

// --- check_response ---------------------------------------------------------------------------

SyncRequest request_with(std::uint32_t edits) {
  SyncRequest request;
  request.device = alice_device;
  request.position = {7, 10, 42};
  for (std::uint32_t i = 0; i < edits; ++i) {
    TransactionPart part;
    part.id = txn(i);
    part.first = 1 + i;
    part.edits_total = 1;
    part.edits = {edit_card(1, {assign(card::title, text("x"))})};
    request.parts.push_back(part);
  }
  return request;
}

SyncResponse response_to(const SyncRequest& request) {
  SyncResponse response;
  response.position = {7, 11, 43};
  for (const TransactionPart& part : request.parts) {
    response.receipts.push_back({part.first, Receipt::Code::applied, 11, {}});
    response.consumed = part.part_last();
  }
  return response;
}

RowChange change_of(EntityNumber entity, FieldNumber field_number, Value value) {
  RowChange change;
  change.entity = entity;
  change.row = row_of_number(1);
  change.scope = scope_of('K', 1);
  change.seq = 11;
  change.fields = {{field_number, 11, {{stamp_at(1), 0, std::move(value)}}}};
  return change;
}

void expect_refused(const SyncRequest& request, SyncResponse response, const char* words) {
  const Status status = check_response(test_schema(), request, response);
  ASSERT_FALSE(status.ok()) << words;
  EXPECT_EQ(status.error().code, ErrorCode::corrupt);
  EXPECT_TRUE(status.error().can_retry);
  EXPECT_NE(status.error().what.find(words), std::string::npos) << status.error().what;
}

TEST(CheckResponse, a_fitting_answer_is_accepted) {
  const SyncRequest request = request_with(3);
  SyncResponse response = response_to(request);
  EXPECT_TRUE(check_response(test_schema(), request, response).ok());
}

TEST(CheckResponse, receipts_are_for_what_was_sent_in_order_and_once) {
  const SyncRequest request = request_with(2);
  SyncResponse other = response_to(request);
  other.receipts[1].first = 9;
  expect_refused(request, other, "other receipts");
  SyncResponse swapped = response_to(request);
  std::swap(swapped.receipts[0], swapped.receipts[1]);
  expect_refused(request, swapped, "other receipts");
  SyncResponse twice = response_to(request);
  twice.receipts[1] = twice.receipts[0];
  expect_refused(request, twice, "other receipts");
}

TEST(CheckResponse, what_was_sent_must_be_consumed) {
  const SyncRequest request = request_with(2);
  SyncResponse response = response_to(request);
  response.consumed = 1;
  expect_refused(request, response, "leaves out");
}

TEST(CheckResponse, a_decided_transaction_needs_its_receipt) {
  const SyncRequest request = request_with(2);
  SyncResponse response = response_to(request);
  response.receipts.pop_back();
  expect_refused(request, response, "other receipts");
}

TEST(CheckResponse, position_does_not_go_back) {
  const SyncRequest request = request_with(0);
  SyncResponse response = response_to(request);
  response.position.seq = 9;
  expect_refused(request, response, "back in time");
}

TEST(CheckResponse, values_have_the_types_of_the_schema) {
  const SyncRequest request = request_with(0);
  for (const auto& change :
       {change_of(card::entity, card::title, number(1)),
        change_of(card::entity, card::title, text("\xff")),
        change_of(card::entity, card::tags, Value{}), change_of(card::entity, card::level, 1.5)}) {
    SyncResponse response = response_to(request);
    response.rows = {change};
    expect_refused(request, response, "wrong type");
  }
}

TEST(CheckResponse, what_a_newer_office_knows_is_left_out) {
  const SyncRequest request = request_with(0);
  SyncResponse response = response_to(request);
  response.rows = {change_of(99, 1, text("?")), change_of(card::entity, card::title, text("x")),
                   change_of(card::entity, 60, text("?"))};
  response.commit_rows_from = 1;
  ASSERT_TRUE(check_response(test_schema(), request, response).ok());
  ASSERT_EQ(response.rows.size(), 2U);
  EXPECT_EQ(response.rows[0].fields.size(), 1U);
  EXPECT_TRUE(response.rows[1].fields.empty());
  EXPECT_EQ(response.commit_rows_from, 0U);
}

TEST(CheckResponse, takes_away_only_what_was_held) {
  SyncRequest request = request_with(0);
  request.held = std::vector<Scope>{scope_of('K', 1)};
  SyncResponse response = response_to(request);
  response.lost = {scope_of('K', 1)};
  EXPECT_TRUE(check_response(test_schema(), request, response).ok());
  response.lost = {scope_of('K', 2)};
  expect_refused(request, response, "not held");
}

// The device stamps above all that it has seen; the number after this one would be 0.
TEST(CheckResponse, names_only_whom_was_asked_about) {
  SyncRequest request;
  SyncResponse response;
  response.authors = {{bob_device, row_of_number(92), "Bob's tablet"}};
  EXPECT_FALSE(check_response(test_schema(), request, response).ok());
  request.disputed = {{card::entity, row_of_number(1)}};
  EXPECT_TRUE(check_response(test_schema(), request, response).ok());
}

TEST(CheckResponse, a_time_at_the_end_of_the_range_is_not_believed) {
  const SyncRequest request = request_with(0);
  const auto expect_incredible = [&](const auto& spoil) {
    SyncResponse response = response_to(request);
    RowChange change;
    change.entity = card::entity;
    change.fields = {{card::title, 5, {Head{stamp_at(5), 0, text("x")}}}};
    response.rows = {change};
    EXPECT_TRUE(check_response(test_schema(), request, response).ok());
    spoil(response.rows.front());
    expect_refused(request, response, "no clock shows");
  };
  const Hlc last{UINT64_MAX};
  expect_incredible([&](RowChange& row) { row.fields[0].heads[0].stamp.time = last; });
  expect_incredible([&](RowChange& row) { row.life.moved.time = last; });
  expect_incredible([&](RowChange& row) { row.life.deleted.time = last; });
}

TEST(CheckResponse, an_unfinished_commit_begins_within_the_rows) {
  const SyncRequest request = request_with(0);
  SyncResponse response = response_to(request);
  response.commit_rows_from = 1;
  expect_refused(request, response, "add up");
}

}  // namespace
}  // namespace brygga
