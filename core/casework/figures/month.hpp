// Calendar months, which limits, forecasts and participant hours are told by. Values; pure
// functions.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "casework/civil_date.hpp"

namespace brygga::casework {

struct Month {
  std::int32_t number = 0;  // year * 12 + month - 1, so that months compare and subtract as numbers

  friend bool operator==(const Month&, const Month&) = default;
  friend std::strong_ordering operator<=>(const Month&, const Month&) = default;
};

Month month_of(Date date);
int year_of(Date date);  // 1 to 9999
Date first_day(Month month);
Date last_day(Month month);
inline Month add_to(Month month, std::int32_t months) { return {month.number + months}; }
// YYYY-MM.
std::string format_month(Month month);

}  // namespace brygga::casework
