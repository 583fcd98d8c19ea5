#include "model/stamp.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "model/scope.hpp"
#include "support/builders.hpp"

namespace brygga {
namespace {

TEST(Hlc, follows_the_wall_clock_when_that_is_ahead) {
  EXPECT_EQ(next_hlc(Hlc::from_unix_ms(1000), 2000), Hlc::from_unix_ms(2000));
}

TEST(Hlc, rises_when_the_wall_clock_stands_or_jumps_back) {
  const Hlc last = Hlc::from_unix_ms(5000);
  EXPECT_EQ(next_hlc(last, 5000).ticks, last.ticks + 1);
  EXPECT_EQ(next_hlc(last, 10).ticks, last.ticks + 1);
}

TEST(Hlc, full_counter_carries_into_the_milliseconds) {
  const Hlc full{Hlc::from_unix_ms(5000).ticks | 0xFFFF};
  EXPECT_EQ(next_hlc(full, 5000), Hlc::from_unix_ms(5001));
}

TEST(Hlc, a_clock_beyond_the_latest_time_stands_there_and_goes_on_rising) {
  EXPECT_EQ(Hlc::from_unix_ms(limits::stamp_ms_max).unix_ms(), limits::stamp_ms_max);
  EXPECT_EQ(Hlc::from_unix_ms(limits::stamp_ms_max + 1).unix_ms(), limits::stamp_ms_max);
  const Hlc latest = Hlc::from_unix_ms(UINT64_MAX);
  EXPECT_TRUE(latest.is_credible());
  EXPECT_GT(next_hlc(latest, UINT64_MAX), latest);
  EXPECT_FALSE(Hlc{UINT64_MAX}.is_credible());
}

TEST(Stamp, equal_times_are_ordered_by_device) {
  EXPECT_LT(testing::stamp_at(5, testing::alice_device), testing::stamp_at(5, testing::bob_device));
  EXPECT_LT(testing::stamp_at(5, testing::bob_device), testing::stamp_at(6, testing::alice_device));
}

TEST(DeviceNumber, holds_the_epoch_and_the_office_is_counter_0) {
  EXPECT_EQ(DeviceNumber::of(3, 9).value, (3ULL << 32) | 9);
  EXPECT_TRUE(DeviceNumber::of(3, 0).is_office());
  EXPECT_FALSE(DeviceNumber::of(3, 9).is_office());
}

TEST(ScopeDigest, is_the_same_in_any_order) {
  std::vector<Scope> scopes;
  for (std::uint64_t n = 0; n < 20; ++n) scopes.push_back(testing::scope_of('K', n));
  const std::uint64_t digest = digest_of(scopes);
  for (int turn = 0; turn < 10; ++turn) {
    std::rotate(scopes.begin(), scopes.begin() + 7, scopes.end());
    std::swap(scopes[0], scopes[5]);
    EXPECT_EQ(digest_of(scopes), digest);
  }
}

TEST(ScopeDigest, tells_sets_apart_by_kind_id_and_number) {
  const auto k1 = testing::scope_of('K', 1);
  const auto k2 = testing::scope_of('K', 2);
  const auto r1 = testing::scope_of('R', 1);
  EXPECT_NE(digest_of({k1}), digest_of({k2}));
  EXPECT_NE(digest_of({k1}), digest_of({r1}));
  EXPECT_NE(digest_of({k1}), digest_of({k1, k2}));
  EXPECT_NE(digest_of({}), digest_of({k1}));
  EXPECT_NE(digest_of({k1, testing::scope_of('R', 2)}), digest_of({k2, r1}));
}

}  // namespace
}  // namespace brygga
