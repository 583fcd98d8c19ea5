// One simulated world: an office, devices and the persons who use them, from a seed. It runs in
// phases; each ends with every fault healed, everything at rest, and the oracle's look at it. One
// world at a time in a process, because SQLite has one default VFS.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace brygga::simulation {

struct Outcome {
  std::vector<std::string> findings;  // what is wrong, in sentences; empty: passed
  std::uint64_t trace_digest = 0;     // the same in every run of the seed
  std::uint64_t saves = 0;
  std::uint64_t exchanges = 0;
  std::uint64_t crashes = 0;
  bool passed() const { return findings.empty(); }
};

// Plays the seed's world to its end, or to the first thing that is wrong.
Outcome run_world(std::uint64_t seed, bool prints_trace);

}  // namespace brygga::simulation
