// Deleting, moving, sealing and claiming, from a tablet's save over the office to another tablet.
#include <gtest/gtest.h>

#include "support/tablet.hpp"

namespace brygga {
namespace {

using namespace testing;

class RowLife : public ::testing::Test {
 protected:
  RowLife() {
    office.now_ms = 2'000'000;
    alices = office.add_person(91, {}, {500});
    bobs = office.add_person(92);
    office.write(
        {create_card(1, {assign(card::title, text("Card")), assign(card::level, number(1))}),
         create(visit::entity, 11, scope_of('K', 1),
                {assign(visit::card, Value(uuid_of(1))), assign(visit::status, text("draft")),
                 assign(visit::remark, text("first"))})});
    office.add_member(81, 1, alices);
    office.add_member(82, 1, bobs);
    alice = std::make_unique<Tablet>(office, alice_device, alices, folder / "alice.db");
    bob = std::make_unique<Tablet>(office, bob_device, bobs, folder / "bob.db");
    alice->sync();
    bob->sync();
  }

  static Change change_of(Tablet& tablet, std::uint64_t visit_row) {
    Change change;
    change.entity = visit::entity;
    change.row = row_of_number(visit_row);
    change.seen = tablet.version(visit::entity, visit_row);
    return change;
  }
  static Change deletion(Tablet& tablet) {
    Change change = change_of(tablet, 11);
    change.deletes = true;
    return change;
  }
  static Change assignment(Tablet& tablet, FieldNumber field, Value value) {
    Change change = change_of(tablet, 11);
    change.assign = {{field, std::move(value)}};
    return change;
  }
  Edit deletion_by_office(EntityNumber entity, std::uint64_t row) const {
    Edit edit = edit_of(entity, row, {});
    edit.deletes = true;
    for (const FieldState& field : office.find(entity, row)->fields) {
      for (const Head& head : field.heads) edit.seen.push_back(head.ref());
    }
    return edit;
  }
  static Value shown(Tablet& tablet, FieldNumber field) {
    const auto view = tablet.read(visit::entity, 11);
    return view ? shown_value(*test_schema().entity(visit::entity)->field(field),
                              view->state.field(field))
                : Value{};
  }
  static std::vector<Value> addenda(Tablet& tablet) {
    const auto view = tablet.read(visit::entity, 11);
    return view ? set_elements(view->state.field(visit::addenda)) : std::vector<Value>{};
  }

