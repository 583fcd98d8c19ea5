// Swedish identity numbers: personnummer and samordningsnummer.
//
// People write them with ten or twelve digits, with and without a separator; one form is stored.
// A samordningsnummer carries the birth day plus 60. Numbers say nothing about whether the person
// exists; a participant may have neither. Sources: Skatteverket, SKV 704 and SKV 707. Errors
// never repeat the number, so that logs and reports hold no identities. Pure functions and values.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "casework/civil_date.hpp"

namespace brygga::casework {

enum class IdentityNumberKind { personnummer, samordningsnummer };

// A number whose date and check digit are right. Only the functions below make one.
class IdentityNumber {
 public:
  // Twelve digits, YYYYMMDDNNNC, with the day plus 60 for a samordningsnummer: what is stored.
  const std::string& digits() const { return digits_; }
  IdentityNumberKind kind() const { return kind_; }
  Date birth_date() const { return birth_date_; }
  // True for birth numbers 980 to 999, which are set aside for synthetic people.
  bool is_test_number() const;

  friend bool operator==(const IdentityNumber& a, const IdentityNumber& b) {
    return a.digits_ == b.digits_;
  }

 private:
  IdentityNumber(std::string digits, IdentityNumberKind kind, Date birth_date)
      : digits_(std::move(digits)), kind_(kind), birth_date_(birth_date) {}
  friend struct IdentityNumberMaker;

  std::string digits_;
  IdentityNumberKind kind_;
  Date birth_date_;
};

// Takes what people write: ten or twelve digits, spaces anywhere, and at most one `-` or `+`
// before the last four (also as the dashes that word processors make of it). With ten digits the
// century is that of the latest birth date up to `today`, and a hundred years earlier after `+`;
// with twelve digits the separator has no meaning. All errors are invalid, with one of the reasons
//   identity_number_characters   something else than digits, spaces and one separator
//   identity_number_length       neither ten nor twelve digits
//   identity_number_date         the calendar has no such birth date
//   identity_number_future       the birth date is after today
//   identity_number_age          the person would be over 130 years old
//   identity_number_check_digit  the last digit does not fit the others: a typing error
Result<IdentityNumber> parse_identity_number(std::string_view text, Date today);

// Takes exactly what IdentityNumber::digits() gave, independent of any date of today.
Result<IdentityNumber> identity_number_from_digits(std::string_view digits);

// For people: YYMMDD-NNNC, with `+` for `-` from the year in which the person turns 100.
std::string format_identity_number(const IdentityNumber& number, Date today);

// The number of a synthetic person. Invalid, with reason identity_number_not_test, unless the
// birth number is 980 to 999.
Result<IdentityNumber> make_test_number(Date birth_date, int birth_number,
                                        IdentityNumberKind kind = IdentityNumberKind::personnummer);

}  // namespace brygga::casework
