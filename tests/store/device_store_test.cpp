#include "store/device_store.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "support/tablet.hpp"

namespace brygga {
namespace {

using namespace testing;

// An office with card 1, of which Alice and Bob are members, and a tablet for each of them.
class Store : public ::testing::Test {
 protected:
  TempFolder folder;
  MemoryOffice office;
  RowId alice_person, bob_person;
  std::unique_ptr<Tablet> alice, bob;

  void SetUp() override {
    office.now_ms = 2'000'000;
    alice_person = office.add_person(91);
    bob_person = office.add_person(92);
    office.write(
        {create_card(1, {assign(card::title, text("first")), assign(card::status, text("open"))})});
    office.add_member(81, 1, alice_person);
    office.add_member(82, 1, bob_person);
    alice = std::make_unique<Tablet>(office, alice_device, alice_person, folder / "alice.db");
    bob = std::make_unique<Tablet>(office, bob_device, bob_person, folder / "bob.db");
    bob->now_ms += 50;
    alice->sync();
    bob->sync();
  }
};

// --- saving and reading -------------------------------------------------------------------------

TEST_F(Store, what_the_office_has_is_there_after_the_first_sync) {
  EXPECT_EQ(alice->shown(1, card::title), text("first"));
  EXPECT_FALSE(alice->read(card::entity, 1)->is_unsent);
  EXPECT_EQ(alice->store->status()->scopes_loading, 0U);
}

TEST_F(Store, a_save_shows_at_once_and_is_unsent) {
  alice->edit(1, card::title, text("mine"));
  EXPECT_EQ(alice->shown(1, card::title), text("mine"));
  EXPECT_TRUE(alice->read(card::entity, 1)->is_unsent);
  EXPECT_EQ(alice->store->status()->outbox.unsent, 1U);
}

TEST_F(Store, a_save_survives_closing) {
  alice->edit(1, card::title, text("mine"));
  alice->open();
  EXPECT_EQ(alice->shown(1, card::title), text("mine"));
  EXPECT_EQ(alice->store->status()->outbox.unsent, 1U);
}

TEST_F(Store, a_sent_save_has_its_receipt_and_is_no_longer_unsent) {
  const EditNumber first = alice->edit(1, card::title, text("mine"));
  alice->sync();
  ASSERT_TRUE(alice->receipt_of(first));
  EXPECT_EQ(alice->receipt_of(first)->code, Receipt::Code::applied);
  EXPECT_FALSE(alice->read(card::entity, 1)->is_unsent);
  EXPECT_EQ(alice->store->status()->outbox.unsent, 0U);
  EXPECT_EQ(office.shown(card::entity, 1, card::title), text("mine"));
}

TEST_F(Store, device_and_office_hold_the_same_heads_after_a_sync) {
  alice->edit(1, card::title, text("a"));
  alice->edit(1, card::title, text("b"));
  alice->edit(1, card::note, text("c"));
  alice->sync();
  EXPECT_EQ(alice->read(card::entity, 1)->state, *office.find(card::entity, 1));
}

TEST_F(Store, another_tablet_sees_what_was_synced) {
  alice->edit(1, card::title, text("mine"));
  alice->sync();
  bob->sync();
  EXPECT_EQ(bob->shown(1, card::title), text("mine"));
}

TEST_F(Store, a_row_that_is_not_there_is_absent) {
  EXPECT_FALSE(alice->read(card::entity, 99));
  EXPECT_FALSE(alice->read(77, 1));
  EXPECT_TRUE(alice->history(99).empty());
}

TEST_F(Store, an_invalid_save_changes_nothing_and_names_the_fault) {
  const auto saved = alice->save(
      {Tablet::set(1, card::price, 2.0, {}), Tablet::set(1, card::rating, number(9), {})});
  ASSERT_FALSE(saved.ok());
  EXPECT_EQ(saved.error().code, ErrorCode::invalid);
  EXPECT_EQ(saved.error().reason, "not_valid");
  EXPECT_NE(saved.error().what.find("card.rating"), std::string::npos);
  EXPECT_TRUE(is_absent(alice->shown(1, card::price)));
  EXPECT_EQ(alice->store->status()->outbox.unsent, 0U);
}

TEST_F(Store, unknown_entities_and_fields_and_empty_saves_are_refused) {
  Change change = Tablet::set(1, card::title, text("x"), {});
  change.entity = 99;
  EXPECT_EQ(alice->save({change}).error().reason, "unknown_entity");
  EXPECT_EQ(alice->save({Tablet::set(1, 99, text("x"), {})}).error().reason, "unknown_field");
  EXPECT_EQ(alice->save({}).error().reason, "bad_transaction");
}

TEST_F(Store, a_version_that_was_never_given_out_is_refused) {
  for (const char* version : {"!", "AA", "AQIDBAUG", "____________________"}) {
    EXPECT_EQ(alice->save({Tablet::set(1, card::title, text("x"), version)}).error().reason,
              "bad_version")
        << version;
  }
}

TEST_F(Store, a_failed_save_does_not_spoil_the_next_in_the_same_scope) {
  EXPECT_FALSE(
      alice->save({Tablet::new_card(5, "x"), Tablet::set(5, card::rating, number(9), {})}).ok());
  alice->must_save(alice->new_own_card(5, "x"));
  EXPECT_EQ(alice->shown(5, card::title), text("x"));
  alice->open();
  EXPECT_EQ(alice->shown(5, card::title), text("x"));
}

TEST_F(Store, a_save_larger_than_a_transaction_may_be_is_refused) {
  std::vector<Change> changes;
  for (std::uint64_t n = 0; n < 300; ++n) {
    changes.push_back(Tablet::new_card(100 + n, "x"));
    changes.back().assign.push_back({card::note, text(std::string(limits::value_bytes_max, 'x'))});
  }
  EXPECT_EQ(alice->save(std::move(changes)).error().code, ErrorCode::too_large);
  EXPECT_FALSE(alice->read(card::entity, 100));
}

TEST_F(Store, clock_that_stands_or_jumps_back_still_gives_rising_stamps) {
  alice->edit(1, card::title, text("a"));
  alice->now_ms = 5;
  alice->edit(1, card::title, text("b"));
  EXPECT_EQ(alice->shown(1, card::title), text("b"));
  alice->sync();
  EXPECT_EQ(office.shown(card::entity, 1, card::title), text("b"));
}

// --- commands that come twice -------------------------------------------------------------------

TEST_F(Store, a_repeated_command_is_saved_once_and_answers_with_the_first_result) {
  WriteSet writes;
  writes.command = CommandId{uuid_of(5)};
  writes.command_result = "the first";
  writes.changes = {Tablet::new_card(7, "x")};
  const auto first = alice->store->save(writes, txn(500), alice->now_ms);
  ASSERT_TRUE(first.ok());
  EXPECT_FALSE(first->is_repeated);
  writes.command_result = "the second";
  writes.changes = {Tablet::new_card(8, "y")};
  alice->open();
  const auto again = alice->store->save(writes, txn(501), alice->now_ms);
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->is_repeated);
  EXPECT_EQ(again->command_result, "the first");
  EXPECT_EQ(again->transaction, txn(500));
  EXPECT_EQ(again->first, first->first);
  EXPECT_FALSE(alice->read(card::entity, 8));
}

TEST_F(Store, a_command_that_failed_may_be_tried_again) {
  WriteSet writes;
  writes.command = CommandId{uuid_of(5)};
  writes.changes = {Tablet::set(1, card::rating, number(9), {})};
  EXPECT_FALSE(alice->store->save(writes, txn(500), alice->now_ms).ok());
  writes.changes = {Tablet::set(1, card::rating, number(4), {})};
  const auto saved = alice->store->save(writes, txn(501), alice->now_ms);
  ASSERT_TRUE(saved.ok());
  EXPECT_FALSE(saved->is_repeated);
}

// --- what was seen ------------------------------------------------------------------------------

TEST_F(Store, an_edit_on_top_of_an_own_unsent_edit_covers_it) {
  alice->edit(1, card::note, text("a"));
  alice->edit(1, card::note, text("b"));
  EXPECT_EQ(alice->heads(1, card::note).size(), 1U);
  alice->sync();
  EXPECT_EQ(alice->heads(1, card::note).size(), 1U);
  EXPECT_EQ(office.find(card::entity, 1)->field(card::note).heads.size(), 1U);
}

TEST_F(Store, an_edit_without_a_version_covers_nothing) {
  alice->edit(1, card::note, text("a"));
  alice->must_save({Tablet::set(1, card::note, text("b"), {})});
  EXPECT_EQ(alice->heads(1, card::note).size(), 2U);
}

TEST_F(Store, a_form_opened_before_a_sync_and_saved_after_it_conflicts) {
  const RowVersion form = alice->version(card::entity, 1);
  bob->edit(1, card::note, text("Bob's"));
  bob->sync();
  alice->sync();
  EXPECT_EQ(alice->shown(1, card::note), text("Bob's"));
  const EditNumber first = alice->must_save({Tablet::set(1, card::note, text("Alice's"), form)});
  alice->sync();
  EXPECT_EQ(alice->receipt_of(first)->code, Receipt::Code::conflict);
  EXPECT_EQ(alice->heads(1, card::note).size(), 2U);
  EXPECT_EQ(office.find(card::entity, 1)->field(card::note).heads.size(), 2U);
  bob->sync();
  EXPECT_EQ(bob->heads(1, card::note).size(), 2U);
}

TEST_F(Store, a_conflict_closes_when_somebody_saw_both_and_decided) {
  alice->edit(1, card::note, text("Alice's"));
  bob->edit(1, card::note, text("Bob's"));
  alice->sync();
  bob->sync();
  alice->sync();
  ASSERT_EQ(alice->heads(1, card::note).size(), 2U);
  alice->edit(1, card::note, text("agreed"));
  EXPECT_EQ(alice->heads(1, card::note).size(), 1U);
  alice->sync();
  bob->sync();
  EXPECT_EQ(bob->heads(1, card::note).size(), 1U);
  EXPECT_EQ(bob->shown(1, card::note), text("agreed"));
  EXPECT_TRUE(bob->has_history(1, text("Bob's")));
}

TEST_F(Store, a_late_form_wins_by_its_stamp_and_the_loser_is_in_history) {
  const RowVersion form = alice->version(card::entity, 1);
  bob->edit(1, card::title, text("Bob's"));
  bob->sync();
  alice->sync();
  alice->must_save({Tablet::set(1, card::title, text("Alice's"), form)});
  alice->sync();
  bob->sync();
  EXPECT_EQ(bob->shown(1, card::title), text("Alice's"));
  EXPECT_TRUE(alice->has_history(1, text("Bob's")));
  EXPECT_TRUE(bob->has_history(1, text("Bob's")));
}

TEST_F(Store, an_earlier_unsent_edit_loses_and_is_in_history) {
  alice->edit(1, card::title, text("Alice's"));
  bob->now_ms += 5000;
  bob->edit(1, card::title, text("Bob's"));
  bob->sync();
  const EditNumber first = 1;
  alice->sync();
  EXPECT_EQ(alice->receipt_of(first)->code, Receipt::Code::merged);
  EXPECT_EQ(alice->shown(1, card::title), text("Bob's"));
  EXPECT_TRUE(alice->has_history(1, text("Alice's")));
}

TEST_F(Store, an_unsent_form_version_still_covers_after_the_edit_was_confirmed) {
  alice->edit(1, card::note, text("a"));
  const RowVersion form = alice->version(card::entity, 1);
  alice->sync();
  alice->must_save({Tablet::set(1, card::note, text("b"), form)});
  EXPECT_EQ(alice->heads(1, card::note).size(), 1U);
  alice->sync();
  EXPECT_EQ(office.find(card::entity, 1)->field(card::note).heads.size(), 1U);
}

TEST_F(Store, sets_of_two_tablets_are_joined_and_a_removal_takes_only_what_it_saw) {
  const auto add_tag = [](const char* tag, RowVersion seen) {
    Change change = Tablet::set(1, card::title, text("x"), std::move(seen));
    change.assign.clear();
    change.add = {{card::tags, text(tag)}};
    return change;
  };
  alice->must_save({add_tag("a", {})});
  bob->must_save({add_tag("a", {})});
  bob->must_save({add_tag("b", {})});
  Change removal = add_tag("a", alice->version(card::entity, 1));
  removal.remove = std::move(removal.add);
  removal.add.clear();
  alice->must_save({removal});
  EXPECT_TRUE(set_elements(alice->read(card::entity, 1)->state.field(card::tags)).empty());
  bob->sync();
  alice->sync();
  EXPECT_EQ(set_elements(alice->read(card::entity, 1)->state.field(card::tags)),
            (std::vector<Value>{text("a"), text("b")}));
}

// --- refusals -----------------------------------------------------------------------------------

TEST_F(Store, a_refused_change_no_longer_shows_but_its_content_can_be_read) {
  Change claim = Tablet::set(1, card::title, text("mine"), alice->version(card::entity, 1));
  claim.assign.push_back({card::seat, Value(uuid_of(4040))});
  const EditNumber first = alice->must_save({claim});
  alice->sync();
  ASSERT_TRUE(alice->receipt_of(first));
  EXPECT_EQ(alice->receipt_of(first)->refusal.code, "no_such_place");
  EXPECT_NE(alice->shown(1, card::title), text("mine"));
  EXPECT_EQ(alice->store->status()->outbox.refused, 1U);
  const auto content = alice->store->edit(first);
  ASSERT_TRUE(content.ok() && *content);
  EXPECT_EQ((*content)->writes[0].value, text("mine"));
}

TEST_F(Store, a_refused_create_disappears_and_its_content_can_be_read) {
  // The office will not have it: the scope belongs to a card that Alice does not hold.
  Change change = Tablet::new_card(5, "x");
  change.creates_in = scope_of('K', 77);
  const EditNumber first = alice->must_save({change});
  EXPECT_EQ(alice->shown(5, card::title), text("x"));
  alice->sync();
  EXPECT_EQ(alice->receipt_of(first)->code, Receipt::Code::refused);
  EXPECT_FALSE(alice->read(card::entity, 5));
  EXPECT_EQ((*alice->store->edit(first))->writes[0].value, text("x"));
  EXPECT_EQ(alice->store->transactions(10, true)->size(), 1U);
}

TEST_F(Store, what_builds_on_a_refused_create_is_refused_with_it) {
  Change change = Tablet::new_card(5, "x");
  change.creates_in = scope_of('K', 77);
  alice->must_save({change});
  const EditNumber second = alice->edit(5, card::price, 1.0);
  alice->sync();
  EXPECT_EQ(alice->receipt_of(second)->refusal.code, "depends_on");
  EXPECT_FALSE(alice->read(card::entity, 5));
}

TEST_F(Store, a_refusal_leaves_later_edits_of_the_row_showing) {
  alice->edit(1, card::status, text("active"));
  bob->edit(1, card::status, text("active"));
  bob->sync();
  bob->edit(1, card::status, text("done"));
  bob->sync();
  const EditNumber kept = alice->edit(1, card::note, text("kept"));
  alice->sync();
  EXPECT_NE(alice->receipt_of(kept)->code, Receipt::Code::refused);
  EXPECT_EQ(alice->shown(1, card::note), text("kept"));
  EXPECT_EQ(alice->shown(1, card::status), text("done"));
}

TEST_F(Store, very_many_refused_edits_on_top_of_each_other_do_no_harm) {
  Change change = Tablet::new_card(5, "x");
  change.creates_in = scope_of('K', 77);
  change.assign.push_back({card::note, text("0")});
  alice->must_save({change});
  for (int i = 0; i < 1500; ++i) alice->edit(5, card::note, text(std::to_string(i)));
  const RowVersion form = alice->version(card::entity, 5);
  alice->sync();
  EXPECT_EQ(alice->store->status()->outbox.refused, 1501U);
  EXPECT_FALSE(alice->save({Tablet::set(5, card::note, text("x"), form)}).ok());
  alice->sync();
}

// --- scopes -------------------------------------------------------------------------------------

TEST_F(Store, rows_of_a_lost_scope_are_gone_once_unsent_work_in_it_is_handed_over) {
  const EditNumber first = alice->edit(1, card::title, text("mine"));
  office.write({edit_of(member::entity, 81, {assign(member::until, number(5))})});
  alice->sync();
  EXPECT_FALSE(alice->read(card::entity, 1));
  EXPECT_FALSE(alice->read(member::entity, 81));
  EXPECT_EQ(alice->store->status()->scopes, 1U);
  EXPECT_EQ(alice->receipt_of(first)->refusal.code, "handed_over");
  EXPECT_EQ((*alice->store->edit(first))->writes.at(0).value, Value{});
}

TEST_F(Store, a_scope_that_comes_back_is_whole_again) {
  alice->edit(1, card::title, text("mine"));
  office.write({edit_of(member::entity, 81, {assign(member::until, number(5))})});
  alice->sync();
  office.add_member(83, 1, alice_person);
  alice->sync();
  EXPECT_EQ(alice->shown(1, card::title), text("first"));
  EXPECT_FALSE(alice->read(card::entity, 1)->is_unsent);
}

TEST_F(Store, a_row_made_in_a_scope_that_is_not_granted_goes_once_the_office_has_it) {
  std::vector<Change> changes = alice->new_own_card(5, "new");
  changes[1].assign = {{member::account, uuid_of(92)}};  // opened for somebody else
  alice->must_save(changes);
  EXPECT_TRUE(alice->read(card::entity, 5));
  alice->sync();
  EXPECT_EQ(alice->store->status()->outbox.refused, 0U);
  EXPECT_NE(office.find(card::entity, 5), nullptr);
  EXPECT_FALSE(alice->read(card::entity, 5));
  EXPECT_FALSE(alice->read(member::entity, 100'005));
}

TEST_F(Store, a_row_made_in_a_scope_that_was_lost_before_its_receipt_goes) {
  alice->must_save(alice->new_own_card(5, "new"));
  const SyncRequest request = alice->make_request();
  const auto answer = office.exchange(request);
  ASSERT_TRUE(answer.ok());
  office.write({edit_of(member::entity, 100'005, {assign(member::until, number(5))})});
  ASSERT_TRUE(alice->store->take_response(request, *answer, 5).ok());
  alice->sync();
  EXPECT_FALSE(alice->read(card::entity, 5));
}

TEST_F(Store, work_offline_in_a_scope_opened_offline_is_accepted_in_one_sync) {
  alice->must_save(alice->new_own_card(5, "new"));
  alice->edit(5, card::note, text("later"));
  Change visit_change;
  visit_change.entity = visit::entity;
  visit_change.row = row_of_number(55);
  visit_change.creates_in = scope_of('K', 5);
  visit_change.assign = {{visit::card, uuid_of(5)}};
  alice->must_save({visit_change});
  alice->sync();
  EXPECT_EQ(alice->store->status()->outbox.refused, 0U);
  EXPECT_EQ(alice->shown(5, card::note), text("later"));
  EXPECT_TRUE(alice->read(visit::entity, 55));
  EXPECT_NE(office.find(visit::entity, 55), nullptr);
}

TEST_F(Store, many_scopes_are_loaded_in_turns) {
  for (std::uint64_t n = 200; n < 350; ++n) {
    office.write({create_card(n, {assign(card::title, text("x"))})});
    office.add_member(1000 + n, n, alice_person);
  }
  alice->sync();
  for (std::uint64_t n = 200; n < 350; ++n) EXPECT_TRUE(alice->read(card::entity, n)) << n;
  EXPECT_EQ(alice->store->status()->scopes_loading, 0U);
}

// --- answers ------------------------------------------------------------------------------------

TEST_F(Store, a_lost_answer_is_repeated_and_nothing_is_doubled) {
  alice->edit(1, card::note, text("a"));
  alice->must_save(alice->new_own_card(5, "new"));
  alice->lose_answer();
  alice->edit(1, card::note, text("b"));
  alice->lose_answer();
  alice->sync();
  EXPECT_EQ(alice->read(card::entity, 1)->state, *office.find(card::entity, 1));
  EXPECT_EQ(alice->heads(1, card::note).size(), 1U);
  EXPECT_EQ(alice->store->status()->outbox.unsent, 0U);
}

TEST_F(Store, an_answer_stored_twice_changes_nothing_the_second_time) {
  alice->edit(1, card::note, text("a"));
  const SyncRequest request = alice->make_request();
  const auto response = office.exchange(request);
  ASSERT_TRUE(alice->store->take_response(request, *response, alice->now_ms).ok());
  const auto again = alice->store->take_response(request, *response, alice->now_ms);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().reason, "moved_on");
  EXPECT_EQ(alice->read(card::entity, 1)->state, *office.find(card::entity, 1));
}

TEST_F(Store, an_answer_that_does_not_fit_is_not_stored) {
  alice->edit(1, card::note, text("a"));
  const SyncRequest request = alice->make_request();
  SyncResponse response = *office.exchange(request);
  response.receipts.clear();
  EXPECT_EQ(alice->store->take_response(request, response, alice->now_ms).error().code,
            ErrorCode::corrupt);
  EXPECT_EQ(alice->store->status()->outbox.unsent, 1U);
  alice->sync();
  EXPECT_EQ(alice->store->status()->outbox.unsent, 0U);
}

TEST_F(Store, a_save_between_request_and_answer_shows_on_top_and_is_sent_next) {
  alice->edit(1, card::note, text("a"));
  const SyncRequest request = alice->make_request();
  const auto response = office.exchange(request);
  alice->edit(1, card::note, text("b"));
  const auto taken = alice->store->take_response(request, *response, alice->now_ms);
  ASSERT_TRUE(taken.ok());
  EXPECT_TRUE(taken->more);
  EXPECT_EQ(alice->shown(1, card::note), text("b"));
  EXPECT_EQ(alice->heads(1, card::note).size(), 1U);
  alice->sync();
  EXPECT_EQ(office.find(card::entity, 1)->field(card::note).heads.size(), 1U);
}

TEST_F(Store, an_offices_change_comes_under_an_unsent_edit) {
  alice->edit(1, card::note, text("mine"));
  office.write({edit_card(1, {assign(card::title, text("office's"))})});
  const SyncRequest request = [&] {
    SyncRequest made = alice->make_request();
    made.parts.clear();
    return made;
  }();
  const auto response = office.exchange(request);
  ASSERT_TRUE(alice->store->take_response(request, *response, alice->now_ms).ok());
  EXPECT_EQ(alice->shown(1, card::title), text("office's"));
  EXPECT_EQ(alice->shown(1, card::note), text("mine"));
  EXPECT_TRUE(alice->read(card::entity, 1)->is_unsent);
}

TEST_F(Store, a_large_save_goes_out_in_pieces) {
  std::vector<Change> changes = alice->new_own_card(5, "new");
  for (std::uint64_t n = 0; n < 200; ++n) {
    Change change = Tablet::new_card(600 + n, "x");
    change.creates_in = scope_of('K', 5);
    changes.push_back(change);
  }
  alice->must_save(std::move(changes));
  alice->page_bytes = 1000;
  alice->round();
  EXPECT_EQ(alice->store->status()->outbox.unsent, 1U);
  EXPECT_EQ(office.find(card::entity, 5), nullptr);
  alice->lose_answer();
  alice->page_bytes = 0;
  alice->sync();
  EXPECT_EQ(alice->store->status()->outbox.unsent, 0U);
  EXPECT_NE(office.find(card::entity, 799), nullptr);
  EXPECT_FALSE(alice->read(card::entity, 799)->is_unsent);
}

TEST_F(Store, a_large_save_on_top_of_an_unsent_one_goes_out_in_pieces) {
  alice->edit(1, card::title, text("mine"));
  std::vector<Change> changes{
      Tablet::set(1, card::title, text("again"), alice->version(card::entity, 1))};
  for (std::uint64_t row = 500; row < 510; ++row) changes.push_back(Tablet::new_card(row, "new"));
  alice->must_save(changes);
  alice->page_bytes = 200;
  alice->sync();
  EXPECT_EQ(alice->store->status()->outbox.refused, 0U);
  EXPECT_EQ(office.shown(card::entity, 1, card::title), text("again"));
}

TEST_F(Store, what_builds_on_the_first_piece_of_a_save_whose_answer_was_lost_is_taken) {
  std::vector<Change> changes{
      Tablet::set(1, card::title, text("mine"), alice->version(card::entity, 1))};
  for (std::uint64_t row = 500; row < 503; ++row) changes.push_back(Tablet::new_card(row, "new"));
  const EditNumber first = alice->must_save(changes);
  alice->page_bytes = 200;
  while (alice->make_request().parts.back().part_last() < first + 3) alice->round();
  alice->lose_answer();
  alice->edit(1, card::title, text("again"));
  alice->page_bytes = 0;
  alice->sync();
  EXPECT_EQ(alice->store->status()->outbox.refused, 0U);
  EXPECT_EQ(office.shown(card::entity, 1, card::title), text("again"));
}

TEST_F(Store, a_large_commit_of_the_office_shows_when_it_is_whole) {
  std::vector<Edit> edits;
  for (std::uint64_t n = 0; n < 100; ++n) {
    edits.push_back(
        create(card::entity, 600 + n, scope_of('K', 1), {assign(card::title, text("x"))}));
  }
  office.write(std::move(edits));
  alice->page_bytes = 1000;
  int rounds = 0;
  while (alice->round()) {
    ++rounds;
    EXPECT_FALSE(alice->read(card::entity, 600));
    alice->open();  // what was staged survives
  }
  EXPECT_GT(rounds, 3);
  EXPECT_TRUE(alice->read(card::entity, 600));
  EXPECT_TRUE(alice->read(card::entity, 699));
}

TEST_F(Store, an_older_copy_of_the_store_catches_up_and_saves_again) {
  alice->store.reset();
  const std::string copy = content_of(alice->path);
  alice->open();
  alice->edit(1, card::note, text("after the copy"));
  alice->sync();
  alice->store.reset();
  write_file(alice->path, copy);
  alice->open();
  alice->sync();
  EXPECT_EQ(alice->shown(1, card::note), text("after the copy"));
  const EditNumber first = alice->edit(1, card::note, text("again"));
  alice->sync();
  ASSERT_TRUE(alice->receipt_of(first));
  EXPECT_FALSE(alice->read(card::entity, 1)->is_unsent);
  EXPECT_EQ(alice->read(card::entity, 1)->state, *office.find(card::entity, 1));
}

// --- enrolment and clocks -----------------------------------------------------------------------

TEST_F(Store, a_store_belongs_to_one_person) {
  const auto again = alice->store->enrol(office.enrol(alice_device, alice_person), "x", 1);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().reason, "already_enrolled");
}

TEST_F(Store, a_store_that_is_not_enrolled_cannot_sync) {
  auto store = DeviceStore::open(folder / "new.db", test_schema());
  ASSERT_TRUE(store.ok());
  EXPECT_EQ((*store)->make_request(0, 0).error().reason, "not_enrolled");
}

TEST_F(Store, what_was_saved_before_enrolment_is_sent_after_it) {
  auto store = *DeviceStore::open(folder / "new.db", test_schema());
  WriteSet writes;
  writes.changes = {Tablet::new_card(5, "early")};
  Change membership;
  membership.entity = member::entity;
  membership.row = row_of_number(555);
  membership.creates_in = scope_of('K', 5);
  membership.assign = {{member::account, alice_person.uuid}};
  writes.changes.push_back(membership);
  ASSERT_TRUE(store->save(writes, txn(900), 2'000'000).ok());
  store.reset();
  const DeviceNumber third{(7ULL << 32) | 3};
  Tablet tablet(office, third, alice_person, folder / "new.db");
  tablet.sync();
  tablet.edit(5, card::note, text("a"));
  tablet.sync();
  EXPECT_EQ(tablet.read(card::entity, 5)->state, *office.find(card::entity, 5));
}

TEST_F(Store, texts_changed_in_different_places_show_as_one_on_every_device) {
  alice->edit(1, card::summary, text("a b c"));
  alice->sync();
  bob->sync();
  alice->edit(1, card::summary, text("x b c"));
  bob->edit(1, card::summary, text("a b y"));
  bob->edit(1, card::summary, text("a b y z"));  // on top of the one before
  alice->sync();
  bob->sync();
  alice->sync();
  for (Tablet* tablet : {alice.get(), bob.get()}) {
    EXPECT_EQ(tablet->shown(1, card::summary), text("x b y z"));
    EXPECT_EQ(tablet->read(card::entity, 1)->state, *office.find(card::entity, 1));
  }
}

TEST_F(Store, stamps_ahead_of_the_office_are_shifted_and_keep_their_order) {
  alice->now_ms += 3'600'000;
  alice->edit(1, card::note, text("a"));
  alice->edit(1, card::note, text("b"));
  EXPECT_EQ(office.exchange(alice->make_request()).error().reason, "clock_ahead");
  ASSERT_TRUE(alice->store->restamp(alice->make_request(), office.now_ms, alice->now_ms).ok());
  alice->sync();
  EXPECT_EQ(alice->shown(1, card::note), text("b"));
  EXPECT_EQ(alice->read(card::entity, 1)->state, *office.find(card::entity, 1));
  alice->edit(1, card::note, text("c"));
  EXPECT_LT(alice->heads(1, card::note).back().stamp.time.unix_ms(), office.now_ms + 60'000);
  alice->sync();
  EXPECT_EQ(office.shown(card::entity, 1, card::note), text("c"));
}

TEST_F(Store, what_the_office_may_have_taken_keeps_its_stamp_when_later_ones_are_shifted) {
  alice->now_ms += 30'000;
  alice->edit(1, card::note, text("a"));
  ASSERT_TRUE(office.exchange(alice->make_request()).ok());  // and the answer is lost
  bob->now_ms += 50'000;
  bob->edit(1, card::title, text("Bob's"));
  bob->sync();
  alice->now_ms += 3'600'000;
  alice->edit(1, card::note, text("b"));
  EXPECT_EQ(office.exchange(alice->make_request()).error().reason, "clock_ahead");
  ASSERT_TRUE(alice->store->restamp(alice->make_request(), office.now_ms, alice->now_ms).ok());
  alice->sync();
  EXPECT_EQ(alice->store->status()->outbox.unsent, 0U);
  EXPECT_EQ(alice->shown(1, card::note), text("b"));
  EXPECT_EQ(office.shown(card::entity, 1, card::note), text("b"));
}

TEST_F(Store, a_refusal_of_old_times_that_comes_late_shifts_nothing_that_was_saved_since) {
  alice->now_ms += 3'600'000;
  alice->edit(1, card::note, text("a"));
  const SyncRequest early = alice->make_request();
  const std::uint64_t early_ms = office.now_ms;
  office.now_ms = alice->now_ms;
  alice->sync();
  alice->edit(1, card::note, text("b"));
  ASSERT_TRUE(office.exchange(alice->make_request()).ok());  // and the answer is lost
  EXPECT_EQ(alice->store->restamp(early, early_ms, alice->now_ms).error().reason, "moved_on");
  alice->sync();
  EXPECT_EQ(alice->read(card::entity, 1)->state, *office.find(card::entity, 1));
}

TEST_F(Store, edits_that_were_not_in_the_request_keep_their_times) {
  alice->now_ms += 3'600'000;
  alice->edit(1, card::note, text("a"));
  const SyncRequest early = alice->make_request();
  alice->edit(1, card::title, text("b"));
  const Stamp stamp = alice->heads(1, card::title).back().stamp;
  ASSERT_TRUE(alice->store->restamp(early, office.now_ms, alice->now_ms).ok());
  office.now_ms = alice->now_ms;
  alice->sync();
  EXPECT_EQ(alice->heads(1, card::title).back().stamp, stamp);
}

TEST_F(Store, a_person_can_go_on_while_shifted_edits_still_wait) {
  alice->now_ms += 3'600'000;
  alice->edit(1, card::note, text("a"));
  const RowVersion form = alice->version(card::entity, 1);
  ASSERT_TRUE(alice->store->restamp(alice->make_request(), office.now_ms, alice->now_ms).ok());
  alice->must_save({Tablet::set(1, card::note, text("b"), form)});
  alice->edit(1, card::note, text("c"));
  EXPECT_EQ(alice->heads(1, card::note).size(), 1U);
  alice->sync();
  EXPECT_EQ(alice->read(card::entity, 1)->state, *office.find(card::entity, 1));
}

TEST_F(Store, shifting_keeps_stamps_above_what_was_received) {
  bob->now_ms += 30'000;
  bob->edit(1, card::title, text("Bob's"));
  bob->sync();
  alice->sync();
  alice->now_ms += 3'600'000;
  alice->edit(1, card::title, text("Alice's"));
  ASSERT_TRUE(alice->store->restamp(alice->make_request(), office.now_ms, alice->now_ms).ok());
  alice->sync();
  EXPECT_EQ(alice->store->status()->outbox.refused, 0U);
  EXPECT_EQ(office.shown(card::entity, 1, card::title), text("Alice's"));
}

}  // namespace
}  // namespace brygga
