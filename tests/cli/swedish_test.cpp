#include "swedish.hpp"

#include <gtest/gtest.h>

namespace brygga::cli {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

std::int64_t utc(std::string_view text) { return parse_instant(text).value(); }

TEST(Swedish, instants_of_the_core_are_read) {
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00.000Z"), 0);
  EXPECT_EQ(parse_instant("1970-01-02T01:00:01.002Z"), 25 * hour_ms + 1002);
  EXPECT_EQ(parse_instant("1970-01-01T00:00Z"), 0);
  for (const char* text : {"", "1970-01-01", "1970-13-01T00:00Z", "1970-01-01T00:00:00", "x"}) {
    EXPECT_EQ(parse_instant(text), std::nullopt) << text;
  }
}

TEST(Swedish, times_are_those_of_stockholm_in_winter_and_summer) {
  EXPECT_EQ(local_time(utc("2026-11-21T13:30:00.000Z")), "2026-11-21 14:30");
  EXPECT_EQ(local_time(utc("2026-07-01T12:30:00.000Z")), "2026-07-01 14:30");
  EXPECT_EQ(local_date(utc("2026-12-31T23:00:00.000Z")), "2027-01-01");
}

TEST(Swedish, summer_time_begins_and_ends_at_one_utc_on_the_last_sunday) {
  EXPECT_EQ(local_time(utc("2026-03-29T00:59:00.000Z")), "2026-03-29 01:59");
  EXPECT_EQ(local_time(utc("2026-03-29T01:00:00.000Z")), "2026-03-29 03:00");
  EXPECT_EQ(local_time(utc("2026-10-25T00:59:00.000Z")), "2026-10-25 02:59");
  EXPECT_EQ(local_time(utc("2026-10-25T01:00:00.000Z")), "2026-10-25 02:00");
}

TEST(Swedish, local_times_are_read_back_to_the_same_instant) {
  for (const char* text : {"2026-11-21T13:30:00.000Z", "2026-07-01T12:30:00.000Z",
                           "2026-03-29T01:00:00.000Z", "2026-10-25T00:10:00.000Z"}) {
    EXPECT_EQ(parse_local_time(local_time(utc(text)), 0), utc(text)) << text;
  }
}

TEST(Swedish, clock_alone_means_today) {
  const std::int64_t now = utc("2026-11-21T08:00:00.000Z");
  EXPECT_EQ(parse_local_time("14:30", now), utc("2026-11-21T13:30:00.000Z"));
  EXPECT_EQ(parse_local_time("14.30", now), utc("2026-11-21T13:30:00.000Z"));
  EXPECT_EQ(parse_local_time("8:30", now), utc("2026-11-21T07:30:00.000Z"));
}

TEST(Swedish, text_that_is_no_time_is_refused) {
  for (const char* text : {"", "25:00", "12:60", "2026-02-30 12:00", "2026-11-21", "1430", "14:3",
                           "2026-11-21 14:30 ", "21/11 14:30"}) {
    EXPECT_EQ(parse_local_time(text, 0), std::nullopt) << text;
  }
}

TEST(Swedish, identity_numbers_get_their_dash) {
  EXPECT_EQ(identity_number_text("198507099805"), "19850709-9805");
  EXPECT_EQ(identity_number_text("850709-9805"), "850709-9805");
  EXPECT_EQ(identity_number_text(""), "");
}

TEST(Swedish, durations_are_said_in_the_largest_fitting_unit) {
  EXPECT_EQ(duration_text(-5), "less than a minute");
  EXPECT_EQ(duration_text(60'000), "1 minute");
  EXPECT_EQ(duration_text(5 * hour_ms), "5 hours");
  EXPECT_EQ(duration_text(72 * hour_ms), "3 days");
}

TEST(Swedish, shares_have_one_decimal) {
  EXPECT_EQ(percent_text(600), "60.0 %");
  EXPECT_EQ(percent_text(232), "23.2 %");
  EXPECT_EQ(percent_text(0), "0.0 %");
}

}  // namespace
}  // namespace brygga::cli
