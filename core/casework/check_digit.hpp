// The digit with which Swedish identity and organisation numbers end: modulus 10 with the weights
// 2, 1, 2, ... over the nine before it, where products of two digits count by digit. Pure function.
#pragma once

#include <string_view>

namespace brygga::casework {

char check_digit(std::string_view nine_digits);

}  // namespace brygga::casework
