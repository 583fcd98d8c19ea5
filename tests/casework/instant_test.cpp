#include "casework/instant.hpp"

#include <gtest/gtest.h>

namespace brygga::casework {
namespace {

std::uint64_t instant(std::string_view text) {
  const auto read = parse_instant(text);
  EXPECT_TRUE(read.ok()) << text;
  return read.ok() ? *read : 1;
}

TEST(Instant, is_told_in_utc_with_milliseconds) {
  EXPECT_EQ(format_instant(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_instant(1'790'000'000'007), "2026-09-21T14:13:20.007Z");
  EXPECT_EQ(format_instant(UINT64_MAX), "9999-12-31T23:59:59.999Z");
}

TEST(Instant, what_is_told_is_read_again) {
  for (const std::uint64_t ms : {0ULL, 951'782'399'999ULL, 1'790'000'000'007ULL}) {
    EXPECT_EQ(instant(format_instant(ms)), ms);
  }
}

TEST(Instant, the_same_instant_may_be_written_in_many_ways) {
  const std::uint64_t wanted = instant("2026-09-21T08:00:00.000Z");
  for (const char* text :
       {"2026-09-21T08:00Z", "2026-09-21 08:00:00Z", "2026-09-21T10:00+02:00",
        "2026-09-21T10:00:00,0+0200", "2026-09-20T22:00:00-10:00", "2026-09-21T08:00:00.0004z"}) {
    EXPECT_EQ(instant(text), wanted) << text;
  }
}

TEST(Instant, texts_that_are_none_are_refused) {
  for (const char* text :
       {"", "2026-09-21", "2026-09-21T08:00", "2026-09-21T8:00Z", "2026-09-21T24:00Z",
        "2026-09-21T08:60Z", "2026-09-21T08:00:60Z", "2026-09-21T08:00:00.Z", "2026-09-21T08:00Zx",
        "2026-09-21T08:00+15:00", "2026-09-21T08:00+2:00", "now", "2026-09-21T08:00:00.0000000000Z",
        "+2026-09-21T08:00Z"}) {
    const auto read = parse_instant(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().reason, "time_form") << text;
  }
  EXPECT_EQ(parse_instant("2026-02-29T08:00Z").error().reason, "date_impossible");
  EXPECT_EQ(parse_instant("1970-01-01T00:00+01:00").error().reason, "time_range");
}

}  // namespace
}  // namespace brygga::casework
