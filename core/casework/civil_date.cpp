#include "casework/civil_date.hpp"

#include <algorithm>
#include <chrono>

namespace brygga::casework {

namespace {

namespace chrono = std::chrono;

constexpr std::int64_t ms_per_minute = 60'000;
constexpr std::int64_t ms_per_day = ms_per_minute * 60 * 24;

Date clamped(std::int64_t days) {
  return {static_cast<std::int32_t>(std::clamp<std::int64_t>(days, date_min.days, date_max.days))};
}

chrono::year_month_day to_chrono(Date date) {
  return chrono::sys_days{chrono::days{clamped(date.days).days}};
}

Date from_chrono(const chrono::year_month_day& ymd) {
  return clamped(chrono::sys_days{ymd}.time_since_epoch().count());
}

int days_in_month(int year, int month) {
  const chrono::year_month_day_last last{
      chrono::year{year}, chrono::month_day_last{chrono::month{static_cast<unsigned>(month)}}};
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

// The number that `length` digits at `at` form; -1 when one of them is no digit.
int digits_at(std::string_view text, std::size_t at, std::size_t length) {
  int value = 0;
  for (const char c : text.substr(at, length)) {
    if (c < '0' || c > '9') {
      return -1;
    }
    value = value * 10 + (c - '0');
  }
  return value;
}

// 01:00 UTC on the month's last Sunday, in milliseconds since 1970.
std::int64_t eu_clock_change_ms(chrono::year year, chrono::month month) {
  const chrono::sys_days sunday{year / month / chrono::Sunday[chrono::last]};
  return sunday.time_since_epoch().count() * ms_per_day + 60 * ms_per_minute;
}

}  // namespace

Result<Date> make_date(int year, int month, int day) {
  const bool exists = year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
                      day <= days_in_month(year, month);
  if (!exists) {
    return Error{ErrorCode::invalid, "there is no such day in the calendar", false,
                 "date_impossible"};
  }
  return from_chrono({chrono::year{year}, chrono::month{static_cast<unsigned>(month)},
                      chrono::day{static_cast<unsigned>(day)}});
}

YearMonthDay year_month_day(Date date) {
  const chrono::year_month_day ymd = to_chrono(date);
  return {static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

Result<Date> parse_date(std::string_view text) {
  const bool has_form = text.size() == 10 && text[4] == '-' && text[7] == '-' &&
                        digits_at(text, 0, 4) >= 0 && digits_at(text, 5, 2) >= 0 &&
                        digits_at(text, 8, 2) >= 0;
  if (!has_form) {
    return Error{ErrorCode::invalid, "a date is written YYYY-MM-DD, as in 2025-05-31", false,
                 "date_form"};
  }
  Result<Date> date =
      make_date(digits_at(text, 0, 4), digits_at(text, 5, 2), digits_at(text, 8, 2));
  if (!date) {
    return Error{ErrorCode::invalid, "there is no day " + std::string(text) + " in the calendar",
                 false, "date_impossible"};
  }
  return date;
}

void append_padded(std::string& out, int value, std::size_t width) {
  const std::string digits = std::to_string(value);
  out.append(width - std::min(width, digits.size()), '0');
  out += digits;
}

std::string format_date(Date date) {
  const YearMonthDay parts = year_month_day(date);
  std::string text;
  append_padded(text, parts.year, 4);
  text += '-';
  append_padded(text, parts.month, 2);
  text += '-';
  append_padded(text, parts.day, 2);
  return text;
}

Date add_days(Date date, std::int64_t days) {
  constexpr std::int64_t span = 2 * (static_cast<std::int64_t>(date_max.days) - date_min.days);
  return clamped(clamped(date.days).days + std::clamp<std::int64_t>(days, -span, span));
}

Date add_months(Date date, int months) {
  const YearMonthDay from = year_month_day(date);
  const std::int64_t month_index = std::int64_t{from.year} * 12 + (from.month - 1) + months;
  if (month_index < 12) {
    return date_min;
  }
  if (month_index >= std::int64_t{10'000} * 12) {
    return date_max;
  }
  const int year = static_cast<int>(month_index / 12);
  const int month = static_cast<int>(month_index % 12) + 1;
  const int day = std::min(from.day, days_in_month(year, month));
  return from_chrono({chrono::year{year}, chrono::month{static_cast<unsigned>(month)},
                      chrono::day{static_cast<unsigned>(day)}});
}

int stockholm_utc_offset_minutes(std::uint64_t unix_ms) {
  const std::int64_t last_ms = (std::int64_t{date_max.days} + 1) * ms_per_day - 1;
  const std::int64_t ms =
      static_cast<std::int64_t>(std::min(unix_ms, static_cast<std::uint64_t>(last_ms)));
  const chrono::year year = to_chrono(clamped(ms / ms_per_day)).year();
  const bool is_summer = ms >= eu_clock_change_ms(year, chrono::March) &&
                         ms < eu_clock_change_ms(year, chrono::October);
  return is_summer ? 120 : 60;
}

Date today_in_stockholm(std::uint64_t unix_ms) {
  const std::uint64_t ahead_ms =
      static_cast<std::uint64_t>(stockholm_utc_offset_minutes(unix_ms) * ms_per_minute);
  const std::uint64_t last_day = static_cast<std::uint64_t>(date_max.days);
  const std::uint64_t day =
      unix_ms / ms_per_day >= last_day ? last_day : (unix_ms + ahead_ms) / ms_per_day;
  return clamped(static_cast<std::int64_t>(day));
}

}  // namespace brygga::casework
