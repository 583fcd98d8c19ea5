// What a program takes from the outside world besides files and sockets: time and randomness.
//
// Everything that needs either gets it through these interfaces, so that a simulation can run on
// virtual time from one seed. Implementations must be safe to call from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "base/bytes.hpp"
#include "base/uuid.hpp"

namespace brygga {

class Clock {
 public:
  virtual ~Clock() = default;
  // The wall clock: milliseconds since 1970-01-01 UTC. May be wrong and may jump either way.
  virtual std::uint64_t unix_ms() = 0;
};

class Random {
 public:
  virtual ~Random() = default;
  // Fills the span with bytes that nobody can guess.
  virtual void fill(std::span<std::uint8_t> out) = 0;

  std::uint64_t u64() {
    std::array<std::uint8_t, 8> bytes{};
    fill(bytes);
    ByteReader reader(bytes);
    return reader.fixed64();
  }
};

// A fresh UUIDv7 from both.
inline Uuid make_uuid(Clock& clock, Random& random) {
  std::array<std::uint8_t, 10> bytes{};
  random.fill(bytes);
  return make_uuid_v7(clock.unix_ms(), bytes);
}

}  // namespace brygga
