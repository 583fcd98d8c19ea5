#include "casework/synthetic/municipality.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "casework/synthetic/case_draft.hpp"
#include "casework/synthetic/test_numbers.hpp"

namespace brygga::casework {

namespace {

constexpr std::uint64_t order_dice = 10;
constexpr std::uint64_t case_dice = 11;
// Two years of age above those who may take part, so that everybody can have finished by now.
constexpr int age_min = 20;
constexpr std::uint32_t history_years_max = 50;

Error invalid(std::string what) {
  return {ErrorCode::invalid, std::move(what), false, "municipality_options"};
}

// --- options
// --------------------------------------------------------------------------------------

// The first day on which one of the programmes no longer takes anybody in.
Date reference_day(const MunicipalityOptions& options) {
  Date day = options.today;
  for (const ProgrammeDefinition& definition : options.programmes) {
    if (definition.period) day = std::min(day, definition.period->until);
  }
  return day;
}

// Who is enrolled for about a year on the average is running still when they began less than that
// ago.
StageTotals totals_of(const MunicipalityOptions& options) {
  const std::uint64_t months = 12ULL * options.years;
  const auto usual = static_cast<std::uint32_t>(options.participants * months / (months + 12));
  const std::uint32_t most = std::min(options.participants, options.finished.value_or(usual));
  const auto usual_success = static_cast<std::uint32_t>(std::uint64_t{most} * 3 / 5);
  return {options.participants, options.finished.value_or(usual),
          options.succeeded.value_or(usual_success)};
}

bool is_empty(const MunicipalityOptions& options, const UnitDefinition& unit) {
  const auto& keys = options.empty_units;
  return std::find(keys.begin(), keys.end(), unit.key) != keys.end();
}

Status check_programme(const MunicipalityOptions& options, const ProgrammeDefinition& definition) {
  const Date first = add_months(options.today, -12 * static_cast<int>(options.years));
  const bool takes_part = !definition.period || (definition.period->from <= options.today &&
                                                 definition.period->until >= first);
  if (!takes_part) return invalid(definition.key + " takes nobody in during these years");
  const auto& units = definition.units;
  const bool has_unit = std::any_of(units.begin(), units.end(), [&](const UnitDefinition& unit) {
    return !is_empty(options, unit);
  });
  if (!has_unit) return invalid(definition.key + " has no unit where anybody may be enrolled");
  const auto& outcomes = definition.outcomes;
  const bool can_succeed =
      std::any_of(outcomes.begin(), outcomes.end(),
                  [](const OutcomeType& type) { return type.counts_as != CountsAs::neither; });
  if (!can_succeed && totals_of(options).succeeded > 0) {
    return invalid(definition.key + " has no outcome that counts as work or studies");
  }
  return {};
}

Status check_empty_units(const MunicipalityOptions& options) {
  for (const std::string& key : options.empty_units) {
    const auto has_it = [&key](const ProgrammeDefinition& definition) {
      const auto& units = definition.units;
      return std::any_of(units.begin(), units.end(),
                         [&key](const UnitDefinition& unit) { return unit.key == key; });
    };
    const auto& programmes = options.programmes;
    if (std::none_of(programmes.begin(), programmes.end(), has_it)) {
      return invalid("no programme has a unit with the key " + key);
    }
  }
  return {};
}

Status check(const MunicipalityOptions& options) {
  if (options.programmes.empty()) return invalid("a municipality needs at least one programme");
  if (options.years < 1 || options.years > history_years_max) return invalid("years are 1 to 50");
  const int year = year_month_day(options.today).year;
  if (year < 1990 || year > 2999) return invalid("today is from 1990 to 2999");
  if (add_months(options.today, -12 * static_cast<int>(options.years)) < Date{366}) {
    return invalid("the first year is 1971 or later");
  }
  if (options.participants_per_employer == 0 || options.protected_per_mille > 1000) {
    return invalid("an employer has at least one participant, and per mille are at most 1000");
  }
  for (const ProgrammeDefinition& definition : options.programmes) {
    BRYGGA_TRY(check_programme(options, definition));
  }
  BRYGGA_TRY(check_empty_units(options));
  BRYGGA_TRY(check_totals(totals_of(options), "municipality_options"));
  const std::uint32_t most = municipality_participants_max(options);
  if (options.participants <= most) return {};
  return Error{ErrorCode::too_large,
               "there are test identity numbers for " + std::to_string(most) + " people only",
               false, "municipality_participants"};
}

}  // namespace

// --- the stream
// -----------------------------------------------------------------------------------

struct Municipality::Impl {
  explicit Impl(const MunicipalityOptions& options)
      : seed(options.seed),
        protected_per_mille(options.protected_per_mille),
        dice(dice_for(options.seed, order_dice, 0)),
        numbers(birth_dates_of_working_age(reference_day(options), age_min), dice) {
    const StageTotals totals = totals_of(options);
    stages = mixed_stages(totals, dice);
    town = make_town(options, totals.enrolled - totals.finished);
  }

  SyntheticCase next_case() {
    CaseDraft draft{town, dice_for(seed, case_dice, made)};
    SyntheticCase& one = draft.made;
    one.number = made;
    one.stage = stages[made++];
    one.programme = draft.dice.below(static_cast<std::uint32_t>(town.programmes.size()));
    one.unit = draft.dice.pick(std::span(draft.programme().units));
    const auto kind = draft.dice.percent(6) ? IdentityNumberKind::samordningsnummer
                                            : IdentityNumberKind::personnummer;
    const IdentityNumber number = numbers.next(kind);
    one.birth_date = number.birth_date();
    make_enrolments(draft);
    make_person(draft, number, protected_per_mille);
    make_team(draft);
    make_work(draft);
    make_plans(draft);
    make_weeks(draft);
    make_stage_entries(draft);
    return std::move(draft.made);
  }

  std::uint64_t seed;
  std::uint32_t protected_per_mille;
  Dice dice;
  TestNumbers numbers;
  std::vector<Stage> stages;
  SyntheticTown town;
  std::uint32_t made = 0;
};

Municipality::Municipality(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Municipality::Municipality(Municipality&&) noexcept = default;
Municipality& Municipality::operator=(Municipality&&) noexcept = default;
Municipality::~Municipality() = default;

std::uint32_t municipality_participants_max(const MunicipalityOptions& options) {
  return test_numbers_count(birth_dates_of_working_age(reference_day(options), age_min));
}

Result<Municipality> Municipality::make(const MunicipalityOptions& options) {
  BRYGGA_TRY(check(options));
  return Municipality(std::make_unique<Impl>(options));
}

const SyntheticTown& Municipality::town() const { return impl_->town; }

std::optional<SyntheticCase> Municipality::next() {
  if (impl_->made == impl_->stages.size()) return std::nullopt;
  return impl_->next_case();
}

Status make_municipality(const MunicipalityOptions& options,
                         const std::function<void(std::vector<Edit>)>& sink) {
  BRYGGA_ASSIGN(Municipality made, Municipality::make(options));
  sink(town_edits(made.town()));
  for (const SyntheticEmployer& employer : made.town().employers) {
    sink(employer_edits(made.town(), employer));
  }
  while (const auto one = made.next()) sink(case_edits(made.town(), *one));
  return {};
}

}  // namespace brygga::casework
