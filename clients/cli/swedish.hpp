// Dates, times and identity numbers as people in Sweden read and write them.
//
// Times are those of Europe/Stockholm by the rule that holds there since 1996 (EU directive
// 2000/84/EC), computed here, so that no time zone files are needed and no TZ setting misleads.
// Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace brygga::cli {

// "2026-11-21 14:30" of milliseconds since 1970-01-01 UTC.
std::string local_time(std::int64_t unix_ms);
// "2026-11-21".
std::string local_date(std::int64_t unix_ms);

// Milliseconds of "2026-11-21 14:30" or "2026-11-21T14:30" in Stockholm, or of "14:30" on the day
// of now_ms; nothing for any other text. A time that the spring skips counts on from the old
// offset; of an hour that the autumn repeats, it is the first.
std::optional<std::int64_t> parse_local_time(std::string_view text, std::int64_t now_ms);

// Milliseconds of "2026-10-05T09:30:00.000Z", the form in which the core gives instants.
std::optional<std::int64_t> parse_instant(std::string_view text);

// "19850709-9805" of twelve digits; any other text as it is.
std::string identity_number_text(std::string_view digits);

// "less than a minute", "5 minutes", "3 hours", "2 days": how long a time is.
std::string duration_text(std::int64_t ms);

// "60.0 %" of whole per mille.
std::string percent_text(std::int64_t per_mille);

}  // namespace brygga::cli
