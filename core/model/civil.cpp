#include "model/civil.hpp"

#include <chrono>

namespace brygga {
namespace {

void put(std::string& text, std::size_t at, unsigned value, std::size_t digits) {
  for (std::size_t i = 0; i < digits; ++i) {
    text[at + digits - 1 - i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

std::optional<unsigned> take(std::string_view text, std::size_t at, std::size_t digits) {
  unsigned value = 0;
  for (const char c : text.substr(at, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

}  // namespace

std::string date_text(std::int64_t days) {
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{static_cast<int>(days)}}};
  std::string text = "0000-00-00";
  put(text, 0, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  put(text, 5, static_cast<unsigned>(date.month()), 2);
  put(text, 8, static_cast<unsigned>(date.day()), 2);
  return text;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  const auto year = take(text, 0, 4);
  const auto month = take(text, 5, 2);
  const auto day = take(text, 8, 2);
  if (!year || !month || !day || *year == 0) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(*month), std::chrono::day(*day)};
  if (!date.ok()) {
    return std::nullopt;
  }
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

}  // namespace brygga
