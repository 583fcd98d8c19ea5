#include "merge/apply.hpp"

#include <gtest/gtest.h>

#include "support/builders.hpp"

namespace brygga {
namespace {

using namespace testing;

// A card as the office holds it, and what left its heads.
struct Card {
  RowState row = empty_row(card_def(), row_of_number(1), scope_of('K', 1));
  std::vector<Superseded> superseded;

  Outcome take(const Stamp& stamp, FieldWrite write, Seq seq = 1) {
    return apply_edit(card_def(), row, edit_card(1, {std::move(write)}), stamp, 0, seq, superseded);
  }
  const FieldState& state(FieldNumber number) const { return row.field(number); }
  Value shown(FieldNumber number) const {
    return shown_value(*card_def().field(number), row.field(number));
  }
  bool is_open(FieldNumber number) const {
    return is_open_conflict(*card_def().field(number), row.field(number));
  }
};

const Stamp t1 = stamp_at(1, alice_device);
const Stamp t2 = stamp_at(2, bob_device);
const Stamp t3 = stamp_at(3, alice_device);
const Stamp t4 = stamp_at(4, bob_device);

// --- last -------------------------------------------------------------------------------------

TEST(RuleLast, seen_value_is_covered_and_kept_in_history) {
  Card card;
  card.take(t1, assign(card::title, text("Alice's")));
  EXPECT_EQ(card.take(t2, assign(card::title, text("Bob's"), {ref_to(t1)})), Outcome::applied);
  EXPECT_EQ(card.shown(card::title), text("Bob's"));
  ASSERT_EQ(card.superseded.size(), 1U);
  EXPECT_EQ(card.superseded[0].why, Superseded::Why::covered);
  EXPECT_EQ(card.superseded[0].head.value, text("Alice's"));
}

TEST(RuleLast, late_edit_loses_but_is_kept_in_history) {
  Card card;
  card.take(t2, assign(card::title, text("Bob's")));
  EXPECT_EQ(card.take(t1, assign(card::title, text("Alice's"))), Outcome::merged);
  EXPECT_EQ(card.shown(card::title), text("Bob's"));
  ASSERT_EQ(card.superseded.size(), 1U);
  EXPECT_EQ(card.superseded[0].why, Superseded::Why::lost);
  EXPECT_EQ(card.superseded[0].head.value, text("Alice's"));
}

TEST(RuleLast, equal_values_are_no_conflict) {
  Card card;
  card.take(t1, assign(card::title, text("same")));
  EXPECT_EQ(card.take(t2, assign(card::title, text("same"))), Outcome::applied);
}

TEST(RuleLast, a_field_can_be_emptied) {
  Card card;
  card.take(t1, assign(card::price, 2.5));
  EXPECT_EQ(card.take(t2, assign(card::price, Value{}, {ref_to(t1)})), Outcome::applied);
  EXPECT_TRUE(is_absent(card.shown(card::price)));
}

TEST(RuleLast, equal_times_are_decided_by_device) {
  Card card;
  card.take(stamp_at(5, bob_device), assign(card::title, text("Bob's")));
  card.take(stamp_at(5, alice_device), assign(card::title, text("Alice's")));
  EXPECT_EQ(card.shown(card::title), text("Bob's"));
}

// --- both and text ----------------------------------------------------------------------------

class RuleBothAndText : public ::testing::TestWithParam<FieldNumber> {};
INSTANTIATE_TEST_SUITE_P(Fields, RuleBothAndText, ::testing::Values(card::note, card::summary));

TEST_P(RuleBothAndText, concurrent_values_all_stay_and_the_greatest_shows) {
  Card card;
  card.take(t2, assign(GetParam(), text("Bob's")));
  EXPECT_EQ(card.take(t1, assign(GetParam(), text("Alice's"))), Outcome::conflict);
  EXPECT_EQ(card.state(GetParam()).heads.size(), 2U);
  EXPECT_EQ(card.shown(GetParam()), text("Bob's"));
  EXPECT_TRUE(card.is_open(GetParam()));
  EXPECT_TRUE(card.superseded.empty());
}

TEST_P(RuleBothAndText, conflict_closes_when_an_edit_has_seen_all_heads) {
  Card card;
  card.take(t1, assign(GetParam(), text("Alice's")));
  card.take(t2, assign(GetParam(), text("Bob's")));
  EXPECT_EQ(card.take(t3, assign(GetParam(), text("settled"), {ref_to(t1), ref_to(t2)})),
            Outcome::applied);
  EXPECT_FALSE(card.is_open(GetParam()));
  EXPECT_EQ(card.superseded.size(), 2U);
}

TEST_P(RuleBothAndText, conflict_stays_open_when_a_head_was_not_seen) {
  Card card;
  card.take(t1, assign(GetParam(), text("Alice's")));
  card.take(t2, assign(GetParam(), text("Bob's")));
  EXPECT_EQ(card.take(t3, assign(GetParam(), text("mine"), {ref_to(t1)})), Outcome::conflict);
  EXPECT_TRUE(card.is_open(GetParam()));
}

TEST_P(RuleBothAndText, equal_values_are_no_conflict) {
  Card card;
  card.take(t1, assign(GetParam(), text("same")));
  EXPECT_EQ(card.take(t2, assign(GetParam(), text("same"))), Outcome::applied);
  EXPECT_FALSE(card.is_open(GetParam()));
}

// --- set --------------------------------------------------------------------------------------

TEST(RuleSet, elements_of_both_stay) {
  Card card;
  card.take(t1, add(card::tags, text("b")));
  EXPECT_EQ(card.take(t2, add(card::tags, text("a"))), Outcome::applied);
  EXPECT_EQ(set_elements(card.state(card::tags)), (std::vector<Value>{text("a"), text("b")}));
}

TEST(RuleSet, seen_add_is_removed) {
  Card card;
  card.take(t1, add(card::tags, text("a")));
  EXPECT_EQ(card.take(t2, remove(card::tags, text("a"), {ref_to(t1)})), Outcome::applied);
  EXPECT_TRUE(set_elements(card.state(card::tags)).empty());
}

TEST(RuleSet, add_wins_over_a_removal_that_had_not_seen_it) {
  Card card;
  card.take(t1, add(card::tags, text("a")));
  card.take(t2, add(card::tags, text("a")));
  EXPECT_EQ(card.take(t3, remove(card::tags, text("a"), {ref_to(t1)})), Outcome::merged);
  EXPECT_EQ(set_elements(card.state(card::tags)).size(), 1U);
}

TEST(RuleSet, removal_leaves_other_elements_of_the_same_stamp) {
  Card card;
  card.take(t1, add(card::tags, text("a")));
  card.take(t1, add(card::tags, text("b")));
  card.take(t2, remove(card::tags, text("a"), {ref_to(t1)}));
  EXPECT_EQ(set_elements(card.state(card::tags)), (std::vector<Value>{text("b")}));
}

TEST(RuleSet, add_that_was_seen_and_repeated_is_kept_in_history) {
  Card card;
  card.take(t1, add(card::tags, text("a")));
  EXPECT_EQ(card.take(t2, add(card::tags, text("a"), {ref_to(t1)})), Outcome::applied);
  EXPECT_EQ(card.state(card::tags).heads.size(), 1U);
  ASSERT_EQ(card.superseded.size(), 1U);
  EXPECT_EQ(card.superseded[0].head.stamp, t1);
  EXPECT_EQ(card.superseded[0].why, Superseded::Why::covered);
}

TEST(RuleSet, twice_added_element_is_listed_once) {
  Card card;
  card.take(t1, add(card::tags, text("a")));
  card.take(t2, add(card::tags, text("a")));
  EXPECT_EQ(card.state(card::tags).heads.size(), 2U);
  EXPECT_EQ(set_elements(card.state(card::tags)).size(), 1U);
}

// --- state ------------------------------------------------------------------------------------

TEST(RuleState, concurrent_moves_show_the_highest_rank) {
  Card card;
  card.take(t1, assign(card::status, text("active")));
  card.take(t2, assign(card::status, text("void"), {ref_to(t1)}));
  EXPECT_EQ(card.take(t3, assign(card::status, text("done"), {ref_to(t1)})), Outcome::merged);
  EXPECT_EQ(card.shown(card::status), text("void"));
}

TEST(RuleState, later_stamp_does_not_beat_a_higher_rank) {
  Card card;
  card.take(t1, assign(card::status, text("void")));
  card.take(t4, assign(card::status, text("open")));
  EXPECT_EQ(card.shown(card::status), text("void"));
}

TEST(RuleState, losing_move_stays_a_head_until_someone_has_seen_it) {
  Card card;
  card.take(t1, assign(card::status, text("void")));
  card.take(t2, assign(card::status, text("done")));
  EXPECT_EQ(card.state(card::status).heads.size(), 2U);
  card.take(t3, assign(card::status, text("void"), {ref_to(t1), ref_to(t2)}));
  EXPECT_EQ(card.state(card::status).heads.size(), 1U);
}

TEST(RuleState, is_never_an_open_conflict) {
  Card card;
  card.take(t1, assign(card::status, text("void")));
  card.take(t2, assign(card::status, text("done")));
  EXPECT_FALSE(card.is_open(card::status));
}

// --- min and max ------------------------------------------------------------------------------

TEST(RuleMin, smallest_stays_also_against_a_write_that_saw_it) {
  Card card;
  card.take(t1, assign(card::first_seen, number(10)));
  EXPECT_EQ(card.take(t2, assign(card::first_seen, number(20), {ref_to(t1)})), Outcome::merged);
  EXPECT_EQ(card.shown(card::first_seen), number(10));
  ASSERT_EQ(card.superseded.size(), 1U);
  EXPECT_EQ(card.superseded[0].head.value, number(20));
  EXPECT_EQ(card.superseded[0].why, Superseded::Why::lost);
}

TEST(RuleMin, smaller_value_wins_without_having_seen_the_other) {
  Card card;
  card.take(t2, assign(card::first_seen, number(10)));
  EXPECT_EQ(card.take(t1, assign(card::first_seen, number(-5))), Outcome::applied);
  EXPECT_EQ(card.shown(card::first_seen), number(-5));
}

TEST(RuleMax, greatest_stays) {
  Card card;
  card.take(t1, assign(card::level, number(3)));
  card.take(t2, assign(card::level, number(2), {ref_to(t1)}));
  EXPECT_EQ(card.shown(card::level), number(3));
  card.take(t3, assign(card::level, number(4)));
  EXPECT_EQ(card.shown(card::level), number(4));
}

TEST(RuleMax, of_equal_values_the_earlier_stamp_stays_in_either_order) {
  Card one;
  one.take(t1, assign(card::level, number(3)));
  one.take(t2, assign(card::level, number(3)));
  Card other;
  other.take(t2, assign(card::level, number(3)));
  other.take(t1, assign(card::level, number(3)));
  EXPECT_EQ(one.state(card::level).heads, other.state(card::level).heads);
}

// --- what holds for every rule ----------------------------------------------------------------

TEST(Apply, repeated_edit_changes_nothing) {
  const std::pair<FieldNumber, Value> values[] = {
      {card::title, text("x")}, {card::note, text("x")},       {card::status, text("open")},
      {card::level, number(3)}, {card::first_seen, number(3)}, {card::summary, text("x")},
      {card::origin, text("x")}};
  for (const auto& [field_number, value] : values) {
    Card card;
    card.take(t1, assign(field_number, value));
    const RowState before = card.row;
    EXPECT_EQ(card.take(t1, assign(field_number, value)), Outcome::applied);
    EXPECT_EQ(card.row, before);
    EXPECT_TRUE(card.superseded.empty());
  }
  Card card;
  card.take(t1, add(card::tags, text("x")));
  const RowState before = card.row;
  card.take(t1, add(card::tags, text("x")));
  EXPECT_EQ(card.row, before);
}

TEST(Apply, seq_marks_the_fields_that_were_written_and_the_row) {
  Card card;
  card.take(t1, assign(card::title, text("a")), 4);
  card.take(t2, assign(card::price, 1.0), 7);
  EXPECT_EQ(card.state(card::title).seq, 4U);
  EXPECT_EQ(card.state(card::price).seq, 7U);
  EXPECT_EQ(card.state(card::note).seq, 0U);
  EXPECT_EQ(card.row.seq, 7U);
}

TEST(Apply, worst_outcome_of_an_edit_is_told) {
  Card card;
  card.take(t1, assign(card::title, text("a")));
  card.take(t1, assign(card::note, text("a")));
  const Edit edit = edit_card(1, {assign(card::note, text("b")), assign(card::title, text("b"))});
  EXPECT_EQ(apply_edit(card_def(), card.row, edit, t2, 0, 1, card.superseded), Outcome::conflict);
}

TEST(Apply, own_unconfirmed_edit_is_covered_by_its_number) {
  Card card;
  apply_edit(card_def(), card.row, edit_card(1, {assign(card::note, text("a"))}), t1, 5, 0,
             card.superseded);
  const Edit on_top = edit_card(1, {assign(card::note, text("b"), {own_ref(5)})});
  EXPECT_EQ(apply_edit(card_def(), card.row, on_top, t3, 6, 0, card.superseded), Outcome::applied);
  EXPECT_EQ(card.state(card::note).heads.size(), 1U);
  EXPECT_EQ(card.state(card::note).heads[0].own_edit, 6U);
}

TEST(Apply, nothing_shows_of_a_field_that_was_never_written) {
  const Card card;
  EXPECT_EQ(shown_head(*card_def().field(card::title), card.state(card::title)), nullptr);
  EXPECT_TRUE(is_absent(card.shown(card::status)));
}

}  // namespace
}  // namespace brygga
