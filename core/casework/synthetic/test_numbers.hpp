// Identity numbers for synthetic people: test numbers only, each given out once.
//
// Birth numbers 980 to 999 are set aside for people who do not exist. They are walked through in a
// scattered order, so that neighbours in a caseload are of all ages. A TestNumbers belongs to one
// thread at a time; all else are pure functions.
#pragma once

#include <cstdint>

#include "casework/civil_date.hpp"
#include "casework/identity_number.hpp"
#include "casework/synthetic/dice.hpp"

namespace brygga::casework {

inline constexpr int working_age_max = 64;

// The birth dates of those who are age_min to 64 years old on that day.
struct BirthDates {
  Date first;
  Date last;
};
BirthDates birth_dates_of_working_age(Date today, int age_min);

// How many test numbers these birth dates have.
std::uint32_t test_numbers_count(const BirthDates& births);

class TestNumbers {
 public:
  TestNumbers(const BirthDates& births, Dice& dice);

  // After test_numbers_count() calls they come again.
  IdentityNumber next(IdentityNumberKind kind);

 private:
  Date first_;
  std::uint32_t count_;
  std::uint32_t at_ = 0;
  std::uint32_t step_ = 1;
};

}  // namespace brygga::casework
