// Whether a programme reaches what it is to reach: its target rules, in persons.
//
// A person counts once, however many outcomes there are. "At least 20 %" of 246 persons is 50
// persons: a part of a person is rounded up, so that a share shown as 20.0 % by rounding is not
// taken for a target that is met. Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "casework/figures/judgement.hpp"
#include "casework/figures/outcome_cases.hpp"

namespace brygga::casework {

class Shape;

struct TargetFigures {
  TargetRule rule;
  std::uint32_t reached = 0;   // persons
  std::uint32_t of = 0;        // all enrolled, or those who finished
  std::uint32_t needed = 0;    // of them, to meet the target
  std::optional<Share> share;  // nothing: no data yet
  bool is_met = false;         // false also when there is no data yet
};

// Of all enrolled: a person has reached it with any of the rule's outcomes that counts, also while
// enrolled. Of the finished: with one that belongs to an enrolment that has ended.
TargetFigures target_figures(const OutcomeRows& rows, const TargetRule& rule);
Explanation explain_target(const OutcomeRows& rows, const TargetRule& rule);

// {"key", "sv", "en", "of": "all" or "finished", "reached", "whole", "percent_min", "needed",
// "met": true, false or null (no data yet), "share"}
Json target_json(const TargetFigures& figures);
Shape target_shape();

}  // namespace brygga::casework
