#include "casework/check_digit.hpp"

#include <cstddef>

namespace brygga::casework {

char check_digit(std::string_view nine_digits) {
  int sum = 0;
  for (std::size_t i = 0; i < nine_digits.size(); ++i) {
    const int product = (nine_digits[i] - '0') * (i % 2 == 0 ? 2 : 1);
    sum += product / 10 + product % 10;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace brygga::casework
