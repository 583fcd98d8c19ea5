#include "casework/figures/county_view.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "figure_rows.hpp"

namespace brygga::casework {
namespace {

using test::id;
using test::shuffled;

struct World {
  std::vector<CountyPlace> places;
  std::vector<CountyPerson> persons;

  World& place(std::uint32_t count, std::uint32_t finished, std::uint32_t succeeded) {
    const auto number = static_cast<std::uint32_t>(places.size());
    std::string name = "Kommun " + std::to_string(number + 1);
    places.push_back({std::move(name), true});
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto who = static_cast<std::uint32_t>(persons.size() + 1000);
      persons.push_back({id(who), number, false, i < finished, i < succeeded});
    }
    return *this;
  }
  CountyView view(std::uint32_t persons_min = 5) const {
    return county_view(places, persons, persons_min);
  }
};

TEST(FiguresOfSkovde, forty_of_forty_nine_municipalities_are_81_6_percent) {
  World world;
  for (std::uint32_t i = 0; i < 49; ++i) {
    world.place(0, 0, 0);
    world.places.back().takes_part = i < 40;
  }
  const CountyView view = world.view();
  EXPECT_EQ(view.taking_part->count, 40U);
  EXPECT_EQ(view.taking_part->of, 49U);
  EXPECT_EQ(view.taking_part->per_mille, 816U);
}

TEST(CountyView, holds_counts_and_no_ids) {
  World world;
  world.place(20, 10, 5).place(30, 15, 10);
  const std::string text = county_json(world.view()).text();
  EXPECT_EQ(text.find(to_string(id(1000).uuid).substr(0, 18)), std::string::npos);
  const auto json = test::parsed(county_json(world.view()));
  EXPECT_EQ(json["places"][0]["persons"]["value"], 20);
  EXPECT_EQ(json["places"][1]["share_of_finished"]["value"]["per_mille"], 667);
  EXPECT_EQ(json["places"][1]["share_of_all"]["value"]["per_mille"], 333);
  EXPECT_EQ(json["all"]["persons"]["value"], 50);
}

TEST(CountyView, a_place_where_nobody_has_finished_has_no_data_yet) {
  World world;
  world.place(20, 0, 0).place(30, 20, 10);
  const CountyView view = world.view();
  EXPECT_FALSE(view.places[0].share_of_finished.is_hidden);
  EXPECT_FALSE(view.places[0].share_of_finished.value);
  EXPECT_FALSE(view.places[0].share_of_all.value);
}

TEST(CountyView, protected_persons_are_not_counted_at_any_place) {
  World world;
  world.place(20, 10, 5).place(20, 10, 5);
  world.persons[0].is_protected = true;
  CountyPerson again = world.persons[0];
  again.place = 1;
  again.is_protected = false;
  world.persons.push_back(again);
  const CountyView view = world.view();
  EXPECT_EQ(view.places[0].persons.value, 19U);
  EXPECT_EQ(view.places[1].persons.value, 20U);
  EXPECT_TRUE(view.protected_persons.is_hidden);
}

TEST(CountyView, a_person_counts_once_at_a_place_and_unknown_places_are_left_out) {
  World world;
  world.place(20, 10, 5);
  world.persons.push_back(world.persons[19]);
  world.persons.back().has_finished = true;
  world.persons.push_back({id(9), 7});
  const CountyView view = world.view();
  EXPECT_EQ(view.places[0].persons.value, 20U);
  EXPECT_EQ(view.places[0].finished.value, 11U);
  EXPECT_EQ(view.rows_left_out, 1U);
  World other = world;
  other.persons = shuffled(world.persons);
  EXPECT_EQ(county_json(other.view()).text(), county_json(view).text());
}

// --- hiding -----------------------------------------------------------------------------------

// What somebody who knows the sum and the shown numbers can find out by subtraction: all values
// that each hidden number may have. Written apart from small_cells.cpp, by trying every value.
void expect_not_undone(const std::vector<std::uint32_t>& counts, const HiddenCells& hidden,
                       std::uint32_t persons_min) {
  std::uint64_t rest = 0;
  std::size_t number = 0;
  for (std::size_t at = 0; at < counts.size(); ++at) {
    if (!hidden.is_hidden[at]) continue;
    rest += counts[at];
    ++number;
  }
  if (hidden.is_sum_hidden || number == 0) return;
  EXPECT_GE(number, 2U);
  // The others are at least one person each, so this one is between 1 and what then is left.
  EXPECT_GE(rest - (number - 1), persons_min);
}

TEST(SmallCells, what_is_hidden_cannot_be_undone_by_subtraction) {
  test::Dice dice(11);
  for (int round = 0; round < 2000; ++round) {
    const std::uint32_t persons_min = 1 + dice.below(8);
    std::vector<std::uint32_t> counts(1 + dice.below(7));
    for (std::uint32_t& count : counts) count = dice.below(2) == 0 ? dice.below(6) : dice.below(40);
    const std::array columns = {counts};
    const HiddenCells hidden = hide_nested(columns, persons_min)[0];
    for (std::size_t at = 0; at < counts.size(); ++at) {
      if (is_small(counts[at], persons_min)) {
        EXPECT_TRUE(hidden.is_hidden[at]);
      }
      if (counts[at] == 0) {
        EXPECT_FALSE(hidden.is_hidden[at]);
      }
    }
    expect_not_undone(counts, hidden, persons_min);
  }
}

// Every table of parts and wholes that agrees with what is shown, by trying them all: for each
// hidden part there must be several values left, and not only small ones.
struct Possible {
  std::set<std::uint32_t> values;
};

std::vector<Possible> possible_parts(const std::vector<std::uint32_t>& wholes,
                                     const std::vector<std::uint32_t>& parts,
                                     const std::vector<HiddenCells>& hidden) {
  std::vector<Possible> possible(parts.size());
  std::uint64_t sum = 0;
  for (const std::uint32_t part : parts) sum += part;
  std::vector<std::uint32_t> tried(parts.size(), 0);
  const std::uint32_t most = *std::max_element(wholes.begin(), wholes.end());
  const auto try_all = [&](const auto& self, std::size_t at, std::uint64_t used) -> void {
    if (at == parts.size()) {
      if (!hidden[1].is_sum_hidden && used != sum) return;
      for (std::size_t i = 0; i < parts.size(); ++i) possible[i].values.insert(tried[i]);
      return;
    }
    const bool is_open = hidden[1].is_hidden[at];
    const std::uint32_t upper = hidden[0].is_hidden[at] ? most : wholes[at];
    for (std::uint32_t value = 0; value <= upper; ++value) {
      if (!is_open && value != parts[at]) continue;
      if (is_open && value == 0 && !hidden[0].is_hidden[at]) continue;
      tried[at] = value;
      self(self, at + 1, used + value);
    }
  };
  try_all(try_all, 0, 0);
  return possible;
}

TEST(SmallCells, nor_can_a_part_of_a_shown_whole) {
  test::Dice dice(13);
  constexpr std::uint32_t persons_min = 4;
  for (int round = 0; round < 300; ++round) {
    std::vector<std::uint32_t> wholes(3);
    std::vector<std::uint32_t> parts(3);
    for (std::size_t at = 0; at < 3; ++at) {
      wholes[at] = dice.below(16);
      parts[at] = dice.below(wholes[at] + 1);
    }
    const std::array columns = {wholes, parts};
    const auto hidden = hide_nested(columns, persons_min);
    const auto possible = possible_parts(wholes, parts, hidden);
    for (std::size_t at = 0; at < 3; ++at) {
      if (is_small(parts[at], persons_min) || is_small(wholes[at] - parts[at], persons_min)) {
        EXPECT_TRUE(hidden[1].is_hidden[at]);
      }
      if (hidden[1].is_hidden[at]) {
        EXPECT_GE(possible[at].values.size(), 3U) << round;
      }
    }
  }
}

TEST(SmallCells, of_equal_cells_the_earlier_is_hidden_and_a_column_follows_the_one_before) {
  const std::vector<std::uint32_t> persons = {2, 9, 9, 40};
  const std::vector<std::uint32_t> finished = {1, 0, 9, 20};
  const std::array columns = {persons, finished};
  const auto hidden = hide_nested(columns, 5);
  EXPECT_EQ(hidden[0].is_hidden, (std::vector<bool>{true, true, false, false}));
  EXPECT_FALSE(hidden[0].is_sum_hidden);
  EXPECT_TRUE(hidden[1].is_hidden[0]);
  EXPECT_TRUE(hidden[1].is_hidden[1]);
}

TEST(SmallCells, a_smallest_of_one_hides_nothing) {
  const std::vector<std::uint32_t> persons = {1, 0, 2};
  const std::array columns = {persons};
  const auto hidden = hide_nested(columns, 1);
  EXPECT_EQ(hidden[0].is_hidden, (std::vector<bool>{false, false, false}));
}

}  // namespace
}  // namespace brygga::casework
