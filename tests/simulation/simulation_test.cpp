// The simulation is the same in every run, and a few of its worlds pass with every test run; many
// more pass under ./dev simulate.
#include <gtest/gtest.h>

#include "simulation/world.hpp"

namespace brygga::simulation {
namespace {

TEST(Simulation, the_same_seed_plays_the_same_world) {
  for (const std::uint64_t seed : {3U, 8U, 17U}) {
    const Outcome once = run_world(seed, false);
    const Outcome again = run_world(seed, false);
    EXPECT_EQ(once.trace_digest, again.trace_digest) << "seed " << seed;
    EXPECT_EQ(once.saves, again.saves);
  }
}

TEST(Simulation, other_seeds_play_other_worlds) {
  EXPECT_NE(run_world(1, false).trace_digest, run_world(2, false).trace_digest);
}

TEST(Simulation, worlds_come_to_agree_and_lose_nothing) {
  for (std::uint64_t seed = 1; seed <= 15; ++seed) {
    const Outcome outcome = run_world(seed, false);
    EXPECT_TRUE(outcome.passed()) << "seed " << seed << ": " << outcome.findings.front();
  }
}

}  // namespace
}  // namespace brygga::simulation
