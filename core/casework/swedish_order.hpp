// The order in which Swedes look for names: å, ä and ö after z.
//
// Pure functions.
#pragma once

#include <string>

namespace brygga::casework {

// A key whose byte order is the Swedish alphabet's, near enough for a list. Case does not count.
std::string swedish_sort_key(const std::string& name);

}  // namespace brygga::casework
