#include "protocol/office_push.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "support/memory_office.hpp"

namespace brygga {
namespace {

using namespace testing;

// An office with Alice and Bob, who are both members of card 1; pushes by Alice's device.
class OfficePush : public ::testing::Test {
 protected:
  MemoryOffice office;
  RowId alice, bob;
  EditNumber next = 1;
  std::uint64_t time_ms = 1'000'300;

  void SetUp() override {
    alice = office.add_person(91);
    bob = office.add_person(92);
    office.write(
        {create_card(1, {assign(card::title, text("first")), assign(card::status, text("open"))})});
    office.add_member(81, 1, alice);
    office.add_member(82, 1, bob);
    office.devices[alice_device].account = alice;
    office.devices[bob_device].account = bob;
    office.now_ms = 1'000'200;
  }

  // The next whole transaction of Alice's device.
  TransactionPart part(std::uint64_t id, std::vector<Edit> edits) {
    TransactionPart made;
    made.id = txn(id);
    made.time = stamp_at(time_ms++).time;
    made.first = next;
    made.edits_total = static_cast<std::uint32_t>(edits.size());
    made.edits = std::move(edits);
    next += made.edits_total;
    return made;
  }
  Stamp stamp_of(const TransactionPart& of) const { return {of.time, alice_device}; }

  Result<PushDecision> decide(std::vector<TransactionPart> parts) {
    const auto& entry = office.devices[alice_device];
    return decide_push(
        test_schema(), office,
        {office.actor_of(alice_device), entry.consumed, entry.last_time, office.now_ms, complete},
        std::move(parts), office.seq() + 1);
  }
  // Decides and stores; the receipts.
  std::vector<Receipt> push(std::vector<TransactionPart> parts) {
    auto decision = decide(std::move(parts));
    EXPECT_TRUE(decision.ok()) << (decision.ok() ? "" : decision.error().what);
    if (!decision) return {};
    last = *decision;
    office.store(alice_device, *decision);
    return decision->receipts;
  }
  void expect_turned_away(std::vector<TransactionPart> parts, const std::string& reason) {
    const Seq before = office.seq();
    const auto decision = decide(std::move(parts));
    ASSERT_FALSE(decision.ok()) << reason;
    EXPECT_EQ(decision.error().reason, reason) << decision.error().what;
    EXPECT_EQ(office.seq(), before);
  }
  HeadRef head_of(FieldNumber number) {
    return office.find(card::entity, 1)->field(number).heads.back().ref();
  }

