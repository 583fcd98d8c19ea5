#include "swedish.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace brygga::cli {
namespace {

namespace ch = std::chrono;
using Minutes = ch::sys_time<ch::minutes>;

// Summer time begins and ends at 01:00 UTC on the last Sundays of March and October.
Minutes last_sunday_at_one(ch::year year, ch::month month) {
  return ch::sys_days(year / month / ch::Sunday[ch::last]) + ch::hours(1);
}

ch::minutes offset_at(Minutes utc) {
  const ch::year year = ch::year_month_day(ch::floor<ch::days>(utc)).year();
  const bool is_summer =
      utc >= last_sunday_at_one(year, ch::March) && utc < last_sunday_at_one(year, ch::October);
  return ch::hours(is_summer ? 2 : 1);
}

Minutes local_minutes(std::int64_t unix_ms) {
  const auto utc =
      ch::floor<ch::minutes>(ch::sys_time<ch::milliseconds>(ch::milliseconds(unix_ms)));
  return utc + offset_at(utc);
}

std::string date_text(Minutes local) {
  const ch::year_month_day date(ch::floor<ch::days>(local));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

// The number of `digits` digits at the front of the text, which it is cut off from.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int number = 0;
  for (const char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<ch::sys_days> take_date(std::string_view& text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day) return std::nullopt;
  const ch::year_month_day date(ch::year(*year), ch::month(static_cast<unsigned>(*month)),
                                ch::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return ch::sys_days(date);
}

std::optional<ch::minutes> take_clock(std::string_view& text) {
  const bool has_short_hour = text.size() > 1 && (text[1] == ':' || text[1] == '.');
  const auto hour = take_number(text, has_short_hour ? 1 : 2);
  if (!hour || !(take(text, ':') || take(text, '.'))) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  return ch::hours(*hour) + ch::minutes(*minute);
}

}  // namespace

std::string local_time(std::int64_t unix_ms) {
  const Minutes local = local_minutes(unix_ms);
  const auto clock = local - ch::floor<ch::days>(local);
  return fmt::format("{} {:02}:{:02}", date_text(local), clock / ch::hours(1),
                     (clock % ch::hours(1)).count());
}

std::string local_date(std::int64_t unix_ms) { return date_text(local_minutes(unix_ms)); }

std::optional<std::int64_t> parse_local_time(std::string_view text, std::int64_t now_ms) {
  ch::sys_days day = ch::floor<ch::days>(local_minutes(now_ms));
  if (text.size() > 5) {
    const auto date = take_date(text);
    if (!date || !(take(text, ' ') || take(text, 'T'))) return std::nullopt;
    day = *date;
  }
  const auto clock = take_clock(text);
  if (!clock || !text.empty()) return std::nullopt;
  const Minutes local = day + *clock;
  // Either offset that holds a little before; the summer's is tried first.
  const Minutes as_summer = local - ch::hours(2);
  const Minutes utc = offset_at(as_summer) == ch::hours(2) ? as_summer : local - ch::hours(1);
  return ch::duration_cast<ch::milliseconds>(utc.time_since_epoch()).count();
}

std::optional<std::int64_t> parse_instant(std::string_view text) {
  const auto date = take_date(text);
  if (!date || !take(text, 'T')) return std::nullopt;
  const auto clock = take_clock(text);
  if (!clock) return std::nullopt;
  int seconds = 0;
  if (take(text, ':')) {
    const auto number = take_number(text, 2);
    if (!number || *number > 60) return std::nullopt;
    seconds = *number;
  }
  int milliseconds = 0;
  if (take(text, '.')) {
    const auto number = take_number(text, 3);
    if (!number) return std::nullopt;
    milliseconds = *number;
  }
  if (text != "Z") return std::nullopt;
  const auto instant = ch::sys_time<ch::milliseconds>(*date) + *clock + ch::seconds(seconds) +
                       ch::milliseconds(milliseconds);
  return instant.time_since_epoch().count();
}

std::string identity_number_text(std::string_view digits) {
  const bool is_number =
      digits.size() == 12 &&
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return std::string(digits);
  return fmt::format("{}-{}", digits.substr(0, 8), digits.substr(8));
}

std::string duration_text(std::int64_t ms) {
  constexpr std::int64_t two_days = 2880;  // in minutes
  const std::int64_t minutes = std::max<std::int64_t>(ms, 0) / 60'000;
  const auto of = [](std::int64_t count, const char* unit) {
    return fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
  };
  if (minutes < 1) return "less than a minute";
  if (minutes < 120) return of(minutes, "minute");
  if (minutes < two_days) return of(minutes / 60, "hour");
  return of(minutes / (two_days / 2), "day");
}

std::string percent_text(std::int64_t per_mille) {
  return fmt::format("{}.{} %", per_mille / 10, per_mille % 10);
}

}  // namespace brygga::cli
