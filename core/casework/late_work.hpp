// What was written about a case by somebody who had it no more: as a person reads it.
#pragma once

#include <nlohmann/json.hpp>

#include "casework/call.hpp"

namespace brygga::casework {

// One edit: entity, id, and what it writes to which field.
nlohmann::json edit_json(const Edit& edit);

// Late work that nobody has dealt with, oldest first, at most limit of it.
Result<nlohmann::json> open_late_work(Call& call, std::size_t limit);

}  // namespace brygga::casework
