// The laws of merging, for every rule: the order in which writes arrive, their repetition and their
// grouping change nothing in the end; what nobody has named stays open; no value is lost.
//
// Each law is tried on every history of two to four writes with all its orders of arrival, and on
// larger random ones. A failure names the history, and of a random one its seed.
#include <gtest/gtest.h>

#include <algorithm>

#include "merge/field_history.hpp"

namespace brygga {
namespace {

using namespace testing;

using Law = std::function<void(const FieldHistory&, const Arrivals&)>;

void try_small_histories(const RuleCase& rule, const Law& law) {
  for (std::size_t writes = 1; writes <= 4; ++writes) {
    for_each_history(rule, writes, [&](const FieldHistory& history) {
      if (::testing::Test::HasFatalFailure()) return;
      for_each_arrival(history, [&](const Arrivals& arrivals) {
        if (!::testing::Test::HasFatalFailure()) law(history, arrivals);
      });
    });
  }
}

void try_large_histories(const RuleCase& rule, const Law& law) {
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const FieldHistory history = random_history(rule, 5 + random() % 12, random);
    for (int order = 0; order < 10; ++order) {
      law(history, random_arrival(history, random));
      if (::testing::Test::HasFatalFailure()) return;
    }
  }
}

void try_histories(const RuleCase& rule, const Law& law) {
  try_small_histories(rule, law);
  if (!::testing::Test::HasFatalFailure()) try_large_histories(rule, law);
}

std::string name_of_case(const ::testing::TestParamInfo<RuleCase>& instance) {
  return instance.param.name;
}

class EveryRule : public ::testing::TestWithParam<RuleCase> {};
INSTANTIATE_TEST_SUITE_P(Rules, EveryRule,
                         ::testing::Values(last_case, set_case, append_case, state_case, min_case,
                                           max_case, both_case, text_case, server_case),
                         name_of_case);
// Rules under which several writes may stay side by side.
class RuleOfMany : public ::testing::TestWithParam<RuleCase> {};
INSTANTIATE_TEST_SUITE_P(Rules, RuleOfMany,
                         ::testing::Values(set_case, state_case, both_case, text_case),
                         name_of_case);
// Rules under which one write stays.
class RuleOfOne : public ::testing::TestWithParam<RuleCase> {};
INSTANTIATE_TEST_SUITE_P(Rules, RuleOfOne,
                         ::testing::Values(last_case, append_case, min_case, max_case, server_case),
                         name_of_case);
class RuleOfConflicts : public ::testing::TestWithParam<RuleCase> {};
INSTANTIATE_TEST_SUITE_P(Rules, RuleOfConflicts, ::testing::Values(both_case, text_case),
                         name_of_case);

// --- order ------------------------------------------------------------------------------------

// Also at each step on the way, whatever has arrived by then.
TEST_P(EveryRule, has_the_heads_of_its_definition_in_whatever_order_writes_arrive) {
  const RuleCase& rule = GetParam();
  try_histories(rule, [&](const FieldHistory& history, const Arrivals& arrivals) {
    FieldAtOffice field(rule);
    Arrivals arrived;
    for (const std::size_t place : arrivals) {
      field.take(history[place]);
      arrived.push_back(place);
      ASSERT_EQ(field.state().heads, heads_by_definition(rule, history, arrived))
          << in_words(history, arrived);
    }
  });
}

TEST_P(EveryRule, keeps_the_same_history_in_whatever_order_writes_arrive) {
  const RuleCase& rule = GetParam();
  const auto left_behind = [&](const FieldHistory& history, const Arrivals& arrivals) {
    FieldAtOffice field(rule);
    for (const std::size_t place : arrivals) field.take(history[place]);
    std::vector<Head> heads;
    for (const Superseded& item : field.superseded()) heads.push_back(item.head);
    std::sort(heads.begin(), heads.end(),
              [](const Head& a, const Head& b) { return a.stamp < b.stamp; });
    return heads;
  };
  try_histories(rule, [&](const FieldHistory& history, const Arrivals& arrivals) {
    Arrivals by_stamp = arrivals;
    std::sort(by_stamp.begin(), by_stamp.end());
    ASSERT_EQ(left_behind(history, arrivals), left_behind(history, by_stamp))
        << in_words(history, arrivals);
  });
}

// --- repetition -------------------------------------------------------------------------------

TEST_P(RuleOfMany, a_write_that_is_still_a_head_may_come_again) {
  const RuleCase& rule = GetParam();
  try_histories(rule, [&](const FieldHistory& history, const Arrivals& arrivals) {
    FieldAtOffice field(rule);
    for (const std::size_t place : arrivals) field.take(history[place]);
    const FieldState before = field.state();
    const std::size_t superseded = field.superseded().size();
    for (const std::size_t place : arrivals) {
      if (is_named(rule, history, arrivals, place)) continue;
      ASSERT_EQ(field.take(history[place]) == Outcome::conflict, false);
      ASSERT_EQ(field.state(), before) << place << " again" << in_words(history, arrivals);
    }
    ASSERT_EQ(field.superseded().size(), superseded) << in_words(history, arrivals);
  });
}

TEST_P(RuleOfOne, any_write_may_come_again) {
  const RuleCase& rule = GetParam();
  try_histories(rule, [&](const FieldHistory& history, const Arrivals& arrivals) {
    FieldAtOffice field(rule);
    for (const std::size_t place : arrivals) field.take(history[place]);
    const FieldState before = field.state();
    for (const std::size_t place : arrivals) {
      field.take(history[place]);
      ASSERT_EQ(field.state(), before) << place << " again" << in_words(history, arrivals);
    }
  });
}

// --- what nobody has seen ---------------------------------------------------------------------

TEST_P(RuleOfMany, a_write_stays_until_one_names_it_and_no_chain_of_others_closes_it) {
  const RuleCase& rule = GetParam();
  try_histories(rule, [&](const FieldHistory& history, const Arrivals& arrivals) {
    FieldAtOffice field(rule);
    for (const std::size_t place : arrivals) field.take(history[place]);
    const auto& heads = field.state().heads;
    for (const std::size_t place : arrivals) {
      if (history[place].write.kind == WriteKind::remove) continue;
      const bool stays =
          std::find(heads.begin(), heads.end(), history[place].head()) != heads.end();
      ASSERT_EQ(stays, !is_named(rule, history, arrivals, place))
          << place << in_words(history, arrivals);
    }
  });
}

TEST_P(RuleOfConflicts, are_open_exactly_while_writes_that_nobody_named_differ) {
  const RuleCase& rule = GetParam();
  try_histories(rule, [&](const FieldHistory& history, const Arrivals& arrivals) {
    FieldAtOffice field(rule);
    Arrivals arrived;
    for (const std::size_t place : arrivals) {
      const Outcome outcome = field.take(history[place]);
      arrived.push_back(place);
      const auto heads = heads_by_definition(rule, history, arrived);
      const bool differ = std::any_of(heads.begin(), heads.end(), [&](const Head& head) {
        return head.value != heads.front().value;
      });
      ASSERT_EQ(is_open_conflict(rule.field(), field.state()), differ)
          << in_words(history, arrived);
      ASSERT_EQ(outcome, differ ? Outcome::conflict : Outcome::applied)
          << in_words(history, arrived);
    }
  });
}

// --- nothing is lost --------------------------------------------------------------------------

TEST_P(EveryRule, keeps_each_written_value_as_a_head_or_reports_it_superseded_once) {
  const RuleCase& rule = GetParam();
  try_histories(rule, [&](const FieldHistory& history, const Arrivals& arrivals) {
    FieldAtOffice field(rule);
    std::size_t values = 0;
    for (const std::size_t place : arrivals) {
      field.take(history[place]);
      if (history[place].write.kind == WriteKind::remove) continue;
      ++values;
    }
    const auto& heads = field.state().heads;
    for (const Written& written : history) {
      if (written.write.kind == WriteKind::remove) continue;
      const auto superseded =
          std::count_if(field.superseded().begin(), field.superseded().end(),
                        [&](const Superseded& item) { return item.head == written.head(); });
      ASSERT_EQ(std::count(heads.begin(), heads.end(), written.head()) + superseded, 1)
          << in_words(history, arrivals);
    }
    ASSERT_EQ(heads.size() + field.superseded().size(), values) << in_words(history, arrivals);
  });
}

}  // namespace
}  // namespace brygga
