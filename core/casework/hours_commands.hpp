// Participant hours: attested by coaches, sealed month by month by managers. See hours_chain.hpp.
#pragma once

#include <vector>

#include "casework/call.hpp"

namespace brygga::casework {

std::vector<Definition> hours_commands();

}  // namespace brygga::casework
