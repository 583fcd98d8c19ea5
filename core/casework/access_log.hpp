// Writing down that a participant's record was opened. See access_chain.hpp and call.hpp.
#pragma once

#include "casework/call.hpp"

namespace brygga::casework {

// Logs that the calling person opens the record, unless they did so on this device a short while
// ago. Durable when it returns: nobody sees a record unlogged.
Status log_access(Call& call, const RowId& who, const std::string& reason, const std::string& what);

// How many entries of the log the office does not have yet: they wait with a person's work, and are
// no work of theirs.
Result<std::size_t> count_unsent_log(AccountStore& store);

}  // namespace brygga::casework
