#include "casework/figures/intake_figures.hpp"

#include <gtest/gtest.h>

#include "figure_rows.hpp"

namespace brygga::casework {
namespace {

using test::expect_explained;
using test::id;
using test::reason_of;

constexpr std::uint64_t hour_ms = 3'600'000;

const std::vector<StreamDefinition> streams = {
    {"ready", {"Kan ta ett arbete", "Could take a job"}, {}, false},
    {"needs_other_support", {"Behöver annat stöd", "Needs other support"}, {}, true}};

std::vector<IntakeRow> hundred_intakes() {
  std::vector<IntakeRow> rows;
  for (std::uint32_t i = 0; i < 100; ++i) {
    rows.push_back({id(i + 1), id(1000 + i), i < 85 ? "ready" : "needs_other_support"});
  }
  return rows;
}

TEST(FiguresOfTrelleborg, a_hundred_intakes_report_85_and_15) {
  auto rows = hundred_intakes();
  rows.push_back({id(900), id(900), ""});
  rows.push_back({id(901), id(901), "moon"});
  const IntakeFigures figures = intake_figures(rows, streams);
  EXPECT_EQ(figures.streams[0].share->count, 85U);
  EXPECT_EQ(figures.streams[0].share->per_mille, 850U);
  EXPECT_EQ(figures.streams[1].share->per_mille, 150U);
  EXPECT_EQ(figures.without_stream, 2U);
  const Explanation ready = explain_stream(rows, streams, "ready");
  expect_explained(ready, 85, 100);
  EXPECT_EQ(reason_of(ready, id(900)), "no_stream");
  EXPECT_EQ(reason_of(ready, id(901)), "unknown_stream");
  expect_explained(explain_stream(rows, streams, "needs_other_support"), 15, 100);
  EXPECT_TRUE(explain_stream(rows, streams, "moon").judged.empty());
}

TEST(FiguresOfTrelleborg,
     hours_from_first_contact_to_plan_are_a_median_and_those_without_are_told) {
  const std::vector<IntakeRow> rows = {{id(1), id(11), "ready", 0, 2 * hour_ms},
                                       {id(2), id(12), "ready", 0, 5 * hour_ms},
                                       {id(3), id(13), "ready", 0, 100 * hour_ms},
                                       {id(4), id(14), "ready", 0, std::nullopt},
                                       {id(5), id(15), "ready", 9, 8},
                                       {id(6), id(16), "ready", std::nullopt, 1}};
  const IntakeFigures figures = intake_figures(rows, streams);
  EXPECT_EQ(figures.minutes_to_plan_median, 300);
  EXPECT_EQ(figures.with_plan, 3U);
  EXPECT_EQ(figures.without_plan, 1U);
  EXPECT_EQ(figures.time_left_out, 2U);
  const Explanation time = explain_time_to_plan(rows);
  expect_explained(time, 3, 4);
  EXPECT_EQ(reason_of(time, id(15)), "plan_before_contact");
  EXPECT_EQ(reason_of(time, id(16)), "no_first_contact");
  EXPECT_EQ(test::parsed(intake_json(figures))["hours_to_plan_tenths"], 50);
  EXPECT_EQ(intake_json(intake_figures(test::shuffled(rows), streams)).text(),
            intake_json(figures).text());
}

TEST(IntakeFigures, without_intakes_there_is_no_data_yet) {
  const IntakeFigures figures = intake_figures({}, streams);
  EXPECT_FALSE(figures.streams[0].share);
  EXPECT_FALSE(figures.minutes_to_plan_median);
  EXPECT_TRUE(test::parsed(intake_json(figures))["hours_to_plan_tenths"].is_null());
}

TEST(Median, the_middle_or_the_mean_of_the_middle_two_rounded_half_up) {
  EXPECT_EQ(median({3, 1, 2}), 2);
  EXPECT_EQ(median({1, 2}), 2);
  EXPECT_EQ(median({4, 1, 3, 2}), 3);
  EXPECT_EQ(median({7}), 7);
  EXPECT_FALSE(median({}));
}

}  // namespace
}  // namespace brygga::casework
