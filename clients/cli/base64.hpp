// Base64 (RFC 4648 section 4, with padding): how a file travels inside JSON. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace brygga::cli {

std::string base64_of(std::string_view bytes);

}  // namespace brygga::cli