  Seq complete = 0;  // what Alice's device has
  PushDecision last;
};

TEST_F(OfficePush, a_fitting_transaction_is_applied_and_told_so) {
  const auto receipts =
      push({part(1, {edit_card(1, {assign(card::title, text("x"), {head_of(card::title)})})})});
  ASSERT_EQ(receipts.size(), 1U);
  EXPECT_EQ(receipts[0].code, Receipt::Code::applied);
  EXPECT_EQ(receipts[0].first, 1U);
  EXPECT_EQ(receipts[0].seq, office.seq());
  EXPECT_EQ(office.shown(card::entity, 1, card::title), text("x"));
}

// A copy of the store may have had accepted, of a lost office, what this one had refused.
TEST_F(OfficePush, a_void_part_uses_its_numbers_and_decides_nothing) {
  TransactionPart made =
      part(1, {edit_card(1, {assign(card::title, text("x"), {head_of(card::title)})})});
  TransactionPart refused = made;
  refused.edits.clear();
  refused.is_void = true;
  EXPECT_TRUE(push({refused}).empty());
  EXPECT_TRUE(push({refused}).empty());
  EXPECT_EQ(last.consumed, 1U);
  EXPECT_FALSE(last.writes());
  EXPECT_EQ(office.receipts.count(txn(1)), 0U);
  made.first = 2;
  made.time = stamp_at(time_ms++).time;
  made.received = {1, 1};
  const auto receipts = push({made});
  ASSERT_EQ(receipts.size(), 1U);
  EXPECT_NE(receipts[0].code, Receipt::Code::refused);
  EXPECT_TRUE(receipts[0].is_told_by_rows);
  EXPECT_EQ(office.shown(card::entity, 1, card::title), text("x"));
}

TEST_F(OfficePush, an_empty_push_decides_nothing) {
  const auto decision = decide({});
  ASSERT_TRUE(decision.ok());
  EXPECT_FALSE(decision->writes());
  EXPECT_EQ(decision->consumed, 0U);
}

TEST_F(OfficePush, what_nobody_had_seen_is_merged_or_in_conflict) {
  const auto receipts = push({part(1, {edit_card(1, {assign(card::title, text("x"))})}),
                              part(2, {edit_card(1, {assign(card::note, text("mine"))})})});
  EXPECT_EQ(receipts[0].code, Receipt::Code::merged);
  EXPECT_EQ(receipts[1].code, Receipt::Code::applied);
  office.write({edit_card(1, {assign(card::note, text("office's"))})});
  EXPECT_EQ(push({part(3, {edit_card(1, {assign(card::note, text("again"))})})})[0].code,
            Receipt::Code::conflict);
}

TEST_F(OfficePush, a_known_transaction_gets_its_old_receipt_and_changes_nothing) {
  const auto first = part(1, {edit_card(1, {assign(card::title, text("x"))})});
  const auto before = push({first});
  office.write({edit_card(1, {assign(card::title, text("later"), {head_of(card::title)})})});
  const Seq seq = office.seq();
  const auto after = push({first});
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after[0].seq, before[0].seq);
  EXPECT_EQ(after[0].code, before[0].code);
  EXPECT_EQ(office.seq(), seq);
  EXPECT_EQ(office.shown(card::entity, 1, card::title), text("later"));
}

TEST_F(OfficePush, known_and_new_transactions_come_together) {
  const auto first = part(1, {edit_card(1, {assign(card::title, text("x"))})});
  push({first});
  const auto receipts = push({first, part(2, {edit_card(1, {assign(card::price, 2.0)})})});
  ASSERT_EQ(receipts.size(), 2U);
  EXPECT_LT(receipts[0].seq, receipts[1].seq);
  EXPECT_EQ(office.devices[alice_device].consumed, 2U);
}

// --- texts that two people changed at once ----------------------------------------------------

class OfficeMerges : public OfficePush {
 protected:
  // Alice changes the text that she saw; meanwhile the office's became another.
  Receipt both_change(const std::string& from, const std::string& offices,
                      const std::string& alices) {
    push({part(1, {edit_card(1, {assign(card::summary, text(from))})})});
    seen = head_of(card::summary);
    office.write({edit_card(1, {assign(card::summary, text(offices), {seen})})});
    return push({part(2, {edit_card(1, {assign(card::summary, text(alices), {seen})})})}).at(0);
  }
  const FieldState& summary() { return office.find(card::entity, 1)->field(card::summary); }
  HeadRef seen;
};

TEST_F(OfficeMerges, changes_in_different_places_become_one_text_of_the_offices) {
  const Receipt receipt =
      both_change("Kom i tid och var glad.", "Kom sent och var glad.", "Kom i tid och var trött.");
  EXPECT_EQ(receipt.code, Receipt::Code::merged);
  EXPECT_EQ(office.shown(card::entity, 1, card::summary), text("Kom sent och var trött."));
  ASSERT_EQ(summary().heads.size(), 1U);
  EXPECT_TRUE(summary().heads[0].stamp.device.is_office());
  EXPECT_TRUE(last.echo.count(row_of_number(1)));
}

TEST_F(OfficeMerges, both_texts_are_in_history) {
  both_change("a b c", "x b c", "a b y");
  for (const char* kept : {"a b c", "x b c", "a b y"}) {
    EXPECT_TRUE(std::any_of(
        office.history.begin(), office.history.end(),
        [&](const HistoryEntry& entry) { return entry.superseded.head.value == text(kept); }))
        << kept;
  }
}

TEST_F(OfficeMerges, changes_of_the_same_words_wait_for_a_person) {
  const Receipt receipt =
      both_change("Vill till kassan.", "Vill till lagret.", "Vill till vården.");
  EXPECT_EQ(receipt.code, Receipt::Code::conflict);
  EXPECT_EQ(summary().heads.size(), 2U);
}

TEST_F(OfficeMerges, who_goes_on_from_a_text_that_was_merged_is_merged_again) {
  both_change("a b c", "x b c", "a b y");
  const HeadRef own{{last.last_time, alice_device}, 0};
  const auto receipts =
      push({part(3, {edit_card(1, {assign(card::summary, text("a b y z"), {own})})})});
  EXPECT_EQ(receipts[0].code, Receipt::Code::merged);
  EXPECT_EQ(office.shown(card::entity, 1, card::summary), text("x b y z"));
}

TEST_F(OfficeMerges, who_saw_nothing_is_not_merged) {
  push({part(1, {edit_card(1, {assign(card::summary, text("a"))})})});
  const auto receipts = push({part(2, {edit_card(1, {assign(card::summary, text("b"))})})});
  EXPECT_EQ(receipts[0].code, Receipt::Code::conflict);
}

TEST_F(OfficeMerges, a_decision_between_two_values_is_no_ancestor) {
  both_change("k", "one", "two");
  const HeadRef one = summary().heads[0].ref();
  const auto receipts =
      push({part(3, {edit_card(1, {assign(card::summary, text("one more"), {one})})})});
  EXPECT_EQ(receipts[0].code, Receipt::Code::conflict);
  EXPECT_EQ(summary().heads.size(), 2U);
}

// --- requests that are turned away as a whole -------------------------------------------------

TEST_F(OfficePush, a_gap_in_the_numbers_is_turned_away) {
  next = 3;
  expect_turned_away({part(1, {edit_card(1, {assign(card::title, text("x"))})})}, "gap");
}

TEST_F(OfficePush, a_gap_within_the_request_is_turned_away) {
  const auto first = part(1, {edit_card(1, {assign(card::title, text("x"))})});
  next = 3;
  expect_turned_away({first, part(2, {edit_card(1, {assign(card::title, text("y"))})})},
                     "malformed");
}

TEST_F(OfficePush, a_clock_ahead_is_turned_away_and_may_try_again) {
  time_ms = office.now_ms + limits::clock_ahead_ms_max + 1;
  const auto decision = decide({part(1, {edit_card(1, {assign(card::title, text("x"))})})});
  ASSERT_FALSE(decision.ok());
  EXPECT_EQ(decision.error().reason, "clock_ahead");
  EXPECT_TRUE(decision.error().can_retry);
}

TEST_F(OfficePush, a_time_at_the_end_of_the_range_is_turned_away) {
  TransactionPart at_the_end = part(1, {edit_card(1, {assign(card::title, text("x"))})});
  at_the_end.time = {UINT64_MAX};
  expect_turned_away({at_the_end}, "clock_ahead");
}

TEST_F(OfficePush, a_base_at_the_end_of_the_range_is_refused_and_leaves_no_trace) {
  const Stamp at_the_end{{UINT64_MAX}, bob_device};
  const auto receipts =
      push({part(1, {edit_card(1, {assign(card::note, text("a"), {ref_to(at_the_end)})})})});
  EXPECT_EQ(receipts[0].refusal.code, "bad_stamp");
  EXPECT_TRUE(office.state()->time.is_credible());
}

TEST_F(OfficePush, a_clock_ahead_within_the_tolerance_is_accepted) {
  time_ms = office.now_ms + limits::clock_ahead_ms_max;
  EXPECT_EQ(push({part(1, {edit_card(1, {assign(card::title, text("x"))})})}).size(), 1U);
}

TEST_F(OfficePush, a_base_that_costs_too_much_is_refused_and_others_go_on) {
  std::vector<FieldWrite> wide = {assign(card::title, text("x"))};
  for (std::uint64_t i = 0; i < limits::heads_max - 1; ++i) {
    wide[0].base.push_back({stamp_at(i + 1, bob_device), 0});
  }
  std::vector<Edit> edits = {edit_card(1, wide)};
  for (int i = 0; i < 3; ++i) {
    FieldWrite deep = assign(card::title, text("y"));
    deep.base.assign(limits::heads_max, HeadRef{{}, next});
    edits.push_back(edit_card(1, {deep}));
  }
  const auto receipts = push({part(1, edits), part(2, {edit_card(1, {assign(card::price, 2.0)})})});
  EXPECT_EQ(receipts.at(0).refusal.code, "bad_base");
  EXPECT_EQ(receipts.at(1).code, Receipt::Code::applied);
}

TEST_F(OfficePush, other_edits_under_known_numbers_reveal_a_copied_store) {
  push({part(1, {edit_card(1, {assign(card::title, text("x"))})})});
  next = 1;
  expect_turned_away({part(2, {edit_card(1, {assign(card::title, text("y"))})})}, "copied_store");
}

TEST_F(OfficePush, stamps_below_those_of_another_copy_reveal_a_copied_store) {
  auto shared = part(1, {edit_card(1, {assign(card::title, text("x"))})});
  const auto own = part(2, {edit_card(1, {assign(card::title, text("y"))})});
  auto restamped = shared;
  restamped.time = stamp_at(time_ms + 1).time;
  push({restamped});
  expect_turned_away({shared, own}, "copied_store");
}

TEST_F(OfficePush, what_another_copy_has_sent_is_built_upon_under_its_stamp) {
  const auto shared = part(1, {edit_card(1, {assign(card::note, text("shared"))})});
  push({shared});
  TransactionPart again = shared;
  again.time.ticks += 1;  // restamped by the copy
  FieldWrite builds_on = assign(card::note, text("later"));
  builds_on.base = {{{}, shared.first}};
  const auto receipts = push({again, part(2, {edit_card(1, {builds_on})})});
  EXPECT_EQ(receipts.at(0).stamp, stamp_of(shared));
  EXPECT_EQ(receipts.at(1).code, Receipt::Code::applied);
  EXPECT_FALSE(receipts.at(1).stamp);
}

TEST_F(OfficePush, stamps_that_do_not_rise_are_malformed) {
  const auto first = part(1, {edit_card(1, {assign(card::title, text("x"))})});
  --time_ms;
  expect_turned_away({first, part(2, {edit_card(1, {assign(card::title, text("y"))})})},
                     "malformed");
}

TEST_F(OfficePush, parts_that_do_not_add_up_are_malformed) {
  const auto good = part(1, {edit_card(1, {assign(card::title, text("x"))})});
  auto empty = good;
  empty.edits.clear();
  expect_turned_away({empty}, "malformed");
  auto too_many = good;
  too_many.edits_total = 0;
  expect_turned_away({too_many}, "malformed");
  auto beyond = good;
  beyond.offset = 0xFFFF'FFFFU;
  EXPECT_FALSE(decide({beyond}).ok());
  auto huge = good;
  huge.edits_total = limits::transaction_edits_max + 1;
  expect_turned_away({huge}, "malformed");
  auto zero = good;
  zero.first = 0;
  expect_turned_away({zero}, "malformed");
}

TEST_F(OfficePush, the_same_transaction_twice_in_a_request_is_malformed) {
  const auto first = part(1, {edit_card(1, {assign(card::title, text("x"))})});
  expect_turned_away({first, part(1, {edit_card(1, {assign(card::title, text("y"))})})},
                     "malformed");
}

TEST_F(OfficePush, a_storage_error_decides_nothing) {
  office.fail_reads_after = 0;
  const auto decision = decide({part(1, {edit_card(1, {assign(card::title, text("x"))})})});
  ASSERT_FALSE(decision.ok());
  EXPECT_EQ(decision.error().code, ErrorCode::storage);
}

// --- refusals ---------------------------------------------------------------------------------

TEST_F(OfficePush, a_refused_transaction_applies_nothing_while_others_do) {
  const auto receipts = push({part(1, {edit_card(1, {assign(card::price, 1.0)})}),
                              part(2, {edit_card(1, {assign(card::flag, true)}),
                                       edit_card(1, {assign(card::rating, number(9))})}),
                              part(3, {edit_card(1, {assign(card::level, number(4))})})});
  ASSERT_EQ(receipts.size(), 3U);
  EXPECT_EQ(receipts[0].code, Receipt::Code::applied);
  EXPECT_EQ(receipts[1].code, Receipt::Code::refused);
  EXPECT_EQ(receipts[1].refusal.code, "not_valid");
  EXPECT_EQ(receipts[1].refusal.edit, 3U);
  EXPECT_EQ(receipts[2].code, Receipt::Code::applied);
  EXPECT_TRUE(is_absent(office.shown(card::entity, 1, card::flag)));
  EXPECT_EQ(office.shown(card::entity, 1, card::level), number(4));
}

TEST_F(OfficePush, a_refusal_is_final_also_when_it_would_be_valid_later) {
  const auto early = part(1, {edit_card(2, {assign(card::title, text("x"))})});
  EXPECT_EQ(push({early})[0].refusal.code, "no_such_row");
  office.write({create_card(2, {assign(card::title, text("now"))})});
  office.add_member(83, 2, alice);
  EXPECT_EQ(push({early})[0].refusal.code, "no_such_row");
}

TEST_F(OfficePush, what_builds_on_a_refused_row_depends_on_it) {
  const auto made =
      part(1, {create_card(2, {assign(card::title, text("x")), assign(card::rating, number(9))})});
  const auto receipts = push({made, part(2, {edit_card(2, {assign(card::price, 1.0)})})});
  EXPECT_EQ(receipts[0].refusal.code, "not_valid");
  EXPECT_EQ(receipts[1].refusal.code, "depends_on");
}

TEST_F(OfficePush, what_builds_on_a_row_refused_before_depends_on_it) {
  const auto made =
      part(1, {create_card(2, {assign(card::title, text("x")), assign(card::rating, number(9))})});
  push({made});
  EXPECT_EQ(push({made, part(2, {edit_card(2, {assign(card::price, 1.0)})})})[1].refusal.code,
            "depends_on");
}

TEST_F(OfficePush, work_of_one_who_lost_the_scope_is_handed_over) {
  office.write({edit_of(member::entity, 81, {assign(member::until, number(100))})});
  EXPECT_EQ(push({part(1, {edit_card(1, {assign(card::title, text("x"))})})})[0].refusal.code,
            "handed_over");
}

TEST_F(OfficePush, a_person_may_fill_the_scope_that_the_transaction_opens) {
  const auto receipts =
      push({part(1, {create_card(5, {assign(card::title, text("x"))}),
                     create(secret::entity, 6, scope_of('R', 5), {assign(1, text("070"))}),
                     create(member::entity, 7, scope_of('K', 5), {assign(1, alice.uuid)})})});
  EXPECT_EQ(receipts[0].code, Receipt::Code::applied) << receipts[0].refusal.sentence;
}

// Offline, a person makes a row and later works with it: both wait for the same request.
TEST_F(OfficePush, scopes_granted_by_one_transaction_hold_for_the_next_in_the_request) {
  const auto receipts =
      push({part(1, {create_card(5, {assign(card::title, text("x"))}),
                     create(member::entity, 7, scope_of('K', 5), {assign(1, alice.uuid)})}),
            part(2, {create(visit::entity, 8, scope_of('K', 5), {assign(1, uuid_of(5))})}),
            part(3, {edit_card(5, {assign(card::price, 1.0)})})});
  ASSERT_EQ(receipts.size(), 3U);
  EXPECT_EQ(receipts[1].code, Receipt::Code::applied) << receipts[1].refusal.sentence;
  EXPECT_EQ(receipts[2].code, Receipt::Code::applied) << receipts[2].refusal.sentence;
}

TEST_F(OfficePush, scopes_of_a_refused_transaction_are_not_granted) {
  const auto receipts =
      push({part(1, {create_card(5, {assign(card::title, text("x"))}),
                     create(member::entity, 7, scope_of('K', 5), {assign(1, alice.uuid)}),
                     edit_card(5, {assign(card::rating, number(9))})}),
            part(2, {create(visit::entity, 8, scope_of('K', 5), {assign(1, uuid_of(5))})})});
  EXPECT_EQ(receipts[1].refusal.code, "no_right");
}

TEST_F(OfficePush, a_membership_for_somebody_else_grants_the_writer_nothing) {
  const auto receipts =
      push({part(1, {create_card(5, {assign(card::title, text("x"))}),
                     create(member::entity, 7, scope_of('K', 5), {assign(1, bob.uuid)})}),
            part(2, {edit_card(5, {assign(card::price, 1.0)})})});
  EXPECT_EQ(receipts[0].code, Receipt::Code::applied);
  EXPECT_EQ(receipts[1].refusal.code, "no_right");
}

// --- bases that name own edits ----------------------------------------------------------------

TEST_F(OfficePush, an_edit_on_top_of_an_own_one_covers_it) {
  const auto receipts =
      push({part(1, {edit_card(1, {assign(card::note, text("a"))})}),
            part(2, {edit_card(1, {assign(card::note, text("b"), {own_ref(1)})})})});
  EXPECT_EQ(receipts[1].code, Receipt::Code::applied);
  EXPECT_EQ(office.find(card::entity, 1)->field(card::note).heads.size(), 1U);
}

TEST_F(OfficePush, an_edit_on_top_of_a_refused_one_covers_what_that_had_seen) {
  office.write({edit_card(1, {assign(card::note, text("office's"))})});
  const HeadRef seen = head_of(card::note);
  const auto receipts =
      push({part(1, {edit_card(1, {assign(card::note, text("a"), {seen}),
                                   assign(card::rating, number(9))})}),
            part(2, {edit_card(1, {assign(card::note, text("b"), {own_ref(1)})})})});
  EXPECT_EQ(receipts[0].code, Receipt::Code::refused);
  EXPECT_EQ(receipts[1].code, Receipt::Code::applied);
  EXPECT_EQ(office.find(card::entity, 1)->field(card::note).heads.size(), 1U);
}

TEST_F(OfficePush, a_chain_of_refused_edits_still_covers_what_the_first_had_seen) {
  office.write({edit_card(1, {assign(card::note, text("office's"))})});
  std::vector<TransactionPart> parts{
      part(1, {edit_card(1, {assign(card::note, text("a"), {head_of(card::note)}),
                             assign(card::rating, number(9))})})};
  for (std::uint64_t n = 2; n < 2000; ++n) {
    parts.push_back(part(n, {edit_card(1, {assign(card::note, text("b"), {own_ref(n - 1)}),
                                           assign(card::rating, number(9))})}));
  }
  parts.push_back(part(5000, {edit_card(1, {assign(card::note, text("c"), {own_ref(1999)})})}));
  EXPECT_EQ(push(parts).back().code, Receipt::Code::applied);
  EXPECT_EQ(office.find(card::entity, 1)->field(card::note).heads.size(), 1U);
}

TEST_F(OfficePush, an_own_edit_sent_before_is_known_when_it_comes_again) {
  const auto first = part(1, {edit_card(1, {assign(card::note, text("a"))})});
  push({first});
  const auto receipts =
      push({first, part(2, {edit_card(1, {assign(card::note, text("b"), {own_ref(1)})})})});
  EXPECT_EQ(receipts[1].code, Receipt::Code::applied);
  EXPECT_EQ(office.find(card::entity, 1)->field(card::note).heads.size(), 1U);
}

TEST_F(OfficePush, edits_of_one_transaction_build_on_each_other) {
  const auto receipts = push({part(
      1, {create_card(5, {assign(card::title, text("x")), assign(card::status, text("open"))}),
          edit_card(5, {assign(card::status, text("active"), {own_ref(1)})})})});
  EXPECT_EQ(receipts[0].code, Receipt::Code::applied) << receipts[0].refusal.sentence;
  EXPECT_EQ(office.shown(card::entity, 5, card::status), text("active"));
  EXPECT_EQ(office.find(card::entity, 5)->field(card::status).heads.size(), 1U);
}

TEST_F(OfficePush, a_base_that_names_no_earlier_own_edit_is_refused) {
  const auto receipts =
      push({part(1, {edit_card(1, {assign(card::note, text("a"), {own_ref(1)})})}),
            part(2, {edit_card(1, {assign(card::note, text("a"), {own_ref(99)})})})});
  EXPECT_EQ(receipts[0].refusal.code, "bad_base");
  EXPECT_EQ(receipts[1].refusal.code, "bad_base");
}

TEST_F(OfficePush, a_base_from_the_edits_future_is_refused) {
  const auto receipts =
      push({part(1, {edit_card(1, {assign(card::note, text("a"),
                                          {ref_to(stamp_at(time_ms + 1000, bob_device))})})})});
  EXPECT_EQ(receipts[0].refusal.code, "bad_stamp");
}

TEST_F(OfficePush, a_base_of_the_same_time_by_a_greater_device_is_refused) {
  const auto receipts = push({part(
      1,
      {edit_card(1, {assign(card::note, text("a"), {ref_to(stamp_at(time_ms, bob_device))})})})});
  EXPECT_EQ(receipts[0].refusal.code, "bad_stamp");
}

TEST_F(OfficePush, a_legal_chain_of_moves_applies_and_an_illegal_one_is_refused) {
  const HeadRef open = head_of(card::status);
  const auto receipts =
      push({part(1, {edit_card(1, {assign(card::status, text("active"), {open})})}),
            part(2, {edit_card(1, {assign(card::status, text("done"), {own_ref(1)})})}),
            part(3, {edit_card(1, {assign(card::status, text("open"), {own_ref(2)})})})});
  EXPECT_EQ(receipts[1].code, Receipt::Code::applied);
  EXPECT_EQ(receipts[2].refusal.code, "illegal_move");
}

// --- what the device must be told ---------------------------------------------------------------

TEST_F(OfficePush, rows_that_others_changed_meanwhile_are_echoed) {
  complete = office.seq();
  office.write({edit_card(1, {assign(card::title, text("office's"))})});
  push({part(1, {edit_card(1, {assign(card::title, text("mine"))})})});
  EXPECT_EQ(last.echo.count(row_of_number(1)), 1U);
}

TEST_F(OfficePush, rows_that_only_the_device_changed_are_not_echoed) {
  complete = office.seq();
  office.write({edit_card(1, {assign(card::price, 4.0)})});
  push({part(1, {edit_card(1, {assign(card::title, text("a"))})}),
        part(2, {edit_card(1, {assign(card::title, text("b"))})}),
        part(3, {create_card(9, {assign(card::title, text("c"))})})});
  EXPECT_TRUE(last.echo.empty());
}

TEST_F(OfficePush, values_that_left_the_heads_go_to_history) {
  push({part(1, {edit_card(1, {assign(card::title, text("mine"))})})});
  ASSERT_EQ(last.history.size(), 1U);
  EXPECT_EQ(last.history[0].superseded.head.value, text("first"));
  EXPECT_EQ(last.history[0].row, row_of_number(1));
}

// --- large transactions in pieces ---------------------------------------------------------------

// Ten new visits of card 1 in one transaction, cut at the given offsets.
class LargeTransaction : public OfficePush {
 protected:
  TransactionPart whole;

