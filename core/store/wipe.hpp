// What the parts of a store share of its being wiped at the office's order. Internal to the store.
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "model/schema.hpp"
#include "store/device_store.hpp"

namespace brygga {

// Removes all that the store holds but what it takes to say so, within the caller's transaction,
// and makes the replica that of a store that is wiped. rows: how many there are.
Status clear_store(DeviceStore::Parts& parts, const Schema& schema, std::uint64_t rows,
                   std::uint64_t now_ms, Replica& replica);

// What whoever wants something of a store that was wiped is told.
Error wiped_error();

// All rows are gone, and the next request says so.
void tell_of_wipe(const Schema& schema, Taken& taken);

}  // namespace brygga
