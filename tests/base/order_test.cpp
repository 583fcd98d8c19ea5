#include "base/order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

namespace brygga {
namespace {

TEST(Order, is_that_of_a_stable_sort) {
  std::uint64_t state = 7;
  for (std::size_t size = 0; size < 200; ++size) {
    std::vector<std::pair<std::uint64_t, std::size_t>> values;
    for (std::size_t at = 0; at < size; ++at) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      values.emplace_back((state >> 33) % (size / 3 + 1), at);
    }
    const auto by_number = [](const auto& left, const auto& right) {
      return left.first < right.first;
    };
    auto expected = values;
    std::stable_sort(expected.begin(), expected.end(), by_number);
    put_in_order(values, by_number);
    ASSERT_EQ(values, expected) << size;
  }
}

TEST(Order, values_that_can_only_be_moved_are_put_in_order) {
  std::vector<std::unique_ptr<int>> values;
  for (const int value : {3, 1, 2}) values.push_back(std::make_unique<int>(value));
  put_in_order(values, [](const auto& left, const auto& right) { return *left < *right; });
  EXPECT_EQ(*values[0], 1);
  EXPECT_EQ(*values[1], 2);
  EXPECT_EQ(*values[2], 3);
}

TEST(Order, of_values_themselves_is_the_smallest_first) {
  std::vector<std::string> words = {"ö", "b", "", "a"};
  put_in_order(words);
  EXPECT_EQ(words, (std::vector<std::string>{"", "a", "b", "ö"}));
}

}  // namespace
}  // namespace brygga