  void SetUp() override {
    OfficePush::SetUp();
    std::vector<Edit> edits;
    for (std::uint64_t i = 0; i < 10; ++i) {
      edits.push_back(
          create(visit::entity, 100 + i, scope_of('K', 1), {assign(visit::card, uuid_of(1))}));
    }
    whole = part(1, std::move(edits));
  }
  TransactionPart piece(std::uint32_t from, std::uint32_t to) const {
    TransactionPart cut = whole;
    cut.offset = from;
    cut.edits.assign(whole.edits.begin() + from, whole.edits.begin() + to);
    return cut;
  }
  std::size_t visits() const {
    std::size_t count = 0;
    for (std::uint64_t i = 0; i < 10; ++i) {
      count += office.find(visit::entity, 100 + i) != nullptr ? 1U : 0U;
    }
    return count;
  }
};

TEST_F(LargeTransaction, is_decided_when_the_last_piece_is_there) {
  EXPECT_TRUE(push({piece(0, 4)}).empty());
  EXPECT_EQ(office.devices[alice_device].consumed, 4U);
  EXPECT_TRUE(push({piece(4, 7)}).empty());
  EXPECT_EQ(visits(), 0U);
  const auto receipts = push({piece(7, 10)});
  ASSERT_EQ(receipts.size(), 1U);
  EXPECT_EQ(receipts[0].first, 1U);
  EXPECT_EQ(visits(), 10U);
  EXPECT_EQ(office.devices[alice_device].consumed, 10U);
  EXPECT_TRUE(office.staged.empty());
}

TEST_F(LargeTransaction, is_followed_by_others_in_the_request_of_its_last_piece) {
  push({piece(0, 4)});
  const auto receipts = push(
      {piece(4, 10),
       part(2, {edit_of(visit::entity, 103, {assign(visit::remark, text("x"), {own_ref(4)})})})});
  ASSERT_EQ(receipts.size(), 2U);
  EXPECT_EQ(receipts[1].code, Receipt::Code::applied) << receipts[1].refusal.sentence;
}

TEST_F(LargeTransaction, that_was_refused_before_leaves_no_pieces) {
  push({piece(0, 4)});
  ASSERT_FALSE(office.staged.empty());
  TransactionPart rest = piece(4, 10);
  rest.edits.clear();
  rest.is_void = true;
  EXPECT_TRUE(push({rest}).empty());
  EXPECT_TRUE(last.writes());
  EXPECT_TRUE(office.staged.empty());
  EXPECT_EQ(office.devices[alice_device].consumed, 10U);
  EXPECT_EQ(visits(), 0U);
}

TEST_F(LargeTransaction, a_repeated_piece_changes_nothing) {
  push({piece(0, 4)});
  const Seq seq = office.seq();
  EXPECT_TRUE(push({piece(0, 4)}).empty());
  EXPECT_EQ(office.seq(), seq);
  EXPECT_EQ(office.devices[alice_device].consumed, 4U);
  push({piece(4, 10)});
  EXPECT_EQ(visits(), 10U);
}

TEST_F(LargeTransaction, repeated_after_its_decision_gets_the_old_receipt) {
  push({piece(0, 4)});
  const auto before = push({piece(4, 10)});
  const auto after = push({piece(4, 10)});
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after[0].seq, before[0].seq);
  EXPECT_TRUE(push({piece(0, 4)}).empty());
}

