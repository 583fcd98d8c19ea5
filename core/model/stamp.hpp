// Stamps: when and where a transaction was saved, in an order that respects cause and effect.
//
// A stamp is a hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", 2014) and the
// number of the device that wrote. It is unique, and greater than every stamp that its writer had
// seen. Values.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>

#include "base/limits.hpp"

namespace brygga {

// 48 bits of Unix milliseconds above a 16-bit counter. A full counter carries into the
// milliseconds, which is why the next value after any is simply the number plus one.
struct Hlc {
  std::uint64_t ticks = 0;

  // A clock beyond limits::stamp_ms_max counts as standing there.
  static Hlc from_unix_ms(std::uint64_t ms) { return {std::min(ms, limits::stamp_ms_max) << 16}; }
  std::uint64_t unix_ms() const { return ticks >> 16; }
  // Whether a stamp from outside may bear it.
  bool is_credible() const { return unix_ms() <= limits::stamp_ms_max; }
  friend auto operator<=>(const Hlc&, const Hlc&) = default;
};

// The clock value for a new event at unix_ms by someone who has seen last: never below the wall
// clock, always above last. No last that is_credible() is near the end of the range.
inline Hlc next_hlc(Hlc last, std::uint64_t unix_ms) {
  return {std::max(Hlc::from_unix_ms(unix_ms).ticks, last.ticks + 1)};
}

// A writer, for ever: the epoch's low 32 bits above a counter, so that an office restored from a
// backup never gives the same number twice. Counter 0 is the office itself; 0 as a whole is no
// device.
struct DeviceNumber {
  std::uint64_t value = 0;

  static DeviceNumber of(std::uint64_t epoch, std::uint32_t counter) {
    return {(epoch << 32) | counter};
  }
  bool is_office() const { return (value & 0xFFFF'FFFFULL) == 0; }
  friend auto operator<=>(const DeviceNumber&, const DeviceNumber&) = default;
};

struct Stamp {
  Hlc time;
  DeviceNumber device;
  friend auto operator<=>(const Stamp&, const Stamp&) = default;
};

}  // namespace brygga
