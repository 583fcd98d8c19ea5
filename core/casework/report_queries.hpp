// Reports by name, over what this device holds: shown, explained, and as a file. See reports.hpp.
#pragma once

#include <vector>

#include "casework/call.hpp"

namespace brygga::casework {

std::vector<Definition> report_queries();

}  // namespace brygga::casework
