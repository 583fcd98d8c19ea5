// Instants as text: ISO 8601 in UTC.
//
// Stores and messages keep milliseconds since 1970-01-01 UTC; people and JSON read text. Pure
// functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace brygga::casework {

inline constexpr std::int64_t minute_ms = 60'000;
inline constexpr std::int64_t hour_ms = 60 * minute_ms;
inline constexpr std::int64_t day_ms = 24 * hour_ms;

// "2026-10-05T09:30:00.000Z": one width, so that it sorts as text. Instants after the year 9999
// are shown as its end.
std::string format_instant(std::uint64_t unix_ms);

// Takes YYYY-MM-DDTHH:MM, with :SS and fractions of a second when wanted, and Z or an offset such
// as +02:00, which must not be missing: a time without one means another instant on another
// machine. Invalid with reason "time_form" for any other text, "date_impossible" for a day that
// does not exist, "time_range" before 1970.
Result<std::uint64_t> parse_instant(std::string_view text);

}  // namespace brygga::casework
