// An office that was restored from a backup gets back from its tablets what it had lost.
#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "support/tablet.hpp"

namespace brygga {
namespace {

using namespace testing;

class Restored : public ::testing::Test {
 protected:
  Restored() {
    office.now_ms = 2'000'000;
    persons = {office.add_person(91), office.add_person(92), office.add_person(93)};
    office.write(
        {create_card(1, {assign(card::title, text("first")), assign(card::status, text("open")),
                         assign(card::level, number(1))})});
    for (std::uint64_t i = 0; i < 3; ++i) office.add_member(81 + i, 1, persons[i]);
    alice = tablet(1);
    bob = tablet(2);
    carol = tablet(3);
    for (Tablet* each : {alice.get(), bob.get(), carol.get()}) each->sync();
    backup = office;
  }

  std::unique_ptr<Tablet> tablet(std::uint64_t i) {
    return std::make_unique<Tablet>(office, DeviceNumber{(7ULL << 32) | i}, persons[i - 1],
                                    folder / (std::to_string(i) + ".db"));
  }
  void restore() { office.restore(backup, ++epoch); }

  Value at_office(FieldNumber field) const { return office.shown(card::entity, 1, field); }
  std::size_t heads_at_office(FieldNumber field) const {
    return office.find(card::entity, 1)->field(field).heads.size();
  }
  std::size_t times_in_history(const Value& value) const {
    return static_cast<std::size_t>(std::count_if(
        office.history.begin(), office.history.end(),
        [&](const HistoryEntry& entry) { return entry.superseded.head.value == value; }));
  }
  void expect_agreement(Tablet& each) {
    const RowState* row = office.find(card::entity, 1);
    for (const FieldDef& field : test_schema().entity(card::entity)->fields) {
      std::vector<Head> theirs = row->field(field.number).heads;
      EXPECT_EQ(each.heads(1, field.number), theirs) << field.name;
    }
  }

  TempFolder folder;
  MemoryOffice office, backup;
  std::uint64_t epoch = 7;
  std::vector<RowId> persons;
  std::unique_ptr<Tablet> alice, bob, carol;
};

TEST_F(Restored, an_office_that_was_only_opened_anew_sends_nothing_twice) {
  alice->edit(1, card::title, text("Alice's"));
  alice->sync();
  bob->sync();
  office.begin_epoch(++epoch);
  bob->edit(1, card::note, text("Bob's"));
  const SyncRequest request = bob->make_request();
  auto response = office.exchange(request);
  ASSERT_TRUE(response.ok());
  EXPECT_TRUE(response->rows.empty());
  EXPECT_EQ(response->lineage.size(), 2U);
  ASSERT_TRUE(bob->store->take_response(request, *response, bob->now_ms).ok());
  EXPECT_EQ(bob->store->replica()->lineage.size(), 2U);
  alice->sync();
  EXPECT_EQ(alice->shown(1, card::note), text("Bob's"));
}

TEST_F(Restored, the_author_brings_the_work_back) {
  const EditNumber first = alice->edit(1, card::title, text("lost"));
  alice->edit(1, card::note, text("lost note"));
  alice->sync();
  restore();
  EXPECT_EQ(at_office(card::title), text("first"));
  alice->sync();
  EXPECT_EQ(at_office(card::title), text("lost"));
  EXPECT_EQ(at_office(card::note), text("lost note"));
  EXPECT_NE(alice->receipt_of(first)->code, Receipt::Code::refused);
  EXPECT_EQ(alice->store->status()->outbox.unsent, 0U);
  expect_agreement(*alice);
  EXPECT_EQ(times_in_history(text("lost")), 0U);
}

// The office's clock went fast for a while, and everybody wrote by it; after the restore it is right.
class RestoredWithAClockSetRight : public Restored {
 protected:
  static constexpr std::uint64_t fast_ms = 3'000'000;

  void SetUp() override {
    office.now_ms += fast_ms;
    alice->edit(1, card::level, number(2));
    alice->sync();  // and hears what time it is
    alice->edit(1, card::title, text("lost"));
    alice->sync();
    stamped = alice->heads(1, card::title);
    ASSERT_GE(stamped.at(0).stamp.time.unix_ms(), office.now_ms);
  }
  void set_right() {
    office.now_ms -= fast_ms;
    restore();
  }

