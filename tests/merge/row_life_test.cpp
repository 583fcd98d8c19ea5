#include <gtest/gtest.h>

#include <algorithm>

#include "merge/apply.hpp"
#include "merge/claims.hpp"
#include "merge/grants.hpp"
#include "merge/rights.hpp"
#include "support/builders.hpp"

namespace brygga {
namespace {

using namespace testing;

struct Write {
  Stamp stamp;
  Edit edit;
};

// The visit after the writes have arrived in this order.
struct Visit {
  RowState row =
      empty_row(*test_schema().entity(visit::entity), row_of_number(1), scope_of('K', 1));
  std::vector<Superseded> superseded;

  explicit Visit(const std::vector<Write>& writes) {
    for (const Write& write : writes) take(write);
  }
  Outcome take(const Write& write) {
    return apply_edit(*test_schema().entity(visit::entity), row, write.edit, write.stamp, 0, 1,
                      superseded);
  }
  Value shown(FieldNumber number) const {
    return shown_value(*test_schema().entity(visit::entity)->field(number), row.field(number));
  }
  // In order, those that are heads no more, and with the heads.
  std::vector<Value> superseded_values(FieldNumber number) const {
    std::vector<Value> values;
    for (const Superseded& item : superseded) {
      if (item.field == number) values.push_back(item.head.value);
    }
    std::sort(values.begin(), values.end(), less);
    return values;
  }
  std::vector<Value> values(FieldNumber number) const {
    std::vector<Value> values = superseded_values(number);
    for (const Head& head : row.field(number).heads) values.push_back(head.value);
    std::sort(values.begin(), values.end(), less);
    return values;
  }
  std::vector<Value> addenda() const { return set_elements(row.field(visit::addenda)); }
};

Edit writes(std::vector<FieldWrite> list) { return edit_of(visit::entity, 1, std::move(list)); }

Edit deletion(std::vector<HeadRef> seen) {
  Edit edit = writes({});
  edit.deletes = true;
  edit.seen = std::move(seen);
  return edit;
}

Edit move_to(const Scope& scope) {
  Edit edit = writes({});
  edit.moves_to = scope;
  return edit;
}

const Stamp made = stamp_at(1);
const Stamp t2 = stamp_at(2, bob_device);
const Stamp t3 = stamp_at(3);
const Stamp t4 = stamp_at(4, bob_device);
const Write creation{
    made, writes({assign(visit::remark, text("first")), assign(visit::status, text("draft")),
                  assign(visit::report, text("draft report"))})};

// Calls check with the visit after every order of the writes, the creation always first.
template <class Check>
void in_every_order(std::vector<Write> concurrent, Check check) {
  std::vector<std::size_t> order(concurrent.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  do {
    Visit visit({creation});
    for (const std::size_t i : order) visit.take(concurrent[i]);
    check(visit);
  } while (std::next_permutation(order.begin(), order.end()));
}

// --- deleting ---------------------------------------------------------------------------------

TEST(Deletion, takes_the_row_away_when_it_has_seen_all_of_it) {
  Visit visit({creation});
  EXPECT_EQ(visit.take({t2, deletion({ref_to(made)})}), Outcome::applied);
  EXPECT_TRUE(visit.row.life.is_deleted());
}

TEST(Deletion, an_unseen_write_keeps_the_row_in_either_order) {
  in_every_order({{t2, writes({assign(visit::remark, text("Bob's"), {ref_to(made)})})},
                  {t3, deletion({ref_to(made)})}},
                 [](const Visit& visit) {
                   EXPECT_FALSE(visit.row.life.is_deleted());
                   EXPECT_EQ(visit.shown(visit::remark), text("Bob's"));
                   EXPECT_EQ(visit.shown(visit::report), text("draft report"));
                 });
}

TEST(Deletion, a_later_one_that_has_seen_the_write_takes_the_row_away) {
  in_every_order({{t3, deletion({ref_to(made)})}, {t4, deletion({ref_to(made)})}},
                 [](const Visit& visit) { EXPECT_TRUE(visit.row.life.is_deleted()); });
  Visit visit({creation,
               {t2, writes({assign(visit::remark, text("Bob's"), {ref_to(made)})})},
               {t3, deletion({ref_to(made)})},
               {t4, deletion({ref_to(made), ref_to(t2)})}});
  EXPECT_TRUE(visit.row.life.is_deleted());
}

TEST(Deletion, a_deleted_row_grants_nothing) {
  RowState member =
      empty_row(*test_schema().entity(member::entity), row_of_number(9), scope_of('K', 1));
  std::vector<Superseded> none;
  apply_edit(*test_schema().entity(member::entity), member,
             edit_of(member::entity, 9, {assign(member::account, Value(uuid_of(50)))}), made, 0, 1,
             none);
  EXPECT_FALSE(grants_of(test_schema(), member).empty());
  member.life.deleted = t2;
  EXPECT_TRUE(grants_of(test_schema(), member).empty());
}

// --- moving -----------------------------------------------------------------------------------

TEST(Move, the_later_one_decides_in_either_order) {
  in_every_order({{t2, move_to(scope_of('T', 2))}, {t3, move_to(scope_of('T', 3))}},
                 [](const Visit& visit) { EXPECT_EQ(visit.row.scope, scope_of('T', 3)); });
}

TEST(Move, that_loses_is_a_change_of_its_commit_all_the_same) {
  Visit visit({creation, {t3, move_to(scope_of('T', 3))}});
  std::vector<Superseded> none;
  const Outcome outcome = apply_edit(*test_schema().entity(visit::entity), visit.row,
                                     move_to(scope_of('T', 2)), t2, 0, 7, none);
  EXPECT_EQ(outcome, Outcome::merged);
  EXPECT_EQ(visit.row.scope, scope_of('T', 3));
  EXPECT_EQ(visit.row.seq, 7U);
  EXPECT_EQ(visit.row.life.seq, 7U);
}

TEST(Move, needs_the_right_to_write_on_both_sides) {
  const Visit visit({creation});
  Actor alice{alice_device, {}, {scope_of('K', 1)}, false, {}};
  const Edit edit = move_to(scope_of('T', 2));
  EXPECT_EQ(judge_rights(test_schema(), alice, {}, &visit.row, edit)->code, "no_right");
  alice.scopes.insert(scope_of('T', 2));
  EXPECT_FALSE(judge_rights(test_schema(), alice, {}, &visit.row, edit));
  alice.scopes.erase(scope_of('K', 1));
  EXPECT_EQ(judge_rights(test_schema(), alice, {}, &visit.row, edit)->code, "no_right");
}

// --- sealing ----------------------------------------------------------------------------------

// What a device makes of "sign what I saw": the values seen are said once more.
Edit signing() {
  return writes({assign(visit::status, text("signed"), {ref_to(made)}),
                 assign(visit::remark, text("first"), {ref_to(made)}),
                 assign(visit::report, text("draft report"), {ref_to(made)})});
}

TEST(Seal, stands_on_what_its_signer_saw_and_others_become_addenda_in_every_order) {
  in_every_order({{t3, signing()},
                  {t2, writes({assign(visit::remark, text("Bob's remark"), {ref_to(made)})})},
                  {t4, writes({assign(visit::report, text("Bob's report"), {ref_to(made)}),
                               assign(visit::day, number(7))})}},
                 [](const Visit& visit) {
                   EXPECT_EQ(visit.shown(visit::remark), text("first"));
                   EXPECT_EQ(visit.shown(visit::report), text("draft report"));
                   EXPECT_EQ(visit.row.field(visit::remark).heads.size(), 1U);
                   EXPECT_EQ(visit.addenda(),
                             (std::vector<Value>{text("Bob's remark"), text("Bob's report")}));
                 });
}

TEST(Seal, two_who_sign_at_once_leave_the_later_ones_words_and_the_others_as_addendum) {
  const Edit other = writes({assign(visit::status, text("signed"), {ref_to(made)}),
                             assign(visit::remark, text("other words"), {ref_to(made)})});
  in_every_order({{t3, signing()}, {t4, other}}, [](const Visit& visit) {
    EXPECT_EQ(visit.shown(visit::remark), text("other words"));
    EXPECT_EQ(visit.addenda(), (std::vector<Value>{text("first")}));
    EXPECT_EQ(visit.shown(visit::report), text("draft report"));
  });
}

TEST(Seal, the_same_words_are_no_addendum) {
  in_every_order(
      {{t3, signing()}, {t2, writes({assign(visit::remark, text("first"), {ref_to(made)})})}},
      [](const Visit& visit) { EXPECT_TRUE(visit.addenda().empty()); });
}

// Bob's day is beyond what Alice signed, and beats it under rule last; it must not empty the field.
TEST(Seal, a_field_of_rule_last_keeps_what_was_signed_in_every_order) {
  Edit signs = signing();
  signs.writes.push_back(assign(visit::day, number(1)));
  in_every_order(
      {{t3, signs},
       {t2, writes({assign(visit::day, number(2))})},
       {t4, writes({assign(visit::day, number(4))})}},
      [](const Visit& visit) {
        EXPECT_EQ(visit.shown(visit::day), number(1));
        EXPECT_EQ(visit.row.field(visit::day).heads.size(), 1U);
        EXPECT_EQ(visit.superseded_values(visit::day), (std::vector<Value>{number(2), number(4)}));
      });
}

TEST(Seal, that_says_nothing_of_a_field_of_rule_last_leaves_its_earlier_value) {
  in_every_order({{t3, signing()},
                  {t2, writes({assign(visit::day, number(2))})},
                  {t4, writes({assign(visit::day, number(4))})}},
                 [](const Visit& visit) {
                   EXPECT_LE(visit.row.field(visit::day).heads.size(), 1U);
                   EXPECT_EQ(visit.values(visit::day), (std::vector<Value>{number(2), number(4)}));
                 });
}

TEST(Seal, late_words_that_say_nothing_new_bring_no_deleted_row_back) {
  const Edit deletes = deletion({ref_to(made), ref_to(t3)});
  const Edit late = writes({assign(visit::remark, text("first"), {ref_to(made)})});
  for (const auto& order : {std::vector<Write>{{t4, deletes}, {t2, late}},
                            std::vector<Write>{{t2, late}, {t4, deletes}}}) {
    Visit visit({creation, {t3, signing()}});
    for (const Write& write : order) visit.take(write);
    EXPECT_TRUE(visit.row.life.is_deleted());
  }
}

TEST(Seal, leaves_room_for_addenda_that_a_person_writes) {
  Visit visit({creation, {t3, signing()}, {t4, writes({add(visit::addenda, text("one more"))})}});
  EXPECT_EQ(visit.addenda(), (std::vector<Value>{text("one more")}));
}

// --- resets -----------------------------------------------------------------------------------

RowState card_at_level(std::int64_t level) {
  RowState card = empty_row(card_def(), row_of_number(1), scope_of('K', 1));
  std::vector<Superseded> none;
  apply_edit(card_def(), card, edit_card(1, {assign(card::level, number(level))}), made, 0, 1,
             none);
  return card;
}

FieldWrite reset_to(std::int64_t level, std::vector<HeadRef> base) {
  return {card::level, WriteKind::reset, number(level), std::move(base)};
}

TEST(Reset, lowers_a_maximum_that_it_has_seen) {
  RowState card = card_at_level(5);
  std::vector<Superseded> superseded;
  apply_edit(card_def(), card, edit_card(1, {reset_to(2, {ref_to(made)})}), t2, 0, 1, superseded);
  EXPECT_EQ(shown_value(*card_def().field(card::level), card.field(card::level)), number(2));
  ASSERT_EQ(superseded.size(), 1U);
}

TEST(Reset, an_unseen_extreme_stays_in_either_order) {
  const Write raise{t2, edit_card(1, {assign(card::level, number(9), {ref_to(made)})})};
  const Write reset{t3, edit_card(1, {reset_to(2, {ref_to(made)})})};
  for (const auto& order : {std::vector<Write>{raise, reset}, std::vector<Write>{reset, raise}}) {
    RowState card = card_at_level(5);
    std::vector<Superseded> none;
    for (const Write& write : order) {
      apply_edit(card_def(), card, write.edit, write.stamp, 0, 1, none);
    }
    EXPECT_EQ(shown_value(*card_def().field(card::level), card.field(card::level)), number(9));
  }
}

TEST(Reset, is_for_the_office_and_for_those_whom_the_field_names) {
  const RowState card = card_at_level(5);
  const Edit edit = edit_card(1, {reset_to(2, {ref_to(made)})});
  Actor actor{alice_device, {}, {scope_of('K', 1)}, false, {}};
  EXPECT_EQ(judge_rights(test_schema(), actor, {}, &card, edit)->code, "no_right");
  actor.roles = {"keeper"};
  EXPECT_FALSE(judge_rights(test_schema(), actor, {}, &card, edit));
  actor.roles.clear();
  actor.is_office = true;
  EXPECT_FALSE(judge_rights(test_schema(), actor, {}, &card, edit));
}

// --- claims -----------------------------------------------------------------------------------

TEST(Claim, is_refused_when_all_places_are_taken) {
  const EntityDef& entity = card_def();
  const FieldDef& seat = *entity.field(card::seat);
  const RowState two_places = card_at_level(2);
  EXPECT_FALSE(judge_claim(test_schema(), entity, seat, &two_places, 1));
  EXPECT_EQ(judge_claim(test_schema(), entity, seat, &two_places, 2)->code, "no_place_left");
  EXPECT_EQ(judge_claim(test_schema(), entity, seat, nullptr, 0)->code, "no_such_place");
}

TEST(Claim, ends_with_its_field_and_with_the_row) {
  RowState row = empty_row(card_def(), row_of_number(2), scope_of('K', 2));
  std::vector<Superseded> none;
  const FieldDef& seat = *card_def().field(card::seat);
  const auto take = [&](FieldWrite write, const Stamp& stamp) {
    apply_edit(card_def(), row, edit_card(2, {std::move(write)}), stamp, 0, 1, none);
  };
  take(assign(card::seat, Value(uuid_of(1))), made);
  EXPECT_EQ(claim_of(card_def(), seat, row), row_of_number(1));
  row.life.deleted = t2;
  EXPECT_FALSE(claim_of(card_def(), seat, row));
  row.life = {};
  take(assign(card::flag, Value(true)), t2);
  EXPECT_FALSE(claim_of(card_def(), seat, row));
}

}  // namespace
}  // namespace brygga
