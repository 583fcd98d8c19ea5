#include "casework/figures/limit_clock.hpp"

#include <algorithm>

#include "base/order.hpp"

namespace brygga::casework {

Date limit_date(Date start, int months) { return add_months(start, months); }

std::vector<LimitWarning> limit_warnings(Date limit, std::span<const int> days_before) {
  std::vector<LimitWarning> warnings;
  warnings.reserve(days_before.size());
  for (const int days : days_before) {
    warnings.push_back({days, add_days(limit, -std::int64_t{days})});
  }
  put_in_order(warnings, [](const LimitWarning& a, const LimitWarning& b) {
    return a.days_before > b.days_before;
  });
  return warnings;
}

LimitStanding limit_standing(Date limit, std::span<const int> days_before, Date today) {
  LimitStanding standing;
  standing.days_left = days_between(today, limit);
  standing.is_past = standing.days_left < 0;
  for (const LimitWarning& warning : limit_warnings(limit, days_before)) {
    if (warning.on <= today) standing.warning_days = warning.days_before;
  }
  return standing;
}

Reason effect_of(const ExtensionRow& extension, Date limit_without, Date as_of) {
  if (!extension.is_by_decider) return Reason::not_allowed_to_decide;
  if (extension.decided > as_of) return Reason::decided_later;
  return extension.until > limit_without ? Reason::extended : Reason::not_longer;
}

Date extended_limit(Date start, int months, std::span<const ExtensionRow> extensions, Date as_of) {
  const Date without = limit_date(start, months);
  Date limit = without;
  for (const ExtensionRow& extension : extensions) {
    if (effect_of(extension, without, as_of) == Reason::extended) {
      limit = std::max(limit, extension.until);
    }
  }
  return limit;
}

}  // namespace brygga::casework
