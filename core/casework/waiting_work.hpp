// How much waits: for the office to take, or for a person to decide. The device is asked.
#pragma once

#include <cstdint>

#include "casework/call.hpp"
#include "casework/json.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

struct WaitingWork {
  std::uint64_t unsent = 0;  // without the log of openings, which is no work of the person's
  std::uint64_t refused = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t late = 0;
  std::uint64_t deletions_undone = 0;
};

Result<WaitingWork> read_waiting_work(AccountStore& store, const StoreStatus& status);

// {"unsent", "refused", "conflicts", "late", "deletions_undone"}.
void add_waiting(Json& members, const WaitingWork& waiting);
Shape::Members waiting_members();

}  // namespace brygga::casework
