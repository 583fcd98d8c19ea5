#include "casework/figures/fidelity.hpp"

#include <gtest/gtest.h>

#include "casework/figures/support_steps.hpp"
#include "figure_rows.hpp"

namespace brygga::casework {
namespace {

using test::date;
using test::expect_explained;
using test::id;
using test::reason_of;
using test::shuffled;

const RowId coach_a = id(1);
const RowId coach_b = id(2);

struct World {
  std::vector<CaseRow> cases;
  std::vector<EmployerContactRow> contacts;
  std::vector<CoachingRow> coaching;
  std::vector<ReviewedScore> reviewed;
  std::uint32_t next = 1000;

  FidelityRows rows() const {
    return {cases, contacts, coaching, reviewed, {date("2025-01-06"), date("2025-03-30")}};
  }
  World& open(RowId coach, std::uint32_t count, std::string_view start = "2024-06-01") {
    for (std::uint32_t i = 0; i < count; ++i, ++next) {
      cases.push_back({id(next), id(next + 5000), coach, date(start)});
    }
    return *this;
  }
  World& contact(RowId participant, std::string_view on, bool is_face_to_face = true) {
    contacts.push_back(
        {id(90000 + next++), id(77), coach_a, participant, date(on), is_face_to_face});
    return *this;
  }
  World& coach(std::uint32_t minutes, std::optional<bool> in_community) {
    coaching.push_back(
        {id(95000 + next++), id(6000), coach_a, date("2025-02-01"), minutes, in_community});
    return *this;
  }
};

const ItemScore& item_of(const FidelityReview& review, std::string_view key) {
  for (const ItemScore& entry : review.items) {
    if (entry.item.key == key) return entry;
  }
  ADD_FAILURE() << key;
  return review.items.front();
}

int caseload_score(std::uint32_t count) {
  World world;
  world.open(coach_a, count);
  return item_of(review_fidelity(world.rows(), default_ips_scale()), "caseload_size").score;
}

TEST(FidelityOfIps, a_caseload_of_twenty_scores_five_and_of_forty_one_scores_one) {
  EXPECT_EQ(caseload_score(20), 5);
  EXPECT_EQ(caseload_score(21), 4);
  EXPECT_EQ(caseload_score(25), 4);
  EXPECT_EQ(caseload_score(26), 3);
  EXPECT_EQ(caseload_score(30), 3);
  EXPECT_EQ(caseload_score(31), 2);
  EXPECT_EQ(caseload_score(40), 2);
  EXPECT_EQ(caseload_score(41), 1);
  EXPECT_EQ(caseload_score(0), 0);  // no records, not one
}

TEST(FidelityOfIps, a_mean_between_two_anchors_is_not_rounded_down) {
  World world;
  world.open(coach_a, 20).open(coach_b, 21);
  const FidelityReview review = review_fidelity(world.rows(), default_ips_scale());
  EXPECT_EQ(item_of(review, "caseload_size").measured_tenths, 205);
  EXPECT_EQ(item_of(review, "caseload_size").score, 4);
  expect_explained(explain_fidelity(world.rows(), FidelityMeasure::participants_per_coach), 41, 41);
}

TEST(FidelityOfIps, the_first_employer_contact_within_thirty_days_scores_five) {
  World world;
  world.open(coach_a, 4, "2025-01-10");
  world.contact(id(6000), "2025-01-20").contact(id(6001), "2025-02-09");
  world.contact(id(6002), "2025-01-12", false);  // by telephone
  world.cases[3].start = date("2025-03-20");
  const FidelityReview review = review_fidelity(world.rows(), default_ips_scale());
  EXPECT_EQ(item_of(review, "rapid_contact").measured_tenths, 300);
  EXPECT_EQ(item_of(review, "rapid_contact").score, 5);
  const Explanation days =
      explain_fidelity(world.rows(), FidelityMeasure::days_to_employer_contact);
  expect_explained(days, 3, 3);
  EXPECT_EQ(reason_of(days, id(6002)), "no_employer_contact_yet");
  EXPECT_EQ(reason_of(days, id(6003)), "too_early");
}

TEST(FidelityOfIps, employer_contacts_are_counted_per_coach_and_week) {
  World world;  // twelve weeks, two coaches
  world.open(coach_a, 1).open(coach_b, 1);
  for (int i = 0; i < 144; ++i) world.contact(RowId{}, "2025-02-03");
  world.contact(RowId{}, "2025-02-03", false).contact(RowId{}, "2025-04-01");
  const FidelityReview review = review_fidelity(world.rows(), default_ips_scale());
  EXPECT_EQ(item_of(review, "frequent_contact").measured_tenths, 60);
  EXPECT_EQ(item_of(review, "frequent_contact").score, 5);
  const Explanation weekly =
      explain_fidelity(world.rows(), FidelityMeasure::weekly_employer_contacts);
  expect_explained(weekly, 144, 144);
  EXPECT_EQ(weekly.tally().left_out, 2U);
}

TEST(FidelityOfIps, two_thirds_of_the_time_in_the_community_score_five) {
  World world;
  world.coach(65, true).coach(35, false).coach(500, std::nullopt);
  const FidelityReview review = review_fidelity(world.rows(), default_ips_scale());
  EXPECT_EQ(item_of(review, "community_based").measured_tenths, 650);
  EXPECT_EQ(item_of(review, "community_based").score, 5);
  expect_explained(explain_fidelity(world.rows(), FidelityMeasure::community_time_percent), 1, 2);
  world.coach(1, false);
  EXPECT_EQ(item_of(review_fidelity(world.rows(), default_ips_scale()), "community_based").score,
            4);
}

TEST(FidelityOfIps, what_no_entry_says_is_not_scored_and_listed_and_the_total_has_no_name) {
  World world;
  world.open(coach_a, 10).coach(60, true);
  const FidelityReview review = review_fidelity(world.rows(), default_ips_scale());
  EXPECT_EQ(review.items.size(), 25U);
  EXPECT_EQ(review.scored, 3U);  // no contact at all is a score of one, not an unknown
  EXPECT_EQ(item_of(review, "frequent_contact").score, 1);
  EXPECT_EQ(item_of(review, "rapid_contact").source, ScoreSource::not_scored);
  EXPECT_FALSE(review.band);
  const auto json = test::parsed(fidelity_json(review));
  EXPECT_EQ(json["not_scored"].size(), 22U);
  EXPECT_TRUE(json["items"][1]["score"].is_null());
  EXPECT_EQ(json["total_max"], 125);
  EXPECT_EQ(json["scale"], "ips_25 2008");
}

FidelityReview fully_reviewed(int score) {
  World world;
  for (const FidelityItem& item : default_ips_scale().items) {
    world.reviewed.push_back({item.key, score});
  }
  return review_fidelity(world.rows(), default_ips_scale());
}

TEST(FidelityOfIps, a_total_has_a_name_only_when_all_twenty_five_are_scored) {
  EXPECT_EQ(fully_reviewed(5).band->key, "exemplary");
  EXPECT_EQ(fully_reviewed(5).total, 125);
  EXPECT_EQ(fully_reviewed(4).band->key, "good");
  EXPECT_EQ(fully_reviewed(3).band->key, "fair");
  EXPECT_FALSE(fully_reviewed(2).band);
  const FidelityScale scale = default_ips_scale();
  EXPECT_EQ(band_of(scale, 73), nullptr);
  EXPECT_EQ(band_of(scale, 74)->key, "fair");
  EXPECT_EQ(band_of(scale, 99)->key, "fair");
  EXPECT_EQ(band_of(scale, 100)->key, "good");
  EXPECT_EQ(band_of(scale, 114)->key, "good");
  EXPECT_EQ(band_of(scale, 115)->key, "exemplary");
}

TEST(Fidelity, a_computed_score_stands_above_a_reviewers_and_contradictions_cancel) {
  World world;
  world.open(coach_a, 10);
  world.reviewed = {{"caseload_size", 1}, {"disclosure", 2},   {"disclosure", 3},
                    {"moon", 5},          {"agency_focus", 6}, {"vocational_unit", 4}};
  const FidelityReview review = review_fidelity(world.rows(), default_ips_scale());
  EXPECT_EQ(item_of(review, "caseload_size").score, 5);
  EXPECT_EQ(item_of(review, "disclosure").source, ScoreSource::not_scored);
  EXPECT_EQ(item_of(review, "agency_focus").source, ScoreSource::not_scored);
  EXPECT_EQ(item_of(review, "vocational_unit").source, ScoreSource::reviewed);
  EXPECT_EQ(review.reviewed_left_out, 5U);
}

TEST(Fidelity, impossible_cases_are_left_out_with_the_reason) {
  World world;
  world.open(coach_a, 5, "2025-01-10");
  world.cases[0].ended = date("2025-01-01");
  world.cases[1].start = date("2025-12-01");
  world.cases[2].ended = date("2025-02-01");
  world.cases[3].coach = RowId{};
  const Explanation caseload =
      explain_fidelity(world.rows(), FidelityMeasure::participants_per_coach);
  expect_explained(caseload, 1, 1);
  EXPECT_EQ(reason_of(caseload, id(6000)), "ended_before_start");
  EXPECT_EQ(reason_of(caseload, id(6001)), "starts_later");
  EXPECT_EQ(reason_of(caseload, id(6002)), "already_ended");
  EXPECT_EQ(reason_of(caseload, id(6003)), "no_coach");
  EXPECT_TRUE(explain_fidelity(world.rows(), FidelityMeasure::not_computed).judged.empty());
}

TEST(Fidelity, the_order_of_the_rows_has_no_say) {
  World world;
  world.open(coach_a, 30, "2025-01-10").open(coach_b, 14, "2025-02-01");
  test::Dice dice(2);
  for (int i = 0; i < 60; ++i) {
    world.contact(id(6000 + dice.below(44)), i % 2 == 0 ? "2025-02-20" : "2025-03-01");
    world.coach(dice.below(200), dice.below(2) == 0);
  }
  const auto text = [](const World& any) {
    return fidelity_json(review_fidelity(any.rows(), default_ips_scale())).text() +
           explanation_json(explain_fidelity(any.rows(), FidelityMeasure::days_to_employer_contact))
               .text();
  };
  World other = world;
  other.cases = shuffled(world.cases);
  other.contacts = shuffled(world.contacts);
  other.coaching = shuffled(world.coaching);
  EXPECT_EQ(text(other), text(world));
}

// --- Supported Employment's steps -------------------------------------------------------------

const std::vector<NamedKey> steps = {
    {"agreement", {"Överenskommelse", "Agreement"}},
    {"vocational_profile", {"Yrkesprofil", "Vocational profile"}},
    {"job_finding", {"Söka arbete", "Job finding"}},
    {"employer_engagement", {"Kontakt med arbetsgivare", "Employer engagement"}},
    {"support", {"Stöd", "Support"}}};

TEST(FidelityOfSupportedEmployment, participants_are_counted_in_their_latest_step) {
  const std::vector<StepRow> rows = {{id(1), "agreement", date("2025-01-01")},
                                     {id(1), "vocational_profile", date("2025-01-11")},
                                     {id(2), "agreement", date("2025-01-01")},
                                     {id(2), "vocational_profile", date("2025-01-31")},
                                     {id(2), "job_finding", date("2025-01-31")},
                                     {id(3), "agreement", date("2025-02-01")},
                                     {id(4), "moon", date("2025-02-01")},
                                     {id(5), "agreement", date("2026-02-01")},
                                     {id(6), "agreement", date("2025-02-02")},
                                     {id(6), "vocational_profile", date("2025-02-01")}};
  const Date as_of = date("2025-06-01");
  const StepReport report = step_report(rows, steps, as_of);
  EXPECT_EQ(report.steps[0].participants, 2U);
  EXPECT_EQ(report.steps[1].participants, 1U);
  EXPECT_EQ(report.steps[2].participants, 1U);
  EXPECT_EQ(report.participants, 4U);
  EXPECT_EQ(report.rows_left_out, 2U);
  EXPECT_EQ(report.steps[0].days_to_next_median, 20);
  EXPECT_EQ(report.steps[1].days_to_next_median, 0);
  EXPECT_FALSE(report.steps[4].days_to_next_median);
  const auto days = explain_step(rows, steps, as_of, StepFigure::days_to_next, "agreement");
  expect_explained(days, 2, 3);
  EXPECT_EQ(reason_of(days, id(3)), "not_in_next_step");
  EXPECT_EQ(reason_of(days, id(6)), "steps_out_of_order");
  const auto in = explain_step(rows, steps, as_of, StepFigure::participants, "agreement");
  expect_explained(in, 2, 4);
  EXPECT_EQ(reason_of(in, id(4)), "unknown_step");
  EXPECT_EQ(reason_of(in, id(5)), "starts_later");
  EXPECT_TRUE(explain_step(rows, steps, as_of, StepFigure::participants, "moon").judged.empty());
  EXPECT_EQ(step_json(step_report(shuffled(rows), steps, as_of)).text(), step_json(report).text());
}

}  // namespace
}  // namespace brygga::casework
