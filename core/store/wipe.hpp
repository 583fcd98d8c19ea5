// What the parts of a store share of its being wiped at the office's order. Internal to the store.
#pragma once

#include "base/result.hpp"
#include "model/schema.hpp"
#include "store/device_store.hpp"

namespace brygga {

// What whoever wants something of a store that was wiped is told.
Error wiped_error();

// All rows are gone, and the next request says so.
void tell_of_wipe(const Schema& schema, Taken& taken);

}  // namespace brygga
