// One person's whole record as a page to read or print: HTML of its own, without scripts or
// anything from elsewhere. Pure function.
#pragma once

#include <string>

#include "casework/json.hpp"

namespace brygga::casework {

// record: as participant.show gives it. Ids and versions, which say nothing to people, are left
// out.
std::string record_page(const Json& record, const std::string& as_of, bool is_english);

}  // namespace brygga::casework
