// Spreads the bits of a number, for digests and for repeatable choices; no guard against an
// attacker. Pure.
#pragma once

#include <cstdint>

namespace brygga {

// The finaliser of splitmix64 (Steele, Lea, Flood 2014): every input bit reaches every output bit.
inline std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

}  // namespace brygga
