#include "casework/figures/month.hpp"

namespace brygga::casework {

Month month_of(Date date) {
  const YearMonthDay day = year_month_day(date);
  return {day.year * 12 + day.month - 1};
}

int year_of(Date date) { return year_month_day(date).year; }

Date first_day(Month month) {
  const auto day = make_date(month.number / 12, month.number % 12 + 1, 1);
  if (day) return *day;
  return month.number < 12 ? date_min : date_max;
}

Date last_day(Month month) { return add_days(first_day(add_to(month, 1)), -1); }

std::string format_month(Month month) { return format_date(first_day(month)).substr(0, 7); }

}  // namespace brygga::casework
