// How far each participant has come, so that a whole gives exactly the figures that are wanted.
//
// Totals are decided first and dealt out afterwards; drawing each participant's luck alone would
// only come near to them. Pure functions.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "casework/synthetic/dice.hpp"

namespace brygga::casework {

enum class Stage : std::uint8_t { running, finished, succeeded };

struct StageTotals {
  std::uint32_t enrolled = 0;
  std::uint32_t finished = 0;   // of them
  std::uint32_t succeeded = 0;  // of the finished
};

// Invalid, with the reason given, unless succeeded <= finished <= enrolled.
Status check_totals(const StageTotals& totals, const char* reason);

// One stage for each who is enrolled, in a mixed order.
std::vector<Stage> mixed_stages(const StageTotals& totals, Dice& dice);

}  // namespace brygga::casework
