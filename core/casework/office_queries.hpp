// What this device holds of the municipality: units, staff, programmes, figures. See call.hpp.
#pragma once

#include <vector>

#include "casework/call.hpp"

namespace brygga::casework {

std::vector<Definition> office_queries();

}  // namespace brygga::casework
