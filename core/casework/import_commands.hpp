// Taking over participants from a file. See call.hpp.
#pragma once

#include <vector>

#include "casework/call.hpp"

namespace brygga::casework {

std::vector<Definition> import_commands();

}  // namespace brygga::casework
