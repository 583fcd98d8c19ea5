#include "casework/synthetic/municipality.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "casework/casework.hpp"
#include "casework/figures/limit_clock.hpp"
#include "casework/organisation_number.hpp"
#include "casework/outcome_report.hpp"
#include "casework/schema.hpp"
#include "casework/synthetic/note_patterns.hpp"
#include "merge/validity.hpp"
#include "support/memory_office.hpp"

namespace brygga::casework {
namespace {

ProgrammeDefinition definition_of(const std::string& key) {
  std::ifstream file(BRYGGA_SOURCE_DIR "/core/casework/programmes/" + key + ".toml");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return read_programme(text).definition.value();
}

MunicipalityOptions options_of(std::uint32_t participants, std::uint64_t seed = 1,
                               const std::string& programme = "kompetenscenter") {
  MunicipalityOptions options;
  options.seed = seed;
  options.participants = participants;
  options.years = 4;
  options.today = parse_date("2026-11-21").value();
  options.programmes = {definition_of(programme)};
  return options;
}

// Goinge Forward is over, and is looked at from its last year.
std::vector<MunicipalityOptions> options_of_every_programme(std::uint32_t participants) {
  std::vector<MunicipalityOptions> all;
  for (const char* key : {"kompetenscenter", "anpassade_roller", "stadsmissionen", "trelleborg"}) {
    all.push_back(options_of(participants, 3, key));
  }
  all.push_back(options_of(participants, 3, "goinge_forward"));
  all.back().today = parse_date("2018-11-21").value();
  return all;
}

std::vector<SyntheticCase> cases_of(const MunicipalityOptions& options) {
  Municipality made = Municipality::make(options).value();
  std::vector<SyntheticCase> cases;
  while (auto one = made.next()) cases.push_back(*std::move(one));
  return cases;
}

std::vector<Edit> edits_of(const MunicipalityOptions& options) {
  std::vector<Edit> all;
  const auto keep = [&](std::vector<Edit> edits) {
    std::move(edits.begin(), edits.end(), std::back_inserter(all));
  };
  EXPECT_TRUE(make_municipality(options, keep).ok());
  return all;
}

// FNV-1a over everything that the edits say: the same on every platform, or a test fails there.
class Fingerprint {
 public:
  void add(const std::vector<Edit>& edits) {
    for (const Edit& edit : edits) {
      add_number(edit.entity);
      add_bytes(edit.row.uuid.view());
      add_number(static_cast<std::uint64_t>(edit.scope.kind));
      add_bytes(edit.scope.id.view());
      for (const FieldWrite& write : edit.writes) add_write(write);
    }
  }
  std::uint64_t value() const { return hash_; }

