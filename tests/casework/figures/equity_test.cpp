#include "casework/figures/equity.hpp"

#include <gtest/gtest.h>

#include "figure_rows.hpp"

namespace brygga::casework {
namespace {

using test::date;
using test::expect_explained;
using test::id;
using test::reason_of;
using test::shuffled;

struct World {
  std::vector<ResidentRow> residents;
  std::vector<WaitRow> waits;
  std::vector<CoachingRow> coaching;
  std::vector<PraktikRow> praktik;
  std::uint32_t next = 1000;

  EquityRows rows(std::uint32_t persons_min = 5) const {
    return {residents,  waits, coaching, praktik, {date("2025-01-01"), date("2025-12-31")},
            persons_min};
  }
  // So many in a district, the first of them with praktik; each has waited so many days and been
  // coached so many minutes.
  World& live(std::string district, std::uint32_t count, std::uint32_t with_praktik = 0,
              int days = 10, std::uint32_t minutes = 60) {
    for (std::uint32_t i = 0; i < count; ++i, ++next) {
      residents.push_back({id(next), district});
      waits.push_back({id(next), date("2025-02-01"), add_days(date("2025-02-01"), days)});
      coaching.push_back({id(next + 90000), id(next), id(1), date("2025-03-01"), minutes, true});
      if (i < with_praktik) praktik.push_back({id(next), date("2025-04-01")});
    }
    return *this;
  }
};

const DistrictFigures& district_of(const EquityReport& report, std::string_view name) {
  for (const DistrictFigures& entry : report.districts) {
    if (entry.district == name) return entry;
  }
  ADD_FAILURE() << name;
  return report.districts.front();
}

TEST(FiguresOfKompetenscenter, districts_are_compared_by_waiting_coaching_and_praktik) {
  World world;
  world.live("Angered", 20, 5, 40, 60).live("Hisingen", 20, 10, 10, 120);
  const EquityReport report = compare_districts(world.rows());
  const DistrictFigures& angered = district_of(report, "Angered");
  EXPECT_EQ(angered.persons.value, 20U);
  EXPECT_EQ(angered.waiting_days_median.value, 40);
  EXPECT_EQ(angered.coaching_minutes_per_person.value, 60);
  EXPECT_EQ(angered.praktik.value->per_mille, 250U);
  EXPECT_EQ(district_of(report, "Hisingen").praktik.value->per_mille, 500U);
  EXPECT_EQ(report.all.coaching_minutes_per_person.value, 90);
  EXPECT_EQ(report.all.persons.value, 40U);
}

TEST(Equity, a_small_district_is_hidden_and_so_is_another_that_would_give_it_away) {
  World world;
  world.live("Angered", 3).live("Hisingen", 20).live("Öster", 8);
  const EquityReport report = compare_districts(world.rows());
  EXPECT_TRUE(district_of(report, "Angered").persons.is_hidden);
  EXPECT_TRUE(district_of(report, "Angered").waiting_days_median.is_hidden);
  EXPECT_TRUE(district_of(report, "Angered").coaching_minutes_per_person.is_hidden);
  EXPECT_TRUE(district_of(report, "Öster").persons.is_hidden);
  EXPECT_EQ(district_of(report, "Hisingen").persons.value, 20U);
  EXPECT_EQ(report.all.persons.value, 31U);
  const Explanation hidden = explain_equity(world.rows(), EquityFigure::persons, "Öster");
  EXPECT_TRUE(hidden.is_hidden);
  EXPECT_TRUE(hidden.judged.empty());
}

TEST(Equity, a_single_small_district_hides_the_sum_too) {
  World world;
  world.live("Angered", 4);
  const EquityReport report = compare_districts(world.rows());
  EXPECT_TRUE(report.all.persons.is_hidden);
  EXPECT_TRUE(report.all.praktik.is_hidden);
  EXPECT_TRUE(explain_equity(world.rows(), EquityFigure::persons, std::nullopt).is_hidden);
}

TEST(Equity, a_small_number_with_or_without_praktik_is_hidden_with_another_beside_it) {
  World world;
  world.live("A", 30, 2).live("B", 30, 15).live("C", 30, 12).live("D", 30, 28);
  const EquityReport report = compare_districts(world.rows());
  EXPECT_TRUE(district_of(report, "A").praktik.is_hidden);
  EXPECT_TRUE(district_of(report, "D").praktik.is_hidden);
  EXPECT_FALSE(district_of(report, "B").praktik.is_hidden);
  EXPECT_EQ(district_of(report, "A").persons.value, 30U);
}

TEST(Equity, protected_persons_are_in_no_figure_and_are_not_named) {
  World world;
  world.live("Angered", 20).live("", 6);
  for (std::uint32_t i = 0; i < 6; ++i) world.residents[i].is_protected = true;
  const EquityReport report = compare_districts(world.rows());
  EXPECT_EQ(report.all.persons.value, 14U);
  EXPECT_EQ(report.protected_persons.value, 6U);
  EXPECT_EQ(report.without_district.value, 6U);
  const Explanation all = explain_equity(world.rows(), EquityFigure::persons, std::nullopt);
  expect_explained(all, 14, 14);
  EXPECT_EQ(all.tally().left_out, 12U);
  EXPECT_EQ(reason_of(all, world.residents[0].participant), "");
  EXPECT_EQ(reason_of(all, RowId{}), "protected_identity");
  EXPECT_EQ(reason_of(all, world.residents[22].participant), "no_district");
  World one;
  one.live("Angered", 20).residents[0].is_protected = true;
  EXPECT_TRUE(compare_districts(one.rows()).protected_persons.is_hidden);
  EXPECT_EQ(explain_equity(one.rows(), EquityFigure::persons, std::nullopt).tally().left_out, 0U);
}

TEST(Equity, a_wait_that_cannot_be_right_or_is_not_over_is_told_apart) {
  World world;
  world.live("Angered", 9);
  world.waits[0].start.reset();
  world.waits[1].start = date("2025-01-31");
  world.waits[2].start = date("2026-01-01");
  world.waits.erase(world.waits.begin() + 3);
  const Explanation waits = explain_equity(world.rows(), EquityFigure::waiting_days, "Angered");
  expect_explained(waits, 5, 6);
  EXPECT_EQ(reason_of(waits, id(1000)), "not_started");
  EXPECT_EQ(reason_of(waits, id(1001)), "start_before_contact");
  EXPECT_EQ(reason_of(waits, id(1002)), "outside_period");
  EXPECT_EQ(reason_of(waits, id(1003)), "no_first_contact");
}

TEST(Equity, without_rows_there_is_no_data_yet) {
  const EquityReport report = compare_districts(World().rows());
  EXPECT_TRUE(report.districts.empty());
  EXPECT_FALSE(report.all.praktik.value);
  EXPECT_FALSE(report.all.praktik.is_hidden);
}

World mixed_world(std::uint64_t seed) {
  World world;
  test::Dice dice(seed);
  const std::uint32_t districts = 1 + dice.below(6);
  for (std::uint32_t at = 0; at < districts; ++at) {
    const std::uint32_t count = dice.below(dice.below(2) == 0 ? 9 : 40);
    world.live(std::string(1, static_cast<char>('A' + at)), count, dice.below(count + 1),
               static_cast<int>(dice.below(90)), 1 + dice.below(900));
  }
  return world;
}

TEST(Equity, every_figure_is_what_its_explanation_says) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const World world = mixed_world(seed);
    const EquityReport report = compare_districts(world.rows());
    for (const DistrictFigures& entry : report.districts) {
      const auto persons = explain_equity(world.rows(), EquityFigure::persons, entry.district);
      EXPECT_EQ(persons.is_hidden, entry.persons.is_hidden);
      if (!persons.is_hidden) {
        EXPECT_EQ(persons.tally().counted, entry.persons.value);
      }
      const auto praktik = explain_equity(world.rows(), EquityFigure::praktik, entry.district);
      EXPECT_EQ(praktik.is_hidden, entry.praktik.is_hidden);
      if (!praktik.is_hidden) {
        expect_explained(praktik, entry.praktik.value->count, entry.praktik.value->of);
      }
      const auto coaching =
          explain_equity(world.rows(), EquityFigure::coaching_minutes, entry.district);
      if (!coaching.is_hidden) {
        EXPECT_EQ(rounded_quotient(coaching.tally().sum, coaching.tally().counted),
                  entry.coaching_minutes_per_person.value);
      }
    }
  }
}

