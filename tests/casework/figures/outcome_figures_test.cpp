#include "casework/figures/outcome_figures.hpp"

#include <gtest/gtest.h>

#include "casework/figures/exit_comparison.hpp"
#include "casework/figures/target_figures.hpp"
#include "casework/outcome_report.hpp"
#include "figure_rows.hpp"

namespace brygga::casework {
namespace {

using test::date;
using test::expect_explained;
using test::id;
using test::reason_of;
using test::shuffled;

const std::vector<ReportUnit> units = {{id(1), "d1", "Distrikt 1", "Distrikt 1", "Norr"},
                                       {id(2), "d2", "Distrikt 2", "Distrikt 2", "Syd"},
                                       {id(3), "d3", "Distrikt 3", "Distrikt 3", "Norr"}};
const std::vector<OutcomeType> types = {{"work", {"Arbete", "Work"}, CountsAs::work, 0},
                                        {"studies", {"Studier", "Studies"}, CountsAs::studies, 0},
                                        {"other", {"Annat", "Other"}, CountsAs::neither, 0},
                                        {"month", {"Arbete", "Work"}, CountsAs::work, 30}};
const std::vector<ReportBy> by_district_year_commissioner = {ReportBy::district, ReportBy::year,
                                                             ReportBy::commissioner};
const RowId alice = id(100);
const RowId bob = id(101);

struct World {
  std::vector<EnrolmentRow> enrolments;
  std::vector<OutcomeRow> outcomes;
  Date as_of = date_max;

  OutcomeRows rows() const { return {units, enrolments, outcomes, types, as_of}; }

