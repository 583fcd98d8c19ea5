// Swedish organisation numbers: ten digits, the last of which checks the others by modulus 10 with
// the weights 2 and 1, as identity numbers do (Skatteverket, SKV 709). Pure function.
#pragma once

#include <string_view>

namespace brygga::casework {

// With or without a dash before the last four digits. The third digit is at least 2, which tells
// it from an identity number.
bool is_organisation_number(std::string_view text);

}  // namespace brygga::casework
