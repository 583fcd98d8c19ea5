// Builders that the tests of figures share: ids, dates, shuffled rows, and the law that a figure is
// what its explanation says.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "casework/civil_date.hpp"
#include "casework/figures/judgement.hpp"

namespace brygga::casework::test {

inline RowId id(std::uint32_t number) {
  RowId id;
  for (std::size_t i = 0; i < 4; ++i) {
    id.uuid.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  return id;
}

inline Date date(std::string_view text) { return parse_date(text).value(); }

// SplitMix64, so that a shuffle is the same on every platform.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint32_t below(std::uint32_t bound) {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBULL;
    return static_cast<std::uint32_t>(((mixed ^ (mixed >> 31)) >> 32) % bound);
  }

 private:
  std::uint64_t state_;
};

template <class Row>
std::vector<Row> shuffled(std::vector<Row> rows, std::uint64_t seed = 7) {
  Dice dice(seed);
  for (std::size_t left = rows.size(); left > 1; --left) {
    std::swap(rows[left - 1], rows[dice.below(static_cast<std::uint32_t>(left))]);
  }
  return rows;
}

inline nlohmann::json parsed(const Json& json) { return nlohmann::json::parse(json.text()); }

// The reason with which somebody stands in an explanation; empty when they do not.
inline std::string reason_of(const Explanation& explanation, const RowId& participant) {
  for (const Judged& judged : explanation.judged) {
    if (judged.participant == participant) return name_of(judged.verdict.reason);
  }
  return "";
}

// The rule in both languages, nobody twice, and as many persons as the figure says.
inline void expect_explained(const Explanation& explanation, std::uint32_t counted,
                             std::uint32_t of) {
  EXPECT_EQ(explanation.tally().counted, counted) << explanation.figure;
  EXPECT_EQ(explanation.tally().whole(), of) << explanation.figure;
  EXPECT_FALSE(explanation.rule.sv.empty()) << explanation.figure;
  EXPECT_FALSE(explanation.rule.en.empty()) << explanation.figure;
  const auto same = std::adjacent_find(
      explanation.judged.begin(), explanation.judged.end(), [](const Judged& a, const Judged& b) {
        return a.participant == b.participant && a.record == b.record &&
               !(a.participant == RowId{} && a.record == RowId{});
      });
  EXPECT_EQ(same, explanation.judged.end()) << explanation.figure;
}

}  // namespace brygga::casework::test
