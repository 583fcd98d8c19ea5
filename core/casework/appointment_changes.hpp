// A booked meeting, which an intake books too. See call.hpp.
#pragma once

#include <cstdint>
#include <string>

#include "casework/call.hpp"

namespace brygga::casework {

// With the caller, at a time in ms since 1970 UTC.
Change booking(Call& call, const RowId& who, std::uint64_t at_ms, const std::string& place);

}  // namespace brygga::casework
