#include "casework/synthetic/old_system.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "casework/identity_number.hpp"
#include "casework/outcome_report.hpp"
#include "casework/participant_import.hpp"
#include "casework/synthetic_people.hpp"

namespace brygga::casework::testing {
namespace {

constexpr const char* today = "2026-05-04";

ImportContext office_of(const std::vector<UnitCoach>& coaches) {
  ImportContext context;
  context.today = parse_date(today).value();
  std::set<std::string> centres = {"Angered"};
  for (const UnitCoach& coach : coaches) {
    centres.insert(coach.unit);
    context.coaches.push_back({coach.name, {coach.name}});
  }
  for (const std::string& centre : centres) {
    context.centres.push_back({centre, {centre}});
  }
  context.outcomes = {{"work", {"arbete"}}, {"studies", {"studier"}}, {"other", {"annat"}}};
  return context;
}

ParticipantImport imported(const MunicipalityOptions& options, char separator = ';',
                           TextEncoding encoding = TextEncoding::utf8) {
  const std::string csv =
      old_system_csv(old_system_rows(options, three_coaches()).value(), separator);
  return import_participants(parse_csv(encode_text(csv, encoding).value()),
                             office_of(three_coaches()));
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
    if (!row.outcome_key.empty()) {
      outcomes.push_back({id(2, row.line), row.outcome_key, *row.outcome_from});
    }
  }
  return make_outcome_report(units, enrolments, outcomes, rule);
}

TEST(OldSystem, the_imported_file_reports_the_published_figures) {
  for (const std::uint64_t seed : {1U, 2U, 77U}) {
    const ParticipantImport import = imported(published_people(today, seed));
    ASSERT_TRUE(import.problems.empty()) << import.problems.to_error("file").what;
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

TEST(OldSystem, every_encoding_and_separator_imports_to_the_same_people) {
  const ParticipantImport plain = imported(published_people(today));
  for (const char separator : {';', ',', '\t'}) {
    for (const auto encoding :
         {TextEncoding::utf8, TextEncoding::utf8_bom, TextEncoding::windows_1252}) {
      const ParticipantImport import = imported(published_people(today), separator, encoding);
      ASSERT_TRUE(import.problems.empty());
      ASSERT_EQ(import.rows.size(), plain.rows.size());
      for (std::size_t i = 0; i < plain.rows.size(); ++i) {
        ASSERT_EQ(import.rows[i].last_name, plain.rows[i].last_name);
        ASSERT_EQ(import.rows[i].referral, plain.rows[i].referral);
      }
    }
  }
}

TEST(OldSystem, identity_numbers_are_test_numbers_given_once_and_some_have_none) {
  std::set<std::string> seen;
  std::size_t without = 0;
  for (const ParticipantRow& row : imported(published_people(today)).rows) {
    if (!row.identity_number) {
      ++without;
      continue;
    }
    EXPECT_TRUE(row.identity_number->is_test_number());
    EXPECT_TRUE(seen.insert(row.identity_number->digits()).second);
  }
  EXPECT_GT(without, 0U);
  EXPECT_LT(without, 100U);
}

TEST(OldSystem, what_runs_is_within_the_limit_and_nothing_lies_in_the_future) {
  const Date day = parse_date(today).value();
  for (const OldSystemRow& row : published_rows(today)) {
    EXPECT_LE(row.start, day);
    if (!row.ended) {
      EXPECT_GE(limit_date(row.start, 18), day);
      EXPECT_TRUE(row.outcome.empty());
      continue;
    }
    EXPECT_GE(*row.ended, row.start);
    EXPECT_LE(*row.ended, day);
    EXPECT_EQ(row.outcome_from.has_value(), row.outcome != "inget");
    EXPECT_LE(row.outcome_from.value_or(day), day);
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

TEST(OldSystem, the_same_seed_gives_the_same_bytes_on_every_platform) {
  const auto csv = [](std::uint64_t seed) {
    const MunicipalityOptions options = published_people(today, seed);
    return old_system_csv(old_system_rows(options, three_coaches()).value(), ';');
  };
  EXPECT_EQ(csv(7), csv(7));
  EXPECT_NE(csv(7), csv(8));
  EXPECT_EQ(fingerprint(csv(1)), 15734066475310484790ULL);
}

TEST(OldSystem, the_coaches_of_a_unit_take_turns) {
  MunicipalityOptions options = published_people(today);
  options.empty_units = {"hisingen", "centrum_vaster"};
  const std::vector<UnitCoach> coaches = {
      {"alice@goteborg.example", "Öster"}, {"bob", "Öster"}, {"carol", "Angered"}};
  std::map<std::string, int> cases;
  for (const OldSystemRow& row : old_system_rows(options, coaches).value()) {
    EXPECT_EQ(row.unit, row.coach == "carol" ? "Angered" : "Öster");
    ++cases[row.coach];
  }
  EXPECT_EQ(cases.size(), 3U);
  EXPECT_LE(std::abs(cases["alice@goteborg.example"] - cases["bob"]), 1);
}

TEST(OldSystem, without_named_coaches_the_municipalitys_own_have_the_cases) {
  const MunicipalityOptions options = synthetic_people("stadsmissionen", today, 50);
  std::set<std::string> own;
  const Municipality made = Municipality::make(options).value();
  for (const SyntheticStaff& one : made.town().staff) own.insert(one.person.username);
  for (const OldSystemRow& row : old_system_rows(options, {}).value()) {
    EXPECT_EQ(own.count(row.coach), 1U) << row.coach;
  }
}

TEST(OldSystem, a_unit_whose_cases_nobody_has_is_refused) {
  const auto rows = old_system_rows(published_people(today), {{"Alice", "Hisingen"}});
  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().reason, "municipality_options");
}

TEST(OldSystem, a_coach_is_named_with_a_unit) {
  const auto alice = parse_unit_coach("alice@goteborg.example@Öster");
  ASSERT_TRUE(alice);
  EXPECT_EQ(alice->name, "alice@goteborg.example");
  EXPECT_EQ(alice->unit, "Öster");
  for (const char* text : {"", "Alice", "@Öster", "Alice@", " @ "}) {
    EXPECT_FALSE(parse_unit_coach(text)) << text;
  }
}

}  // namespace
}  // namespace brygga::casework::testing
