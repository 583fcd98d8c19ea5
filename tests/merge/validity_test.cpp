#include "merge/validity.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/limits.hpp"
#include "merge/apply.hpp"
#include "support/builders.hpp"

namespace brygga {
namespace {

using namespace testing;

const Stamp t1 = stamp_at(1, alice_device);
const Stamp t2 = stamp_at(2, bob_device);

// The code of the refusal, or "valid".
std::string judge(const RowState* row, const Edit& edit) {
  const auto refusal = judge_validity(test_schema(), row, edit);
  if (refusal) {
    EXPECT_FALSE(refusal->sentence.empty());
  }
  return refusal ? refusal->code : "valid";
}

RowState card_with(std::vector<FieldWrite> writes, const Stamp& stamp = t1) {
  RowState row = empty_row(card_def(), row_of_number(1), scope_of('K', 1));
  std::vector<Superseded> superseded;
  apply_edit(card_def(), row, create_card(1, std::move(writes)), stamp, 0, 1, superseded);
  return row;
}

std::string judge_change(FieldWrite write) {
  const RowState row = card_with({assign(card::title, text("x"))});
  return judge(&row, edit_card(1, {std::move(write)}));
}

TEST(Validity, a_whole_card_is_valid) {
  EXPECT_EQ(
      judge(nullptr,
            create_card(1, {assign(card::title, text("x")), assign(card::origin, text("desk")),
                            assign(card::status, text("open")), assign(card::level, number(3)),
                            assign(card::price, 1.5), add(card::tags, text("a")),
                            add(card::tags, text("b"))})),
      "valid");
}

TEST(Validity, unknown_entity_and_field_are_refused) {
  EXPECT_EQ(judge(nullptr, create(99, 1, scope_of('K', 1), {assign(1, text("x"))})),
            "unknown_entity");
  EXPECT_EQ(judge(nullptr, create(0, 1, scope_of('K', 1), {assign(1, text("x"))})),
            "unknown_entity");
  EXPECT_EQ(judge_change(assign(99, text("x"))), "unknown_field");
  EXPECT_EQ(judge_change(assign(0, text("x"))), "unknown_field");
}

TEST(Validity, a_row_is_made_once_and_changed_only_when_it_is_there) {
  const RowState row = card_with({assign(card::title, text("x"))});
  EXPECT_EQ(judge(&row, create_card(1, {assign(card::title, text("x"))})), "row_exists");
  EXPECT_EQ(judge(nullptr, edit_card(1, {assign(card::title, text("x"))})), "no_such_row");
}

TEST(Validity, a_row_belongs_to_a_scope_of_its_entitys_kind) {
  EXPECT_EQ(
      judge(nullptr, create(card::entity, 1, scope_of('R', 1), {assign(card::title, text("x"))})),
      "wrong_scope");
}

TEST(Validity, an_edit_that_writes_nothing_is_refused) {
  const RowState row = card_with({assign(card::title, text("x"))});
  EXPECT_EQ(judge(&row, edit_card(1, {})), "empty_edit");
}

TEST(Validity, required_field_must_be_given_and_cannot_be_emptied) {
  EXPECT_EQ(judge(nullptr, create_card(1, {assign(card::price, 1.0)})), "required");
  EXPECT_EQ(judge(nullptr, create_card(1, {assign(card::title, Value{})})), "required");
  EXPECT_EQ(judge_change(assign(card::title, Value{})), "required");
  EXPECT_EQ(judge_change(assign(card::price, Value{})), "valid");
}

TEST(Validity, states_and_extremes_cannot_be_emptied) {
  EXPECT_EQ(judge_change(assign(card::status, Value{})), "required");
  EXPECT_EQ(judge_change(assign(card::first_seen, Value{})), "required");
  EXPECT_EQ(judge_change(assign(card::level, Value{})), "required");
}

TEST(Validity, value_must_have_the_fields_type) {
  EXPECT_EQ(judge_change(assign(card::title, number(1))), "wrong_type");
  EXPECT_EQ(judge_change(assign(card::title, text("\xff"))), "wrong_type");
  EXPECT_EQ(judge_change(assign(card::price, std::nan(""))), "wrong_type");
  EXPECT_EQ(judge_change(assign(card::first_seen, number(1'000'000'000))), "wrong_type");
  EXPECT_EQ(judge_change(add(card::tags, number(1))), "wrong_type");
  EXPECT_EQ(judge_change(add(card::tags, Value{})), "wrong_type");
  EXPECT_EQ(judge_change(assign(card::status, number(1))), "wrong_type");
}

TEST(Validity, value_must_not_be_larger_than_its_bound) {
  EXPECT_EQ(judge_change(assign(card::blob, Bytes(16))), "valid");
  EXPECT_EQ(judge_change(assign(card::blob, Bytes(17))), "value_too_large");
  EXPECT_EQ(judge_change(assign(card::note, text(std::string(limits::value_bytes_max, 'x')))),
            "valid");
  EXPECT_EQ(judge_change(assign(card::note, text(std::string(limits::value_bytes_max + 1, 'x')))),
            "value_too_large");
}

TEST(Validity, value_must_be_among_the_choices_and_pass_the_fields_check) {
  EXPECT_EQ(judge_change(assign(card::colour, text("red"))), "valid");
  EXPECT_EQ(judge_change(assign(card::colour, text("blue"))), "not_a_choice");
  EXPECT_EQ(judge_change(assign(card::rating, number(5))), "valid");
  EXPECT_EQ(judge_change(assign(card::rating, number(6))), "not_valid");
}

TEST(Validity, append_is_written_once_at_creation) {
  EXPECT_EQ(judge_change(assign(card::origin, text("x"))), "append_once");
}

TEST(Validity, only_an_extreme_can_be_reset) {
  FieldWrite reset = assign(card::level, number(1));
  reset.kind = WriteKind::reset;
  EXPECT_EQ(judge_change(reset), "valid");
  reset.field = card::rating;
  EXPECT_EQ(judge_change(reset), "wrong_write");
}

TEST(Validity, a_deletion_does_nothing_besides) {
  Edit edit = edit_card(1, {});
  edit.deletes = true;
  const RowState row = card_with({assign(card::title, text("x"))});
  EXPECT_FALSE(judge_validity(test_schema(), &row, edit));
  edit.writes = {assign(card::title, text("y"))};
  EXPECT_EQ(judge_validity(test_schema(), &row, edit)->code, "wrong_write");
}

TEST(Validity, a_row_moves_only_to_where_rows_of_its_kind_may_lie) {
  const RowState row =
      empty_row(*test_schema().entity(visit::entity), row_of_number(1), scope_of('K', 1));
  Edit edit = edit_of(visit::entity, 1, {});
  edit.moves_to = scope_of('T', 1);
  EXPECT_FALSE(judge_validity(test_schema(), &row, edit));
  edit.moves_to = scope_of('R', 1);
  EXPECT_EQ(judge_validity(test_schema(), &row, edit)->code, "wrong_scope");
}

TEST(Validity, nothing_is_written_to_what_has_been_erased) {
  RowState row = card_with({assign(card::title, text("x"))});
  row.life.erased = true;
  EXPECT_EQ(
      judge_validity(test_schema(), &row, edit_card(1, {assign(card::title, text("y"))}))->code,
      "erased");
  EXPECT_EQ(
      judge_validity(test_schema(), &row, create_card(1, {assign(card::title, text("y"))}))->code,
      "erased");
}

TEST(Validity, sets_take_elements_and_other_fields_take_values) {
  EXPECT_EQ(judge_change(assign(card::tags, text("a"))), "wrong_write");
  EXPECT_EQ(judge_change(add(card::title, text("a"))), "wrong_write");
  EXPECT_EQ(judge_change(remove(card::note, text("a"))), "wrong_write");
}

TEST(Validity, a_field_or_element_is_written_once_per_edit) {
  const RowState row = card_with({assign(card::title, text("x"))});
  EXPECT_EQ(
      judge(&row, edit_card(1, {assign(card::title, text("a")), assign(card::title, text("b"))})),
      "written_twice");
  EXPECT_EQ(judge(&row, edit_card(1, {add(card::tags, text("a")), remove(card::tags, text("a"))})),
            "written_twice");
  EXPECT_EQ(judge(&row, edit_card(1, {add(card::tags, text("a")), remove(card::tags, text("b"))})),
            "valid");
}

TEST(Validity, a_set_has_a_bound) {
  std::vector<FieldWrite> writes{assign(card::title, text("x"))};
  for (std::size_t i = 0; i < limits::set_elements_max; ++i) {
    writes.push_back(add(card::tags, text(std::to_string(i))));
  }
  const RowState row = card_with(std::move(writes));
  EXPECT_EQ(judge(&row, edit_card(1, {add(card::tags, text("one more"))})), "set_full");
  EXPECT_EQ(judge(&row, edit_card(1, {remove(card::tags, text("7"), {ref_to(t1)})})), "valid");
}

TEST(Validity, one_edit_cannot_fill_a_set_beyond_its_bound) {
  std::vector<FieldWrite> writes;
  for (std::size_t i = 0; i <= limits::set_elements_max; ++i) {
    writes.push_back(add(card::tags, text(std::to_string(i))));
  }
  const RowState row = card_with({assign(card::title, text("x"))});
  EXPECT_EQ(judge(&row, edit_card(1, std::move(writes))), "set_full");
}

TEST(Validity, an_edit_of_very_many_writes_is_turned_away_at_once) {
  std::vector<FieldWrite> writes;
  writes.reserve(400'000);
  for (int i = 0; i < 400'000; ++i) {
    writes.push_back(remove(card::tags, text(std::to_string(i))));
  }
  const RowState row = card_with({assign(card::title, text("x"))});
  EXPECT_EQ(judge(&row, edit_card(1, std::move(writes))), "edit_too_large");
}

TEST(Validity, undecided_values_of_a_field_have_a_bound) {
  RowState row = card_with({assign(card::title, text("x"))});
  std::vector<Superseded> superseded;
  for (std::size_t i = 0; i < limits::heads_max; ++i) {
    apply_edit(card_def(), row, edit_card(1, {assign(card::note, text(std::to_string(i)))}),
               stamp_at(10 + i), 0, 1, superseded);
  }
  EXPECT_EQ(judge(&row, edit_card(1, {assign(card::note, text("x"))})), "too_many_heads");
}

TEST(Validity, undecided_values_at_their_bound_can_still_be_decided) {
  RowState row = card_with({assign(card::title, text("x"))});
  std::vector<Superseded> superseded;
  std::vector<HeadRef> seen;
  for (std::size_t i = 0; i < limits::heads_max; ++i) {
    seen.push_back(ref_to(stamp_at(10 + i)));
    apply_edit(card_def(), row, edit_card(1, {assign(card::note, text(std::to_string(i)))}),
               stamp_at(10 + i), 0, 1, superseded);
  }
  EXPECT_EQ(judge(&row, edit_card(1, {assign(card::note, text("settled"), seen)})), "valid");
}

TEST(Validity, one_edit_carries_a_bounded_number_of_bytes) {
  std::vector<FieldWrite> writes;
  writes.reserve(5);
  for (int i = 0; i < 5; ++i) {
    writes.push_back(
        add(card::tags, text(std::string(limits::value_bytes_max - 1, 'x') + std::to_string(i))));
  }
  const RowState row = card_with({assign(card::title, text("x"))});
  EXPECT_EQ(judge(&row, edit_card(1, std::move(writes))), "edit_too_large");
}

// --- moves of a state -------------------------------------------------------------------------

std::string move(const char* from, const char* to, std::vector<HeadRef> seen) {
  const RowState row = card_with({assign(card::status, text(from))});
  return judge(&row, edit_card(1, {assign(card::status, text(to), std::move(seen))}));
}

TEST(StateMove, declared_move_from_the_seen_state_is_legal) {
  EXPECT_EQ(move("open", "active", {ref_to(t1)}), "valid");
}

TEST(StateMove, staying_where_it_is_is_legal) {
  EXPECT_EQ(move("done", "done", {ref_to(t1)}), "valid");
}

TEST(StateMove, undeclared_move_from_the_seen_state_is_illegal) {
  EXPECT_EQ(move("done", "active", {ref_to(t1)}), "illegal_move");
  EXPECT_EQ(move("open", "done", {ref_to(t1)}), "illegal_move");
}

TEST(StateMove, stale_move_is_no_fault_for_rank_decides_it) {
  EXPECT_EQ(move("done", "active", {ref_to(stamp_at(0))}), "valid");
  EXPECT_EQ(move("done", "active", {}), "valid");
}

TEST(StateMove, stale_move_to_where_no_move_leads_is_illegal) {
  EXPECT_EQ(move("done", "asleep", {}), "illegal_move");
}

TEST(StateMove, a_state_that_does_not_exist_is_refused) {
  EXPECT_EQ(move("open", "gone", {ref_to(t1)}), "no_such_state");
  EXPECT_EQ(judge(nullptr, create_card(1, {assign(card::title, text("x")),
                                           assign(card::status, text("gone"))})),
            "no_such_state");
}

TEST(StateMove, of_several_seen_heads_one_must_allow_it) {
  RowState row = card_with({assign(card::status, text("done"))});
  std::vector<Superseded> superseded;
  apply_edit(card_def(), row, edit_card(1, {assign(card::status, text("active"))}), t2, 0, 1,
             superseded);
  EXPECT_EQ(
      judge(&row, edit_card(1, {assign(card::status, text("open"), {ref_to(t1), ref_to(t2)})})),
      "valid");
}

TEST(Validity, who_has_seen_the_seal_changes_nothing_under_it) {
  const EntityDef& entity = *test_schema().entity(visit::entity);
  RowState row = empty_row(entity, row_of_number(1), scope_of('K', 1));
  std::vector<Superseded> none;
  const Stamp sealed = stamp_at(5);
  apply_edit(entity, row,
             edit_of(visit::entity, 1,
                     {assign(visit::status, text("signed")), assign(visit::remark, text("x"))}),
             sealed, 0, 1, none);
  const auto judge_write = [&](const FieldWrite& write) {
    const auto refusal = judge_validity(test_schema(), &row, edit_of(visit::entity, 1, {write}));
    return refusal ? refusal->code : "valid";
  };
  EXPECT_EQ(judge_write(assign(visit::remark, text("y"), {ref_to(sealed)})), "sealed");
  EXPECT_EQ(judge_write(assign(visit::remark, text("y"))), "valid");
  EXPECT_EQ(judge_write(add(visit::addenda, text("y"), {ref_to(sealed)})), "valid");
}

TEST(Validity, a_sealing_write_names_what_its_signer_saw) {
  const EntityDef& entity = *test_schema().entity(visit::entity);
  RowState row = empty_row(entity, row_of_number(1), scope_of('K', 1));
  const auto judge_signing = [&](std::vector<HeadRef> base) {
    const auto refusal = judge_validity(
        test_schema(), &row,
        edit_of(visit::entity, 1, {assign(visit::status, text("signed"), std::move(base))}));
    return refusal ? refusal->code : "valid";
  };
  EXPECT_EQ(judge_signing({}), "valid");
  std::vector<Superseded> none;
  apply_edit(entity, row, edit_of(visit::entity, 1, {assign(visit::status, text("draft"))}), t1, 0,
             1, none);
  EXPECT_EQ(judge_signing({}), "bad_version");
  EXPECT_EQ(judge_signing({ref_to(t1)}), "valid");
  EXPECT_EQ(judge_signing({ref_to(t2)}), "valid");
}

TEST(Validity, a_field_that_names_the_rows_scope_names_no_other) {
  Schema schema = test_schema();
  schema.entities[visit::entity - 1].fields[visit::card - 1].names = Names::own_scope;
  const auto judge_visit = [&](std::uint64_t named) {
    return judge_validity(
        schema, nullptr,
        create(visit::entity, 7, scope_of('K', 1), {assign(visit::card, uuid_of(named))}));
  };
  EXPECT_FALSE(judge_visit(1));
  ASSERT_TRUE(judge_visit(2));
  EXPECT_EQ(judge_visit(2)->code, "wrong_scope");
}

TEST(Validity, a_required_text_is_not_empty) {
  EXPECT_EQ(judge_change(assign(card::title, text(""))), "required");
  EXPECT_EQ(judge_change(assign(card::note, text(""))), "valid");
}

}  // namespace
}  // namespace brygga
