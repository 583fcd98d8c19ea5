#include "casework/synthetic/stages.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace brygga::casework {

Status check_totals(const StageTotals& totals, const char* reason) {
  if (totals.succeeded > totals.finished || totals.finished > totals.enrolled) {
    return Error{ErrorCode::invalid,
                 "there can be no more finished than enrolled, nor more succeeded than finished",
                 false, reason};
  }
  return {};
}

// Who is where is decided before anything else and then shuffled (Fisher-Yates).
std::vector<Stage> mixed_stages(const StageTotals& totals, Dice& dice) {
  std::vector<Stage> stages(totals.enrolled, Stage::running);
  const auto at = [&](std::uint32_t count) {
    return stages.begin() + static_cast<std::ptrdiff_t>(count);
  };
  std::fill(stages.begin(), at(totals.finished), Stage::finished);
  std::fill(stages.begin(), at(totals.succeeded), Stage::succeeded);
  for (std::uint32_t i = totals.enrolled; i > 1; --i) {
    std::swap(stages[i - 1], stages[dice.below(i)]);
  }
  return stages;
}

}  // namespace brygga::casework
