// Small files that an operator wrote: programme definitions and export profiles.
#pragma once

#include <string>

#include "base/result.hpp"

namespace brygga::server {

// invalid, with reason "cannot_read", when the file is not there, or is above 1 MiB.
Result<std::string> read_text_file(const std::string& path);

}  // namespace brygga::server
