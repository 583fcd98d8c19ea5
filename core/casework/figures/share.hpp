// The numbers that figures are made of: shares, ratios, medians.
//
// All are whole numbers, rounded half up, so that every platform prints the same figure: 288 of 480
// is 600 per mille (60.0 %), 40 of 49 is 816 (81.6 %). Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "casework/json.hpp"

namespace brygga::casework {

class Shape;

// A part of a whole, with the exact counts beside the rounded figure.
struct Share {
  std::uint32_t count = 0;
  std::uint32_t of = 0;         // never 0
  std::uint32_t per_mille = 0;  // rounded half up
};

// The count as per mille of the whole, rounded half up; nothing when the whole is 0.
std::optional<Share> make_share(std::uint32_t count, std::uint32_t of);

// {"count", "of", "per_mille"}, or null: no data yet, which is not 0 %.
Json share_json(const std::optional<Share>& share);
Shape share_shape();

// The quotient rounded half up. Neither is negative, and the divisor is not 0.
std::int64_t rounded_quotient(std::int64_t dividend, std::int64_t divisor);

// How many of so many make at least that percentage: 20 % of 246 is 50 persons, never 49.
std::uint32_t needed_of(std::uint32_t of, int percent);

// The middle of the values; of an even number of values, the mean of the middle two, rounded half
// up. Nothing when there are none. Values are not negative.
std::optional<std::int64_t> median(std::vector<std::int64_t> values);

// Null when there is nothing.
Json number_or_null(const std::optional<std::int64_t>& number);

}  // namespace brygga::casework
