// The real clock and the system's source of randomness. Safe from any thread.
#pragma once

#include <cstdint>
#include <span>

#include "base/environment.hpp"

namespace brygga {

class SystemClock : public Clock {
 public:
  std::uint64_t unix_ms() override;
};

class SystemRandom : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace brygga
