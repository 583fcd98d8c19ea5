#include "casework/synthetic/test_numbers.hpp"

#include <numeric>

namespace brygga::casework {

namespace {

constexpr std::uint32_t test_numbers_per_day = 20;  // birth numbers 980 to 999

}  // namespace

BirthDates birth_dates_of_working_age(Date today, int age_min) {
  return {add_days(add_months(today, -12 * (working_age_max + 1)), 1),
          add_months(today, -12 * age_min)};
}

std::uint32_t test_numbers_count(const BirthDates& births) {
  const std::int32_t days = days_between(births.first, births.last) + 1;
  return static_cast<std::uint32_t>(days) * test_numbers_per_day;
}

// No number comes twice, because the step shares no factor with their count.
TestNumbers::TestNumbers(const BirthDates& births, Dice& dice)
    : first_(births.first), count_(test_numbers_count(births)) {
  at_ = dice.below(count_);
  do {
    step_ = count_ / 3 + dice.below(count_ / 3);
  } while (std::gcd(step_, count_) != 1);
}

IdentityNumber TestNumbers::next(IdentityNumberKind kind) {
  at_ = static_cast<std::uint32_t>((std::uint64_t{at_} + step_) % count_);
  const Date birth = add_days(first_, at_ / test_numbers_per_day);
  const int birth_number = 980 + static_cast<int>(at_ % test_numbers_per_day);
  return make_test_number(birth, birth_number, kind).value();
}

}  // namespace brygga::casework
