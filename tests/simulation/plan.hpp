// What a seed switches on. Each world gets some faults and not others, at rates of its own, so that
// different seeds explore different corners instead of all of them the average.
#pragma once

#include <cstdint>

#include "simulation/dice.hpp"

namespace brygga::simulation {

struct Plan {
  // Who takes part, and how long.
  std::uint32_t persons = 0;
  std::uint32_t devices = 0;  // at least one per person; the others are second devices of a person
  std::uint32_t phases = 0;   // each ends in quiescence and a check
  std::uint32_t actions = 0;  // of persons, per phase
  std::uint64_t pause_ms_max = 0;  // between two actions

  // The network, per thousand messages.
  std::uint64_t delay_ms_max = 0;
  std::uint64_t lost = 0;
  std::uint64_t doubled = 0;
  std::uint64_t truncated = 0;
  std::uint64_t late = 0;  // arrives after the device has given up on it
  bool has_partitions = false;

  // Machines, per thousand actions.
  std::uint64_t device_crashes = 0;
  std::uint64_t office_crashes = 0;
  std::uint64_t restarts = 0;
  std::uint64_t io_errors = 0;
  std::uint64_t full_disks = 0;
  bool loses_power = false;  // else crashes are kills, which lose no write
  int checkpoint_pages = 0;
  std::uint32_t page_bytes = 0;  // of devices; 0: the office's choice

  // Clocks.
  std::uint64_t clock_jumps = 0;  // per thousand actions
  bool has_wrong_clocks = false;  // from the beginning
  bool has_wrong_office_clock = false;

  // What persons and the office do, as weights.
  std::uint32_t stale_forms = 0;  // percent of saves from a form that was opened earlier
  std::uint32_t blind_saves = 0;  // percent of saves without having seen anything
  bool has_scope_changes = false;
  bool has_signing = false;
  bool has_bookings = false;
  bool has_large_saves = false;
  bool has_upgrades = false;
  std::uint64_t compactions = 0;  // of the office, per thousand actions
  bool has_backups = false;       // which let devices forget what is in them
  bool has_revocation = false;
  bool has_leaving = false;  // accounts are closed, and opened again
  // The office's files are put back from an earlier copy, and rows are erased.
  bool has_restores = false;
  bool has_copies = false;  // stores are cloned, and put back to what a backup of theirs holds
};

Plan make_plan(Dice& dice);

}  // namespace brygga::simulation
