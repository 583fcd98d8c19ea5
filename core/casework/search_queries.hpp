// Searching what this device holds: participants, numbers and notes. See call.hpp.
#pragma once

#include <vector>

#include "casework/call.hpp"

namespace brygga::casework {

std::vector<Definition> search_queries();

}  // namespace brygga::casework
