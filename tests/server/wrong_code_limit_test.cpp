#include "office/wrong_code_limit.hpp"

#include <gtest/gtest.h>

namespace brygga::server {
namespace {

TEST(WrongCodeLimit, a_peer_that_guesses_has_to_wait_and_others_do_not) {
  WrongCodeLimit limit;
  for (std::uint32_t i = 0; i < WrongCodeLimit::wrong_max; ++i) {
    EXPECT_FALSE(limit.is_exhausted("mallory", 1000));
    limit.note_wrong("mallory", 1000);
  }
  EXPECT_TRUE(limit.is_exhausted("mallory", 1000));
  EXPECT_FALSE(limit.is_exhausted("alice", 1000));
  EXPECT_FALSE(limit.is_exhausted("mallory", 1000 + WrongCodeLimit::window_ms));
}

TEST(WrongCodeLimit, forgets_the_longest_quiet_when_there_are_too_many_peers) {
  WrongCodeLimit limit;
  for (std::uint32_t i = 0; i < WrongCodeLimit::wrong_max; ++i) limit.note_wrong("mallory", 5000);
  for (std::size_t i = 0; i < WrongCodeLimit::peers_max + 100; ++i) {
    limit.note_wrong("peer" + std::to_string(i), 4000);
  }
  EXPECT_TRUE(limit.is_exhausted("mallory", 5000));
}

}  // namespace
}  // namespace brygga::server
