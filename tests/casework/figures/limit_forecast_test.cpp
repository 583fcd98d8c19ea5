#include "casework/figures/limit_forecast.hpp"

#include <gtest/gtest.h>

#include "figure_rows.hpp"

namespace brygga::casework {
namespace {

using test::date;
using test::expect_explained;
using test::id;
using test::reason_of;
using test::shuffled;

const std::vector<ReportUnit> units = {{id(1), "hisingen", "Hisingen"},
                                       {id(2), "angered", "Angered"}};

struct World {
  std::vector<ClockRow> enrolments;
  std::vector<ExtensionRow> extensions;
  std::string_view as_of = "2026-09-10";
  int months = 18;

  ClockRows rows() const { return {units, enrolments, extensions, months, date(as_of)}; }
  World& add(std::uint32_t number, std::string_view start,
             std::optional<std::string_view> end = std::nullopt, std::uint32_t unit = 1) {
    enrolments.push_back({id(number), id(number + 5000), id(unit), date(start),
                          end ? std::optional(date(*end)) : std::nullopt});
    return *this;
  }
  World& extend(std::uint32_t number, std::string_view until, bool is_by_decider = true,
                std::string_view decided = "2026-01-01") {
    extensions.push_back({id(number), date(until), date(decided), is_by_decider});
    return *this;
  }
};

TEST(FiguresOfKompetenscenter, a_start_on_the_last_of_may_is_due_in_november_of_the_next_year) {
  World world;
  world.add(1, "2025-05-31");
  const LimitForecast forecast = forecast_limits(world.rows());
  ASSERT_EQ(forecast.all.months.size(), 6U);
  EXPECT_EQ(format_month(forecast.all.months[2].month), "2026-11");
  EXPECT_EQ(forecast.all.months[2].due, 1U);
  const Explanation due = explain_limits(world.rows(), {}, ClockFigure::due, std::nullopt, 2);
  expect_explained(due, 1, 1);
  EXPECT_EQ(due.judged[0].value, days_between(date("2026-09-10"), date("2026-11-30")));
}

TEST(FiguresOfKompetenscenter, a_centre_that_just_opened_has_no_data_yet) {
  World world;
  world.add(1, "2025-05-31").add(2, "2026-09-11", std::nullopt, 2);
  const LimitForecast forecast = forecast_limits(world.rows());
  EXPECT_TRUE(forecast.units[0].has_data);
  EXPECT_FALSE(forecast.units[1].has_data);
  EXPECT_EQ(forecast.left_out, 1U);
  EXPECT_FALSE(forecast.units[1].months[0].leave_before);
  const auto json = test::parsed(forecast_json(forecast, world.rows()));
  EXPECT_EQ(json["units"][1]["forecast"]["data"], false);
  EXPECT_EQ(json["units"][1]["name"], "Angered");
}

TEST(FiguresOfKompetenscenter, an_extension_by_a_manager_moves_the_limit_and_others_do_not) {
  World world;
  world.add(1, "2025-01-10").extend(1, "2026-12-31").extend(1, "2026-10-31");
  world.add(2, "2025-01-10").extend(2, "2026-12-31", false);
  world.add(3, "2025-01-10").extend(3, "2026-12-31", true, "2026-09-11");
  world.add(4, "2025-01-10").extend(4, "2026-07-10").extend(77, "2027-01-01");
  const LimitForecast forecast = forecast_limits(world.rows());
  EXPECT_EQ(forecast.all.extended, 1U);
  EXPECT_EQ(forecast.all.past, 3U);
  EXPECT_EQ(forecast.extensions_left_out, 4U);
  EXPECT_EQ(forecast.all.months[3].due, 1U);
  const auto past = explain_limits(world.rows(), {}, ClockFigure::past, std::nullopt);
  expect_explained(past, 3, 4);
  EXPECT_EQ(reason_of(past, id(5001)), "within_limit");
  const auto extended = explain_limits(world.rows(), {}, ClockFigure::extended, std::nullopt);
  std::vector<Reason> reasons;
  for (const Judged& record : extended.records) reasons.push_back(record.verdict.reason);
  EXPECT_EQ(reasons, (std::vector{Reason::not_allowed_to_decide, Reason::decided_later,
                                  Reason::not_longer, Reason::unknown_enrolment}));
  EXPECT_EQ(extended_limit(date("2025-01-10"), 18, world.extensions, date("2026-09-10")),
            date("2027-01-01"));
}

TEST(LimitForecast, at_the_present_pace_some_leave_before_their_limit) {
  World world;
  // A hundred run all the year and a hundred end in the middle of it: a chance of about a half.
  for (std::uint32_t i = 0; i < 100; ++i) {
    world.add(i + 1, "2025-08-20").add(i + 200, "2025-08-20", "2026-03-01");
  }
  const LimitForecast forecast = forecast_limits(world.rows(), {12, 365});
  EXPECT_EQ(forecast.all.ended_lately, 100U);
  EXPECT_EQ(forecast.all.months[5].due, 100U);  // 2027-02-20
  // 100 endings in 100 * 365 + 100 * 172 days: 0.186 % a day, over 163 days.
  EXPECT_EQ(forecast.all.months[5].leave_before, 26U);
  EXPECT_EQ(forecast.all.months[0].leave_before, 0U);
}

TEST(LimitForecast, where_nobody_has_ended_there_is_no_pace_yet) {
  World world;
  world.add(1, "2025-05-31");
  EXPECT_FALSE(forecast_limits(world.rows()).all.months[2].leave_before);
  world.add(2, "2023-01-01", "2024-01-01");  // too long ago
  EXPECT_FALSE(forecast_limits(world.rows()).all.months[2].leave_before);
}

TEST(LimitForecast, all_who_began_have_left_and_nobody_is_expected_to_stay) {
  World world;
  world.add(1, "2026-09-10", "2026-09-10").add(2, "2025-04-10");
  world.enrolments[1].unit = id(2);
  EXPECT_TRUE(forecast_limits(world.rows()).units[0].has_data);
  EXPECT_EQ(forecast_limits(world.rows()).units[0].running, 0U);
}

TEST(LimitForecast, impossible_rows_are_left_out_with_the_reason) {
  World world;
  world.add(1, "2025-05-31", "2025-05-30").add(2, "2027-01-01").add(3, "2025-05-31", {}, 9);
  world.add(4, "2025-05-31", "2026-01-01").add(5, "2025-05-31", "2026-12-01");
  EXPECT_EQ(forecast_limits(world.rows()).left_out, 3U);
  EXPECT_EQ(forecast_limits(world.rows()).all.running, 1U);
  const auto running = explain_limits(world.rows(), {}, ClockFigure::running, std::nullopt);
  EXPECT_EQ(reason_of(running, id(5001)), "ended_before_start");
  EXPECT_EQ(reason_of(running, id(5002)), "starts_later");
  EXPECT_EQ(reason_of(running, id(5003)), "unknown_unit");
  EXPECT_EQ(reason_of(running, id(5004)), "already_ended");
  world.months = 0;
  EXPECT_EQ(reason_of(explain_limits(world.rows(), {}, ClockFigure::past, 0), id(5005)),
            "no_limit");
  EXPECT_TRUE(explain_limits(world.rows(), {}, ClockFigure::past, 7).judged.empty());
  EXPECT_TRUE(explain_limits(world.rows(), {}, ClockFigure::due, 0, 6).judged.empty());
}

World mixed_world() {
  World world;
  test::Dice dice(5);
  for (std::uint32_t i = 1; i < 300; ++i) {
    const Date start = add_days(date("2024-06-01"), dice.below(900));
    world.enrolments.push_back({id(i), id(5000 + i), id(1 + dice.below(3)), start, std::nullopt});
    if (dice.below(2) == 0)
      world.enrolments.back().ended = add_days(start, std::int64_t{dice.below(600)} - 20);
    if (dice.below(4) == 0) {
      world.extensions.push_back({id(i), add_days(start, 400 + dice.below(600)),
                                  add_days(start, dice.below(500)), dice.below(3) != 0});
    }
  }
  return world;
}

TEST(LimitForecast, every_figure_is_what_its_explanation_says) {
  const World world = mixed_world();
  const LimitForecast forecast = forecast_limits(world.rows());
  for (std::size_t at = 0; at <= units.size(); ++at) {
    const auto unit = at == 0 ? std::nullopt : std::optional(at - 1);
    const UnitForecast& told = unit ? forecast.units[*unit] : forecast.all;
    const auto counted = [&](ClockFigure figure, std::size_t month = 0) {
      return explain_limits(world.rows(), {}, figure, unit, month).tally().counted;
    };
    EXPECT_EQ(counted(ClockFigure::running), told.running);
    EXPECT_EQ(counted(ClockFigure::past), told.past);
    EXPECT_EQ(counted(ClockFigure::extended), told.extended);
    EXPECT_EQ(counted(ClockFigure::ended_lately), told.ended_lately);
    for (std::size_t month = 0; month < told.months.size(); ++month) {
      EXPECT_EQ(counted(ClockFigure::due, month), told.months[month].due);
    }
  }
  EXPECT_GT(forecast.all.months[1].due, 0U);
  EXPECT_GT(forecast.all.extended, 0U);
}

TEST(LimitForecast, the_order_of_the_rows_has_no_say) {
  const World world = mixed_world();
  World other = world;
  other.enrolments = shuffled(world.enrolments);
  other.extensions = shuffled(world.extensions);
  EXPECT_EQ(forecast_json(forecast_limits(other.rows()), other.rows()).text(),
            forecast_json(forecast_limits(world.rows()), world.rows()).text());
  EXPECT_EQ(explanation_json(explain_limits(other.rows(), {}, ClockFigure::due, 0, 1)).text(),
            explanation_json(explain_limits(world.rows(), {}, ClockFigure::due, 0, 1)).text());
}

}  // namespace
}  // namespace brygga::casework
