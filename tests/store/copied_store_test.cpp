// Two copies of one store, both at work: what one of them has sent, the other sends again, and
// holds in the end as the office does.
#include <gtest/gtest.h>

#include "store/database.hpp"
#include "store/device_store.hpp"
#include "support/tablet.hpp"

namespace brygga {
namespace {

using namespace testing;

class CopiedStore : public ::testing::Test {
 protected:
  TempFolder folder;
  MemoryOffice office;
  RowId alice_person;
  std::unique_ptr<Tablet> alice, copy;

  void SetUp() override {
    office.now_ms = 2'000'000;
    alice_person = office.add_person(91, {}, {500});
    office.write(
        {create_card(1, {assign(card::title, text("first")), assign(card::note, text("a note"))})});
    office.add_member(81, 1, alice_person);
    alice = std::make_unique<Tablet>(office, alice_device, alice_person, folder / "alice.db");
    alice->sync();
  }

  // Of Alice's tablet as it now is.
  void make_copy() {
    alice->store.reset();
    const std::string content = content_of(alice->path);
    alice->open();
    copy = std::make_unique<Tablet>(office, DeviceNumber{(7ULL << 32) | 77}, alice_person,
                                    folder / "other.db");
    copy->store.reset();
    copy->path = folder / "copy.db";
    write_file(copy->path, content);
    copy->number = alice_device;
    copy->saves = 5000;
    copy->now_ms = alice->now_ms + 20;
    copy->open();
  }
  void expect_agreement(const Tablet& tablet) {
    const auto row = tablet.store->read(card::entity, row_of_number(1));
    ASSERT_TRUE(row.ok() && *row);
    EXPECT_EQ((*row)->state, *office.find(card::entity, 1));
  }
  // The copy is turned away, and asks for a number of its own.
  void find_out() {
    const SyncRequest request = copy->make_request();
    const auto response = office.exchange(request);
    ASSERT_FALSE(response.ok());
    EXPECT_EQ(response.error().reason, "copied_store");
    ASSERT_TRUE(copy->store->want_number(request.device).ok());
    ASSERT_TRUE(copy->round());
    EXPECT_NE(copy->store->replica()->device, alice_device);
  }
};

TEST_F(CopiedStore, builds_on_what_the_other_copy_has_sent) {
  alice->edit(1, card::note, text("shared"));
  make_copy();
  alice->edit(1, card::title, text("by the first"));
  alice->sync();
  const EditNumber first = copy->edit(1, card::note, text("by the copy"));
  find_out();
  copy->sync();
  EXPECT_EQ(copy->receipt_of(first)->code, Receipt::Code::applied);
  const EditNumber second = copy->edit(1, card::note, text("and again"));
  copy->sync();
  EXPECT_EQ(copy->receipt_of(second)->code, Receipt::Code::applied);
  expect_agreement(*copy);
  alice->sync();
  expect_agreement(*alice);
}

TEST_F(CopiedStore, is_told_the_stamp_that_the_other_copy_gave) {
  alice->now_ms += 90'000;  // ahead of the office: the first to send is put right
  const EditNumber shared = alice->edit(1, card::note, text("shared"));
  make_copy();
  const SyncRequest request = alice->make_request();
  ASSERT_EQ(office.exchange(request).error().reason, "clock_ahead");
  ASSERT_TRUE(alice->store->restamp(request, office.now_ms, alice->now_ms).ok());
  alice->sync();
  office.now_ms += 90'000;
  copy->sync();
  ASSERT_TRUE(copy->receipt_of(shared));
  const EditNumber later = copy->edit(1, card::note, text("by the copy"));
  copy->sync();
  EXPECT_EQ(copy->receipt_of(later)->code, Receipt::Code::applied);
  expect_agreement(*copy);
}

// Small pages bring the rows before the receipts of what made them.
TEST_F(CopiedStore, does_not_apply_again_what_has_come_with_the_rows) {
  alice->edit(1, card::title, text("one"));
  alice->edit(1, card::note, text("two"));
  alice->edit(1, card::note, text("three"));
  make_copy();
  alice->sync();
  copy->page_bytes = 1;
  copy->sync();
  EXPECT_EQ(copy->heads(1, card::note).size(), 1U);
  expect_agreement(*copy);
}

TEST_F(CopiedStore, does_not_make_again_what_was_deleted_since) {
  alice->edit(1, card::title, text("one"));
  alice->must_save(alice->new_own_card(5, "a card"));
  make_copy();
  alice->sync();
  alice->must_save({alice->deletion(5)});
  alice->sync();
  ASSERT_TRUE(office.find(card::entity, 5)->life.is_deleted());
  copy->page_bytes = 1;
  copy->sync();
  EXPECT_FALSE(copy->read(card::entity, 5));
}

// Made and moved in one commit: no scope but the last one ever had it, so no change tells that it
// left the first.
TEST_F(CopiedStore, keeps_nothing_that_the_other_copy_has_moved_out_of_sight) {
  Change visit;
  visit.entity = visit::entity;
  visit.row = row_of_number(11);
  visit.creates_in = scope_of('K', 1);
  visit.assign = {{visit::card, Value(uuid_of(1))}, {visit::remark, text("to go")}};
  alice->must_save({visit});
  make_copy();
  Change move;
  move.entity = visit::entity;
  move.row = visit.row;
  move.seen = alice->version(visit::entity, 11);
  move.moves_to = scope_of('T', 500);
  alice->must_save({move});
  alice->sync();
  ASSERT_EQ(office.find(visit::entity, 11)->scope, scope_of('T', 500));
  const HeadRef group = office.find(person::entity, 91)->field(person::groups).heads[0].ref();
  office.write({edit_of(person::entity, 91, {remove(person::groups, uuid_of(500), {group})})});
  copy->sync();
  EXPECT_NE(copy->store->replica()->device, alice_device);
  copy->sync();  // compares
  EXPECT_FALSE(copy->read(visit::entity, 11));
}

TEST_F(CopiedStore, sends_whole_under_its_number_what_it_had_sent_in_part) {
  std::vector<Change> cards = alice->new_own_card(6, "one");
  for (Change& change : alice->new_own_card(7, "two")) cards.push_back(change);
  const EditNumber first = alice->must_save(cards);
  alice->page_bytes = 1;
  ASSERT_TRUE(alice->round());
  make_copy();
  copy->page_bytes = 0;
  // As if the office had let go of the pieces.
  office.staged.clear();
  ASSERT_TRUE(copy->store->want_number(alice_device).ok());
  ASSERT_TRUE(copy->round());
  copy->sync();
  ASSERT_TRUE(copy->receipt_of(first));
  EXPECT_EQ(copy->receipt_of(first)->code, Receipt::Code::applied);
}

TEST_F(CopiedStore, takes_no_answer_to_its_old_number) {
  make_copy();
  alice->edit(1, card::note, text("by the first"));
  alice->sync();
  const SyncRequest old = copy->make_request();
  const auto late = office.exchange(old);
  copy->edit(1, card::note, text("by the copy"));
  find_out();
  EXPECT_EQ(copy->store->take_response(old, *late, copy->now_ms).error().reason, "moved_on");
  ASSERT_TRUE(copy->store->want_number(alice_device).ok());
  EXPECT_FALSE(copy->store->replica()->wants_number) << "it has another by now";
}

// An office is opened anew with each restart; a copy that nobody has confirmed is told no position
// that would show it.
TEST_F(CopiedStore, takes_no_receipt_of_a_newer_epoch_for_lost) {
  make_copy();
  alice->edit(1, card::title, text("by the first"));
  alice->sync();
  copy->edit(1, card::note, text("by the copy"));
  find_out();
  const DeviceNumber number = copy->store->replica()->device;
  office.devices[number].is_push_only = true;
  office.begin_epoch(8);
  copy->sync();
  const EditNumber sent = copy->edit(1, card::note, text("and again"));
  office.begin_epoch(9);
  copy->sync();
  ASSERT_TRUE(copy->receipt_of(sent));
  office.devices[number].is_push_only = false;
  while (copy->round()) EXPECT_FALSE(copy->make_request().is_healing);
  EXPECT_EQ(copy->store->replica()->lineage.size(), office.lineage()->size());
  expect_agreement(*copy);
}

// The office is put back to what it was before the copies parted.
class CopiedAndRestored : public CopiedStore {
 protected:
  MemoryOffice backup;

