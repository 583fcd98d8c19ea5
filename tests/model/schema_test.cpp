#include "model/schema.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "support/test_schema.hpp"

namespace brygga {
namespace {

using testing::make_test_schema;

// Expects that the change makes the schema ill-formed and that the error says where.
void expect_fault(const std::function<void(Schema&)>& change, const std::string& words) {
  Schema schema = make_test_schema();
  change(schema);
  const Status status = check_schema(schema);
  ASSERT_FALSE(status.ok()) << words;
  EXPECT_EQ(status.error().reason, "bad_schema");
  EXPECT_NE(status.error().what.find(words), std::string::npos) << status.error().what;
}

EntityDef& first(Schema& schema) { return schema.entities[0]; }
FieldDef& field(Schema& schema, FieldNumber number) { return first(schema).fields[number - 1U]; }

TEST(CheckSchema, the_test_schema_is_well_formed_in_both_versions) {
  EXPECT_TRUE(check_schema(make_test_schema(1)).ok());
  EXPECT_TRUE(check_schema(make_test_schema(2)).ok());
}

TEST(CheckSchema, numbers_run_from_1) {
  expect_fault([](Schema& s) { s.entities[1].number = 5; }, "visit");
  expect_fault([](Schema& s) { field(s, 2).number = 9; }, "card.note");
}

TEST(CheckSchema, names_are_snake_case_and_taken_once) {
  for (const char* name : {"", "Card", "1card", "_card", "ca-rd", "card\"", "kärt"}) {
    expect_fault([&](Schema& s) { first(s).name = name; }, "bad name");
    expect_fault([&](Schema& s) { field(s, 1).name = name; }, "bad name");
  }
  expect_fault([](Schema& s) { s.entities[1].name = "card"; }, "name is taken");
  expect_fault([](Schema& s) { field(s, 2).name = "title"; }, "name is taken");
  expect_fault([](Schema& s) { field(s, 2).name = "id"; }, "bad name");
}

TEST(CheckSchema, names_of_the_stores_own_tables_are_taken) {
  for (const char* name :
       {"outbox", "history", "scope", "conflict", "replica", "sqlite_x", "search_rows"}) {
    expect_fault([&](Schema& s) { first(s).name = name; }, "name is taken");
  }
}

TEST(CheckSchema, an_entity_needs_a_scope_kind_and_1_to_63_fields) {
  expect_fault([](Schema& s) { first(s).scope_kind = 0; }, "no scope kind");
  expect_fault([](Schema& s) { first(s).fields.clear(); }, "1 to 63");
  expect_fault(
      [](Schema& s) {
        EntityDef& visit = s.entities[1];
        while (visit.fields.size() < 64) {
          const auto n = static_cast<FieldNumber>(visit.fields.size() + 1);
          visit.fields.push_back(
              testing::field(n, ("f" + std::to_string(n)).c_str(), Type::text, Rule::last));
        }
      },
      "1 to 63");
}

TEST(CheckSchema, rules_fit_their_types) {
  expect_fault([](Schema& s) { field(s, testing::card::status).type = Type::integer; }, "text");
  expect_fault([](Schema& s) { field(s, testing::card::first_seen).type = Type::text; }, "min");
  expect_fault([](Schema& s) { field(s, testing::card::summary).type = Type::bytes; }, "text");
  expect_fault([](Schema& s) { field(s, testing::card::tags).required = true; }, "set");
  expect_fault([](Schema& s) { field(s, 1).bytes_max = 1U << 30; }, "bytes_max");
}

TEST(CheckSchema, a_machine_names_its_states_and_ranks_once) {
  const auto machine = [](Schema& s) -> StateMachine& {
    return field(s, testing::card::status).machine;
  };
  expect_fault([&](Schema& s) { machine(s).states.push_back({"open", 20}); }, "twice");
  expect_fault([&](Schema& s) { machine(s).states.push_back({"lost", 1}); }, "rank");
  expect_fault([&](Schema& s) { machine(s).initial = "nowhere"; }, "initial");
  expect_fault([&](Schema& s) { machine(s).moves.push_back({"open", "x"}); }, "names no state");
}

TEST(CheckSchema, only_states_and_greatest_integers_are_journaled) {
  expect_fault([](Schema& s) { field(s, 1).machine.states = {{"open", 1, true}}; }, "rule state");
  expect_fault([](Schema& s) { field(s, 1).journaled_above = 0; }, "rule max");
}

TEST(Journaled, states_that_say_so_and_numbers_above_the_bound) {
  FieldDef state;
  state.rule = Rule::state;
  state.machine.states = {{"given", 1}, {"withdrawn", 2, true}};
  EXPECT_TRUE(is_journaled(state, std::string("withdrawn")));
  EXPECT_FALSE(is_journaled(state, std::string("given")));
  EXPECT_FALSE(is_journaled(state, Value{}));
  FieldDef number;
  number.type = Type::integer;
  number.rule = Rule::max;
  EXPECT_FALSE(is_journaled(number, std::int64_t{9}));
  number.journaled_above = 1;
  EXPECT_TRUE(is_journaled(number, std::int64_t{2}));
  EXPECT_FALSE(is_journaled(number, std::int64_t{1}));
}

TEST(CheckSchema, indexes_grants_and_accounts_name_fields_that_fit) {
  expect_fault([](Schema& s) { first(s).indexes = {{99}}; }, "index");
  expect_fault([](Schema& s) { first(s).indexes = {{}}; }, "index");
  expect_fault([](Schema& s) { s.entities[2].grants[0].principal_field = 2; }, "grant");
  expect_fault([](Schema& s) { s.entities[2].grants[0].scope_id_field = 99; }, "grant");
  expect_fault([](Schema& s) { s.entities[2].grants[0].until_field = 99; }, "grant");
  expect_fault([](Schema& s) { s.accounts.entity = 99; }, "accounts");
  expect_fault([](Schema& s) { s.accounts.groups = {99}; }, "accounts");
  expect_fault([](Schema& s) { s.accounts.groups = {testing::person::name}; }, "accounts");
  expect_fault([](Schema& s) { s.accounts.roles = 99; }, "accounts");
  expect_fault([](Schema& s) { s.accounts.roles = testing::person::name; }, "accounts");
}

TEST(CheckSchema, narrower_access_names_fields_that_fit) {
  namespace card = testing::card;
  const auto grant = [](Schema& s) -> GrantRule& { return s.entities[2].grants[0]; };
  expect_fault([&](Schema& s) { grant(s).when = {{99, {"a"}}}; }, "grant");
  expect_fault([&](Schema& s) { grant(s).when = {{testing::member::until, {"a"}}}; }, "grant");
  expect_fault([&](Schema& s) { grant(s).through_field = testing::member::account; }, "grant");
  expect_fault([](Schema& s) { first(s).pass = {card::owner, 99, 1}; }, "pass");
  expect_fault(
      [](Schema& s) {
        first(s).pass = {card::title, 3, testing::member::account};
      },
      "pass");
  expect_fault([](Schema& s) { first(s).pass = {card::owner, 1, card::owner}; }, "pass");
  // A restored office must know of the guard, too.
  expect_fault([](Schema& s) { s.entities[1].shelter = {'T', 1, card::level, 0}; }, "shelter");
  expect_fault([](Schema& s) { s.entities[1].shelter = {'T', 1, card::title, 0}; }, "shelter");
}

TEST(CheckSchema, only_text_that_is_no_set_is_searched) {
  const auto search = [](FieldNumber number) {
    return [number](Schema& s) { field(s, number).search = SearchKind::name; };
  };
  expect_fault(search(testing::card::tags), "card.tags");
  expect_fault(search(testing::card::level), "card.level");
  expect_fault(search(testing::card::blob), "card.blob");
}

TEST(CheckSchema, search_is_hidden_by_an_integer) {
  using testing::card::entity;
  expect_fault(
      [](Schema& s) {
        s.search_hiding = {entity, testing::card::title, 0};
      },
      "search_hiding");
  expect_fault([](Schema& s) { s.search_hiding = {entity, 99, 0}; }, "search_hiding");
  expect_fault([](Schema& s) { s.search_hiding = {99, 1, 0}; }, "search_hiding");
}

}  // namespace
}  // namespace brygga
