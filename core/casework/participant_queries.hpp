// Participants: the list, the search, and everything about one. See call.hpp.
#pragma once

#include <vector>

#include "casework/call.hpp"

namespace brygga::casework {

std::vector<Definition> participant_queries();

}  // namespace brygga::casework