  std::vector<Head> stamped;
};

TEST_F(RestoredWithAClockSetRight, takes_the_lost_work_back_under_its_stamps) {
  set_right();
  alice->sync();
  EXPECT_EQ(alice->store->status()->outbox.unsent, 0U);
  EXPECT_EQ(office.find(card::entity, 1)->field(card::title).heads, stamped);
  EXPECT_EQ(times_in_history(text("lost")), 0U);
  expect_agreement(*alice);
}

TEST_F(RestoredWithAClockSetRight, takes_what_was_written_after_a_lost_row_was_seen) {
  bob->sync();
  bob->edit(1, card::title, text("after it"));
  set_right();
  bob->sync();
  EXPECT_EQ(bob->store->status()->outbox.unsent, 0U);
  EXPECT_EQ(at_office(card::title), text("after it"));
  carol->sync();
  carol->edit(1, card::title, text("after that"));
  carol->sync();
  EXPECT_EQ(at_office(card::title), text("after that"));
  EXPECT_EQ(heads_at_office(card::title), 1U);
}

TEST_F(RestoredWithAClockSetRight, believes_no_time_of_a_row_without_its_mark) {
  set_right();
  const std::uint64_t before_ms = office.state()->clock_ms;
  ASSERT_TRUE(alice->round());  // hears of the loss
  SyncRequest request = alice->make_request();
  ASSERT_FALSE(request.offered.empty());
  for (OfferedRow& offered : request.offered) offered.row.mac = {1};
  ASSERT_TRUE(office.exchange(request).ok());
  EXPECT_GT(office.forged, 0U);
  EXPECT_LE(office.state()->clock_ms, std::max(before_ms, office.now_ms));
}

TEST_F(RestoredWithAClockSetRight, turns_away_what_the_lost_office_would_have_turned_away) {
  const std::uint64_t lost_ms = office.now_ms;
  set_right();
  alice->sync();
  alice->edit(1, card::title, text("ahead"));
  SyncRequest request = alice->make_request();
  request.parts.at(0).time = Hlc::from_unix_ms(lost_ms + 2 * limits::clock_ahead_ms_max);
  EXPECT_EQ(office.exchange(request).error().reason, "clock_ahead");
}

TEST_F(Restored, another_tablet_brings_back_the_work_of_one_that_is_away) {
  alice->edit(1, card::title, text("lost"));
  alice->must_save(alice->new_own_card(5, "made in the lost time"));
  alice->sync();
  office.add_member(90, 5, persons[1]);
  bob->sync();
  ASSERT_TRUE(bob->read(card::entity, 5));
  restore();
  bob->sync();
  EXPECT_EQ(at_office(card::title), text("lost"));
  ASSERT_NE(office.find(card::entity, 5), nullptr);
  EXPECT_TRUE(bob->read(card::entity, 5));
  expect_agreement(*bob);
  // And when the author comes at last, nothing is doubled.
  alice->sync();
  EXPECT_EQ(heads_at_office(card::title), 1U);
  EXPECT_EQ(times_in_history(text("lost")), 0U);
  EXPECT_EQ(times_in_history(text("first")), 1U);
  EXPECT_EQ(alice->store->status()->outbox.unsent, 0U);
  expect_agreement(*alice);
  EXPECT_TRUE(alice->read(card::entity, 5));
}

class ResolvedConflict : public Restored, public ::testing::WithParamInterface<bool> {
 protected:
  void SetUp() override {
    alice->edit(1, card::note, text("Alice's"));
    bob->edit(1, card::note, text("Bob's"));
    alice->sync();
    bob->sync();
    alice->sync();
    ASSERT_EQ(heads_at_office(card::note), 2U);
  }
};

TEST_P(ResolvedConflict, stays_resolved) {
  if (GetParam()) backup = office;
  carol->sync();
  carol->edit(1, card::note, text("resolved"));
  carol->sync();
  alice->sync();
  restore();
  bob->sync();  // knows of no resolution
  alice->sync();
  carol->sync();
  bob->sync();
  EXPECT_EQ(heads_at_office(card::note), 1U);
  EXPECT_EQ(at_office(card::note), text("resolved"));
  EXPECT_EQ(times_in_history(text("Alice's")), 1U);
  EXPECT_EQ(times_in_history(text("Bob's")), 1U);
  alice->sync();
  for (Tablet* each : {alice.get(), bob.get(), carol.get()}) expect_agreement(*each);
}
INSTANTIATE_TEST_SUITE_P(BackedUpOrNot, ResolvedConflict, ::testing::Bool());

TEST_F(Restored, work_since_the_restore_meets_what_comes_back) {
  alice->edit(1, card::note, text("lost"));
  alice->sync();
  alice->edit(1, card::level, number(9));
  alice->sync();
  restore();
  carol->edit(1, card::note, text("since"));
  carol->sync();
  alice->sync();
  EXPECT_EQ(heads_at_office(card::note), 2U) << "nobody had seen both";
  EXPECT_EQ(at_office(card::level), number(9));
  carol->sync();
  expect_agreement(*alice);
  expect_agreement(*carol);
  alice->edit(1, card::note, text("both"));
  alice->sync();
  carol->sync();
  EXPECT_EQ(heads_at_office(card::note), 1U);
}

TEST_F(Restored, an_older_version_does_not_come_after_a_newer_one) {
  alice->edit(1, card::title, text("one"));
  alice->sync();
  bob->sync();
  alice->edit(1, card::title, text("two"));
  alice->sync();
  carol->sync();
  restore();
  carol->sync();
  EXPECT_EQ(at_office(card::title), text("two"));
  bob->sync();
  EXPECT_EQ(at_office(card::title), text("two"));
  EXPECT_EQ(heads_at_office(card::title), 1U);
  EXPECT_EQ(times_in_history(text("one")), 1U) << "Bob showed it, and the author may be away";
  alice->sync();
  EXPECT_EQ(at_office(card::title), text("two"));
  EXPECT_EQ(times_in_history(text("one")), 1U) << "the author still has it";
}

TEST_F(Restored, a_newer_version_comes_after_an_older_one) {
  alice->edit(1, card::note, text("one"));
  alice->sync();
  bob->sync();
  alice->edit(1, card::note, text("two"));
  alice->sync();
  carol->sync();
  restore();
  bob->sync();
  EXPECT_EQ(at_office(card::note), text("one"));
  carol->sync();
  EXPECT_EQ(at_office(card::note), text("two"));
  EXPECT_EQ(heads_at_office(card::note), 1U) << "the newer one had seen the older";
}

TEST_F(Restored, what_was_refused_stays_refused) {
  alice->edit(1, card::title, text("taken"));
  Change foreign;
  foreign.entity = visit::entity;
  foreign.row = row_of_number(50);
  foreign.creates_in = scope_of('K', 77);
  foreign.assign = {{visit::card, Value(uuid_of(77))}};
  const EditNumber refused = alice->must_save({foreign});
  alice->edit(1, card::note, text("after it"));
  alice->sync();
  ASSERT_EQ(alice->receipt_of(refused)->code, Receipt::Code::refused);
  restore();
  alice->edit(1, card::price, Value(1.5));
  alice->sync();
  EXPECT_EQ(alice->receipt_of(refused)->refusal.code, "no_right");
  EXPECT_EQ(office.find(visit::entity, 50), nullptr);
  EXPECT_EQ(at_office(card::note), text("after it"));
  EXPECT_EQ(at_office(card::price), Value(1.5));
}

TEST_F(Restored, a_deletion_comes_back_with_its_author) {
  alice->must_save(alice->new_own_card(5, "to go"));
  alice->sync();
  backup = office;
  alice->must_save({alice->deletion(5)});
  alice->sync();
  restore();
  EXPECT_FALSE(office.find(card::entity, 5)->life.is_deleted());
  alice->sync();
  EXPECT_TRUE(office.find(card::entity, 5)->life.is_deleted());
  EXPECT_FALSE(alice->read(card::entity, 5));
}

TEST_F(Restored, rows_that_a_tablet_never_got_are_not_believed) {
  alice->edit(1, card::title, text("lost"));
  alice->sync();
  restore();
  SyncRequest request = alice->make_request();
  const auto told = office.exchange(request);
  ASSERT_TRUE(told.ok());
  ASSERT_TRUE(alice->store->take_response(request, *told, alice->now_ms).ok());
  request = alice->make_request();
  ASSERT_FALSE(request.offered.empty());
  for (OfferedRow& offered : request.offered) {
    for (FieldChange& field : offered.row.fields) {
      for (Head& head : field.heads) {
        if (head.value == text("lost")) head.value = text("forged");
      }
    }
  }
  ASSERT_TRUE(office.exchange(request).ok());
  EXPECT_EQ(office.forged, 1U);
  EXPECT_EQ(at_office(card::title), text("first"));
}

TEST_F(Restored, twice_and_each_time_from_an_older_backup) {
  const MemoryOffice oldest = backup;
  alice->edit(1, card::title, text("one"));
  alice->sync();
  bob->sync();
  backup = office;
  alice->edit(1, card::note, text("two"));
  alice->sync();
  restore();
  carol->edit(1, card::price, Value(3.0));
  carol->sync();
  alice->sync();
  EXPECT_EQ(at_office(card::note), text("two"));
  backup = oldest;
  restore();
  bob->sync();  // offline since before the first restore
  carol->sync();
  alice->sync();
  EXPECT_EQ(at_office(card::title), text("one"));
  EXPECT_EQ(at_office(card::note), text("two"));
  EXPECT_EQ(at_office(card::price), Value(3.0));
  for (const FieldNumber field : {card::title, card::note, card::price}) {
    EXPECT_EQ(heads_at_office(field), 1U) << field;
  }
  bob->sync();
  carol->sync();
  for (Tablet* each : {alice.get(), bob.get(), carol.get()}) expect_agreement(*each);
}

// Yesterday's office, and ten tablets with the work of a day: the last three stay away until the
// others have healed it.
TEST_F(Restored, ten_tablets_bring_a_day_back) {
  std::vector<std::unique_ptr<Tablet>> tablets;
  for (std::uint64_t i = 0; i < 10; ++i) {
    const RowId person = office.add_person(100 + i);
    office.add_member(300 + i, 1, person);
    tablets.push_back(std::make_unique<Tablet>(office, DeviceNumber{(7ULL << 32) | (20 + i)},
                                               person, folder / ("t" + std::to_string(i))));
    tablets.back()->sync();
  }
  backup = office;
  const auto day_of = [](std::uint64_t i) { return text("day of " + std::to_string(i)); };
  for (std::uint64_t i = 0; i < 10; ++i) {
    tablets[i]->must_save(tablets[i]->new_own_card(500 + i, "card of " + std::to_string(i)));
    tablets[i]->sync();
    tablets[i]->edit(1, card::title, day_of(i));  // each has seen what the last one wrote
    tablets[i]->sync();
  }
  const EditNumber last = tablets[9]->edit(1, card::note, text("the last word"));
  tablets[9]->sync();
  restore();
  for (std::uint64_t i = 0; i < 7; ++i) tablets[i]->sync();
  for (std::uint64_t i = 0; i < 7; ++i) {
    EXPECT_NE(office.find(card::entity, 500 + i), nullptr) << i;
  }
  for (auto& each : tablets) each->sync();
  EXPECT_EQ(at_office(card::title), day_of(9));
  EXPECT_EQ(at_office(card::note), text("the last word"));
  EXPECT_NE(tablets[9]->receipt_of(last)->code, Receipt::Code::refused);
  EXPECT_EQ(heads_at_office(card::title), 1U);
  for (std::uint64_t i = 0; i < 9; ++i) EXPECT_EQ(times_in_history(day_of(i)), 1U) << i;
  for (std::uint64_t i = 0; i < 10; ++i) {
    EXPECT_NE(office.find(card::entity, 500 + i), nullptr) << i;
    tablets[i]->sync();
    expect_agreement(*tablets[i]);
    EXPECT_EQ(tablets[i]->store->status()->outbox.unsent, 0U) << i;
  }
}

TEST_F(Restored, once_more_while_it_is_being_healed) {
  alice->edit(1, card::title, text("lost"));
  for (std::uint64_t i = 0; i < 10; ++i) {
    alice->must_save(alice->new_own_card(10 + i, "made in the lost time"));
    office.add_member(200 + i, 10 + i, persons[1]);
  }
  alice->sync();
  bob->sync();
  for (int rounds = 1; rounds < 12; rounds += 2) {
    restore();
    bob->page_bytes = 300;
    for (int i = 0; i < rounds; ++i) bob->round();
  }
  restore();
  bob->page_bytes = 0;
  bob->sync();
  EXPECT_EQ(at_office(card::title), text("lost"));
  for (std::uint64_t i = 0; i < 10; ++i) {
    EXPECT_NE(office.find(card::entity, 10 + i), nullptr) << i;
  }
  alice->sync();
  EXPECT_EQ(heads_at_office(card::title), 1U);
  EXPECT_EQ(times_in_history(text("lost")), 0U);
  expect_agreement(*alice);
  bob->sync();
  expect_agreement(*bob);
}

// The position of a tablet that has not fetched all yet may lie before the backup, and what it has
// sent after it.
class RestoredBehind : public Restored, public ::testing::WithParamInterface<bool> {};

TEST_P(RestoredBehind, edits_come_back_though_the_position_is_known) {
  for (std::uint64_t i = 0; i < 20; ++i) {
    office.write({create(card::entity, 30 + i, scope_of('K', 1),
                         {assign(card::title, text("words that fill a page"))})});
  }
  backup = office;
  alice->edit(1, card::note, text("lost"));
  alice->page_bytes = 200;
  alice->round();
  ASSERT_TRUE(alice->receipt_of(1));
  ASSERT_LT(alice->store->replica()->position.seq, backup.state()->seq);
  restore();
  EXPECT_NE(at_office(card::note), text("lost"));
  if (GetParam()) alice->edit(1, card::price, Value(2.0));
  alice->page_bytes = 0;
  alice->sync();
  EXPECT_EQ(at_office(card::note), text("lost"));
  EXPECT_EQ(alice->store->status()->outbox.unsent, 0U);
  expect_agreement(*alice);
}
INSTANTIATE_TEST_SUITE_P(WithMoreToSend, RestoredBehind, ::testing::Bool());

// Who wrote it never heard that the office had it, and sends it as if it were new.
class RestoredCover : public Restored, public ::testing::WithParamInterface<bool> {};

TEST_P(RestoredCover, what_was_covered_stays_covered_whoever_comes_first) {
  alice->edit(1, card::note, text("Alice's"));
  alice->lose_answer();
  bob->sync();
  ASSERT_EQ(bob->shown(1, card::note), text("Alice's"));
  bob->edit(1, card::note, text("Bob's"));
  bob->sync();
  restore();
  Tablet& first = GetParam() ? *alice : *bob;
  Tablet& second = GetParam() ? *bob : *alice;
  first.sync();
  second.sync();
  EXPECT_EQ(heads_at_office(card::note), 1U);
  EXPECT_EQ(at_office(card::note), text("Bob's"));
  EXPECT_EQ(times_in_history(text("Alice's")), 1U);
  for (Tablet* each : {alice.get(), bob.get(), carol.get()}) {
    each->sync();
    expect_agreement(*each);
  }
}
INSTANTIATE_TEST_SUITE_P(AuthorComesFirst, RestoredCover, ::testing::Bool());

TEST_F(Restored, what_only_its_tablet_has_deleted_is_deleted_in_the_end) {
  for (int i = 0; i < 5; ++i) {
    alice->edit(1, card::note, text("note " + std::to_string(i)));
    alice->sync();
  }
  bob->sync();
  restore();
  alice->must_save({alice->deletion(1)});
  for (Tablet* each : {alice.get(), bob.get(), carol.get(), alice.get()}) each->sync();
  EXPECT_TRUE(office.find(card::entity, 1)->life.is_deleted());
  for (Tablet* each : {alice.get(), bob.get(), carol.get()}) {
    EXPECT_FALSE(each->read(card::entity, 1));
  }
}

TEST_F(Restored, healing_goes_on_where_it_was_broken_off) {
  for (std::uint64_t i = 0; i < 20; ++i) {
    alice->must_save(alice->new_own_card(10 + i, "made in the lost time"));
    alice->edit(1, card::note, text("note " + std::to_string(i)));
  }
  alice->sync();
  restore();
  alice->page_bytes = 300;
  for (int rounds = 0; rounds < 400; ++rounds) {
    alice->lose_answer();
    alice->open();
    if (!alice->round()) break;
  }
  for (std::uint64_t i = 0; i < 20; ++i) {
    ASSERT_NE(office.find(card::entity, 10 + i), nullptr) << i;
    EXPECT_TRUE(alice->read(card::entity, 10 + i)) << i;
  }
  EXPECT_EQ(at_office(card::note), text("note 19"));
  EXPECT_EQ(heads_at_office(card::note), 1U);
  expect_agreement(*alice);
}

}  // namespace
}  // namespace brygga
