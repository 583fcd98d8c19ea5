// The law of merging: whatever the order in which concurrent edits arrive, the end is the same.
//
// Small random histories of three writers; then every order of arrival in which each edit comes
// after the edits that its base names (nobody can have seen what was not there).
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "merge/apply.hpp"
#include "support/builders.hpp"

namespace brygga {
namespace {

using namespace testing;

struct Written {
  FieldWrite write;
  Stamp stamp;
};

// Heads that a person would see after the given edits have arrived in order.
FieldState state_after(FieldNumber number, const std::vector<Written>& history,
                       const std::vector<std::size_t>& order,
                       std::vector<Superseded>* superseded = nullptr) {
  RowState row = empty_row(card_def(), row_of_number(1), scope_of('K', 1));
  std::vector<Superseded> dropped;
  auto& left = superseded != nullptr ? *superseded : dropped;
  for (const std::size_t at : order) {
    apply_edit(card_def(), row, edit_card(1, {history[at].write}), history[at].stamp, 0, 1, left);
  }
  return row.field(number);
}

Value random_value(FieldNumber number, std::mt19937& random) {
  const int pick = static_cast<int>(random() % 3);
  static constexpr const char* states[] = {"active", "done", "void"};
  if (number == card::level || number == card::first_seen) return std::int64_t{pick};
  if (number == card::status) return std::string(states[pick]);
  return std::string(1, static_cast<char>('a' + pick));
}

// Each edit saw the state after some of the edits before it, chosen at random but closed under
// "had seen", and is stamped later than all of them, as a hybrid clock makes sure.
std::vector<Written> random_history(FieldNumber number, std::size_t edits, std::mt19937& random,
                                    std::vector<std::vector<bool>>& saw) {
  std::vector<Written> history;
  saw.assign(edits, std::vector<bool>(edits, false));
  std::vector<std::uint64_t> times;
  for (std::size_t i = 0; i < edits; ++i) {
    std::vector<std::size_t> seen;
    for (std::size_t k = 0; k < i; ++k) {
      if (random() % 2 == 0) continue;
      saw[i][k] = true;
      for (std::size_t m = 0; m < k; ++m) {
        if (saw[k][m]) saw[i][m] = true;
      }
    }
    std::uint64_t time = 1 + random() % 3;
    for (std::size_t k = 0; k < i; ++k) {
      if (!saw[i][k]) continue;
      seen.push_back(k);
      time = std::max(time, times[k] + 1);
    }
    times.push_back(time);
    const FieldState state = state_after(number, history, seen);
    Written written;
    written.stamp = stamp_at(time, DeviceNumber{100 + i});
    written.write.field = number;
    written.write.value = random_value(number, random);
    const bool is_set = number == card::tags;
    if (is_set) written.write.kind = random() % 2 == 0 ? WriteKind::add : WriteKind::remove;
    for (const Head& head : state.heads) {
      const bool is_target = !is_set || head.value == written.write.value;
      if (is_target) written.write.base.push_back(head.ref());
    }
    history.push_back(written);
  }
  return history;
}

bool is_possible(const std::vector<std::size_t>& order, const std::vector<std::vector<bool>>& saw) {
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t later = i + 1; later < order.size(); ++later) {
      if (saw[order[i]][order[later]]) return false;
    }
  }
  return true;
}

struct Case {
  const char* name;
  FieldNumber number;
};

std::string name_of_case(const ::testing::TestParamInfo<Case>& instance) {
  return instance.param.name;
}

const auto rules_of_one_value = ::testing::Values(
    Case{"last", card::title}, Case{"state", card::status}, Case{"min", card::first_seen},
    Case{"max", card::level}, Case{"both", card::note}, Case{"text", card::summary});

class OrderOfArrival : public ::testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Rules, OrderOfArrival, rules_of_one_value, name_of_case);
INSTANTIATE_TEST_SUITE_P(Sets, OrderOfArrival, ::testing::Values(Case{"set", card::tags}),
                         name_of_case);
class Merging : public ::testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Rules, Merging, rules_of_one_value, name_of_case);

TEST_P(OrderOfArrival, does_not_change_the_end) {
  const FieldNumber number = GetParam().number;
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    const std::size_t edits = 2 + random() % 4;
    std::vector<std::vector<bool>> saw;
    const std::vector<Written> history = random_history(number, edits, random, saw);
    std::vector<std::size_t> order(edits);
    for (std::size_t i = 0; i < edits; ++i) order[i] = i;
    const FieldState expected = state_after(number, history, order);
    while (std::next_permutation(order.begin(), order.end())) {
      if (!is_possible(order, saw)) continue;
      const FieldState state = state_after(number, history, order);
      ASSERT_EQ(state.heads, expected.heads) << "seed " << seed;
    }
  }
}

TEST_P(Merging, loses_no_value) {
  const FieldNumber number = GetParam().number;
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::vector<bool>> saw;
    const std::vector<Written> history = random_history(number, 5, random, saw);
    std::vector<Superseded> superseded;
    const FieldState state = state_after(number, history, {0, 1, 2, 3, 4}, &superseded);
    for (const Written& written : history) {
      const auto is_it = [&](const Head& head) {
        return head.stamp == written.stamp && head.value == written.write.value;
      };
      const bool kept = std::any_of(state.heads.begin(), state.heads.end(), is_it) ||
                        std::any_of(superseded.begin(), superseded.end(),
                                    [&](const Superseded& item) { return is_it(item.head); });
      ASSERT_TRUE(kept) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace brygga
