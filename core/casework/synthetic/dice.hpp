// Dice for synthetic people: a generator of our own, the same on every platform.
//
// The standard's distributions differ between libraries, so they cannot promise equal bytes. This
// is SplitMix64 (Steele, Lea and Flood 2014) with integer arithmetic only. A Dice belongs to one
// thread at a time.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/mix.hpp"

namespace brygga::casework {

// Every seed gives a sequence of its own.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() { return mix(state_ += 0x9E3779B97F4A7C15ULL); }
  // From 0 to count - 1. The bias of the remainder is below 2^-32 for the counts used here.
  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(next() % count); }
  std::int32_t between(std::int32_t low, std::int32_t high) {
    return low + static_cast<std::int32_t>(below(static_cast<std::uint32_t>(high - low + 1)));
  }
  bool percent(std::uint32_t chance) { return below(100) < chance; }
  std::string_view one_of(std::span<const std::string_view> words) { return pick(words); }
  template <class Element>
  const Element& pick(std::span<const Element> elements) {
    return elements[below(static_cast<std::uint32_t>(elements.size()))];
  }

 private:
  std::uint64_t state_;
};

// Dice for one thing among many of a kind: what happens to one leaves all others as they are.
inline Dice dice_for(std::uint64_t seed, std::uint64_t kind, std::uint64_t index) {
  return Dice(mix(mix(seed + 0x9E3779B97F4A7C15ULL * (kind + 1)) + index));
}

}  // namespace brygga::casework
