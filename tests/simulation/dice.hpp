// Randomness from a seed: the same seed gives the same throws on every machine. Streams are split
// off by name, so that a throw added in one place does not change what happens in another.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/environment.hpp"

namespace brygga::simulation {

class Dice {
 public:
  explicit Dice(std::uint64_t seed)
      : state_(seed * 0x9E3779B97F4A7C15ULL + 0x1234'5678'9ABC'DEFULL) {}

  std::uint64_t u64() {  // SplitMix64
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t bound) { return u64() % bound; }
  // Both ends included.
  std::uint64_t between(std::uint64_t low, std::uint64_t high) {
    return low + below(high - low + 1);
  }
  bool chance(std::uint64_t per_thousand) { return below(1000) < per_thousand; }

  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }

  Dice split(std::string_view name) {
    std::uint64_t seed = u64();
    for (const char c : name) seed = seed * 31 + static_cast<unsigned char>(c);
    return Dice(seed);
  }

 private:
  std::uint64_t state_;
};

// A program's randomness in the simulation.
class DiceRandom final : public Random {
 public:
  explicit DiceRandom(Dice dice) : dice_(dice) {}
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(dice_.u64());
  }

 private:
  Dice dice_;
};

}  // namespace brygga::simulation
