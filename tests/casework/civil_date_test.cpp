#include "casework/civil_date.hpp"

#include <gtest/gtest.h>

#include <climits>

namespace brygga::casework {
namespace {

Date date(std::string_view text) { return parse_date(text).value(); }

TEST(CivilDate, the_epoch_is_day_zero) {
  EXPECT_EQ(date("1970-01-01").days, 0);
  EXPECT_EQ(date("1969-12-31").days, -1);
  EXPECT_EQ(date("2000-03-01").days, 11017);
  EXPECT_EQ(date("0001-01-01"), date_min);
  EXPECT_EQ(date("9999-12-31"), date_max);
}

TEST(CivilDate, every_day_of_two_centuries_reads_as_it_is_written) {
  for (Date day = date("1899-01-01"); day <= date("2101-12-31"); ++day.days) {
    ASSERT_EQ(date(format_date(day)), day) << format_date(day);
  }
}

TEST(CivilDate, impossible_days_are_refused_by_name) {
  for (const char* text : {"2025-02-29", "1900-02-29", "2025-04-31", "2025-13-01", "2025-00-10",
                           "2025-01-00", "0000-01-01", "2025-01-32"}) {
    const auto result = parse_date(text);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().reason, "date_impossible") << text;
  }
  EXPECT_TRUE(parse_date("2024-02-29"));
  EXPECT_TRUE(parse_date("2000-02-29"));
}

TEST(CivilDate, any_other_form_than_iso_is_refused) {
  for (const char* text : {"", "2025-5-31", "20250531", "31/05/2025", "2025-05-31 ", " 2025-05-31",
                           "2025/05/31", "2025-05-3a", "+025-05-31", "2025-05-311", "-025-05-31"}) {
    const auto result = parse_date(text);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().reason, "date_form") << text;
  }
  EXPECT_FALSE(parse_date(std::string_view("2025-05-3\0", 10)));
}

TEST(CivilDate, eighteen_months_from_the_last_of_may_is_the_last_of_november) {
  EXPECT_EQ(format_date(add_months(date("2025-05-31"), 18)), "2026-11-30");
}

TEST(CivilDate, adding_months_clamps_to_the_last_day_and_crosses_years) {
  EXPECT_EQ(format_date(add_months(date("2024-01-31"), 1)), "2024-02-29");
  EXPECT_EQ(format_date(add_months(date("2023-01-31"), 1)), "2023-02-28");
  EXPECT_EQ(format_date(add_months(date("2024-02-29"), 12)), "2025-02-28");
  EXPECT_EQ(format_date(add_months(date("2025-12-15"), 1)), "2026-01-15");
  EXPECT_EQ(format_date(add_months(date("2025-01-15"), -1)), "2024-12-15");
  EXPECT_EQ(format_date(add_months(date("2025-03-31"), -13)), "2024-02-29");
  EXPECT_EQ(format_date(add_months(date("2025-05-31"), 0)), "2025-05-31");
}

TEST(CivilDate, arithmetic_stops_at_the_ends_of_the_calendar) {
  EXPECT_EQ(add_months(date("9999-06-30"), 12), date_max);
  EXPECT_EQ(add_months(date("0001-06-30"), -12), date_min);
  EXPECT_EQ(add_months(date("2025-06-30"), INT_MAX), date_max);
  EXPECT_EQ(add_months(date("2025-06-30"), INT_MIN), date_min);
  EXPECT_EQ(add_days(date("2025-06-30"), INT64_MAX), date_max);
  EXPECT_EQ(add_days(date("2025-06-30"), INT64_MIN), date_min);
  EXPECT_EQ(format_date(add_days(date("2025-12-31"), 1)), "2026-01-01");
  EXPECT_EQ(days_between(date("2025-12-31"), date("2026-01-07")), 7);
  EXPECT_EQ(format_date(Date{INT32_MAX}), "9999-12-31");
}

constexpr std::uint64_t hour_ms = 3'600'000;
std::uint64_t utc_ms(std::string_view day, std::uint64_t hour) {
  return static_cast<std::uint64_t>(date(day).days) * 24 * hour_ms + hour * hour_ms;
}

TEST(CivilDate, the_swedish_day_begins_an_hour_early_in_winter_and_two_in_summer) {
  EXPECT_EQ(format_date(today_in_stockholm(utc_ms("2026-01-15", 23) - 1)), "2026-01-15");
  EXPECT_EQ(format_date(today_in_stockholm(utc_ms("2026-01-15", 23))), "2026-01-16");
  EXPECT_EQ(format_date(today_in_stockholm(utc_ms("2026-07-15", 22) - 1)), "2026-07-15");
  EXPECT_EQ(format_date(today_in_stockholm(utc_ms("2026-07-15", 22))), "2026-07-16");
}

TEST(CivilDate, summer_time_changes_on_the_last_sundays_at_one_utc) {
  EXPECT_EQ(stockholm_utc_offset_minutes(utc_ms("2026-03-29", 1) - 1), 60);
  EXPECT_EQ(stockholm_utc_offset_minutes(utc_ms("2026-03-29", 1)), 120);
  EXPECT_EQ(stockholm_utc_offset_minutes(utc_ms("2026-10-25", 1) - 1), 120);
  EXPECT_EQ(stockholm_utc_offset_minutes(utc_ms("2026-10-25", 1)), 60);
  EXPECT_EQ(stockholm_utc_offset_minutes(utc_ms("2024-03-31", 1)), 120);
  EXPECT_EQ(stockholm_utc_offset_minutes(utc_ms("2024-03-31", 0)), 60);
}

TEST(CivilDate, new_years_eve_belongs_to_the_new_year_an_hour_before_utc) {
  EXPECT_EQ(format_date(today_in_stockholm(utc_ms("2025-12-31", 23))), "2026-01-01");
  EXPECT_EQ(format_date(today_in_stockholm(0)), "1970-01-01");
}

TEST(CivilDate, a_clock_beyond_the_calendar_shows_its_last_day) {
  EXPECT_EQ(today_in_stockholm(UINT64_MAX), date_max);
  EXPECT_EQ(today_in_stockholm(UINT64_MAX - hour_ms), date_max);
}

}  // namespace
}  // namespace brygga::casework
