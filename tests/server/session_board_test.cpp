#include "office/session_board.hpp"

#include <gtest/gtest.h>

#include "server/test_office.hpp"

namespace brygga::server {
namespace {

using test::row_id;

class Sessions : public testing::Test {
 protected:
  test::SeededRandom random{7};
  SessionBoard board;
  std::uint64_t now = 1'800'000'000'000;
};

TEST_F(Sessions, token_finds_its_session_until_it_is_ended) {
  const std::string alice = board.begin("alpha", row_id(1), now, random);
  const std::string bob = board.begin("alpha", row_id(2), now, random);
  EXPECT_NE(alice, bob);
  EXPECT_EQ(board.find(alice, now)->account, row_id(1));
  EXPECT_EQ(board.find(bob, now)->account, row_id(2));
  EXPECT_FALSE(board.find("alpha.guessed", now));
  board.end(alice);
  EXPECT_FALSE(board.find(alice, now));
  EXPECT_TRUE(board.find(bob, now));
}

TEST_F(Sessions, session_ends_when_nobody_uses_it_and_after_a_day_of_work) {
  const std::string idle = board.begin("alpha", row_id(1), now, random);
  EXPECT_FALSE(board.find(idle, now + SessionBoard::idle_ms_max + 1));
  const std::string used = board.begin("alpha", row_id(1), now, random);
  std::uint64_t later = now;
  while (later < now + SessionBoard::age_ms_max) {
    EXPECT_TRUE(board.find(used, later));
    later += SessionBoard::idle_ms_max;
  }
  EXPECT_FALSE(board.find(used, now + SessionBoard::age_ms_max + 1));
}

TEST_F(Sessions, new_password_ends_all_sessions_of_the_account_and_no_other) {
  const std::string one = board.begin("alpha", row_id(1), now, random);
  const std::string two = board.begin("alpha", row_id(1), now, random);
  const std::string other_tenant = board.begin("beta", row_id(1), now, random);
  const std::string other_person = board.begin("alpha", row_id(2), now, random);
  board.end_all("alpha", row_id(1));
  EXPECT_FALSE(board.find(one, now));
  EXPECT_FALSE(board.find(two, now));
  EXPECT_TRUE(board.find(other_tenant, now));
  EXPECT_TRUE(board.find(other_person, now));
}

TEST_F(Sessions, board_is_bounded_and_lets_go_of_the_idlest) {
  const std::string idlest = board.begin("alpha", row_id(1), now, random);
  std::string last;
  for (std::size_t i = 0; i < SessionBoard::sessions_max; ++i) {
    last = board.begin("alpha", row_id(2), now + 1, random);
  }
  EXPECT_FALSE(board.find(idlest, now + 1));
  EXPECT_TRUE(board.find(last, now + 1));
}

}  // namespace
}  // namespace brygga::server
