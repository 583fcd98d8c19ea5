#include "http/sync_exchange.hpp"

#include <gtest/gtest.h>

#include <deque>

#include "base/limits.hpp"
#include "server/test_office.hpp"

namespace brygga::server {
namespace {

using test::new_note;
using test::row_id;
using test::team;
using test::TestDevice;
using test::TestOffice;

// An office whose threads are this queue, so that every order of events can be played.
class HeldRequest : public testing::Test {
 protected:
  struct Exchange {
    std::shared_ptr<SyncExchange> exchange;
    std::uint32_t held_seconds = 0;
    int answers = 0;
    HttpReply reply;

    SyncResponse response() const { return decode_sync_response(reply.body).value(); }
    std::string error() const {
      return reply.status == 200 ? "" : decode_error(reply.body).value().code;
    }
  };

  HeldRequest() : office([this](std::function<void()> work) { work_.push_back(std::move(work)); }) {
    bob = office.enrol(office.bob);
    office.catch_up(bob);
    alice = office.enrol(office.alice);
    run_all();
  }

  void run_all() {
    while (run_one()) {
    }
  }
  bool run_one() {
    if (work_.empty()) return false;
    const auto work = std::move(work_.front());
    work_.pop_front();
    work();
    return true;
  }

  Exchange& start(const TestDevice& device, Bytes body) {
    Exchange& made = exchanges_.emplace_back();
    made.exchange = std::make_shared<SyncExchange>(
        office.office(),
        SyncExchange::Request{device.token, ContentEncoding::identity, ContentEncoding::identity,
                              std::move(body)},
        SyncExchange::Callbacks{[&made](std::uint32_t seconds) { made.held_seconds = seconds; },
                                [&made](HttpReply reply) {
                                  ++made.answers;
                                  made.reply = std::move(reply);
                                }});
    made.exchange->start();
    return made;
  }
  Exchange& wait(const TestDevice& device, std::uint32_t seconds) {
    SyncRequest request = device.request();
    request.wait_seconds = seconds;
    return start(device, encode(request));
  }
  Exchange& push_note(std::uint8_t row, const Scope& scope) {
    return start(alice, encode(alice.request({alice.transaction({new_note(row_id(row), scope, "x")},
                                                                office.clock.now_ms)})));
  }

