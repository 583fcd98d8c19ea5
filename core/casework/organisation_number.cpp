#include "casework/organisation_number.hpp"

#include <string>

#include "casework/check_digit.hpp"

namespace brygga::casework {

bool is_organisation_number(std::string_view text) {
  std::string digits(text);
  if (digits.size() == 11 && digits[6] == '-') digits.erase(6, 1);
  if (digits.size() != 10 || digits.find_first_not_of("0123456789") != std::string::npos ||
      digits[2] < '2') {
    return false;
  }
  return check_digit(std::string_view(digits).substr(0, 9)) == digits[9];
}

}  // namespace brygga::casework
