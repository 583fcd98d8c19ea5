// What happened, line by line, for a person who replays a seed; and a digest of it, by which two
// runs of a seed are compared.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "simulation/timeline.hpp"

namespace brygga::simulation {

class Trace {
 public:
  Trace(const Timeline& timeline, bool is_printed) : timeline_(timeline), is_printed_(is_printed) {}

  template <class... Arguments>
  void note(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    const std::uint64_t now_ms = timeline_.now_ms();
    line_.clear();
    fmt::format_to(std::back_inserter(line_), "{:>9}.{:03} ", now_ms / 1000, now_ms % 1000);
    fmt::format_to(std::back_inserter(line_), format, std::forward<Arguments>(arguments)...);
    for (const char c : line_)
      digest_ = (digest_ ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    if (is_printed_) std::printf("%s\n", line_.c_str());
  }

  std::uint64_t digest() const { return digest_; }  // FNV-1a of all lines

 private:
  const Timeline& timeline_;
  const bool is_printed_;
  std::string line_;
  std::uint64_t digest_ = 0xCBF29CE484222325ULL;
};

}  // namespace brygga::simulation
