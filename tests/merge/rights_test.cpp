#include "merge/rights.hpp"

#include <gtest/gtest.h>

#include "merge/apply.hpp"
#include "merge/grants.hpp"
#include "support/builders.hpp"

namespace brygga {
namespace {

using namespace testing;

Actor alice(std::unordered_set<Scope> scopes, std::vector<std::string> roles = {}) {
  return {alice_device, std::move(roles), std::move(scopes), false, {}};
}

std::string judge(const Actor& actor, const RowState* row, const Edit& edit,
                  const std::unordered_set<Scope>& opened = {}) {
  const auto refusal = judge_rights(test_schema(), actor, opened, row, edit);
  return refusal ? refusal->code : "may";
}

const Edit change = edit_card(1, {assign(card::title, text("x"))});
const RowState row_one = empty_row(card_def(), row_of_number(1), scope_of('K', 1));

TEST(Rights, who_holds_the_scope_may_write_there) {
  EXPECT_EQ(judge(alice({scope_of('K', 1)}), &row_one, change), "may");
}

TEST(Rights, who_does_not_hold_the_scope_may_not) {
  EXPECT_EQ(judge(alice({scope_of('K', 2), scope_of('R', 1)}), &row_one, change), "no_right");
}

TEST(Rights, scope_of_the_row_counts_and_not_what_the_edit_claims) {
  Edit lying = change;
  lying.scope = scope_of('K', 2);
  EXPECT_EQ(judge(alice({scope_of('K', 2)}), &row_one, lying), "no_right");
}

TEST(Rights, a_new_row_may_open_its_own_scope) {
  EXPECT_EQ(judge(alice({}), nullptr, create_card(1, {assign(card::title, text("x"))})), "may");
}

TEST(Rights, a_closed_account_opens_no_scope_either) {
  Actor closed = alice({});
  closed.is_closed = true;
  EXPECT_EQ(judge(closed, nullptr, create_card(1, {assign(card::title, text("x"))})), "no_right");
}

TEST(Rights, a_new_row_does_not_open_somebody_elses_scope) {
  EXPECT_EQ(judge(alice({}), nullptr,
                  create(card::entity, 1, scope_of('K', 2), {assign(card::title, text("x"))})),
            "no_right");
}

TEST(Rights, scopes_opened_in_the_same_transaction_may_be_written) {
  std::unordered_set<Scope> opened;
  note_opened_scopes(test_schema(), create_card(1, {assign(card::title, text("x"))}), opened);
  EXPECT_EQ(opened, (std::unordered_set<Scope>{scope_of('K', 1), scope_of('R', 1)}));
  const Edit phone = create(secret::entity, 2, scope_of('R', 1), {assign(1, text("1"))});
  EXPECT_EQ(judge(alice({}), nullptr, phone, opened), "may");
  EXPECT_EQ(judge(alice({}), nullptr, phone), "no_right");
}

TEST(Rights, an_edit_of_an_existing_row_opens_nothing) {
  std::unordered_set<Scope> opened;
  note_opened_scopes(test_schema(), change, opened);
  EXPECT_TRUE(opened.empty());
}

TEST(Rights, an_entity_with_writer_roles_wants_one_of_them) {
  const Edit edit = create(person::entity, 9, base_scope, {assign(person::name, text("Bob"))});
  EXPECT_EQ(judge(alice({base_scope}), nullptr, edit), "no_right");
  EXPECT_EQ(judge(alice({base_scope}, {"guest"}), nullptr, edit), "no_right");
  EXPECT_EQ(judge(alice({base_scope}, {"guest", "office"}), nullptr, edit), "may");
}

TEST(Rights, a_role_does_not_replace_the_scope) {
  const Edit edit = create(person::entity, 9, base_scope, {assign(person::name, text("Bob"))});
  EXPECT_EQ(judge(alice({}, {"office"}), nullptr, edit), "no_right");
}

TEST(Rights, the_office_itself_may_write_everywhere) {
  EXPECT_EQ(judge({office_device, {}, {}, true, {}}, &row_one, change), "may");
}

// --- narrower access --------------------------------------------------------------------------

// Cards let whoever holds a member's scope write visits about the card that the member is of, and
// secrets go to the office alone.
Schema narrow_schema() {
  Schema schema = make_test_schema();
  EntityDef& visits = schema.entities[visit::entity - 1];
  visits.pass = {visit::card, member::entity, member::account};
  schema.entities[secret::entity - 1].is_upload_only = true;
  return schema;
}

TEST(Pass, admits_to_the_scope_that_it_names_and_to_no_other) {
  const Schema schema = narrow_schema();
  RowState pass = empty_row(*schema.entity(member::entity), row_of_number(70), scope_of('X', 1));
  std::vector<Superseded> superseded;
  apply_edit(*schema.entity(member::entity), pass,
             edit_of(member::entity, 70, {assign(member::account, uuid_of(5))}), stamp_at(1), 0, 1,
             superseded);
  const Edit here = create(visit::entity, 8, scope_of('K', 5), {assign(visit::card, uuid_of(70))});
  const Edit there = create(visit::entity, 8, scope_of('K', 6), {assign(visit::card, uuid_of(70))});
  EXPECT_EQ(pass_of(schema, here), (RowKey{member::entity, row_of_number(70)}));
  EXPECT_TRUE(admits(schema, alice({scope_of('X', 1)}), pass, here));
  EXPECT_FALSE(admits(schema, alice({scope_of('X', 2)}), pass, here));
  EXPECT_FALSE(admits(schema, alice({scope_of('X', 1)}), pass, there));
  pass.life.deleted = stamp_at(2);
  EXPECT_FALSE(admits(schema, alice({scope_of('X', 1)}), pass, here));
  Edit later = here;
  later.creates = false;
  EXPECT_FALSE(pass_of(schema, later).has_value());
}

TEST(UploadOnly, rows_are_made_under_the_writers_own_id_and_never_changed) {
  const Schema schema = narrow_schema();
  Actor writer = alice({});
  writer.principals = {principal(9)};
  const Uuid own = writer.principals.front().uuid;
  const auto judged = [&](const RowState* row, const Edit& edit) {
    return judge_rights(schema, writer, {}, row, edit).has_value() ? "no_right" : "may";
  };
  Edit report = create(secret::entity, 9, Scope{'R', own}, {assign(secret::phone, text("1"))});
  EXPECT_STREQ(judged(nullptr, report), "may");
  Edit of_another = report;
  of_another.scope = Scope{'R', uuid_of(123)};
  EXPECT_STREQ(judged(nullptr, of_another), "no_right");
  const RowState made = empty_row(*schema.entity(secret::entity), row_of_number(9), report.scope);
  EXPECT_STREQ(judged(&made, edit_of(secret::entity, 9, {assign(secret::phone, text("2"))})),
               "no_right");
}

// --- grants -----------------------------------------------------------------------------------

RowState row_after(EntityNumber entity, const Scope& scope, std::vector<FieldWrite> writes) {
  const EntityDef& def = *test_schema().entity(entity);
  RowState row = empty_row(def, row_of_number(50), scope);
  std::vector<Superseded> superseded;
  apply_edit(def, row, edit_of(entity, 50, std::move(writes)), stamp_at(1), 0, 1, superseded);
  return row;
}

TEST(Grants, a_member_is_granted_the_scopes_of_the_rule) {
  const RowState row =
      row_after(member::entity, scope_of('K', 1), {assign(member::account, uuid_of(9))});
  EXPECT_EQ(grants_of(test_schema(), row), (std::vector<Grant>{{principal(9), scope_of('K', 1)},
                                                               {principal(9), scope_of('R', 1)}}));
}

TEST(Grants, end_with_the_until_field) {
  const RowState row =
      row_after(member::entity, scope_of('K', 1),
                {assign(member::account, uuid_of(9)), assign(member::until, number(20000))});
  EXPECT_TRUE(grants_of(test_schema(), row).empty());
}

TEST(Grants, an_empty_principal_is_granted_nothing) {
  EXPECT_TRUE(grants_of(test_schema(), row_after(member::entity, scope_of('K', 1), {})).empty());
}

TEST(Grants, a_set_of_ids_grants_a_scope_for_each) {
  const RowState row =
      row_after(person::entity, base_scope,
                {add(person::groups, uuid_of(71)), add(person::groups, uuid_of(70))});
  EXPECT_EQ(
      grants_of(test_schema(), row),
      (std::vector<Grant>{{principal(50), scope_of('T', 70)}, {principal(50), scope_of('T', 71)}}));
}

TEST(AccountOf, the_person_comes_first_then_the_groups_and_the_roles) {
  const RowState row = row_after(person::entity, base_scope,
                                 {add(person::groups, uuid_of(70)), add(person::roles, text("b")),
                                  add(person::roles, text("a"))});
  const Account account = account_of(test_schema(), row);
  EXPECT_EQ(account.principals, (std::vector<PrincipalId>{principal(50), principal(70)}));
  EXPECT_EQ(account.roles, (std::vector<std::string>{"a", "b"}));
}

TEST(Rights, nobody_writes_in_anothers_name) {
  Schema schema = test_schema();
  schema.entities[card::entity - 1].fields[card::owner - 1].names = Names::writer;
  Actor actor = alice({scope_of('K', 1)});
  actor.principals = {PrincipalId{uuid_of(50)}, PrincipalId{uuid_of(51)}};
  const auto may_name = [&](Value who) {
    return !judge_rights(schema, actor, {}, &row_one,
                         edit_card(1, {assign(card::owner, std::move(who))}));
  };
  EXPECT_TRUE(may_name(uuid_of(50)));
  EXPECT_TRUE(may_name(Value{}));
  EXPECT_FALSE(may_name(uuid_of(51)));  // a group of theirs
  EXPECT_FALSE(may_name(uuid_of(52)));
  actor.is_office = true;
  EXPECT_TRUE(may_name(uuid_of(52)));
}

TEST(Grants, a_closed_account_has_no_groups_and_no_roles) {
  Schema schema = test_schema();
  EntityDef& people = schema.entities[person::entity - 1];
  people.fields.push_back(field(4, "state", Type::text, Rule::state));
  people.fields.back().machine = {{{"active", 1}, {"left", 2}}, "active", {{"active", "left"}}};
  schema.accounts.state = 4;
  schema.accounts.open_state = "active";
  RowState row = empty_row(people, row_of_number(50), base_scope);
  std::vector<Superseded> superseded;
  Edit edit = create(person::entity, 50, base_scope,
                     {assign(person::name, text("Alice")), assign(4, text("active"))});
  edit.writes.push_back({person::roles, WriteKind::add, text("coach"), {}});
  apply_edit(people, row, edit, stamp_at(1, alice_device), 0, 1, superseded);
  EXPECT_TRUE(account_of(schema, row).is_open);
  EXPECT_EQ(account_of(schema, row).roles.size(), 1U);
  const Edit leave{person::entity,
                   row_of_number(50),
                   {},
                   false,
                   {{4, WriteKind::assign, text("left"), {{stamp_at(1, alice_device), 0}}}}};
  apply_edit(people, row, leave, stamp_at(2, alice_device), 0, 2, superseded);
  EXPECT_FALSE(account_of(schema, row).is_open);
  EXPECT_TRUE(account_of(schema, row).roles.empty());
}

TEST(Grants, hold_only_while_the_row_shows_what_they_ask_for) {
  Schema schema = make_test_schema();
  EntityDef& cards = schema.entities[card::entity - 1];
  cards.grants = {GrantRule{card::owner, {'K'}, 0, 0, card::first_seen, {{card::colour, {"red"}}}}};
  RowState row = empty_row(cards, row_of_number(1), scope_of('K', 1));
  std::vector<Superseded> superseded;
  const auto write = [&](FieldNumber field, Value value, std::uint64_t at) {
    apply_edit(cards, row, edit_of(card::entity, 1, {assign(field, std::move(value))}),
               stamp_at(at), 0, 1, superseded);
  };
  write(card::owner, uuid_of(9), 1);
  EXPECT_TRUE(grants_of(schema, row).empty());
  write(card::colour, text("red"), 2);
  EXPECT_EQ(grants_of(schema, row), (std::vector<Grant>{{principal(9), scope_of('K', 1)}}));
  write(card::first_seen, number(20'000), 3);
  EXPECT_EQ(grants_of(schema, row), (std::vector<Grant>{{principal(9), scope_of('K', 1), 20'000}}));
  write(card::colour, text("green"), 4);
  EXPECT_TRUE(grants_of(schema, row).empty());
}

TEST(Grants, an_account_with_a_narrow_role_holds_no_base_scope) {
  Schema schema = make_test_schema();
  schema.accounts.roles_without_base = {"kiosk"};
  const EntityDef& people = *schema.entity(person::entity);
  RowState row = empty_row(people, row_of_number(91), base_scope);
  EXPECT_TRUE(account_of(schema, row).holds_base);
  row.field(person::roles).heads = {{stamp_at(1), 0, text("kiosk")}};
  EXPECT_FALSE(account_of(schema, row).holds_base);
}

}  // namespace
}  // namespace brygga
