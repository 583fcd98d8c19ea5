#include "casework/cohort.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "casework/identity_number.hpp"
#include "casework/outcome_report.hpp"
#include "casework/participant_import.hpp"

namespace brygga::casework {
namespace {

CohortOptions options_of(std::uint64_t seed = 1) {
  CohortOptions options;
  options.seed = seed;
  options.today = parse_date("2026-05-04").value();
  return options;
}

ImportContext office_of(const CohortOptions& options) {
  ImportContext context;
  context.today = options.today;
  std::set<std::string> centres = {"Angered"};
  for (const CohortCoach& coach : options.coaches) {
    centres.insert(coach.centre);
    context.coaches.push_back({coach.name, {coach.name}});
  }
  for (const std::string& centre : centres) {
    context.centres.push_back({centre, {centre}});
  }
  return context;
}

ParticipantImport imported(const CohortOptions& options, char separator = ';',
                           TextEncoding encoding = TextEncoding::utf8) {
  const std::string csv = cohort_csv(make_cohort(options).value(), separator);
  return import_participants(parse_csv(encode_text(csv, encoding).value()), office_of(options));
}

OutcomeReport report_of(const ParticipantImport& import) {
  const auto id = [](std::uint32_t kind, std::size_t number) {
    RowId made;
    made.uuid.bytes[0] = static_cast<std::uint8_t>(kind);
    for (std::size_t i = 0; i < 4; ++i) {
      made.uuid.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    return made;
  };
  const std::vector<ReportUnit> units = {{id(1, 0), "hisingen", "Hisingen"},
                                         {id(1, 1), "centrum_vaster", "Centrum-Väster"},
                                         {id(1, 2), "oster", "Öster"},
                                         {id(1, 3), "angered", "Angered"}};
  const std::vector<OutcomeType> rule = {{"work", {}, CountsAs::work},
                                         {"studies", {}, CountsAs::studies},
                                         {"other", {}, CountsAs::neither}};
  std::vector<EnrolmentRow> enrolments;
  std::vector<OutcomeRow> outcomes;
  for (const ParticipantRow& row : import.rows) {
    const auto unit = std::find_if(units.begin(), units.end(), [&](const ReportUnit& each) {
      return each.name == row.centre_key;
    });
    enrolments.push_back({id(2, row.line), unit->id, row.start, row.ended});
    if (row.outcome) {
      outcomes.push_back({id(2, row.line), name_of(*row.outcome), *row.outcome_from});
    }
  }
  return make_outcome_report(units, enrolments, outcomes, rule);
}

TEST(Cohort, the_imported_file_reports_the_published_figures) {
  for (const std::uint64_t seed : {1U, 2U, 77U}) {
    const ParticipantImport import = imported(options_of(seed));
    ASSERT_TRUE(import.problems.empty()) << import.problems.to_error("cohort").what;
    EXPECT_TRUE(import.warnings.empty());
    const OutcomeReport report = report_of(import);
    EXPECT_EQ(report.all.enrolled, 1240U);
    EXPECT_EQ(report.all.finished, 480U);
    EXPECT_EQ(report.all.succeeded, 288U);
    EXPECT_EQ(report.all.shares->of_finished.per_mille, 600U);
    EXPECT_EQ(report.all.shares->of_all.per_mille, 232U);
    EXPECT_EQ(report.outcomes_left_out, 0U);
    EXPECT_GT(report.all.to_work, report.all.to_studies);
    for (std::size_t unit = 0; unit < 3; ++unit) {
      EXPECT_GT(report.units[unit].figures.enrolled, 300U);
      EXPECT_TRUE(report.units[unit].figures.shares);
    }
    EXPECT_FALSE(report.units[3].figures.shares);
  }
}

TEST(Cohort, every_encoding_and_separator_imports_to_the_same_people) {
  const ParticipantImport plain = imported(options_of());
  for (const char separator : {';', ',', '\t'}) {
    for (const auto encoding :
         {TextEncoding::utf8, TextEncoding::utf8_bom, TextEncoding::windows_1252}) {
      const ParticipantImport import = imported(options_of(), separator, encoding);
      ASSERT_TRUE(import.problems.empty());
      ASSERT_EQ(import.rows.size(), plain.rows.size());
      for (std::size_t i = 0; i < plain.rows.size(); ++i) {
        ASSERT_EQ(import.rows[i].last_name, plain.rows[i].last_name);
        ASSERT_EQ(import.rows[i].referral, plain.rows[i].referral);
      }
    }
  }
}

TEST(Cohort, identity_numbers_are_test_numbers_and_all_distinct) {
  std::set<std::string> seen;
  for (const ParticipantRow& row : imported(options_of()).rows) {
    ASSERT_TRUE(row.identity_number);
    EXPECT_TRUE(row.identity_number->is_test_number());
    EXPECT_TRUE(seen.insert(row.identity_number->digits()).second);
  }
}

TEST(Cohort, running_enrolments_are_within_the_limit_and_nothing_lies_in_the_future) {
  const CohortOptions options = options_of();
  const std::vector<CohortRow> rows = make_cohort(options).value();
  for (const CohortRow& row : rows) {
    EXPECT_LE(row.start, options.today);
    if (!row.ended) {
      EXPECT_GE(limit_date(row.start, 18), options.today);
      EXPECT_TRUE(row.outcome.empty());
      continue;
    }
    EXPECT_LE(*row.ended, limit_date(row.start, 18));
    EXPECT_LE(*row.ended, options.today);
    if (row.outcome_from) {
      EXPECT_LE(*row.outcome_from, options.today);
    }
  }
}

// FNV-1a over the bytes: the same on every platform, or this test fails there.
std::uint64_t fingerprint(const std::string& text) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : text) {
    hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001B3ULL;
  }
  return hash;
}

TEST(Cohort, the_same_seed_gives_the_same_bytes_on_every_platform) {
  const auto csv = [](std::uint64_t seed) {
    return cohort_csv(make_cohort(options_of(seed)).value(), ';');
  };
  EXPECT_EQ(csv(7), csv(7));
  EXPECT_NE(csv(7), csv(8));
  EXPECT_EQ(fingerprint(csv(1)), 13393192594481112218ULL);
}

TEST(Cohort, cases_are_spread_over_the_coaches_that_are_named) {
  CohortOptions options = options_of();
  options.coaches = {{"alice@goteborg.example", "Öster"}, {"bob", "Öster"}, {"carol", "Angered"}};
  std::map<std::string, int> cases;
  const std::vector<CohortRow> rows = make_cohort(options).value();
  for (const CohortRow& row : rows) {
    EXPECT_EQ(row.centre, row.coach == "carol" ? "Angered" : "Öster");
    ++cases[row.coach];
  }
  EXPECT_EQ(cases.size(), 3U);
  EXPECT_LE(std::abs(cases["alice@goteborg.example"] - cases["bob"]), 1);
}

TEST(Cohort, any_count_up_to_the_test_numbers_there_are) {
  CohortOptions options = options_of();
  options.count = options.finished = options.succeeded = 0;
  EXPECT_TRUE(make_cohort(options).value().empty());
  options.count = 50'000;
  const ParticipantImport many = imported(options);
  EXPECT_EQ(many.rows.size(), 50'000U);
  EXPECT_TRUE(many.warnings.empty());
  options.count = cohort_count_max(options.today) + 1;
  const auto too_many = make_cohort(options);
  ASSERT_FALSE(too_many);
  EXPECT_EQ(too_many.error().code, ErrorCode::too_large);
}

TEST(Cohort, options_that_contradict_each_other_are_refused) {
  CohortOptions options = options_of();
  options.succeeded = 481;
  EXPECT_FALSE(make_cohort(options));
  options = options_of();
  options.finished = 1241;
  EXPECT_FALSE(make_cohort(options));
  options = options_of();
  options.coaches.clear();
  EXPECT_FALSE(make_cohort(options));
  options = options_of();
  options.today = date_max;
  EXPECT_FALSE(make_cohort(options));
}

TEST(Cohort, a_coach_is_named_with_a_centre) {
  const auto alice = parse_cohort_coach("alice@goteborg.example@Öster");
  ASSERT_TRUE(alice);
  EXPECT_EQ(alice->name, "alice@goteborg.example");
  EXPECT_EQ(alice->centre, "Öster");
  for (const char* text : {"", "Alice", "@Öster", "Alice@", " @ "}) {
    EXPECT_FALSE(parse_cohort_coach(text)) << text;
  }
}

}  // namespace
}  // namespace brygga::casework
