// The wall clock of one machine: virtual time, and how wrong this machine has it.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/environment.hpp"
#include "simulation/timeline.hpp"

namespace brygga::simulation {

class MachineClock final : public Clock {
 public:
  static constexpr std::uint64_t start_ms = 1'780'000'000'000;  // 2026-05-28

  explicit MachineClock(const Timeline& timeline) : timeline_(timeline) {}
  std::uint64_t unix_ms() override {
    const auto right = static_cast<std::int64_t>(start_ms + timeline_.now_ms());
    return static_cast<std::uint64_t>(std::max<std::int64_t>(1, right + offset_ms));
  }
  std::int64_t offset_ms = 0;

 private:
  const Timeline& timeline_;
};

}  // namespace brygga::simulation
