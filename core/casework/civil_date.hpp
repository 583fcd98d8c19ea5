// Calendar dates without a time of day: birth dates, starts, limits.
//
// A Date is a number of days, so that dates compare and subtract as numbers and are stored in one
// column. The calendar is the Gregorian one at all times (proleptic), from 0001-01-01 to
// 9999-12-31; arithmetic stops at these ends instead of leaving them. No clock is read here: a
// caller who wants today brings the clock's value. Pure functions and values.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace brygga::casework {

struct Date {
  std::int32_t days = 0;  // since 1970-01-01

  friend bool operator==(const Date&, const Date&) = default;
  friend std::strong_ordering operator<=>(const Date&, const Date&) = default;
};

inline constexpr Date date_min{-719162};  // 0001-01-01
inline constexpr Date date_max{2932896};  // 9999-12-31

// A date as people write it.
struct YearMonthDay {
  int year = 1970;
  int month = 1;  // 1 to 12
  int day = 1;    // 1 to 31
};

// The date, or invalid with reason "date_impossible" when the calendar has no such day.
Result<Date> make_date(int year, int month, int day);
YearMonthDay year_month_day(Date date);

// Takes exactly YYYY-MM-DD (ISO 8601, ten characters, no spaces). Invalid with reason
// "date_form" for any other text, "date_impossible" for a day that does not exist.
Result<Date> parse_date(std::string_view text);
// YYYY-MM-DD. Dates outside date_min to date_max are shown as the nearer end.
std::string format_date(Date date);

// Appends the number with zeros before it up to that many digits: 7 as "07".
void append_padded(std::string& out, int value, std::size_t width);

Date add_days(Date date, std::int64_t days);
// The same day of the month so many months later (earlier when negative), or that month's last
// day when it is shorter: 18 months from 2025-05-31 is 2026-11-30.
Date add_months(Date date, int months);
// Positive when `to` is later.
inline std::int32_t days_between(Date from, Date to) { return to.days - from.days; }

// How far Swedish civil time is ahead of UTC at an instant (milliseconds since 1970-01-01 UTC):
// 60 minutes (CET), or 120 (CEST) from 01:00 UTC on the last Sunday of March to 01:00 UTC on the
// last Sunday of October (directive 2000/84/EC, in force since 1996 in this form; earlier summers
// are not modelled, since only present clocks are asked).
int stockholm_utc_offset_minutes(std::uint64_t unix_ms);
// The date on the wall in Europe/Stockholm at that instant.
Date today_in_stockholm(std::uint64_t unix_ms);

}  // namespace brygga::casework
