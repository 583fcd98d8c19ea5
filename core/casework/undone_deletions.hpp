// Records that this device had deleted and that are there again, because somebody had changed them
// unseen: the person who deleted them should know. See call.hpp.
#pragma once

#include <vector>

#include "casework/call.hpp"
#include "casework/json.hpp"

namespace brygga::casework {

// Those that nobody has dealt with, oldest first, at most limit of each entity: [{"entity", "id",
// "participant", "participant_name", "number", "deleted_at"}].
Result<Json> undone_deletions(Call& call, std::size_t limit);

// How many there are.
Result<std::size_t> count_undone_deletions(AccountStore& store);
Shape undone_deletion_shape();

std::vector<Definition> undone_deletion_commands();

}  // namespace brygga::casework
