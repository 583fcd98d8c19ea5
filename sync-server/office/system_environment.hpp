// The machine's own clock and randomness. Safe from any thread.
#pragma once

#include "base/environment.hpp"

namespace brygga::server {

class SystemClock final : public Clock {
 public:
  std::uint64_t unix_ms() override;
};

// OpenSSL's generator; a machine that cannot give randomness stops the program.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace brygga::server
