// Stays: an arrival at a kiosk and the departure that ended it, found among what kiosks have told.
//
// Nobody types minutes at a kiosk: they are the time between the two. The two may come from two
// tablets, and one of them late, so a stay is found anew each time from what is there, and stored
// nowhere. A departure belongs to the arrival right before it, of the same person on the same day;
// whatever has no other half stands alone. Values; pure functions.
#pragma once

#include <cstdint>
#include <vector>

#include "base/uuid.hpp"
#include "casework/civil_date.hpp"
#include "casework/figures/row_numbers.hpp"

namespace brygga::casework {

enum class Passed : std::uint8_t { none, arrived, left };

// Somebody came or left.
struct Passage {
  RowId person;
  Date on;                  // in Stockholm
  std::uint64_t at_ms = 0;  // since 1970 UTC
  RowId checkin;            // of two at one time, the lower one was first
  Passed passed = Passed::none;
  std::uint32_t row = 0;  // where the caller has it
};

// One of the two is no_number where the other stands alone.
struct Stay {
  std::uint32_t arrival = no_number;
  std::uint32_t departure = no_number;
  std::uint32_t minutes = 0;  // whole ones, of both
};

// In any order of the passages the same; each passage is in one stay.
std::vector<Stay> find_stays(std::vector<Passage> passages);

}  // namespace brygga::casework
