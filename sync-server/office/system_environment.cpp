#include "office/system_environment.hpp"

#include <openssl/rand.h>

#include <chrono>

#include "base/check.hpp"

namespace brygga::server {

std::uint64_t SystemClock::unix_ms() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count());
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
  const int ok = RAND_bytes(out.data(), static_cast<int>(out.size()));
  BRYGGA_CHECK(ok == 1);
}

}  // namespace brygga::server
