// What this device holds of the municipality: units, staff, programmes, figures; and what can be
// asked of it. See call.hpp.
#pragma once

#include <vector>

#include "casework/call.hpp"

namespace brygga::casework {

std::vector<Definition> office_queries();
// Of them what is asked at a desk: the figures, and the commands and queries that there are.
std::vector<Definition> office_desk_queries();

}  // namespace brygga::casework
