#include "casework/outcome_report.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace brygga::casework {
namespace {

RowId id(std::uint32_t number) {
  RowId id;
  for (std::size_t i = 0; i < 4; ++i) {
    id.uuid.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  return id;
}

Date date(std::string_view text) { return parse_date(text).value(); }

const std::vector<ReportUnit> units = {
    {id(1), "hisingen", "Hisingen"}, {id(2), "oster", "Öster"}, {id(3), "angered", "Angered"}};
const std::vector<OutcomeType> rule = {{"work", {"Arbete", "Work"}, CountsAs::work},
                                       {"studies", {"Studier", "Studies"}, CountsAs::studies},
                                       {"other", {"Annat", "Other"}, CountsAs::neither}};
const RowId alice = id(100);
const RowId bob = id(101);

EnrolmentRow running(RowId who, std::uint32_t unit, std::string_view start = "2025-01-31") {
  return {who, id(unit), date(start), std::nullopt};
}
EnrolmentRow ended(RowId who, std::uint32_t unit, std::string_view start = "2025-01-31",
                   std::string_view end = "2025-09-30") {
  return {who, id(unit), date(start), date(end)};
}
OutcomeRow outcome(RowId who, std::string type, std::string_view from = "2025-10-01") {
  return {who, std::move(type), date(from)};
}
OutcomeReport report_of(const std::vector<EnrolmentRow>& enrolments,
                        const std::vector<OutcomeRow>& outcomes) {
  return make_outcome_report(units, enrolments, outcomes, rule);
}

// So many people at unit 1 and 2 in turn: enrolled, of them finished, of them to work.
OutcomeReport cohort_report(std::uint32_t enrolled, std::uint32_t finished,
                            std::uint32_t succeeded) {
  std::vector<EnrolmentRow> enrolments;
  std::vector<OutcomeRow> outcomes;
  for (std::uint32_t i = 0; i < enrolled; ++i) {
    const RowId who = id(1000 + i);
    enrolments.push_back(i < finished ? ended(who, 1 + i % 2) : running(who, 1 + i % 2));
    if (i < succeeded) {
      outcomes.push_back(outcome(who, i % 4 == 0 ? "studies" : "work"));
    }
  }
  return report_of(enrolments, outcomes);
}

TEST(OutcomeReport, the_published_figures_come_out_with_both_shares) {
  const OutcomeReport report = cohort_report(1240, 480, 288);
  EXPECT_EQ(report.all.enrolled, 1240U);
  EXPECT_EQ(report.all.finished, 480U);
  EXPECT_EQ(report.all.succeeded, 288U);
  ASSERT_TRUE(report.all.shares);
  EXPECT_EQ(report.all.shares->of_finished.per_mille, 600U);
  EXPECT_EQ(report.all.shares->of_all.per_mille, 232U);
  EXPECT_EQ(report.all.to_work + report.all.to_studies, 288U);
}

TEST(OutcomeReport, a_centre_that_just_opened_has_no_data_yet_and_not_zero_percent) {
  const OutcomeReport report = cohort_report(1240, 480, 288);
  EXPECT_EQ(report.units[2].unit.name, "Angered");
  EXPECT_EQ(report.units[2].figures.enrolled, 0U);
  EXPECT_FALSE(report.units[2].figures.shares);
  EXPECT_FALSE(report_of({}, {}).all.shares);
}

TEST(OutcomeReport, a_centre_where_nobody_has_finished_has_no_data_yet) {
  const OutcomeReport report = report_of({running(alice, 1), ended(bob, 2)}, {});
  EXPECT_EQ(report.units[0].figures.enrolled, 1U);
  EXPECT_FALSE(report.units[0].figures.shares);
  ASSERT_TRUE(report.units[1].figures.shares);
  EXPECT_EQ(report.units[1].figures.shares->of_all.per_mille, 0U);
}

TEST(OutcomeReport, a_person_in_both_work_and_studies_counts_once) {
  // Goinge: 246 participants, 101 to work, 39 to studies, one of them in both.
  std::vector<EnrolmentRow> enrolments;
  std::vector<OutcomeRow> outcomes;
  for (std::uint32_t i = 0; i < 246; ++i) {
    enrolments.push_back(ended(id(1000 + i), 1));
    if (i < 101) outcomes.push_back(outcome(id(1000 + i), "work"));
    if (i >= 100 && i < 139) outcomes.push_back(outcome(id(1000 + i), "studies"));
  }
  const OutcomeReport report = report_of(enrolments, outcomes);
  EXPECT_EQ(report.all.to_work, 101U);
  EXPECT_EQ(report.all.to_studies, 39U);
  EXPECT_EQ(report.all.succeeded, 139U);
  EXPECT_EQ(report.all.shares->of_all.per_mille, 565U);
}

TEST(OutcomeReport, the_same_outcome_twice_is_one_person) {
  const auto report =
      report_of({ended(alice, 1)}, {outcome(alice, "work"), outcome(alice, "work")});
  EXPECT_EQ(report.all.succeeded, 1U);
  EXPECT_EQ(report.all.to_work, 1U);
}

TEST(OutcomeReport, an_outcome_that_counts_as_neither_is_no_success) {
  const OutcomeReport report = report_of({ended(alice, 1)}, {outcome(alice, "other")});
  EXPECT_EQ(report.all.succeeded, 0U);
  EXPECT_EQ(report.outcomes_left_out, 0U);
}

TEST(OutcomeReport, work_before_the_enrolment_has_ended_is_shown_apart) {
  const OutcomeReport report =
      report_of({running(alice, 1), ended(bob, 1)}, {outcome(alice, "work")});
  EXPECT_EQ(report.all.succeeded, 0U);
  EXPECT_EQ(report.all.succeeded_still_enrolled, 1U);
  EXPECT_EQ(report.all.shares->of_finished.per_mille, 0U);
}

TEST(OutcomeReport, a_person_at_two_centres_is_one_in_all_and_succeeds_at_the_later) {
  const OutcomeReport report =
      report_of({ended(alice, 1, "2024-01-01", "2024-12-31"), ended(alice, 2, "2025-02-01")},
                {outcome(alice, "work")});
  EXPECT_EQ(report.all.enrolled, 1U);
  EXPECT_EQ(report.all.succeeded, 1U);
  EXPECT_EQ(report.units[0].figures.finished, 1U);
  EXPECT_EQ(report.units[0].figures.succeeded, 0U);
  EXPECT_EQ(report.units[1].figures.succeeded, 1U);
}

TEST(OutcomeReport, outcomes_that_no_figure_holds_are_counted_as_left_out) {
  const OutcomeReport report =
      report_of({ended(alice, 1)}, {outcome(alice, "work", "2025-01-30"), outcome(alice, "moon"),
                                    outcome(bob, "work"), outcome(alice, "work", "2025-01-31")});
  EXPECT_EQ(report.outcomes_left_out, 3U);
  EXPECT_EQ(report.all.succeeded, 1U);
  EXPECT_EQ(report.all.enrolled, 1U);
}

TEST(OutcomeReport, an_enrolment_at_an_unlisted_unit_counts_in_all) {
  const OutcomeReport report = report_of({ended(alice, 9)}, {outcome(alice, "work")});
  EXPECT_EQ(report.all.succeeded, 1U);
  EXPECT_EQ(report.enrolments_elsewhere, 1U);
  EXPECT_EQ(report.units.size(), 3U);
  const OutcomeReport two = report_of({ended(alice, 9), ended(bob, 9)}, {});
  EXPECT_EQ(two.enrolments_elsewhere, 2U);
}

TEST(OutcomeReport, the_order_of_the_rows_does_not_matter) {
  std::vector<EnrolmentRow> enrolments = {ended(alice, 1), running(alice, 2, "2025-11-01"),
                                          ended(bob, 2), ended(bob, 1)};
  std::vector<OutcomeRow> outcomes = {outcome(alice, "work"), outcome(bob, "studies")};
  const std::string forward = report_json(report_of(enrolments, outcomes)).text();
  std::reverse(enrolments.begin(), enrolments.end());
  std::reverse(outcomes.begin(), outcomes.end());
  EXPECT_EQ(report_json(report_of(enrolments, outcomes)).text(), forward);
}

TEST(OutcomeReport, per_mille_is_rounded_half_up) {
  EXPECT_EQ(make_share(1, 2000)->per_mille, 1U);
  EXPECT_EQ(make_share(1, 2001)->per_mille, 0U);
  EXPECT_EQ(make_share(40, 49)->per_mille, 816U);
  EXPECT_EQ(make_share(1, 3)->per_mille, 333U);
  EXPECT_EQ(make_share(2, 3)->per_mille, 667U);
  EXPECT_EQ(make_share(0, 1)->per_mille, 0U);
  EXPECT_EQ(make_share(UINT32_MAX, UINT32_MAX)->per_mille, 1000U);
  EXPECT_FALSE(make_share(0, 0));
}

TEST(OutcomeReport, json_has_both_shares_or_null_for_both) {
  const auto json = nlohmann::json::parse(report_json(cohort_report(1240, 480, 288)).text());
  const nlohmann::json expected_finished = {{"count", 288}, {"of", 480}, {"per_mille", 600}};
  EXPECT_EQ(json["all"]["share_of_finished"], expected_finished);
  EXPECT_EQ(json["all"]["share_of_all"]["per_mille"], 232);
  EXPECT_EQ(json["units"][2]["name"], "Angered");
  EXPECT_EQ(json["units"][2]["figures"]["data"], false);
  EXPECT_TRUE(json["units"][2]["figures"]["share_of_finished"].is_null());
  EXPECT_TRUE(json["units"][2]["figures"]["share_of_all"].is_null());
  EXPECT_EQ(json["rule"][0]["counts_as"], "work");
}

TEST(Limit, eighteen_months_from_the_last_of_may_end_on_the_last_of_november) {
  EXPECT_EQ(format_date(limit_date(date("2025-05-31"), 18)), "2026-11-30");
}

TEST(Limit, warnings_come_ninety_thirty_and_seven_days_ahead) {
  const std::vector<int> days = {7, 90, 30};
  const auto warnings = limit_warnings(date("2026-11-30"), days);
  ASSERT_EQ(warnings.size(), 3U);
  EXPECT_EQ(format_date(warnings[0].on), "2026-09-01");
  EXPECT_EQ(format_date(warnings[1].on), "2026-10-31");
  EXPECT_EQ(format_date(warnings[2].on), "2026-11-23");
}

TEST(Limit, the_latest_warning_shows_and_the_limit_itself_is_within) {
  const std::vector<int> days = {90, 30, 7};
  const Date limit = date("2026-11-30");
  EXPECT_FALSE(limit_standing(limit, days, date("2026-08-31")).warning_days);
  EXPECT_EQ(limit_standing(limit, days, date("2026-09-01")).warning_days, 90);
  EXPECT_EQ(limit_standing(limit, days, date("2026-11-22")).warning_days, 30);
  EXPECT_EQ(limit_standing(limit, days, date("2026-11-30")).warning_days, 7);
  EXPECT_EQ(limit_standing(limit, days, date("2026-11-30")).days_left, 0);
  EXPECT_FALSE(limit_standing(limit, days, date("2026-11-30")).is_past);
  EXPECT_TRUE(limit_standing(limit, days, date("2026-12-01")).is_past);
  EXPECT_EQ(limit_standing(limit, days, date("2026-12-01")).days_left, -1);
}

}  // namespace
}  // namespace brygga::casework