TEST(Equity, the_order_of_the_rows_has_no_say) {
  World world = mixed_world(4);
  world.residents.push_back(world.residents.front());
  world.residents.back().district = "Z";
  world.waits.push_back({world.waits.front().participant, date("2025-01-15"), std::nullopt});
  const std::string forward = equity_json(compare_districts(world.rows())).text();
  world.residents = shuffled(world.residents);
  world.waits = shuffled(world.waits);
  world.coaching = shuffled(world.coaching);
  world.praktik = shuffled(world.praktik);
  EXPECT_EQ(equity_json(compare_districts(world.rows())).text(), forward);
}

TEST(FiguresOfSkovde, coaching_time_is_summed_from_what_was_recorded) {
  std::vector<CoachingRow> rows = {{id(1), id(11), id(1), date("2025-02-01"), 30},
                                   {id(2), id(11), id(2), date("2025-03-01"), 45},
                                   {id(3), id(12), id(1), date("2025-03-01"), 60},
                                   {id(4), id(12), id(1), date("2026-01-01"), 60},
                                   {id(5), id(12), id(1), date("2025-03-01"), 0},
                                   {id(6), id(12), id(1), date("2025-03-01"), 1441}};
  const Period year{date("2025-01-01"), date("2025-12-31")};
  const CoachingTime time = coaching_time(rows, year);
  ASSERT_EQ(time.participants.size(), 2U);
  EXPECT_EQ(time.participants[0].minutes, 75U);
  EXPECT_EQ(time.participants[1].minutes, 60U);
  EXPECT_EQ(time.minutes_per_participant, 68);
  EXPECT_EQ(time.entries_left_out, 3U);
  const Explanation explanation = explain_coaching_time(rows, year);
  expect_explained(explanation, 3, 3);
  EXPECT_EQ(explanation.tally().sum, 135);
  EXPECT_EQ(coaching_json(coaching_time(shuffled(rows), year)).text(), coaching_json(time).text());
  EXPECT_FALSE(coaching_time({}, year).minutes_per_participant);
}

}  // namespace
}  // namespace brygga::casework
