// SHA-256 (FIPS 180-4).
//
// Ours, since nothing that the browser build can link brings one: the chains that show tampering
// are made on tablets and in browsers. Not for secrets; the server's keys are OpenSSL's work. Pure
// function.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace brygga {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(ByteView bytes);
Sha256 sha256(std::string_view text);

// As 64 lower-case hexadecimal digits.
std::string to_hex(const Sha256& digest);

}  // namespace brygga
