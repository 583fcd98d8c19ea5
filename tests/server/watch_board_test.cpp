#include "office/watch_board.hpp"

#include <gtest/gtest.h>

#include "server/test_office.hpp"

namespace brygga::server {
namespace {

using test::id_of;
using test::team;

TEST(WatchBoard, wakes_who_watches_a_touched_scope_and_nobody_else) {
  WatchBoard board;
  int alice = 0;
  int bob = 0;
  board.watch({team(1)}, {}, board.generation(), [&] { ++alice; });
  board.watch({team(2)}, {}, board.generation(), [&] { ++bob; });
  board.announce({{team(1)}, {}});
  EXPECT_EQ(alice, 1);
  EXPECT_EQ(bob, 0);
}

TEST(WatchBoard, wakes_a_principal_whose_grants_changed) {
  WatchBoard board;
  int woken = 0;
  board.watch({}, {PrincipalId{id_of(7)}}, board.generation(), [&] { ++woken; });
  board.announce({{}, {PrincipalId{id_of(8)}}});
  EXPECT_EQ(woken, 0);
  board.announce({{}, {PrincipalId{id_of(7)}}});
  EXPECT_EQ(woken, 1);
}

TEST(WatchBoard, what_was_announced_between_looking_and_watching_wakes_at_once) {
  WatchBoard board;
  const WatchBoard::Generation looked_at = board.generation();
  board.announce({{team(1)}, {}});
  int woken = 0;
  board.watch({team(1)}, {}, looked_at, [&] { ++woken; });
  EXPECT_EQ(woken, 1);
  EXPECT_TRUE(board.empty());
}

TEST(WatchBoard, wakes_once_though_several_watched_scopes_are_touched) {
  WatchBoard board;
  int woken = 0;
  board.watch({team(1), team(2)}, {PrincipalId{id_of(7)}}, board.generation(), [&] { ++woken; });
  board.announce({{team(1), team(2)}, {PrincipalId{id_of(7)}}});
  board.announce({{team(1)}, {}});
  EXPECT_EQ(woken, 1);
}

TEST(WatchBoard, an_ended_watch_does_not_wake) {
  WatchBoard board;
  int woken = 0;
  const auto ticket = board.watch({team(1)}, {}, board.generation(), [&] { ++woken; });
  board.unwatch(ticket);
  board.unwatch(ticket);
  board.announce({{team(1)}, {}});
  board.announce_all();
  EXPECT_EQ(woken, 0);
}

TEST(WatchBoard, announce_all_wakes_everybody_and_a_wake_may_watch_again) {
  WatchBoard board;
  int woken = 0;
  board.watch({team(1)}, {}, board.generation(), [&] {
    ++woken;
    board.watch({team(1)}, {}, board.generation(), [&] { ++woken; });
  });
  board.announce_all();
  EXPECT_EQ(woken, 1);
  board.announce({{team(1)}, {}});
  EXPECT_EQ(woken, 2);
}

}  // namespace
}  // namespace brygga::server
