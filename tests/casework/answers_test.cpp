// What commands and queries declare to answer with. That it is true of each answer, the tablets of
// all tests check (support/answer_check.hpp).
#include "casework/answers.hpp"

#include <cstdlib>
#include <cstring>
#include <map>
#include <type_traits>

#include "casework/call.hpp"
#include "casework/tablet.hpp"
#include "support/answer_check.hpp"

namespace brygga::casework::testing {
namespace {

using namespace shape;

// A declaration that leaves its shape out does not compile; that each definition has one,
// declared_answer() holds.
static_assert(!std::is_default_constructible_v<Shape>);

// --- every name is checked ----------------------------------------------------------------------

// Whether all tests of this program run, rather than some that were chosen.
bool runs_everything() {
  return GTEST_FLAG_GET(filter) == "*" && std::getenv("GTEST_TOTAL_SHARDS") == nullptr;
}

class EveryAnswer : public ::testing::Environment {
 public:
  void TearDown() override {
    if (!runs_everything()) return;
    for (const Definition& one : definitions()) {
      EXPECT_EQ(checked_names().count(one.name), 1U) << "No test has an answer of " << one.name;
    }
  }
};

[[maybe_unused]] const auto* const every_answer =
    ::testing::AddGlobalTestEnvironment(new EveryAnswer);

// --- the check itself ---------------------------------------------------------------------------

using Misfits = std::vector<std::string>;

const Shape& visit() {
  static const Shape shape = {{"id", id()},
                              {"at", instant()},
                              {"minutes", or_null(integer())},
                              {"goals", list(text())},
                              {"status", choice({"booked", "held"})}};
  return shape;
}

json a_visit() {
  return {{"id", "01a00000-0000-7000-8000-000000000000"},
          {"at", "2026-09-21T07:00:00.000Z"},
          {"minutes", nullptr},
          {"goals", {"To drive a bus"}},
          {"status", "held"}};
}

TEST(AnswerCheck, what_is_declared_fits) { EXPECT_EQ(misfits(visit(), a_visit()), Misfits{}); }

TEST(AnswerCheck, a_member_that_is_missing_is_named) {
  json value = a_visit();
  value.erase("minutes");
  EXPECT_EQ(misfits(visit(), value), Misfits{"minutes is missing"});
}

TEST(AnswerCheck, a_member_that_is_not_declared_is_named) {
  json value = {{"visit", a_visit()}};
  value["visit"]["mood"] = 4;
  EXPECT_EQ(misfits({{"visit", visit()}}, value), Misfits{"visit.mood is not declared"});
}

TEST(AnswerCheck, null_is_declared) {
  json value = a_visit();
  value["status"] = nullptr;
  EXPECT_EQ(misfits(visit(), value), Misfits{"status is null"});
}

TEST(AnswerCheck, another_form_is_a_misfit) {
  const std::pair<const char*, json> others[] = {
      {"id", "01a0"},     {"at", "2026-09-21"},        {"minutes", "45"}, {"minutes", 4.5},
      {"goals", json{1}}, {"goals", "To drive a bus"}, {"status", "gone"}};
  for (const auto& [name, other] : others) {
    json value = a_visit();
    value[name] = other;
    EXPECT_EQ(misfits(visit(), value).size(), 1U) << name << " " << other;
  }
}

TEST(AnswerCheck, of_several_shapes_one_must_fit) {
  const Shape either = one_of({{{"a", integer()}}, {{"b", text()}}});
  EXPECT_EQ(misfits(either, {{"a", 1}}), Misfits{});
  EXPECT_EQ(misfits(either, {{"b", "x"}}), Misfits{});
  EXPECT_NE(misfits(either, {{"a", 1}, {"b", "x"}}), Misfits{});
}

// --- the declarations ---------------------------------------------------------------------------

TEST(Answers, each_is_an_object) {
  for (const Definition& one : definitions()) {
    EXPECT_EQ(declared_answer(one).kind(), Shape::Kind::object) << one.name;
    EXPECT_FALSE(declared_answer(one).may_be_null()) << one.name;
  }
}

TEST(Answers, each_command_answers_with_its_transaction) {
  for (const Definition& one : definitions()) {
    EXPECT_EQ(declared_answer(one).find("transaction") != nullptr, one.is_command) << one.name;
  }
}

std::string described(const Shape& shape);

// Without the name and without null, which are of the place where it stands.
std::string described_bare(const Shape& shape) {
  std::string text = std::to_string(static_cast<int>(shape.kind())) + "(";
  for (const std::string& one : shape.choices()) text += one + "|";
  for (const Shape& one : shape.parts()) text += described(one) + ",";
  for (const Shape::Member& one : shape.members()) {
    text += one.name;
    text += ":" + described(one.shape) + ",";
  }
  return text + ")";
}

std::string described(const Shape& shape) {
  return shape.name() + described_bare(shape) + (shape.may_be_null() ? "?" : "");
}

void collect(const Shape& shape, std::map<std::string, std::string>& known) {
  if (!shape.name().empty()) {
    const auto [at, is_new] = known.emplace(shape.name(), described_bare(shape));
    EXPECT_TRUE(is_new || at->second == described_bare(shape)) << shape.name();
  }
  for (const Shape& one : shape.parts()) collect(one, known);
  for (const Shape::Member& one : shape.members()) collect(one.shape, known);
}

TEST(Answers, shapes_of_one_name_are_one_shape) {
  std::map<std::string, std::string> known;
  for (const Definition& one : definitions()) collect(declared_answer(one), known);
  for (const EntityDef& entity : schema().entities) collect(record(entity.number), known);
  EXPECT_EQ(known.count("shape.share"), 1U);
}

void expect_whole(const json& schema, const json& defs) {
  if (schema.is_array()) {
    for (const json& one : schema) expect_whole(one, defs);
  }
  if (!schema.is_object()) return;
  if (schema.contains("$ref")) {
    const std::string name = schema["$ref"].get<std::string>().substr(std::strlen("#/$defs/"));
    EXPECT_TRUE(defs.contains(name)) << name;
  }
  for (const auto& [name, one] : schema.items()) expect_whole(one, defs);
}

class Schemas : public TabletTest {};

TEST_F(Schemas, each_command_and_query_has_one_of_its_answer) {
  const json defs = ok("commands.schema")["$defs"];
  for (const Definition& one : definitions()) {
    EXPECT_TRUE(defs.contains(one.name)) << one.name;
    EXPECT_TRUE(defs.contains(std::string("answer.") + one.name)) << one.name;
  }
  expect_whole(defs, defs);
}

TEST_F(Schemas, an_answer_has_exactly_its_members) {
  const json defs = ok("commands.schema")["$defs"];
  const json& noted = defs.at("answer.note.write");
  EXPECT_EQ(noted["required"], json({"note", "transaction"}));
  EXPECT_EQ(noted["additionalProperties"], false);
  EXPECT_EQ(noted["properties"]["note"], defs.at("note.edit")["properties"]["note"]);
  const json& shares = defs.at("shape.outcome_figures")["properties"]["share_of_all"];
  EXPECT_EQ(shares["anyOf"][0]["$ref"], "#/$defs/shape.share");
  EXPECT_EQ(shares["anyOf"][1]["type"], "null");
}

}  // namespace
}  // namespace brygga::casework::testing
