#include "casework/figures/stays.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "figure_rows.hpp"

namespace brygga::casework {
namespace {

using test::date;
using test::id;

const RowId alice = id(11);
const RowId bob = id(12);

struct Told {
  std::vector<Passage> passages;

  Told& came(RowId who, std::string_view day, std::uint64_t minute) {
    return add(who, day, minute, Passed::arrived);
  }
  Told& left(RowId who, std::string_view day, std::uint64_t minute) {
    return add(who, day, minute, Passed::left);
  }
  Told& add(RowId who, std::string_view day, std::uint64_t minute, Passed passed) {
    const auto row = static_cast<std::uint32_t>(passages.size());
    passages.push_back({who, date(day), minute * 60'000, id(100 + row), passed, row});
    return *this;
  }
  // What each departure makes; nothing: it is in no stay with an arrival.
  std::optional<std::uint32_t> minutes_until(std::uint32_t departure) const {
    for (const Stay& stay : find_stays(passages)) {
      if (stay.departure == departure && stay.arrival != no_number) return stay.minutes;
    }
    return std::nullopt;
  }
  bool is_alone(std::uint32_t row) const {
    for (const Stay& stay : find_stays(passages)) {
      if (stay.arrival == row && stay.departure == no_number) return true;
      if (stay.departure == row && stay.arrival == no_number) return true;
    }
    return false;
  }
};

TEST(Stays, last_from_coming_to_leaving_as_often_as_somebody_does) {
  Told told;
  told.came(alice, "2026-09-21", 480).left(alice, "2026-09-21", 720);
  told.came(alice, "2026-09-21", 780).left(alice, "2026-09-21", 900);
  EXPECT_EQ(told.minutes_until(1), 240U);
  EXPECT_EQ(told.minutes_until(3), 120U);
}

TEST(Stays, are_of_one_person) {
  Told told;
  told.came(alice, "2026-09-21", 480).left(bob, "2026-09-21", 720);
  EXPECT_TRUE(told.is_alone(0));
  EXPECT_TRUE(told.is_alone(1));
}

TEST(Stays, end_with_the_day) {
  Told told;
  told.came(alice, "2026-09-21", 1400).left(alice, "2026-09-22", 1500);
  EXPECT_TRUE(told.is_alone(0));
  EXPECT_TRUE(told.is_alone(1));
}

TEST(Stays, begin_with_the_arrival_right_before_since_nobody_knows_what_was_between_two) {
  Told told;
  told.came(alice, "2026-09-21", 480).came(alice, "2026-09-21", 600);
  told.left(alice, "2026-09-21", 720).left(alice, "2026-09-21", 800);
  EXPECT_TRUE(told.is_alone(0));
  EXPECT_EQ(told.minutes_until(2), 120U);
  EXPECT_TRUE(told.is_alone(3));
}

TEST(Stays, count_whole_minutes) {
  Told told;
  told.came(alice, "2026-09-21", 480).left(alice, "2026-09-21", 481);
  told.passages[1].at_ms += 59'999;
  EXPECT_EQ(told.minutes_until(1), 1U);
}

TEST(Stays, are_the_same_in_whatever_order_the_tablets_sent_them) {
  Told told;
  told.came(alice, "2026-09-21", 480).left(bob, "2026-09-21", 700);
  told.left(alice, "2026-09-21", 720).came(bob, "2026-09-21", 490);
  std::reverse(told.passages.begin(), told.passages.end());
  EXPECT_EQ(told.minutes_until(2), 240U);
  EXPECT_EQ(told.minutes_until(1), 210U);
  EXPECT_EQ(find_stays(told.passages).size(), 2U);
}

}  // namespace
}  // namespace brygga::casework