  World& ended(RowId who, std::uint32_t unit, std::string_view start = "2025-01-31",
               std::string_view end = "2025-09-30") {
    enrolments.push_back({who, id(unit), date(start), date(end)});
    return *this;
  }
  World& running(RowId who, std::uint32_t unit, std::string_view start = "2025-01-31") {
    enrolments.push_back({who, id(unit), date(start), std::nullopt});
    return *this;
  }
  World& outcome(RowId who, std::string type, std::string_view from = "2025-10-01",
                 std::optional<std::string_view> to = std::nullopt) {
    outcomes.push_back(
        {who, std::move(type), date(from), to ? std::optional(date(*to)) : std::nullopt});
    return *this;
  }
};

// Rows of every kind, valid and not.
World mixed_world() {
  World world;
  test::Dice dice(3);
  for (std::uint32_t i = 0; i < 400; ++i) {
    const RowId who = id(1000 + dice.below(250));
    const std::string year = std::to_string(2022 + dice.below(4));
    const std::uint32_t unit = 1 + dice.below(4);
    const std::uint32_t kind = dice.below(10);
    if (kind < 5) world.ended(who, unit, year + "-03-01", year + "-12-01");
    if (kind >= 5 && kind < 9) world.running(who, unit, year + "-05-01");
    if (kind == 9) world.ended(who, unit, year + "-05-01", "2020-01-01");
    const std::vector<std::string> words = {"work", "studies", "other", "month", "moon"};
    if (dice.below(3) != 0) {
      world.outcome(who, words[dice.below(5)], year + "-12-05", year + "-12-1" + "0");
    }
  }
  world.as_of = date("2025-06-30");
  return world;
}

const OutcomeGroup& group_of(const GroupedOutcomes& report, std::string_view key) {
  for (const OutcomeGroup& group : report.groups) {
    if (key_of(group) == key) return group;
  }
  ADD_FAILURE() << "no group " << key;
  return report.groups.front();
}

// --- A: a report per district, year and commissioner ------------------------------------------

TEST(FiguresOfStadsmissionen, a_report_is_per_district_year_and_commissioner) {
  World world;
  world.ended(alice, 1, "2023-02-01", "2023-12-31").outcome(alice, "work", "2024-01-15");
  world.running(bob, 2, "2024-05-01").ended(id(102), 3, "2024-01-01", "2024-09-01");
  const GroupedOutcomes report = group_outcomes(world.rows(), by_district_year_commissioner);
  std::vector<std::string> keys;
  for (const OutcomeGroup& group : report.groups) keys.push_back(key_of(group));
  const std::vector<std::string> expected = {"Distrikt 1/2023/Norr", "Distrikt 1/2024/Norr",
                                             "Distrikt 2/2023/Syd",  "Distrikt 2/2024/Syd",
                                             "Distrikt 3/2023/Norr", "Distrikt 3/2024/Norr"};
  EXPECT_EQ(keys, expected);
  EXPECT_EQ(report.groups[0].figures.shares->of_finished.per_mille, 1000U);
  EXPECT_EQ(report.groups[3].figures.enrolled, 1U);
  EXPECT_FALSE(report.groups[3].figures.shares);
  EXPECT_FALSE(report.groups[1].figures.shares);
  EXPECT_EQ(report.groups[5].figures.shares->of_all.per_mille, 0U);
}

TEST(FiguresOfStadsmissionen, the_last_of_the_list_varies_fastest_and_years_alone_are_groups_too) {
  World world;
  world.running(alice, 1, "2023-02-01").running(bob, 3, "2024-02-01").running(bob, 9, "2025-01-01");
  const std::vector<ReportBy> by = {ReportBy::commissioner, ReportBy::year};
  const GroupedOutcomes both = group_outcomes(world.rows(), by);
  EXPECT_EQ(key_of(both.groups[0]), "Norr/2023");
  EXPECT_EQ(key_of(both.groups[1]), "Norr/2024");
  EXPECT_EQ(both.groups[1].figures.enrolled, 1U);
  EXPECT_EQ(both.groups.size(), 6U);
  const std::vector<ReportBy> years = {ReportBy::year};
  const GroupedOutcomes yearly = group_outcomes(world.rows(), years);
  ASSERT_EQ(yearly.groups.size(), 3U);
  EXPECT_EQ(yearly.groups[2].figures.enrolled, 1U);
  EXPECT_EQ(yearly.enrolments_elsewhere, 1U);
  EXPECT_TRUE(group_outcomes(world.rows(), {}).groups.empty());
}

TEST(FiguresOfStadsmissionen, two_units_of_one_commissioner_are_one_group_with_each_person_once) {
  World world;
  world.ended(alice, 1).ended(alice, 3, "2025-10-01", "2025-12-01").ended(bob, 3);
  const std::vector<ReportBy> by = {ReportBy::commissioner};
  const GroupedOutcomes report = group_outcomes(world.rows(), by);
  EXPECT_EQ(group_of(report, "Norr").figures.enrolled, 2U);
  EXPECT_FALSE(group_of(report, "Syd").figures.shares);
}

// --- D: both shares, always -------------------------------------------------------------------

TEST(FiguresOfKompetenscenter, both_denominators_are_told_and_each_opens_its_persons) {
  World world;
  for (std::uint32_t i = 0; i < 1240; ++i) {
    if (i < 480) world.ended(id(1000 + i), 1 + i % 2);
    if (i >= 480) world.running(id(1000 + i), 1 + i % 2);
    if (i < 288) world.outcome(id(1000 + i), i % 4 == 0 ? "studies" : "work");
  }
  const std::vector<ReportBy> by = {ReportBy::unit};
  const GroupedOutcomes report = group_outcomes(world.rows(), by);
  EXPECT_EQ(report.all.shares->of_finished.per_mille, 600U);
  EXPECT_EQ(report.all.shares->of_all.per_mille, 232U);
  EXPECT_FALSE(report.groups[2].figures.shares);  // just opened
  const auto rows = world.rows();
  expect_explained(explain_outcomes(rows, by, OutcomeFigure::share_of_finished, std::nullopt), 288,
                   480);
  expect_explained(explain_outcomes(rows, by, OutcomeFigure::share_of_all, std::nullopt), 288,
                   1240);
}

// --- E: a person counts once, and the target --------------------------------------------------

TEST(FiguresOfGoinge, a_person_in_both_counts_once_and_the_target_is_met) {
  World world;
  for (std::uint32_t i = 0; i < 246; ++i) {
    world.ended(id(1000 + i), 1);
    if (i < 101) world.outcome(id(1000 + i), "work");
    if (i >= 100 && i < 139) world.outcome(id(1000 + i), "studies");
  }
  const TargetRule rule{
      "occupation", {"Till arbete", "To work"}, TargetRule::Of::all, {"work", "studies"}, 20};
  const TargetFigures target = target_figures(world.rows(), rule);
  EXPECT_EQ(target.reached, 139U);
  EXPECT_EQ(target.share->per_mille, 565U);
  EXPECT_EQ(target.needed, 50U);
  EXPECT_TRUE(target.is_met);
  expect_explained(explain_target(world.rows(), rule), 139, 246);
  const Explanation both =
      explain_outcomes(world.rows(), {}, OutcomeFigure::succeeded, std::nullopt);
  EXPECT_EQ(reason_of(both, id(1100)), "to_work_and_studies");
}

TEST(Target, a_part_of_a_person_is_rounded_up) {
  EXPECT_EQ(needed_of(246, 20), 50U);
  EXPECT_EQ(needed_of(245, 20), 49U);
  EXPECT_EQ(needed_of(0, 20), 0U);
  EXPECT_EQ(needed_of(UINT32_MAX, 100), UINT32_MAX);
}

TEST(Target, without_anybody_it_is_neither_met_nor_missed) {
  const TargetRule rule{"t", {"M", "T"}, TargetRule::Of::finished, {"work"}, 20};
  World world;
  world.running(alice, 1).outcome(alice, "work");
  const TargetFigures target = target_figures(world.rows(), rule);
  EXPECT_FALSE(target.share);
  EXPECT_FALSE(target.is_met);
  EXPECT_TRUE(test::parsed(target_json(target))["met"].is_null());
  EXPECT_EQ(reason_of(explain_target(world.rows(), rule), alice), "outcome_while_enrolled");
}

TEST(Target, of_all_counts_an_outcome_while_enrolled_and_any_of_its_outcomes) {
  const TargetRule rule{"t", {"M", "T"}, TargetRule::Of::all, {"work", "other"}, 50};
  World world;
  world.running(alice, 1).outcome(alice, "other").ended(bob, 1).outcome(bob, "studies");
  const TargetFigures target = target_figures(world.rows(), rule);
  EXPECT_EQ(target.reached, 1U);
  EXPECT_EQ(target.of, 2U);
  EXPECT_TRUE(target.is_met);
}

// --- B: before and after ----------------------------------------------------------------------

const ComparisonRule years_2014_and_2016{{date("2014-01-01"), date("2014-12-31")},
                                         {date("2016-01-01"), date("2016-12-31")}};

World exits(std::uint32_t before, std::uint32_t after) {
  World world;
  for (std::uint32_t i = 0; i < before + after; ++i) {
    const bool is_before = i < before;
    world.ended(id(1000 + i), 1, "2013-06-01", is_before ? "2014-06-30" : "2016-06-30");
    world.outcome(id(1000 + i), "work", is_before ? "2014-07-01" : "2016-07-01");
  }
  return world;
}

TEST(FiguresOfTrelleborg, thirty_exits_before_and_sixty_after_are_two_times_as_many) {
  World world = exits(30, 60);
  world.ended(alice, 1, "2014-01-01", "2014-05-01");  // without an outcome
  const ExitComparison comparison = compare_exits(world.rows(), years_2014_and_2016);
  EXPECT_EQ(comparison.before.exits, 30U);
  EXPECT_EQ(comparison.after.exits, 60U);
  EXPECT_EQ(ratio_text(*comparison.ratio_tenths), "2.0x");
  EXPECT_TRUE(comparison.is_by_months);
  EXPECT_FALSE(comparison.is_normalised);
  const auto rows = world.rows();
  expect_explained(explain_exits(rows, years_2014_and_2016, ComparedPeriod::before), 30, 31);
  expect_explained(explain_exits(rows, years_2014_and_2016, ComparedPeriod::after), 60, 60);
  EXPECT_EQ(test::parsed(comparison_json(comparison))["ratio"], "2.0x");
}

TEST(ExitComparison, periods_of_different_length_are_compared_per_month) {
  ComparisonRule rule = years_2014_and_2016;
  rule.before.until = date("2014-06-30");
  const ExitComparison comparison = compare_exits(exits(30, 60).rows(), rule);
  EXPECT_TRUE(comparison.is_normalised);
  EXPECT_EQ(comparison.before.length, 6);
  EXPECT_EQ(comparison.ratio_tenths, 10);
}

TEST(ExitComparison, a_period_that_still_runs_is_compared_by_the_days_it_has_come) {
  World world = exits(30, 30);
  world.as_of = date("2016-07-01");
  const ExitComparison comparison = compare_exits(world.rows(), years_2014_and_2016);
  EXPECT_TRUE(comparison.after.is_running);
  EXPECT_FALSE(comparison.is_by_months);
  EXPECT_EQ(comparison.after.length, 183);
  EXPECT_EQ(comparison.ratio_tenths, 20);
}

TEST(ExitComparison, without_exits_before_or_a_period_begun_there_is_no_ratio) {
  EXPECT_FALSE(compare_exits(exits(0, 3).rows(), years_2014_and_2016).ratio_tenths);
  World world = exits(3, 3);
  world.as_of = date("2015-06-01");
  const ExitComparison comparison = compare_exits(world.rows(), years_2014_and_2016);
  EXPECT_EQ(comparison.after.length, 0);
  EXPECT_FALSE(comparison.ratio_tenths);
}

TEST(ExitComparison, a_person_who_leaves_twice_in_a_period_is_one_exit) {
  World world = exits(1, 1);
  world.ended(id(1000), 2, "2014-08-01", "2014-12-01").outcome(id(1000), "studies", "2014-12-02");
  EXPECT_EQ(compare_exits(world.rows(), years_2014_and_2016).before.exits, 1U);
}

// --- rows ------------------------------------------------------------------------------------

TEST(OutcomeFigures, an_outcome_counts_when_it_lasted_its_days_or_is_not_over) {
  const auto succeeded = [](std::optional<std::string_view> to) {
    World world;
    world.ended(alice, 1).outcome(alice, "month", "2025-10-01", to);
    return group_outcomes(world.rows(), {}).all.succeeded;
  };
  EXPECT_EQ(succeeded("2025-10-30"), 1U);  // thirty days, first and last included
  EXPECT_EQ(succeeded("2025-10-29"), 0U);
  EXPECT_EQ(succeeded(std::nullopt), 1U);
  World world;
  world.ended(alice, 1).outcome(alice, "month", "2025-10-01", "2025-10-29");
  EXPECT_EQ(
      reason_of(explain_outcomes(world.rows(), {}, OutcomeFigure::succeeded, std::nullopt), alice),
      "outcome_too_short");
}

TEST(OutcomeFigures, what_comes_after_the_day_of_the_report_is_left_out) {
  World world;
  world.ended(alice, 1).outcome(alice, "work", "2025-10-01").running(bob, 1, "2025-09-01");
  world.as_of = date("2025-08-31");
  const GroupedOutcomes report = group_outcomes(world.rows(), {});
  EXPECT_EQ(report.all.enrolled, 1U);
  EXPECT_EQ(report.all.finished, 0U);
  EXPECT_EQ(report.outcomes_left_out, 1U);
  EXPECT_EQ(report.enrolments_left_out, 1U);
  const Explanation enrolled =
      explain_outcomes(world.rows(), {}, OutcomeFigure::enrolled, std::nullopt);
  EXPECT_EQ(reason_of(enrolled, bob), "starts_later");
  ASSERT_EQ(enrolled.records.size(), 1U);
  EXPECT_EQ(enrolled.records[0].verdict.reason, Reason::outcome_later);
}

TEST(OutcomeFigures, impossible_rows_are_left_out_with_the_reason) {
  World world;
  world.ended(alice, 1, "2025-05-01", "2025-04-30").outcome(alice, "work");
  world.ended(bob, 1).outcome(bob, "moon").outcome(bob, "work", "2025-01-30");
  world.outcome(bob, "work", "2025-11-01", "2025-10-01").outcome(id(102), "work");
  const GroupedOutcomes report = group_outcomes(world.rows(), {});
  EXPECT_EQ(report.all.enrolled, 1U);
  EXPECT_EQ(report.all.succeeded, 0U);
  EXPECT_EQ(report.outcomes_left_out, 5U);
  const Explanation explanation =
      explain_outcomes(world.rows(), {}, OutcomeFigure::succeeded, std::nullopt);
  EXPECT_EQ(reason_of(explanation, alice), "ended_before_start");
  EXPECT_EQ(reason_of(explanation, id(102)), "no_enrolment");
  const auto json = test::parsed(explanation_json(explanation));
  EXPECT_EQ(json["records"].size(), 5U);
  EXPECT_EQ(json["left_out"], 2);
  EXPECT_EQ(json["judged"][0]["record"], nullptr);
}

TEST(OutcomeFigures, every_figure_of_every_group_is_what_its_explanation_says) {
  const World world = mixed_world();
  const GroupedOutcomes report = group_outcomes(world.rows(), by_district_year_commissioner);
  ASSERT_GT(report.groups.size(), 8U);
  for (std::size_t at = 0; at <= report.groups.size(); ++at) {
    const auto group = at == 0 ? std::nullopt : std::optional(at - 1);
    const OutcomeFigures& figures = group ? report.groups[*group].figures : report.all;
    const auto json = test::parsed(outcome_figures_json(figures));
    for (std::size_t number = 0; number < outcome_figures_count; ++number) {
      const auto figure = static_cast<OutcomeFigure>(number);
      const Explanation explanation =
          explain_outcomes(world.rows(), by_district_year_commissioner, figure, group);
      const auto& told = json[name_of(figure)];
      const Tally tally = explanation.tally();
      if (told.is_null()) continue;
      const bool is_share = told.is_object();
      expect_explained(explanation,
                       is_share ? told["count"].get<std::uint32_t>() : told.get<std::uint32_t>(),
                       is_share ? told["of"].get<std::uint32_t>() : tally.whole());
    }
  }
}

TEST(OutcomeFigures, the_order_of_the_rows_has_no_say_in_figures_or_explanations) {
  const World world = mixed_world();
  const auto texts = [](const World& any) {
    const TargetRule rule{"t", {"M", "T"}, TargetRule::Of::all, {"work", "month"}, 20};
    std::string text =
        grouped_outcomes_json(group_outcomes(any.rows(), by_district_year_commissioner)).text();
    for (std::size_t figure = 0; figure < outcome_figures_count; ++figure) {
      text += explanation_json(explain_outcomes(any.rows(), by_district_year_commissioner,
                                                static_cast<OutcomeFigure>(figure), std::nullopt))
                  .text();
    }
    text += explanation_json(explain_target(any.rows(), rule)).text();
    return text + comparison_json(compare_exits(any.rows(), years_2014_and_2016)).text();
  };
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    World other = world;
    other.enrolments = shuffled(world.enrolments, seed);
    other.outcomes = shuffled(world.outcomes, seed + 100);
    EXPECT_EQ(texts(other), texts(world));
  }
}

TEST(OutcomeFigures, a_group_that_is_not_there_has_an_empty_explanation) {
  const World world = mixed_world();
  EXPECT_TRUE(explain_outcomes(world.rows(), {}, OutcomeFigure::enrolled, 99).judged.empty());
  EXPECT_FALSE(outcome_figure_of("moon"));
  EXPECT_EQ(outcome_figure_of("share_of_all"), OutcomeFigure::share_of_all);
}

}  // namespace
}  // namespace brygga::casework