 private:
  void add_byte(std::uint8_t byte) { hash_ = (hash_ ^ byte) * 0x100000001B3ULL; }
  void add_bytes(ByteView bytes) {
    for (const std::uint8_t byte : bytes) add_byte(byte);
  }
  void add_number(std::uint64_t number) {
    for (int i = 0; i < 8; ++i) add_byte(static_cast<std::uint8_t>(number >> (8 * i)));
  }
  void add_write(const FieldWrite& write) {
    add_number(write.field);
    add_number(write.value.index());
    if (const auto* text = std::get_if<std::string>(&write.value)) {
      for (const char c : *text) add_byte(static_cast<std::uint8_t>(c));
    } else if (const auto* number = std::get_if<std::int64_t>(&write.value)) {
      add_number(static_cast<std::uint64_t>(*number));
    } else if (const auto* id = std::get_if<Uuid>(&write.value)) {
      add_bytes(id->view());
    } else if (const auto* flag = std::get_if<bool>(&write.value)) {
      add_byte(*flag ? 1 : 0);
    }
  }
  std::uint64_t hash_ = 0xCBF29CE484222325ULL;
};

std::uint64_t fingerprint(const MunicipalityOptions& options) {
  Fingerprint print;
  print.add(edits_of(options));
  return print.value();
}

TEST(Municipality, equal_seeds_give_equal_bytes_on_every_platform_and_others_differ) {
  EXPECT_EQ(fingerprint(options_of(60, 7)), fingerprint(options_of(60, 7)));
  EXPECT_NE(fingerprint(options_of(60, 7)), fingerprint(options_of(60, 8)));
  EXPECT_EQ(fingerprint(options_of(60, 1)), 9512753432304896515ULL);
}

TEST(Municipality, every_row_is_valid_and_has_an_id_of_its_own) {
  for (const MunicipalityOptions& options : options_of_every_programme(150)) {
    std::unordered_set<RowKey> seen;
    for (const Edit& edit : edits_of(options)) {
      const auto refusal = judge_validity(schema(), nullptr, edit);
      ASSERT_FALSE(refusal) << options.programmes[0].key << ": " << refusal->sentence;
      ASSERT_TRUE(seen.insert(edit.key()).second);
    }
  }
}

TEST(Municipality, a_device_takes_the_same_rows_as_changes) {
  for (const Edit& edit : edits_of(options_of(5))) {
    const Change change = change_that_makes(edit);
    EXPECT_EQ(change.row, edit.row);
    EXPECT_EQ(change.creates_in, edit.scope);
    EXPECT_EQ(change.assign.size() + change.add.size(), edit.writes.size());
  }
}

TEST(Municipality, identity_numbers_are_test_numbers_given_once_and_some_have_none) {
  std::set<std::string> seen;
  std::size_t without = 0;
  std::size_t coordination = 0;
  for (const SyntheticCase& one : cases_of(options_of(1000))) {
    if (!one.identity_number) {
      ++without;
      continue;
    }
    EXPECT_TRUE(one.identity_number->is_test_number());
    EXPECT_TRUE(seen.insert(one.identity_number->digits()).second);
    if (one.identity_number->kind() == IdentityNumberKind::samordningsnummer) ++coordination;
  }
  EXPECT_GT(without, 0U);
  EXPECT_GT(coordination, 0U);
}

void expect_enrolments_in_order(const SyntheticCase& one, Date today) {
  std::optional<Date> free_from;
  for (const SyntheticEnrolment& enrolment : one.enrolments) {
    EXPECT_LE(enrolment.first_contact, enrolment.start);
    EXPECT_LE(enrolment.start, enrolment.ended.value_or(today));
    EXPECT_LE(enrolment.ended.value_or(today), today);
    EXPECT_LE(add_months(one.birth_date, 12 * 18), enrolment.start);
    EXPECT_GT(enrolment.start, free_from.value_or(date_min));
    free_from = enrolment.ended;
  }
}

void expect_work_in_order(const SyntheticCase& one, Date today) {
  for (const SyntheticOutcome& outcome : one.outcomes) {
    EXPECT_GE(outcome.from, one.enrolments.back().start);
    EXPECT_LE(outcome.from, today);
    EXPECT_GT(outcome.to.value_or(date_max), outcome.from);
  }
  for (const SyntheticPlacement& placement : one.placements) {
    EXPECT_GE(placement.start, one.enrolments.front().start);
    EXPECT_LE(placement.start, today);
    EXPECT_GE(placement.ended.value_or(date_max), placement.start);
  }
  for (const SyntheticMembership& member : one.team) {
    EXPECT_GE(member.until.value_or(date_max), member.from);
  }
}

void expect_checkins_within_enrolments(const SyntheticCase& one) {
  for (const SyntheticCheckin& checkin : one.checkins) {
    const Date day = today_in_stockholm(static_cast<std::uint64_t>(checkin.at_ms));
    EXPECT_TRUE(std::any_of(
        one.enrolments.begin(), one.enrolments.end(), [day](const SyntheticEnrolment& enrolment) {
          return enrolment.start <= day && day <= enrolment.ended.value_or(date_max);
        }));
    EXPECT_LE(checkin.attended_minutes, checkin.planned_minutes);
  }
}

TEST(Municipality, dates_are_in_order) {
  for (const MunicipalityOptions& options : options_of_every_programme(400)) {
    for (const SyntheticCase& one : cases_of(options)) {
      expect_enrolments_in_order(one, options.today);
      expect_work_in_order(one, options.today);
      expect_checkins_within_enrolments(one);
    }
    if (HasFailure()) return;
  }
}

TEST(Municipality, nobody_stays_beyond_the_limit_without_a_managers_decision) {
  std::size_t extended = 0;
  for (const SyntheticCase& one : cases_of(options_of(1000))) {
    const SyntheticEnrolment& last = one.enrolments.back();
    if (!last.ended || *last.ended <= limit_date(last.start, 18)) continue;
    ASSERT_EQ(one.extensions.size(), 1U);
    EXPECT_LE(*last.ended, one.extensions[0].until);
    ++extended;
  }
  EXPECT_GT(extended, 0U);
}

TEST(Municipality, any_size_can_be_made) {
  for (const std::uint32_t size : {0U, 1U, 100U}) {
    EXPECT_EQ(cases_of(options_of(size)).size(), size);
  }
  Municipality many = Municipality::make(options_of(10'000)).value();
  std::size_t count = 0;
  while (many.next()) ++count;
  EXPECT_EQ(count, 10'000U);
  MunicipalityOptions options = options_of(1);
  options.participants = municipality_participants_max(options) + 1;
  EXPECT_EQ(Municipality::make(options).error().code, ErrorCode::too_large);
}

OutcomeReport report_of(const MunicipalityOptions& options) {
  Municipality made = Municipality::make(options).value();
  std::vector<ReportUnit> units;
  for (const SyntheticUnit& unit : made.town().units) {
    units.push_back({unit.id, unit.unit.key, unit.unit.name});
  }
  std::vector<EnrolmentRow> enrolments;
  std::vector<OutcomeRow> outcomes;
  while (const auto one = made.next()) {
    const RowId unit = made.town().units[one->unit].id;
    for (const SyntheticEnrolment& enrolment : one->enrolments) {
      enrolments.push_back({one->id, unit, enrolment.start, enrolment.ended});
    }
    for (const SyntheticOutcome& outcome : one->outcomes) {
      outcomes.push_back({one->id, outcome.type, outcome.from});
    }
  }
  return make_outcome_report(units, enrolments, outcomes, options.programmes[0].outcomes);
}

TEST(Municipality, the_published_figures_are_hit_exactly_and_a_new_unit_has_no_data) {
  for (const std::uint64_t seed : {1U, 2U, 77U}) {
    MunicipalityOptions options = options_of(1240, seed);
    options.finished = 480;
    options.succeeded = 288;
    options.empty_units = {"angered"};
    const OutcomeReport report = report_of(options);
    EXPECT_EQ(report.all.enrolled, 1240U);
    EXPECT_EQ(report.all.finished, 480U);
    EXPECT_EQ(report.all.succeeded, 288U);
    EXPECT_EQ(report.outcomes_left_out, 0U);
    EXPECT_EQ(report.enrolments_left_out, 0U);
    EXPECT_TRUE(report.units[0].figures.shares);
    EXPECT_FALSE(report.units[3].figures.shares);
  }
}

bool is_reserved_for_fiction(const std::string& phone) {
  const auto lies = [&](const std::string& from, const std::string& to) {
    return phone.size() == from.size() && phone >= from && phone <= to;
  };
  return lies("070-1740605", "070-1740699") || lies("031-3900600", "031-3900699") ||
         lies("040-6280400", "040-6280499") || lies("08-46500400", "08-46500499");
}

TEST(Municipality, phone_numbers_are_those_reserved_for_fiction) {
  std::size_t phones = 0;
  for (const SyntheticCase& one : cases_of(options_of(500))) {
    for (const SyntheticContact& contact : one.contacts) {
      if (std::string(contact.kind) != "phone") continue;
      EXPECT_TRUE(is_reserved_for_fiction(contact.value)) << contact.value;
      ++phones;
    }
  }
  EXPECT_GT(phones, 400U);
}

// What stands before the first slot, or between the first two.
std::string longest_literal(std::string_view pattern) {
  std::string longest;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    if (std::min(open, pattern.size()) > longest.size()) longest = pattern.substr(0, open);
    if (open == std::string_view::npos) break;
    pattern.remove_prefix(pattern.find('}') + 1);
  }
  return longest;
}

TEST(Municipality, notes_are_utf8_of_swedish_patterns_with_every_slot_filled) {
  EXPECT_GE(note_patterns().size(), 60U);
  std::set<std::string> bodies;
  std::set<std::string> used;
  std::size_t notes = 0;
  for (const SyntheticCase& one : cases_of(options_of(200))) {
    for (const SyntheticNote& note : one.notes) {
      ++notes;
      bodies.insert(note.body);
      ASSERT_TRUE(is_utf8(note.body));
      ASSERT_EQ(note.body.find_first_of("{}"), std::string::npos) << note.body;
      bool is_known = false;
      for (const NotePattern& pattern : note_patterns()) {
        const std::string literal = longest_literal(pattern.text);
        if (note.body.find(literal) == std::string::npos) continue;
        is_known = true;
        used.insert(literal);
      }
      EXPECT_TRUE(is_known) << note.body;
    }
  }
  EXPECT_GT(bodies.size(), notes * 9 / 10);
  EXPECT_GE(used.size(), 60U);
}

struct Stay {
  Date from;
  Date to;
};

TEST(Municipality, no_opening_ever_holds_more_than_its_seats) {
  MunicipalityOptions options = options_of(3000);
  options.participants_per_employer = 100;
  Municipality made = Municipality::make(options).value();
  std::map<Uuid, std::vector<Stay>> stays;
  while (const auto one = made.next()) {
    for (const SyntheticPlacement& placement : one->placements) {
      if (placement.opening) {
        stays[*placement.opening].push_back({placement.start, placement.ended.value_or(date_max)});
      }
    }
  }
  EXPECT_GT(stays.size(), 20U);
  for (const SyntheticEmployer& employer : made.town().employers) {
    for (const SyntheticOpening& opening : employer.openings) {
      const std::vector<Stay>& here = stays[opening.id.uuid];
      for (const Stay& stay : here) {
        const auto at_once = std::count_if(here.begin(), here.end(), [&](const Stay& other) {
          return other.from <= stay.from && stay.from <= other.to;
        });
        ASSERT_LE(at_once, static_cast<std::ptrdiff_t>(opening.seats));
        EXPECT_GE(stay.from, opening.start);
      }
    }
  }
}

TEST(Municipality, employers_have_valid_numbers_that_nobody_has) {
  const Municipality made = Municipality::make(options_of(5000)).value();
  std::set<std::string> seen;
  for (const SyntheticEmployer& employer : made.town().employers) {
    EXPECT_TRUE(is_organisation_number(employer.organisation_number));
    EXPECT_EQ(employer.organisation_number[0], '4');
    EXPECT_NE(employer.name.find("(påhittat)"), std::string::npos);
    EXPECT_TRUE(seen.insert(employer.organisation_number).second);
  }
  EXPECT_GE(seen.size(), 200U);
}

TEST(Municipality, a_role_is_published_when_every_gate_has_approved) {
  const Municipality made = Municipality::make(options_of(10, 5, "anpassade_roller")).value();
  const std::vector<SyntheticRole>& roles = made.town().programmes[0].roles;
  ASSERT_FALSE(roles.empty());
  for (const SyntheticRole& role : roles) {
    EXPECT_EQ(role.gates.size(), 3U);
    const bool all = std::all_of(role.gates.begin(), role.gates.end(),
                                 [](const SyntheticGate& gate) { return gate.is_approved; });
    EXPECT_EQ(role.is_published, all);
  }
}

TEST(Municipality, protected_people_have_no_badge_and_as_many_are_protected_as_was_asked) {
  MunicipalityOptions options = options_of(1000);
  options.protected_per_mille = 100;
  std::size_t count = 0;
  for (const SyntheticCase& one : cases_of(options)) {
    if (one.protection == participant::open) continue;
    EXPECT_FALSE(one.badge);
    ++count;
  }
  EXPECT_GT(count, 60U);
  EXPECT_LT(count, 140U);
}

TEST(Municipality, an_office_takes_two_hundred_cases_row_by_row) {
  for (const char* key : {"kompetenscenter", "stadsmissionen"}) {
    brygga::testing::MemoryOffice office(schema());
    MunicipalityOptions options = options_of(200, 9, key);
    options.years = 2;
    office.now_ms = static_cast<std::uint64_t>(wall_time_ms(options.today, 18 * 60));
    std::size_t rows = 0;
    const auto write = [&](std::vector<Edit> edits) {
      for (Edit& edit : edits) {
        std::vector<Edit> one;
        one.push_back(std::move(edit));
        const Receipt receipt = office.write(std::move(one));
        ASSERT_NE(receipt.code, Receipt::Code::refused) << receipt.refusal.sentence;
        ++rows;
      }
    };
    ASSERT_TRUE(make_municipality(options, write).ok());
    EXPECT_GT(rows, 10'000U);
  }
}

TEST(Municipality, cases_hold_what_real_ones_hold) {
  std::map<std::string, std::size_t> counts;
  for (const SyntheticCase& one : cases_of(options_of(400, 4, "stadsmissionen"))) {
    counts["handovers"] += one.handovers.size();
    counts["consents"] += one.consents.size();
    counts["placements"] += one.placements.size();
    counts["returns"] += one.enrolments.size() - 1;
    counts["interpreters"] += one.interpreter.empty() ? 0 : 1;
    for (const SyntheticEnrolment& enrolment : one.enrolments) {
      counts["supports"] += enrolment.support.empty() ? 0 : 1;
    }
    for (const SyntheticCheckin& checkin : one.checkins) {
      counts["corrections"] += checkin.corrects ? 1 : 0;
      counts["at a kiosk"] += checkin.badge ? 1 : 0;
      counts["cut short"] += checkin.attended_minutes < checkin.planned_minutes ? 1 : 0;
    }
    for (const SyntheticOutcome& outcome : one.outcomes) {
      counts["later ends"] += outcome.to ? 1 : 0;
    }
    for (const SyntheticPlan& plan : one.plans) {
      for (const SyntheticTask& step : plan.tasks) ++counts[std::string("step ") + step.status];
    }
  }
  for (const char* what :
       {"handovers", "consents", "placements", "returns", "interpreters", "supports", "corrections",
        "at a kiosk", "cut short", "later ends", "step open", "step done", "step dropped"}) {
    EXPECT_GT(counts[what], 10U) << what;
  }
}

TEST(Municipality, several_programmes_share_the_participants) {
  MunicipalityOptions options = options_of(300);
  options.programmes.push_back(definition_of("trelleborg"));
  std::set<std::size_t> programmes;
  for (const SyntheticCase& one : cases_of(options)) programmes.insert(one.programme);
  EXPECT_EQ(programmes.size(), 2U);
}

TEST(Municipality, options_that_contradict_each_other_are_refused) {
  const auto is_refused = [](const MunicipalityOptions& options) {
    const auto made = Municipality::make(options);
    return !made && made.error().reason == "municipality_options";
  };
  MunicipalityOptions options = options_of(100);
  options.succeeded = 101;
  EXPECT_TRUE(is_refused(options));
  options = options_of(100);
  options.finished = 101;
  EXPECT_TRUE(is_refused(options));
  options = options_of(100);
  options.programmes.clear();
  EXPECT_TRUE(is_refused(options));
  options = options_of(100);
  options.years = 0;
  EXPECT_TRUE(is_refused(options));
  options = options_of(100);
  options.empty_units = {"hisingen", "centrum_vaster", "oster", "angered"};
  EXPECT_TRUE(is_refused(options));
  options = options_of(100);
  options.empty_units = {"nowhere"};
  EXPECT_TRUE(is_refused(options));
  EXPECT_TRUE(is_refused(options_of(100, 1, "goinge_forward")));  // it was over in 2018
}

}  // namespace
}  // namespace brygga::casework
