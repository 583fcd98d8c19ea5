// The office and the tablet that inputs meet, the same each time.
#pragma once

#include <string>

#include "support/memory_office.hpp"
#include "support/tablet.hpp"

namespace brygga::fuzz {

// An office with Alice, her device and three cards of hers.
testing::MemoryOffice office_of_alice();

// Makes a store that holds what that office has, and a card that the office has not got yet.
void make_tablet_of_alice(testing::MemoryOffice& office, const std::string& path);

// The path of such a store, made once; to be copied, not changed.
const std::string& tablet_of_alice();

}  // namespace brygga::fuzz
