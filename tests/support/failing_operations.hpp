// Runs what a program does with an SQLite file over and over, with its first, second, third ...
// operation of the disk going wrong: an error, no room, a kill, a loss of power. After each the
// file must hold what it held before the step that failed, or what it holds after it, and the rest
// must go through. After sqlite/test/ioerr.test.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "support/fault_vfs.hpp"

namespace brygga::testing {

struct FailingOperations {
  FaultDisk& disk;
  std::string path;              // of the database
  FaultDisk::Image before;       // what the disk holds at the beginning
  std::function<Status()> open;  // opens whatever the steps need
  std::function<void()> close;
  std::vector<std::function<Status()>> steps;  // each all or nothing
  std::function<void()> check_end = [] {};     // called when all steps have gone through
  // "table.column", or a whole "table": says nothing of what a step has done.
  std::vector<std::string> unmarked = {};
};

// Reports to GoogleTest what was wrong, and where; how many failures were survived.
std::uint64_t fail_everywhere(const FailingOperations& run);

// All tables of the database in words, but for these columns.
std::string content_of_database(const std::string& path, const std::vector<std::string>& unmarked);

}  // namespace brygga::testing
