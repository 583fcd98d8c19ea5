#include "device/native/system_environment.hpp"

#include <sys/random.h>

#include <cerrno>
#include <chrono>

#include "base/check.hpp"

namespace brygga {

std::uint64_t SystemClock::unix_ms() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count());
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t got = getrandom(out.data(), out.size(), 0);
    // Fails only when interrupted, or on a kernel without it: then no id may be made.
    if (got < 0) {
      BRYGGA_CHECK(errno == EINTR);
      continue;
    }
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

}  // namespace brygga