TEST_F(LargeTransaction, may_be_cut_otherwise_when_it_is_sent_again) {
  push({piece(0, 4)});
  push({piece(0, 6)});
  EXPECT_EQ(office.devices[alice_device].consumed, 6U);
  push({piece(2, 8)});
  push({piece(5, 10)});
  EXPECT_EQ(visits(), 10U);
}

TEST_F(LargeTransaction, may_come_whole_after_a_piece_of_it) {
  push({piece(0, 4)});
  const auto receipts = push({whole});
  ASSERT_EQ(receipts.size(), 1U);
  EXPECT_EQ(receipts[0].code, Receipt::Code::applied);
  EXPECT_EQ(visits(), 10U);
  EXPECT_TRUE(office.staged.empty());
}

TEST_F(LargeTransaction, two_pieces_in_one_request_are_in_order) {
  EXPECT_EQ(push({piece(0, 4), piece(4, 10)}).size(), 1U);
  EXPECT_EQ(visits(), 10U);
}

TEST_F(LargeTransaction, a_missing_piece_is_a_gap) {
  push({piece(0, 4)});
  office.staged.clear();
  expect_turned_away({piece(4, 10)}, "missing_piece");
}

TEST_F(LargeTransaction, is_refused_as_a_whole) {
  whole.edits[9] = edit_of(visit::entity, 999, {assign(visit::remark, text("x"))});
  push({piece(0, 4)});
  const auto receipts = push({piece(4, 10)});
  ASSERT_EQ(receipts.size(), 1U);
  EXPECT_EQ(receipts[0].refusal.code, "no_such_row");
  EXPECT_EQ(receipts[0].refusal.edit, 10U);
  EXPECT_EQ(visits(), 0U);
}

}  // namespace
}  // namespace brygga
