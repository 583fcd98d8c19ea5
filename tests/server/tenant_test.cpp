#include "office/tenant.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/limits.hpp"
#include "office/secrets.hpp"
#include "server/test_office.hpp"

namespace brygga::server {
namespace {

using test::change_note;
using test::new_note;
using test::row_id;
using test::team;
using test::TestDevice;
using test::TestOffice;

bool has_row(const std::vector<RowChange>& rows, const RowId& id) {
  return std::any_of(rows.begin(), rows.end(), [&](const RowChange& row) { return row.row == id; });
}

std::string reason_of(const Result<SyncResponse>& result) {
  return result.ok() ? "answered" : result.error().reason;
}

// --- enrolling --------------------------------------------------------------------------------

class Enrolment : public testing::Test {
 protected:
  EnrolRequest request(const std::string& code) {
    EnrolRequest made;
    made.tenant = "alpha";
    made.code = code;
    made.device_name = "Alice's tablet";
    made.attempt = test::id_of(77);
    return made;
  }
  std::string refusal(const EnrolRequest& asked) {
    const auto result = office.office().enrol(asked, "peer");
    return result.ok() ? "enrolled" : result.error().reason;
  }
  std::string code() {
    return office.tenant().invite(office.alice, "tablet", office.clock.now_ms + 1000).value();
  }
  TestOffice office;
};

TEST_F(Enrolment, code_makes_a_device_of_the_person) {
  const auto response = office.office().enrol(request(code()), "peer");
  ASSERT_TRUE(response.ok()) << response.error().what;
  EXPECT_EQ(response->tenant, "alpha");
  EXPECT_EQ(response->tenant_title, "Alpha stad");
  EXPECT_EQ(response->account, office.alice.uuid);
  EXPECT_EQ(response->account_name, "Alice");
  EXPECT_EQ(response->office_ms, office.clock.now_ms);
  const auto devices = office.tenant().devices().value();
  ASSERT_EQ(devices.size(), 1U);
  EXPECT_EQ(devices[0].number, response->device);
  EXPECT_EQ(devices[0].name, "Alice's tablet");
}

TEST_F(Enrolment, code_is_good_once) {
  EnrolRequest first = request(code());
  EXPECT_EQ(refusal(first), "enrolled");
  first.attempt = test::id_of(78);
  EXPECT_EQ(refusal(first), "used_code");
}

TEST_F(Enrolment, lost_reply_is_made_good_by_the_same_attempt) {
  const EnrolRequest asked = request(code());
  const EnrolResponse lost = office.office().enrol(asked, "peer").value();
  const EnrolResponse again = office.office().enrol(asked, "peer").value();
  EXPECT_EQ(again.device, lost.device);
  EXPECT_NE(again.token, lost.token);
  EXPECT_EQ(office.tenant().devices()->size(), 1U);
  const SyncRequest pull = TestDevice{again.token, again.device, 0, {}, {}, {}}.request();
  EXPECT_TRUE(office.round({again.token, again.device, 0, {}, {}, {}}, pull).ok());
  EXPECT_EQ(reason_of(office.round({lost.token, lost.device, 0, {}, {}, {}}, pull)),
            "unknown_token");
  office.clock.now_ms += 10'000;
  EXPECT_EQ(refusal(asked), "used_code") << "a code does not live on in those who used it";
}

TEST_F(Enrolment, name_that_would_steer_a_terminal_is_not_taken) {
  EnrolRequest asked = request(code());
  asked.device_name = "\x1b[2Jtablet";
  EXPECT_EQ(refusal(asked), "enrolled");
  EXPECT_EQ(office.tenant().devices()->at(0).name, "tablet");
}

TEST_F(Enrolment, closed_account_gets_no_device) {
  const EnrolRequest asked = request(code());
  ASSERT_TRUE(office.tenant().write({test::leave(office.alice)}).ok());
  EXPECT_EQ(refusal(asked), "closed_account");
  EXPECT_EQ(office.tenant().invite(office.alice, "", office.clock.now_ms + 1000).error().reason,
            "closed_account");
}

TEST_F(Enrolment, expired_code_is_refused) {
  const EnrolRequest asked = request(code());
  office.clock.now_ms += 1000;
  EXPECT_EQ(refusal(asked), "expired_code");
}

TEST_F(Enrolment, unknown_code_is_refused_whatever_it_looks_like) {
  (void)code();
  EXPECT_EQ(refusal(request("KXQ7-M2VD-9TRA-4HPB")), "unknown_code");
  EXPECT_EQ(refusal(request("")), "unknown_code");
  EXPECT_EQ(refusal(request(std::string(100'000, 'A'))), "unknown_code");
}

TEST_F(Enrolment, code_of_another_tenant_is_refused) {
  ASSERT_TRUE(office.office().create_tenant("beta", "Beta").ok());
  EnrolRequest asked = request(code());
  asked.tenant = "beta";
  EXPECT_EQ(refusal(asked), "unknown_code");
  asked.tenant = "gamma";
  EXPECT_EQ(refusal(asked), "unknown_code");
  asked.tenant = "../alpha";
  EXPECT_EQ(refusal(asked), "unknown_code");
  asked.tenant = "alpha";
  EXPECT_EQ(refusal(asked), "enrolled");
}

TEST_F(Enrolment, revoked_device_does_not_come_back_with_its_old_code) {
  const EnrolRequest asked = request(code());
  const EnrolResponse response = office.office().enrol(asked, "peer").value();
  ASSERT_TRUE(office.tenant().revoke(response.device).ok());
  EXPECT_EQ(refusal(asked), "used_code");
}

TEST_F(Enrolment, guessing_is_slowed_down) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ(refusal(request("KXQ7-M2VD-9TRA-4HPB")), "unknown_code");
  const EnrolRequest good = request(code());
  EXPECT_EQ(refusal(good), "too_many_attempts");
  EXPECT_TRUE(office.office().enrol(good, "another peer").ok());
}

TEST_F(Enrolment, invitation_needs_an_account) {
  const auto invited = office.tenant().invite(row_id(99), "tablet", office.clock.now_ms + 1000);
  EXPECT_EQ(invited.error().reason, "no_such_account");
}

// --- syncing ----------------------------------------------------------------------------------

TEST(TenantSync, what_alice_sends_reaches_bob) {
  TestOffice office;
  TestDevice alice = office.enrol(office.alice);
  TestDevice bob = office.enrol(office.bob);
  office.catch_up(bob);
  EXPECT_EQ(office.send(alice, {new_note(row_id(1), team(1), "hello")}).code,
            Receipt::Code::applied);
  const std::vector<RowChange> rows = office.catch_up(bob);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].row, row_id(1));
  EXPECT_EQ(rows[0].scope, team(1));
  EXPECT_EQ(rows[0].fields.at(0).heads.at(0).value, Value(std::string("hello")));
  EXPECT_EQ(rows[0].fields.at(0).heads.at(0).stamp.device, alice.number);
}

TEST(TenantSync, own_edit_is_not_sent_back) {
  TestOffice office;
  TestDevice alice = office.enrol(office.alice);
  office.catch_up(alice);
  const SyncRequest request = alice.request(
      {alice.transaction({new_note(row_id(1), team(1), "hello")}, office.clock.now_ms)});
  const SyncResponse response = office.round(alice, request).value();
  EXPECT_TRUE(response.rows.empty());
  EXPECT_EQ(response.position.seq, response.receipts.at(0).seq);
}

TEST(TenantSync, what_others_did_to_a_row_comes_back_with_ones_own_edit_of_it) {
  TestOffice office;
  TestDevice alice = office.enrol(office.alice);
  TestDevice bob = office.enrol(office.bob);
  office.send(alice, {new_note(row_id(1), team(1), "start")});
  const Stamp start{alice.time, alice.number};
  office.catch_up(alice);
  office.catch_up(bob);
  Edit tag{test::note,
           row_id(1),
           {},
           false,
           {{test::note_tag, WriteKind::assign, std::string("urgent"), {}}}};
  office.send(alice, {tag});
  const SyncRequest request = bob.request(
      {bob.transaction({change_note(row_id(1), "more", {{start, 0}})}, office.clock.now_ms + 5)});
  const SyncResponse response = office.round(bob, request).value();
  EXPECT_EQ(response.receipts.at(0).code, Receipt::Code::applied);
  ASSERT_EQ(response.rows.size(), 1U);
  EXPECT_TRUE(std::any_of(response.rows[0].fields.begin(), response.rows[0].fields.end(),
                          [](const FieldChange& field) { return field.field == test::note_tag; }));
}

TEST(TenantSync, alice_does_not_receive_what_bob_alone_may_see) {
  TestOffice office;
  TestDevice bob = office.enrol(office.bob);
  TestDevice alice = office.enrol(office.alice);
  office.send(bob, {new_note(row_id(1), team(2), "secret"), new_note(row_id(2), team(1), "open")});
  const std::vector<RowChange> rows = office.catch_up(alice);
  EXPECT_TRUE(has_row(rows, row_id(2)));
  EXPECT_FALSE(has_row(rows, row_id(1)));
}

TEST(TenantSync, writing_outside_ones_scopes_is_refused_with_a_receipt) {
  TestOffice office;
  TestDevice alice = office.enrol(office.alice);
  const Receipt receipt = office.send(alice, {new_note(row_id(1), team(2), "mine?")});
  EXPECT_EQ(receipt.code, Receipt::Code::refused);
  EXPECT_EQ(receipt.refusal.code, "no_right");
  TestDevice bob = office.enrol(office.bob);
  EXPECT_FALSE(has_row(office.catch_up(bob), row_id(1)));
}

TEST(TenantSync, what_one_edit_grants_the_next_of_the_same_request_may_use) {
  TestOffice office;
  TestDevice alice = office.enrol(office.alice);
  const SyncRequest request = alice.request(
      {alice.transaction({test::new_club(row_id(9), {office.alice.uuid})}, office.clock.now_ms),
       alice.transaction({new_note(row_id(1), team(9), "first")}, office.clock.now_ms)});
  const SyncResponse response = office.round(alice, request).value();
  for (const Receipt& receipt : response.receipts) {
    EXPECT_EQ(receipt.code, Receipt::Code::applied) << receipt.refusal.sentence;
  }
}

TEST(TenantSync, what_one_edit_opens_without_granting_it_stays_closed_to_the_next) {
  TestOffice office;
  TestDevice alice = office.enrol(office.alice);
  const SyncRequest request = alice.request(
      {alice.transaction({test::new_club(row_id(9), {office.bob.uuid})}, office.clock.now_ms),
       alice.transaction({new_note(row_id(1), team(9), "first")}, office.clock.now_ms)});
  const SyncResponse response = office.round(alice, request).value();
  EXPECT_EQ(response.receipts.at(0).code, Receipt::Code::applied);
  EXPECT_EQ(response.receipts.at(1).refusal.code, "no_right");
}

TEST(TenantSync, device_of_a_closed_account_loses_everything_and_may_write_nothing) {
  TestOffice office;
  TestDevice alice = office.enrol(office.alice);
  office.send(alice, {new_note(row_id(1), team(1), "mine")});
  office.catch_up(alice);
  ASSERT_TRUE(office.tenant().write({test::leave(office.alice)}).ok());
  const SyncRequest request = alice.request(
      {alice.transaction({new_note(row_id(2), team(1), "late")}, office.clock.now_ms)});
  const SyncResponse response = office.round(alice, request).value();
  EXPECT_EQ(response.receipts.at(0).refusal.code, "no_right");
  EXPECT_TRUE(response.scopes_follow);
  EXPECT_TRUE(response.scopes.empty());
  EXPECT_TRUE(response.rows.empty());
}

TEST(TenantSync, stamps_ahead_do_not_move_the_bound_for_those_to_come) {
  TestOffice office;
  TestDevice alice = office.enrol(office.alice);
  const std::uint64_t bound = office.clock.now_ms + limits::clock_ahead_ms_max;
  const auto push = [&](std::uint8_t row, std::uint64_t stamped_ms) {
    return office.round(
        alice,
        alice.request({alice.transaction({new_note(row_id(row), team(1), "x")}, stamped_ms)}));
  };
  EXPECT_EQ(push(1, bound)->receipts.size(), 1U);
  EXPECT_EQ(push(2, bound + 1).error().reason, "clock_ahead");
}

TEST(TenantSync, coach_cannot_make_accounts) {
  TestOffice office;
  TestDevice alice = office.enrol(office.alice);
  const Receipt receipt =
      office.send(alice, {test::new_person(row_id(9), "Mallory", {team(2).id})});
  EXPECT_EQ(receipt.refusal.code, "no_right");
}

TEST(TenantSync, repeated_request_gets_the_same_receipt_and_changes_nothing) {
  TestOffice office;
  TestDevice alice = office.enrol(office.alice);
  const SyncRequest request = alice.request(
      {alice.transaction({new_note(row_id(1), team(1), "hello")}, office.clock.now_ms)});
  const SyncResponse first = office.round(alice, request).value();
  const SyncResponse again = office.round(alice, request).value();
  ASSERT_EQ(again.receipts.size(), 1U);
  EXPECT_EQ(again.receipts[0].seq, first.receipts[0].seq);
  EXPECT_EQ(again.consumed, first.consumed);
  EXPECT_EQ(office.tenant().rows(test::note)->size(), 1U);
  TestDevice bob = office.enrol(office.bob);
  EXPECT_EQ(office.catch_up(bob).size(), 3U);  // two persons, one note
}

TEST(TenantSync, concurrent_texts_are_both_kept_and_the_sender_is_told) {
  TestOffice office;
  TestDevice alice = office.enrol(office.alice);
  TestDevice bob = office.enrol(office.bob);
  office.send(alice, {new_note(row_id(1), team(1), "start")});
  const Stamp start{alice.time, alice.number};
  office.catch_up(bob);
  office.catch_up(alice);
  office.clock.now_ms += 5;
  office.send(alice, {change_note(row_id(1), "Alice's", {{start, 0}})});
  const SyncRequest request = bob.request(
      {bob.transaction({change_note(row_id(1), "Bob's", {{start, 0}})}, office.clock.now_ms)});
  const SyncResponse response = office.round(bob, request).value();
  EXPECT_EQ(response.receipts.at(0).code, Receipt::Code::conflict);
  ASSERT_EQ(response.rows.size(), 1U);
  EXPECT_EQ(response.rows[0].fields.at(0).heads.size(), 2U);
}

TEST(TenantSync, large_transaction_in_pieces_shows_only_when_it_is_whole) {
  TestOffice office;
  TestDevice alice = office.enrol(office.alice);
  TestDevice bob = office.enrol(office.bob);
  office.catch_up(bob);
  TransactionPart whole = alice.transaction(
      {new_note(row_id(1), team(1), "a"), new_note(row_id(2), team(1), "b")}, office.clock.now_ms);
  TransactionPart first = whole;
  first.edits.resize(1);
  TransactionPart second = whole;
  second.offset = 1;
  second.edits.erase(second.edits.begin());
  const SyncResponse half = office.round(alice, alice.request({first})).value();
  EXPECT_TRUE(half.receipts.empty());
  EXPECT_EQ(half.consumed, 1U);
  EXPECT_TRUE(office.catch_up(bob).empty());
  const SyncResponse done = office.round(alice, alice.request({second})).value();
  EXPECT_EQ(done.receipts.size(), 1U);
  EXPECT_EQ(done.consumed, 2U);
  EXPECT_EQ(office.catch_up(bob).size(), 2U);
}

TEST(TenantSync, first_sync_in_small_pages_is_whole) {
  TestOffice office;
  TestDevice alice = office.enrol(office.alice);
  for (std::uint8_t i = 1; i <= 60; ++i) {
    office.send(alice, {new_note(row_id(i), team(1), std::string(200, 'x'))});
  }
  TestDevice bob = office.enrol(office.bob);
  EXPECT_EQ(office.catch_up(bob).size(), 62U);
  EXPECT_TRUE(office.catch_up(bob).empty());
}

// --- turned away ------------------------------------------------------------------------------

class TurnedAway : public testing::Test {
 protected:
  void expect_refused(const TestDevice& device, const SyncRequest& request, const char* reason) {
    const Seq before = seq();
    EXPECT_EQ(reason_of(office.round(device, request)), reason);
    EXPECT_EQ(seq(), before);
    EXPECT_TRUE(office.tenant().rows(test::note)->empty());
  }
  Seq seq() {
    TestDevice bob = office.enrol(office.bob);
    office.catch_up(bob);
    return bob.position.seq;
  }
  SyncRequest note_request(std::uint64_t stamped_ms) {
    return alice.request({alice.transaction({new_note(row_id(1), team(1), "x")}, stamped_ms)});
  }
  TestOffice office;
  TestDevice alice = office.enrol(office.alice);
};

TEST_F(TurnedAway, unknown_token) {
  TestDevice stranger = alice;
  stranger.token.back() = stranger.token.back() == 'A' ? 'B' : 'A';
  expect_refused(stranger, note_request(office.clock.now_ms), "unknown_token");
}

TEST_F(TurnedAway, revoked_token) {
  ASSERT_TRUE(office.tenant().revoke(alice.number).ok());
  expect_refused(alice, note_request(office.clock.now_ms), "revoked_token");
  expect_refused(alice, alice.request(), "revoked_token");
}

TEST_F(TurnedAway, token_of_another_device) {
  SyncRequest request = note_request(office.clock.now_ms);
  request.device.value += 1;
  expect_refused(alice, request, "wrong_device");
}

TEST_F(TurnedAway, token_of_another_tenant) {
  ASSERT_TRUE(office.office().create_tenant("beta", "Beta").ok());
  const auto beta = office.office().tenant("beta").value();
  auto round = std::make_shared<SyncRound>();
  round->request = alice.request();
  EXPECT_EQ(beta->pull(*round).error().reason, "unknown_token");
  EXPECT_EQ(office.office().tenant_of("gamma" + alice.token.substr(5)).error().reason,
            "unknown_token");
  EXPECT_EQ(office.office().tenant_of("nonsense").error().reason, "unknown_token");
}

TEST_F(TurnedAway, clock_ahead_of_the_offices) {
  const std::uint64_t ahead = office.clock.now_ms + limits::clock_ahead_ms_max + 1;
  expect_refused(alice, note_request(ahead), "clock_ahead");
}

TEST_F(TurnedAway, edits_with_a_gap_before_them) {
  alice.sent = 5;
  expect_refused(alice, note_request(office.clock.now_ms), "gap");
}

TEST_F(TurnedAway, position_that_the_office_never_gave) {
  SyncRequest request = note_request(office.clock.now_ms);
  request.position = {1, 2, 3};
  expect_refused(alice, request, "unknown_position");
}

TEST_F(TurnedAway, copied_store_with_other_edits_under_known_numbers) {
  TestDevice copy = alice;
  EXPECT_EQ(office.send(alice, {change_note(row_id(1), "x", {})}).refusal.code, "no_such_row");
  copy.number = alice.number;
  SyncRequest request = copy.request(
      {copy.transaction({new_note(row_id(1), team(1), "x")}, office.clock.now_ms + 5)});
  request.parts[0].id.uuid = test::id_of(250);
  expect_refused(alice, request, "copied_store");
}

// --- copies -------------------------------------------------------------------------------------

TEST(UnconfirmedCopy, is_told_which_of_its_scopes_are_lost_and_nothing_else) {
  TestOffice office;
  TestDevice bob = office.enrol(office.bob);
  office.catch_up(bob);
  const TestDevice copy = office.renumbered(bob);

  Edit moves_on{test::person, office.bob, {}, false, {}};
  moves_on.writes = {{test::person_teams, WriteKind::remove, team(1).id, {}},
                     {test::person_teams, WriteKind::add, team(3).id, {}}};
  for (const RowState& row : *office.tenant().rows(test::person)) {
    for (const Head& head : row.field(test::person_teams).heads) {
      const bool is_left = row.id == office.bob && head.value == Value(team(1).id);
      if (is_left) moves_on.writes[0].base.push_back(head.ref());
    }
  }
  ASSERT_TRUE(office.tenant().write({moves_on, new_note(row_id(9), team(2), "news")}).ok());
  SyncRequest request = copy.request();
  request.held = std::vector<Scope>{team(1), team(2)};
  const SyncResponse response = office.round(copy, request).value();
  EXPECT_TRUE(response.is_push_only);
  EXPECT_EQ(response.lost, (std::vector<Scope>{team(1)}));
  EXPECT_FALSE(response.scopes_follow);
  EXPECT_TRUE(response.rows.empty());
  EXPECT_EQ(response.position, copy.position);
}

// --- refused one by one -----------------------------------------------------------------------

TEST(RefusedEdit, names_the_cause_and_changes_nothing) {
  TestOffice office;
  TestDevice alice = office.enrol(office.alice);
  Edit unknown_entity = new_note(row_id(1), team(1), "x");
  unknown_entity.entity = 99;
  Edit unknown_field = new_note(row_id(2), team(1), "x");
  unknown_field.writes.push_back({42, WriteKind::assign, std::string("x"), {}});
  Edit wrong_type = new_note(row_id(3), team(1), "x");
  wrong_type.writes[0].value = std::int64_t{5};
  EXPECT_EQ(office.send(alice, {unknown_entity}).refusal.code, "unknown_entity");
  EXPECT_EQ(office.send(alice, {unknown_field}).refusal.code, "unknown_field");
  const Receipt receipt = office.send(alice, {wrong_type});
  EXPECT_EQ(receipt.refusal.code, "wrong_type");
  EXPECT_EQ(receipt.refusal.sentence, "note.text must be a valid text; it was sent as integer.");
  EXPECT_EQ(receipt.refusal.edit, 3U);
  EXPECT_TRUE(office.tenant().rows(test::note)->empty());
}

// --- the office writes ------------------------------------------------------------------------

TEST(OfficeWrite, reaches_devices_and_needs_no_scope) {
  TestOffice office;
  TestDevice bob = office.enrol(office.bob);
  office.catch_up(bob);
  ASSERT_TRUE(office.tenant().write({new_note(row_id(1), team(2), "from the office")}).ok());
  ASSERT_TRUE(office.tenant().write({new_note(row_id(2), team(2), "and more")}).ok());
  EXPECT_EQ(office.catch_up(bob).size(), 2U);
}

TEST(OfficeWrite, what_is_not_valid_is_refused_whole) {
  TestOffice office;
  Edit bad = new_note(row_id(2), team(1), "x");
  bad.writes[0].value = true;
  const Status status = office.tenant().write({new_note(row_id(1), team(1), "x"), bad});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().reason, "wrong_type");
  EXPECT_TRUE(office.tenant().rows(test::note)->empty());
}

TEST(OfficeWrite, new_grant_opens_a_scope_on_the_device) {
  TestOffice office;
  TestDevice alice = office.enrol(office.alice);
  ASSERT_TRUE(office.tenant().write({new_note(row_id(1), team(2), "hidden so far")}).ok());
  EXPECT_FALSE(has_row(office.catch_up(alice), row_id(1)));
  Edit join{test::person,
            office.alice,
            {},
            false,
            {{test::person_teams, WriteKind::add, team(2).id, {}}}};
  ASSERT_TRUE(office.tenant().write({join}).ok());
  EXPECT_TRUE(has_row(office.catch_up(alice), row_id(1)));
}

// --- committing together ----------------------------------------------------------------------

// Pushes that wait in the office's queue until they are run.
class CommitTogether : public testing::Test {
 protected:
  CommitTogether() : office([this](std::function<void()> w) { work.push_back(std::move(w)); }) {}
  void push(TestDevice& device, std::uint8_t row, std::uint64_t stamped_ms) {
    auto round = std::make_shared<SyncRound>();
    round->token = digest_of_token(device.token);
    round->request =
        device.request({device.transaction({new_note(row_id(row), team(1), "x")}, stamped_ms)});
    office.tenant().push(round, [this](const Status& status) {
      outcomes.push_back(status.ok() ? "ok" : status.error().reason);
    });
  }
  void run_all() {
    for (std::size_t i = 0; i < work.size(); ++i) work[i]();
    work.clear();
  }
  std::vector<std::function<void()>> work;
  std::vector<std::string> outcomes;
  TestOffice office;
};

TEST_F(CommitTogether, one_push_that_fails_does_not_touch_its_neighbours) {
  TestDevice alice = office.enrol(office.alice);
  TestDevice bob = office.enrol(office.bob);
  TestDevice phone = office.enrol(office.alice);
  push(alice, 1, office.clock.now_ms);
  push(bob, 2, office.clock.now_ms + 10 * limits::clock_ahead_ms_max);
  push(phone, 3, office.clock.now_ms);
  EXPECT_TRUE(outcomes.empty());
  ASSERT_EQ(work.size(), 1U);
  run_all();
  EXPECT_EQ(outcomes, (std::vector<std::string>{"ok", "clock_ahead", "ok"}));
  EXPECT_EQ(office.tenant().rows(test::note)->size(), 2U);
}

TEST_F(CommitTogether, repetition_of_a_push_under_way_is_taken_once) {
  TestDevice alice = office.enrol(office.alice);
  TestDevice same = alice;
  push(alice, 1, office.clock.now_ms);
  push(same, 1, office.clock.now_ms);
  run_all();
  EXPECT_EQ(outcomes, (std::vector<std::string>{"ok", "ok"}));
  EXPECT_EQ(office.tenant().rows(test::note)->size(), 1U);
}

TEST_F(CommitTogether, device_that_sends_without_waiting_for_answers_is_told_to) {
  TestDevice alice = office.enrol(office.alice);
  push(alice, 1, office.clock.now_ms);
  push(alice, 2, office.clock.now_ms);
  push(alice, 3, office.clock.now_ms);
  EXPECT_EQ(outcomes, (std::vector<std::string>{"busy"}));
  run_all();
  EXPECT_EQ(outcomes, (std::vector<std::string>{"busy", "ok", "ok"}));
  alice.sent = 2;
  push(alice, 3, office.clock.now_ms);
  run_all();
  EXPECT_EQ(outcomes.back(), "ok");
}

}  // namespace
}  // namespace brygga::server
