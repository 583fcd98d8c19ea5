#include "base/result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace brygga {
namespace {

Result<int> half_of(int value) {
  if (value % 2 != 0) {
    return Error{ErrorCode::invalid, "An odd number has no half.", false, "odd"};
  }
  return value / 2;
}

Result<int> quarter_of(int value) {
  BRYGGA_ASSIGN(const int half, half_of(value));
  return half_of(half);
}

Status check_quarter(int value) {
  BRYGGA_TRY(quarter_of(value));
  return {};
}

TEST(Result, value_comes_through) {
  const Result<int> result = quarter_of(12);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(*result, 3);
}

TEST(Result, first_error_ends_the_function) {
  const Result<int> result = quarter_of(6);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, "odd");
  EXPECT_EQ(check_quarter(6).error().code, ErrorCode::invalid);
  EXPECT_TRUE(check_quarter(8).ok());
}

TEST(Result, holds_what_can_only_be_moved) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  const std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 7);
}

TEST(ResultDeathTest, value_of_an_error_stops_the_program) {
  const Result<int> result = half_of(1);
  EXPECT_DEATH((void)result.value(), "ok");
}

TEST(ResultDeathTest, error_of_a_value_stops_the_program) {
  const Result<int> result = half_of(2);
  EXPECT_DEATH((void)result.error(), "ok");
}

TEST(ErrorCode, names_are_stable) {
  EXPECT_STREQ(name_of(ErrorCode::storage_full), "storage_full");
  EXPECT_STREQ(name_of(ErrorCode::too_new), "too_new");
}

}  // namespace
}  // namespace brygga
