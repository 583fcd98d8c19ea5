// Where this device stands with its office: status, receipts, and what needs a person. See
// call.hpp.
#pragma once

#include <vector>

#include "casework/call.hpp"

namespace brygga::casework {

std::vector<Definition> sync_queries();

}  // namespace brygga::casework