  TempFolder folder;
  MemoryOffice office;
  RowId alices, bobs;
  std::unique_ptr<Tablet> alice, bob;
};

TEST_F(RowLife, a_deletion_reaches_the_other_tablet) {
  alice->must_save({deletion(*alice)});
  EXPECT_FALSE(alice->read(visit::entity, 11)) << "hidden at once, offline";
  alice->sync();
  bob->sync();
  EXPECT_FALSE(alice->read(visit::entity, 11));
  EXPECT_FALSE(bob->read(visit::entity, 11));
  EXPECT_TRUE(office.find(visit::entity, 11)->life.is_deleted());
}

TEST_F(RowLife, an_unseen_change_brings_the_row_back_whole) {
  alice->must_save({deletion(*alice)});
  bob->must_save({assignment(*bob, visit::remark, text("Bob's"))});
  alice->sync();
  bob->sync();
  alice->sync();
  for (Tablet* tablet : {alice.get(), bob.get()}) {
    EXPECT_EQ(shown(*tablet, visit::remark), text("Bob's"));
    EXPECT_EQ(shown(*tablet, visit::card), Value(uuid_of(1)));
  }
}

TEST_F(RowLife, a_change_saved_before_the_deletion_came_brings_the_row_back_whole) {
  const SyncRequest request = bob->make_request();
  bob->must_save({assignment(*bob, visit::remark, text("Bob's"))});
  alice->must_save({deletion(*alice)});
  alice->sync();
  const auto response = office.exchange(request);
  ASSERT_TRUE(response.ok());
  ASSERT_TRUE(bob->store->take_response(request, *response, bob->now_ms).ok());
  EXPECT_FALSE(bob->read(visit::entity, 11)) << "Bob's tablet was told of the deletion";
  bob->sync();
  EXPECT_EQ(shown(*bob, visit::remark), text("Bob's"));
  EXPECT_EQ(shown(*bob, visit::card), Value(uuid_of(1)));
}

TEST_F(RowLife, a_deletion_that_comes_after_an_unseen_change_does_nothing) {
  alice->must_save({deletion(*alice)});
  bob->must_save({assignment(*bob, visit::remark, text("Bob's"))});
  bob->sync();
  const EditNumber first = 1;
  alice->sync();
  EXPECT_EQ(alice->receipt_of(first)->code, Receipt::Code::merged);
  EXPECT_EQ(shown(*alice, visit::remark), text("Bob's"));
}

TEST_F(RowLife, who_deleted_by_mistake_writes_once_more) {
  const Change write = assignment(*alice, visit::remark, text("kept"));
  alice->must_save({deletion(*alice)});
  alice->must_save({write});
  EXPECT_EQ(shown(*alice, visit::remark), text("kept"));
  alice->sync();
  bob->sync();
  EXPECT_EQ(shown(*alice, visit::remark), text("kept"));
  EXPECT_EQ(shown(*bob, visit::remark), text("kept"));
}

TEST_F(RowLife, a_row_that_moves_leaves_one_scope_and_comes_whole_into_the_other) {
  Change move = change_of(*alice, 11);
  move.moves_to = scope_of('T', 500);
  alice->must_save({move});
  alice->sync();
  bob->sync();
  EXPECT_FALSE(bob->read(visit::entity, 11)) << "Bob is not in the group";
  ASSERT_TRUE(alice->read(visit::entity, 11));
  EXPECT_EQ(alice->read(visit::entity, 11)->state.scope, scope_of('T', 500));

  const RowId carol = office.add_person(93, {}, {500});
  Tablet carols(office, {(7ULL << 32) | 3}, carol, folder / "carol.db");
  carols.sync();
  EXPECT_EQ(shown(carols, visit::remark), text("first"));

  Change back = change_of(*alice, 11);
  back.moves_to = scope_of('K', 1);
  back.assign = {{visit::remark, text("and back")}};
  alice->must_save({back});
  alice->sync();
  bob->sync();
  carols.sync();
  EXPECT_EQ(shown(*bob, visit::remark), text("and back"));
  EXPECT_EQ(shown(*bob, visit::card), Value(uuid_of(1)));
  EXPECT_FALSE(carols.read(visit::entity, 11));
}

TEST_F(RowLife, who_moved_a_row_in_vain_hears_where_it_is) {
  const RowId carol = office.add_person(93, {}, {500});
  office.add_member(83, 1, carol);
  Tablet carols(office, {(7ULL << 32) | 3}, carol, folder / "carol.db");
  carols.sync();
  Change losing = change_of(*alice, 11);
  losing.moves_to = scope_of('T', 500);
  const EditNumber lost = alice->must_save({losing});
  carols.now_ms = alice->now_ms + 1000;
  Change winning = change_of(carols, 11);
  winning.moves_to = scope_of('T', 500);
  carols.must_save({winning});
  carols.sync();
  alice->sync();
  EXPECT_EQ(alice->receipt_of(lost)->code, Receipt::Code::merged);
  Change later = change_of(carols, 11);
  later.assign = {{visit::remark, text("later")}};
  carols.must_save({later});
  carols.sync();
  alice->sync();
  ASSERT_TRUE(alice->read(visit::entity, 11));
  EXPECT_EQ(alice->read(visit::entity, 11)->state, *office.find(visit::entity, 11));
}

TEST_F(RowLife, a_row_that_leaves_in_the_middle_of_a_first_sync_does_not_stay) {
  for (std::uint64_t i = 0; i < 30; ++i) {
    office.write(
        {create(visit::entity, 100 + i, scope_of('K', 1),
                {assign(visit::card, Value(uuid_of(1))), assign(visit::remark, text("a visit"))})});
  }
  const RowId carol = office.add_person(93);
  office.add_member(83, 1, carol);
  Tablet carols(office, {(7ULL << 32) | 3}, carol, folder / "carol.db");
  carols.page_bytes = 400;
  while (!carols.read(visit::entity, 11)) ASSERT_TRUE(carols.round());
  Edit move = edit_of(visit::entity, 11, {});
  move.moves_to = scope_of('T', 500);
  office.write({move});
  office.write({deletion_by_office(visit::entity, 100)});
  carols.sync();
  EXPECT_FALSE(carols.read(visit::entity, 11));
  EXPECT_FALSE(carols.read(visit::entity, 100));
  EXPECT_TRUE(carols.read(visit::entity, 129));
}

TEST_F(RowLife, a_row_made_here_and_deleted_by_another_before_its_scope_came_does_not_stay) {
  auto changes = alice->new_own_card(5, "Alice's");
  Change made;
  made.entity = visit::entity;
  made.row = row_of_number(51);
  made.creates_in = scope_of('K', 5);
  made.assign = {{visit::card, Value(uuid_of(5))}};
  changes.push_back(made);
  alice->must_save(changes);
  alice->lose_answer();
  office.write({deletion_by_office(visit::entity, 51)});
  alice->sync();
  EXPECT_FALSE(alice->read(visit::entity, 51));
  EXPECT_TRUE(alice->read(card::entity, 5));
}

TEST_F(RowLife, a_scope_that_comes_and_goes_and_comes_again_is_whole) {
  alice->must_save(alice->new_own_card(5, "Alice's"));
  alice->round();
  office.write({deletion_by_office(member::entity, 100'005)});
  alice->sync();
  EXPECT_FALSE(alice->read(card::entity, 5));
  alice->open();
  office.add_member(85, 5, alices);
  alice->sync();
  EXPECT_TRUE(alice->read(card::entity, 5));
}

TEST_F(RowLife, what_was_written_unaware_of_the_signature_becomes_an_addendum) {
  alice->must_save({assignment(*alice, visit::status, text("signed"))});
  bob->must_save({assignment(*bob, visit::remark, text("Bob's"))});
  bob->sync();
  alice->sync();
  bob->sync();
  for (Tablet* tablet : {alice.get(), bob.get()}) {
    EXPECT_EQ(shown(*tablet, visit::remark), text("first"));
    EXPECT_EQ(addenda(*tablet), (std::vector<Value>{text("Bob's")}));
  }
}

TEST_F(RowLife, who_sees_the_signature_is_told_at_once) {
  alice->must_save({assignment(*alice, visit::status, text("signed"))});
  const auto saved = alice->save({assignment(*alice, visit::remark, text("more"))});
  ASSERT_FALSE(saved.ok());
  EXPECT_EQ(saved.error().reason, "sealed");
}

TEST_F(RowLife, a_form_opened_before_the_signature_came_adds_an_addendum) {
  const Change form = assignment(*bob, visit::remark, text("Bob's form"));
  alice->must_save({assignment(*alice, visit::status, text("signed"))});
  alice->sync();
  bob->sync();
  bob->must_save({form});
  EXPECT_EQ(shown(*bob, visit::remark), text("first"));
  EXPECT_EQ(addenda(*bob), (std::vector<Value>{text("Bob's form")}));
  bob->sync();
  alice->sync();
  EXPECT_EQ(addenda(*alice), (std::vector<Value>{text("Bob's form")}));
}

TEST_F(RowLife, nobody_signs_over_an_open_conflict) {
  bob->must_save({assignment(*bob, visit::remark, text("Bob's"))});
  alice->must_save({assignment(*alice, visit::remark, text("Alice's"))});
  bob->sync();
  alice->sync();
  const auto saved = alice->save({assignment(*alice, visit::status, text("signed"))});
  ASSERT_FALSE(saved.ok());
  EXPECT_EQ(saved.error().reason, "open_conflict");
}

TEST_F(RowLife, the_last_place_goes_to_whose_claim_comes_first) {
  const auto claim = [](Tablet& tablet, std::uint64_t row) {
    auto changes = tablet.new_own_card(row, "seated");
    changes[0].assign.push_back({card::seat, Value(uuid_of(1))});
    return tablet.must_save(changes);
  };
  const EditNumber alices_claim = claim(*alice, 21);
  const EditNumber bobs_claim = claim(*bob, 22);
  bob->sync();
  alice->sync();
  EXPECT_EQ(bob->receipt_of(bobs_claim)->code, Receipt::Code::applied);
  ASSERT_EQ(alice->receipt_of(alices_claim)->code, Receipt::Code::refused);
  EXPECT_EQ(alice->receipt_of(alices_claim)->refusal.code, "no_place_left");
  EXPECT_FALSE(alice->read(card::entity, 21));

  bob->edit(22, card::flag, Value(true));
  bob->sync();
  const EditNumber again = claim(*alice, 23);
  alice->sync();
  EXPECT_EQ(alice->receipt_of(again)->code, Receipt::Code::applied);
}

// --- refusals ---------------------------------------------------------------------------------

class Refused : public RowLife {
 protected:
  // Takes the only place, so that the claim of a card that Alice makes is refused.
  Refused() {
    office.write({create_card(
        30, {assign(card::title, text("seated")), assign(card::seat, Value(uuid_of(1)))})});
    auto changes = alice->new_own_card(31, "Alice's");
    changes[0].assign.push_back({card::seat, Value(uuid_of(1))});
    first = alice->must_save(changes);
    dependent = alice->edit(31, card::note, text("and a note on it"));
    alice->sync();
  }
  Result<Saved> send_again(EditNumber number, const CommandToKeep& command = {}) {
    return alice->store->send_again(
        number, [this] { return alice->next_id(); }, alice->now_ms, command);
  }

  EditNumber first = 0, dependent = 0;
};

TEST_F(Refused, is_sent_again_with_what_depends_on_it) {
  ASSERT_EQ(alice->receipt_of(first)->refusal.code, "no_place_left");
  ASSERT_EQ(alice->receipt_of(dependent)->refusal.code, "depends_on");
  office.write({edit_card(30, {assign(card::flag, Value(true))})});
  const auto sent = send_again(first);
  ASSERT_TRUE(sent.ok()) << sent.error().what;
  EXPECT_EQ(sent->transactions, 2U);
  EXPECT_EQ(alice->shown(31, card::title), text("Alice's"));
  EXPECT_EQ(alice->shown(31, card::note), text("and a note on it"));
  alice->sync();
  EXPECT_EQ(alice->store->status()->outbox.refused, 0U);
  EXPECT_EQ(office.shown(card::entity, 31, card::note), text("and a note on it"));
  EXPECT_FALSE(send_again(first).ok()) << "only once";
}

TEST_F(Refused, that_is_sent_again_by_a_repeated_command_is_sent_once) {
  const CommandToKeep command{CommandId{uuid_of(900)}, [](const Saved&) { return "first"; }};
  const auto sent = send_again(first, command);
  ASSERT_TRUE(sent.ok());
  const auto repeated = send_again(first, command);
  ASSERT_TRUE(repeated.ok()) << repeated.error().what;
  EXPECT_TRUE(repeated->is_repeated);
  EXPECT_EQ(repeated->transaction, sent->transaction);
  EXPECT_EQ(repeated->command_result, "first");
  EXPECT_EQ(alice->store->status()->outbox.unsent, 2U);
}

TEST_F(Refused, that_is_dismissed_by_a_repeated_command_answers_as_the_first_time) {
  const CommandToKeep command{CommandId{uuid_of(900)}, [](const Saved&) { return "first"; }};
  const auto dismissed = alice->store->dismiss(first, command);
  ASSERT_TRUE(dismissed.ok());
  const auto repeated = alice->store->dismiss(first, command);
  ASSERT_TRUE(repeated.ok()) << repeated.error().what;
  EXPECT_TRUE(repeated->is_repeated);
  EXPECT_EQ(repeated->transaction, dismissed->transaction);
}

TEST_F(Refused, that_is_refused_again_waits_again) {
  ASSERT_TRUE(send_again(first).ok());
  alice->sync();
  EXPECT_EQ(alice->store->status()->outbox.refused, 2U);
}

TEST_F(Refused, leaves_the_inbox_when_its_person_is_done_with_it) {
  ASSERT_TRUE(alice->store->dismiss(first).ok());
  EXPECT_EQ(alice->store->status()->outbox.refused, 1U);
  EXPECT_FALSE(alice->store->dismiss(first).ok());
  ASSERT_TRUE((*alice->store->edit(first)).has_value()) << "the words are still there";
}

TEST_F(RowLife, keys_of_deleted_rows_are_not_used_again) {
  alice->must_save({deletion(*alice)});
  Change fresh;
  fresh.entity = visit::entity;
  fresh.row = row_of_number(12);
  fresh.creates_in = scope_of('K', 1);
  fresh.assign = {{visit::card, Value(uuid_of(1))}, {visit::remark, text("new")}};
  alice->must_save({fresh});
  alice->sync();
  bob->must_save({assignment(*bob, visit::remark, text("Bob's"))});
  bob->sync();
  alice->sync();
  EXPECT_EQ(shown(*alice, visit::remark), text("Bob's"));
  EXPECT_TRUE(alice->read(visit::entity, 12));
}

// --- moves and scopes that are lost -----------------------------------------------------------

TEST_F(RowLife, a_row_moved_into_a_scope_that_is_lost_meanwhile_stays_where_the_office_has_it) {
  Change move = change_of(*alice, 11);
  move.moves_to = scope_of('T', 500);
  const EditNumber moved = alice->must_save({move});
  const HeadRef group = office.find(person::entity, 91)->field(person::groups).heads[0].ref();
  office.write({edit_of(person::entity, 91, {remove(person::groups, uuid_of(500), {group})})});
  bob->must_save({assignment(*bob, visit::remark, text("Bob's"))});
  bob->sync();
  alice->sync();
  EXPECT_EQ(alice->receipt_of(moved)->code, Receipt::Code::refused);
  ASSERT_TRUE(alice->read(visit::entity, 11));
  EXPECT_EQ(alice->read(visit::entity, 11)->state, *office.find(visit::entity, 11));
}

TEST_F(RowLife, rows_that_were_moved_into_a_scope_are_lost_with_it) {
  Change move = change_of(*alice, 11);
  move.moves_to = scope_of('T', 500);
  alice->must_save({move});
  alice->sync();
  EXPECT_TRUE(alice->read(visit::entity, 11));
  const HeadRef group = office.find(person::entity, 91)->field(person::groups).heads[0].ref();
  office.write({edit_of(person::entity, 91, {remove(person::groups, uuid_of(500), {group})})});
  alice->sync();
  EXPECT_FALSE(alice->read(visit::entity, 11));
}

TEST_F(RowLife, a_page_never_ends_between_leaving_one_scope_and_coming_into_another) {
  alice->page_bytes = 1;
  Edit move = edit_of(visit::entity, 11, {});
  move.moves_to = scope_of('T', 500);
  office.write({move});
  alice->sync();
  ASSERT_TRUE(alice->read(visit::entity, 11));
  EXPECT_EQ(alice->read(visit::entity, 11)->state, *office.find(visit::entity, 11));
}

}  // namespace
}  // namespace brygga