  void restore() { office.restore(backup, 8); }
};

TEST_F(CopiedAndRestored, brings_back_what_the_other_copy_has_taken_the_place_of) {
  backup = office;
  make_copy();
  const EditNumber lost = alice->edit(1, card::title, text("by the first"));
  alice->sync();
  restore();
  ASSERT_EQ(copy->edit(1, card::note, text("by the copy")), lost);
  copy->sync();
  ASSERT_EQ(office.shown(card::entity, 1, card::title), text("first"));

  // Told of the loss; offers its rows; sends what the office seems to have.
  std::optional<Error> turned_away;
  while (!turned_away) {
    const SyncRequest request = alice->make_request();
    auto response = office.exchange(request);
    if (!response) {
      turned_away = response.error();
      ASSERT_TRUE(alice->store->want_number(request.device).ok());
    } else {
      const auto taken = alice->store->take_response(request, *std::move(response), alice->now_ms);
      ASSERT_TRUE(taken.ok()) << taken.error().what;
      ASSERT_TRUE(taken->more);
    }
  }
  EXPECT_EQ(turned_away->reason, "copied_store");
  alice->sync();
  EXPECT_NE(alice->store->replica()->device, alice_device);
  EXPECT_EQ(alice->store->status()->outbox.unsent, 0U);
  EXPECT_NE(alice->receipt_of(lost)->code, Receipt::Code::refused);
  EXPECT_EQ(office.shown(card::entity, 1, card::title), text("by the first"));
  EXPECT_EQ(office.shown(card::entity, 1, card::note), text("by the copy"));
  // It is the write that others may have seen, under the number of that time.
  EXPECT_EQ(office.find(card::entity, 1)->field(card::title).heads.at(0).stamp.device,
            alice_device);
  for (Tablet* each : {copy.get(), alice.get()}) {
    each->sync();
    expect_agreement(*each);
  }
}

TEST_F(CopiedAndRestored, leaves_what_was_refused_under_the_number_that_it_was_refused_under) {
  backup = office;
  make_copy();
  alice->edit(1, card::title, text("by the first"));
  Change foreign;
  foreign.entity = visit::entity;
  foreign.row = row_of_number(50);
  foreign.creates_in = scope_of('K', 77);
  foreign.assign = {{visit::card, Value(uuid_of(77))}};
  const EditNumber refused = alice->must_save({foreign});
  alice->sync();
  ASSERT_EQ(alice->receipt_of(refused)->code, Receipt::Code::refused);
  restore();
  copy->edit(1, card::note, text("by the copy"));
  copy->sync();
  while (alice->store->replica()->healing != Healing::resending) ASSERT_TRUE(alice->round());
  ASSERT_TRUE(alice->store->want_number(alice_device).ok());
  alice->sync();
  ASSERT_NE(alice->store->replica()->device, alice_device);
  alice->store.reset();
  auto database = Database::open(alice->path, Database::Mode::existing);
  ASSERT_TRUE(database.ok());
  const auto stamped =
      database->integer("SELECT device FROM outbox WHERE n = " + std::to_string(refused));
  EXPECT_EQ(*stamped, static_cast<std::int64_t>(alice_device.value));
}

TEST_F(CopiedAndRestored, takes_from_rows_what_rows_have_brought_back) {
  backup = office;
  const EditNumber shared = alice->edit(1, card::title, text("shared"));
  make_copy();
  alice->sync();
  restore();
  alice->sync();
  ASSERT_EQ(office.shown(card::entity, 1, card::title), text("shared"));
  copy->sync();
  ASSERT_TRUE(copy->receipt_of(shared));
  EXPECT_EQ(copy->receipt_of(shared)->seq, alice->receipt_of(shared)->seq);
  expect_agreement(*copy);
  expect_agreement(*alice);
}

}  // namespace
}  // namespace brygga
