#include "simulation/plan.hpp"

namespace brygga::simulation {

Plan make_plan(Dice& dice) {
  const auto rate = [&](std::uint64_t high) {
    return dice.chance(500) ? dice.between(1, high) : 0;
  };
  Plan plan;
  plan.persons = static_cast<std::uint32_t>(dice.between(2, 4));
  plan.devices = plan.persons + static_cast<std::uint32_t>(dice.below(3));
  plan.phases = static_cast<std::uint32_t>(dice.between(2, 4));
  plan.actions = static_cast<std::uint32_t>(dice.between(25, 70));
  plan.pause_ms_max = dice.chance(500) ? 400 : 8000;

  plan.delay_ms_max = dice.chance(700) ? dice.between(5, 300) : dice.between(1000, 20'000);
  plan.lost = rate(200);
  plan.doubled = rate(150);
  plan.truncated = rate(60);
  plan.late = rate(100);
  plan.has_partitions = dice.chance(400);

  plan.device_crashes = rate(120);
  plan.office_crashes = rate(80);
  plan.restarts = rate(60);
  plan.io_errors = rate(60);
  plan.full_disks = rate(40);
  plan.loses_power = dice.chance(600);
  plan.checkpoint_pages = dice.chance(500) ? static_cast<int>(dice.between(4, 60)) : 0;
  plan.page_bytes = dice.chance(500) ? static_cast<std::uint32_t>(dice.between(60, 1500)) : 0;

  plan.clock_jumps = rate(60);
  plan.has_wrong_clocks = dice.chance(500);
  plan.has_wrong_office_clock = dice.chance(200);

  plan.stale_forms = static_cast<std::uint32_t>(dice.below(80));
  plan.blind_saves = dice.chance(500) ? static_cast<std::uint32_t>(dice.below(30)) : 0;
  plan.has_scope_changes = dice.chance(600);
  plan.has_signing = dice.chance(400);
  plan.has_bookings = dice.chance(400);
  plan.has_large_saves = dice.chance(400);
  plan.has_upgrades = dice.chance(300);
  plan.has_revocation = dice.chance(150);
  plan.has_leaving = dice.chance(250);
  plan.compactions = rate(300);
  plan.has_backups = dice.chance(700);
  plan.has_restores = dice.chance(250);
  // Dice of its own: worlds without copies stay as they were before there were any.
  plan.has_copies = Dice(dice).split("copies").chance(250);
  return plan;
}

}  // namespace brygga::simulation
