// Copies of the office's database, made of the files as they lay there, and put back by hand: the
// office is told nothing of either.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "simulation/dice.hpp"
#include "simulation/trace.hpp"
#include "support/fault_vfs.hpp"

namespace brygga::simulation {

class OfficeBackups {
 public:
  // database: its path on the disk. The journal beside it is in no copy.
  OfficeBackups(Trace& trace, testing::FaultDisk& disk, std::string database, Dice dice);

  // Copies what a reader of the files sees now. The oldest one goes when there are many.
  void take();
  bool is_empty() const { return copies_.empty(); }
  // All copies hold what was committed up to here; 0: there is none.
  std::uint64_t held_by_all() const;
  // The disk, which nobody uses now, holds one of the copies again. Newer ones are thrown away.
  void put_back();

 private:
  struct Copy {
    std::uint64_t seq = 0;
    testing::FaultDisk::Image files;
  };
  bool is_of_database(const std::string& path) const;

  static constexpr std::size_t copies_max = 3;

  Trace& trace_;
  testing::FaultDisk& disk_;
  const std::string database_;
  Dice dice_;
  std::deque<Copy> copies_;  // the oldest first
};

}  // namespace brygga::simulation
