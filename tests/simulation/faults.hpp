// The faults that the engine can be given (core/base/fault.hpp), and the search for the seed that
// catches each: a fault that no world notices is a hole in the oracle.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fault.hpp"

namespace brygga::simulation {

struct FaultName {
  Fault fault;
  const char* name;
};
const std::vector<FaultName>& all_faults();

struct FaultSearch {
  std::uint64_t first_seed = 1;
  std::uint64_t last_seed = 200;
  unsigned jobs = 1;  // faults looked for at the same time, each in a process
  std::string only;   // name of one fault; empty: all
};

// Prints each fault with the first seed that caught it, and why. True when all were caught. False
// at once in a program that was built without faults.
bool catch_faults(const FaultSearch& search);

}  // namespace brygga::simulation