  std::deque<std::function<void()>> work_;
  std::deque<Exchange> exchanges_;
  TestOffice office;
  TestDevice alice;
  TestDevice bob;
};

TEST_F(HeldRequest, a_clock_that_was_set_back_does_not_ask_devices_to_shift_what_was_taken) {
  const std::uint64_t ahead_ms = office.clock.now_ms;
  push_note(1, team(1));
  run_all();
  office.clock.now_ms = ahead_ms - 3'600'000;
  const Exchange& answer = start(
      alice, encode(alice.request(
                 {alice.transaction({new_note(row_id(2), team(1), "x")}, ahead_ms + 3'600'000)})));
  run_all();
  ASSERT_EQ(answer.error(), "clock_ahead");
  EXPECT_GE(decode_error(answer.reply.body)->office_ms, ahead_ms);
}

TEST_F(HeldRequest, without_wait_is_answered_at_once) {
  Exchange& poll = wait(bob, 0);
  run_all();
  EXPECT_EQ(poll.answers, 1);
  EXPECT_EQ(poll.held_seconds, 0U);
}

TEST_F(HeldRequest, waits_until_a_commit_in_its_scopes) {
  Exchange& listening = wait(bob, 30);
  run_all();
  EXPECT_EQ(listening.answers, 0);
  EXPECT_EQ(listening.held_seconds, 30U);
  Exchange& pushed = push_note(1, team(1));
  run_all();
  EXPECT_EQ(pushed.response().receipts.size(), 1U);
  ASSERT_EQ(listening.answers, 1);
  EXPECT_EQ(listening.response().rows.size(), 1U);
  EXPECT_TRUE(office.tenant().board().empty());
}

TEST_F(HeldRequest, commit_elsewhere_does_not_end_it) {
  office.catch_up(alice);
  Exchange& listening = wait(alice, 30);
  run_all();
  TestDevice& sender = bob;
  start(sender, encode(sender.request({sender.transaction({new_note(row_id(1), team(2), "x")},
                                                          office.clock.now_ms)})));
  run_all();
  EXPECT_EQ(listening.answers, 0);
  listening.exchange->end_hold();
  run_all();
  EXPECT_TRUE(listening.response().rows.empty());
}

TEST_F(HeldRequest, wait_is_capped) {
  Exchange& listening = wait(bob, 1'000'000);
  run_all();
  EXPECT_EQ(listening.held_seconds, limits::wait_seconds_max);
  listening.exchange->end_hold();
  run_all();
}

TEST_F(HeldRequest, end_of_the_hold_answers_with_the_present_position) {
  Exchange& listening = wait(bob, 30);
  run_all();
  listening.exchange->end_hold();
  listening.exchange->end_hold();
  run_all();
  ASSERT_EQ(listening.answers, 1);
  EXPECT_EQ(listening.response().position, bob.position);
  EXPECT_TRUE(office.tenant().board().empty());
}

TEST_F(HeldRequest, end_before_the_hold_prevents_it) {
  Exchange& listening = wait(bob, 30);
  listening.exchange->end_hold();
  run_all();
  EXPECT_EQ(listening.answers, 1);
  EXPECT_EQ(listening.held_seconds, 0U);
}

TEST_F(HeldRequest, wake_and_end_together_answer_once) {
  Exchange& listening = wait(bob, 30);
  run_all();
  ASSERT_TRUE(office.tenant().write({new_note(row_id(1), team(1), "x")}).ok());
  listening.exchange->end_hold();
  run_all();
  ASSERT_EQ(listening.answers, 1);
  EXPECT_EQ(listening.response().rows.size(), 1U);
}

TEST_F(HeldRequest, new_grant_ends_it) {
  office.catch_up(alice);
  Exchange& listening = wait(alice, 30);
  run_all();
  Edit join{test::person,
            office.alice,
            {},
            false,
            {{test::person_teams, WriteKind::add, team(2).id, {}}}};
  ASSERT_TRUE(office.tenant().write({join}).ok());
  run_all();
  ASSERT_EQ(listening.answers, 1);
  EXPECT_TRUE(listening.response().scopes_follow);
}

TEST_F(HeldRequest, revocation_ends_it_with_its_error) {
  Exchange& listening = wait(bob, 30);
  run_all();
  ASSERT_TRUE(office.tenant().revoke(bob.number).ok());
  run_all();
  EXPECT_EQ(listening.reply.status, 401U);
  EXPECT_EQ(listening.error(), "revoked_token");
}

TEST_F(HeldRequest, confirmation_of_a_copy_ends_it_though_there_is_nothing_else_to_say) {
  const TestDevice copy = office.renumbered(bob);
  SyncRequest request = copy.request();
  request.wait_seconds = 30;
  Exchange& first = start(copy, encode(request));
  run_all();
  ASSERT_EQ(first.answers, 1);  // It does not know yet that it may only send.
  EXPECT_TRUE(first.response().is_push_only);
  request.held.emplace();
  Exchange& waiting = start(copy, encode(request));
  run_all();
  ASSERT_EQ(waiting.answers, 0);
  ASSERT_TRUE(office.tenant().confirm(copy.number).ok());
  run_all();
  ASSERT_EQ(waiting.answers, 1);
  EXPECT_FALSE(waiting.response().is_push_only);
}

TEST_F(HeldRequest, commit_of_another_process_ends_it) {
  Exchange& listening = wait(bob, 30);
  run_all();
  Office other(sqlite_tenant_stores(office.folder.path(), test::schema()),
               {test::schema(), office.clock, office.random, TestOffice::run_at_once()});
  ASSERT_TRUE(other.tenant("alpha").value()->write({new_note(row_id(1), team(1), "x")}).ok());
  office.office().look_elsewhere();
  run_all();
  ASSERT_EQ(listening.answers, 1);
  EXPECT_EQ(listening.response().rows.size(), 1U);
}

TEST_F(HeldRequest, piece_of_a_large_transaction_is_never_held) {
  TransactionPart piece = alice.transaction(
      {new_note(row_id(1), team(1), "a"), new_note(row_id(2), team(1), "b")}, office.clock.now_ms);
  piece.edits.resize(1);
  SyncRequest request = alice.request({piece});
  request.wait_seconds = 30;
  office.catch_up(alice);
  request.position = alice.position;
  request.scopes_digest = digest_of(alice.scopes);
  Exchange& sent = start(alice, encode(request));
  run_all();
  EXPECT_EQ(sent.answers, 1);
}

TEST_F(HeldRequest, garbage_is_malformed_and_a_newer_version_unknown) {
  Exchange& garbage = start(bob, Bytes(100, 0x5A));
  Bytes newer = encode(bob.request());
  newer[1] = 99;
  Exchange& unknown = start(bob, newer);
  run_all();
  EXPECT_EQ(garbage.error(), "malformed");
  EXPECT_EQ(garbage.reply.status, 400U);
  EXPECT_EQ(garbage.reply.error_code, "malformed");
  EXPECT_EQ(unknown.error(), "unknown_version");
}

TEST_F(HeldRequest, every_cut_of_a_request_is_malformed_and_changes_nothing) {
  const Bytes whole = encode(alice.request(
      {alice.transaction({new_note(row_id(1), team(1), "hello")}, office.clock.now_ms)}));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    Exchange& cut = start(alice, Bytes(whole.begin(), whole.begin() + static_cast<long>(size)));
    run_all();
    ASSERT_EQ(cut.error(), "malformed") << size;
  }
  EXPECT_TRUE(office.tenant().rows(test::note)->empty());
}

TEST_F(HeldRequest, too_many_loading_scopes_are_malformed) {
  SyncRequest request = bob.request();
  request.loading.resize(loading_scopes_max + 1);
  Exchange& sent = start(bob, encode(request));
  run_all();
  EXPECT_EQ(sent.error(), "malformed");
}

}  // namespace
}  // namespace brygga::server
