// What was written about a case by somebody who had it no more: as a person reads it.
#pragma once

#include "casework/call.hpp"
#include "casework/json.hpp"

namespace brygga::casework {

// One edit: entity, id, and what it writes to which field.
Json edit_json(const Edit& edit);
Shape edit_shape();

// Late work that nobody has dealt with, oldest first, at most limit of it.
Result<Json> open_late_work(Call& call, std::size_t limit);

// How much of it there is.
Result<std::size_t> count_late_work(AccountStore& store);

// One of open_late_work().
Shape late_work_shape();

}  // namespace brygga::casework
