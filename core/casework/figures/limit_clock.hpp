// The clock of an enrolment that may last so many months: its limit, what warns of it, and the time
// that somebody decided to add.
//
// Device clocks never decide a limit: today comes in. Support that goes on after an enrolment is
// not under this clock. Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/uuid.hpp"
#include "casework/civil_date.hpp"
#include "casework/figures/reason.hpp"

namespace brygga::casework {

// The last day of an enrolment that may last so many months from its start.
Date limit_date(Date start, int months);

struct LimitWarning {
  int days_before = 0;
  Date on;  // the day from which the warning shows
};

// One for each number of days before the limit, from the earliest day to the latest.
std::vector<LimitWarning> limit_warnings(Date limit, std::span<const int> days_before);

// How an enrolment stands to its limit on a day.
struct LimitStanding {
  std::int32_t days_left = 0;       // 0 on the limit itself, negative after it
  std::optional<int> warning_days;  // the latest warning that shows; nothing before the first
  bool is_past = false;             // the limit itself is still within
};

LimitStanding limit_standing(Date limit, std::span<const int> days_before, Date today);

// A decision on more time.
struct ExtensionRow {
  RowId enrolment;
  Date until;                  // the new limit
  Date decided;                // the day of the decision
  bool is_by_decider = false;  // by the role that LimitRule::extension_by names
};

// Whether a decision moves a limit: Reason::extended, or not_allowed_to_decide, decided_later, or
// not_longer than what the programme itself gives.
Reason effect_of(const ExtensionRow& extension, Date limit_without, Date as_of);

// The limit with all decisions on this enrolment that have an effect by that day: of several, the
// latest limit, in whatever order they were decided.
Date extended_limit(Date start, int months, std::span<const ExtensionRow> extensions, Date as_of);

}  // namespace brygga::casework
