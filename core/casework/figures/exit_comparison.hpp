// Exits to work or studies in one period against another: has the new way of working led further?
//
// An exit is a person with an enrolment that ended within the period and led to work or studies;
// once per period, however many enrolments. Periods of different length are compared per month when
// both are whole months (a year is twelve, leap or not), else per day, and the figure says so; a
// period that is not over on the report's day is counted to that day. Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "casework/figures/judgement.hpp"
#include "casework/figures/outcome_cases.hpp"

namespace brygga::casework {

class Shape;

struct PeriodExits {
  Period period;  // as far as it has come by the report's day
  std::uint32_t exits = 0;
  std::int32_t length = 0;  // in the comparison's unit; 0: it has not begun
  bool is_running = false;  // it goes on after the report's day
};

struct ExitComparison {
  PeriodExits before;
  PeriodExits after;
  bool is_by_months = false;   // else by days
  bool is_normalised = false;  // the lengths differ, and the ratio allows for it
  // After as tenths of before, rounded half up: 20 is "2.0x". Nothing: no data yet, since a period
  // has not begun or nobody left in the first one.
  std::optional<std::int64_t> ratio_tenths;
};

ExitComparison compare_exits(const OutcomeRows& rows, const ComparisonRule& rule);

enum class ComparedPeriod : std::uint8_t { before, after };
Explanation explain_exits(const OutcomeRows& rows, const ComparisonRule& rule,
                          ComparedPeriod period);

// "2.0x".
std::string ratio_text(std::int64_t ratio_tenths);

// {"before": {"from", "until", "exits", "length", "running"}, "after", "unit": "month" or "day",
// "normalised", "ratio_tenths", "ratio": "2.0x"}; both ratios null when there is no data yet.
Json comparison_json(const ExitComparison& comparison);
Shape comparison_shape();

}  // namespace brygga::casework
