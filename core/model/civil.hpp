// Civil dates: the ISO 8601 text of a day number and back. Proleptic Gregorian calendar, years 0001
// to 9999. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace brygga {

// "2026-11-30" of days since 1970-01-01. The day must be in range (has_type of Type::date).
std::string date_text(std::int64_t days);

// The day number of "YYYY-MM-DD"; nothing for any other text or for a day that does not exist.
std::optional<std::int64_t> parse_date(std::string_view text);

}  // namespace brygga
