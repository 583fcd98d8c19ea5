#include "casework/figures/exit_comparison.hpp"

#include <algorithm>
#include <array>

#include "casework/figures/month.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

namespace {

struct ExitStanding {
  bool has_exit = false;
  bool has_ended = false;  // within the period
  bool has_while_enrolled = false;
  bool is_enrolled = false;
  Reason problem = Reason::no_enrolment;
};

// Only as long as the report's day has come; ends before it begins when it has not begun.
Period period_by(const Period& period, Date as_of) {
  return {period.from, std::min(period.until, as_of)};
}

Verdict verdict_of(const ExitStanding& standing) {
  if (!standing.is_enrolled) return {Part::left_out, standing.problem};
  if (standing.has_exit) return {Part::counted, Reason::exit_in_period};
  if (standing.has_ended) return {Part::rest, Reason::no_outcome};
  if (standing.has_while_enrolled) return {Part::left_out, Reason::outcome_while_enrolled};
  return {Part::left_out, Reason::outside_period};
}

std::vector<ExitStanding> standings_in(const OutcomeRows& rows, const OutcomeCases& cases,
                                       const Period& period) {
  std::vector<ExitStanding> standings(cases.persons.size());
  for (const EnrolmentCase& enrolment : cases.enrolments) {
    ExitStanding& standing = standings[enrolment.person];
    if (!enrolment.is_valid()) {
      standing.problem = std::max(standing.problem, enrolment.standing);
      continue;
    }
    standing.is_enrolled = true;
    standing.has_ended |= enrolment.ended && is_within(*enrolment.ended, period);
  }
  for (const OutcomeCase& outcome : cases.outcomes) {
    if (outcome.enrolment == no_number || !outcome.has_lasted()) continue;
    if (rows.types[outcome.type].counts_as == CountsAs::neither) continue;
    const auto& ended = cases.enrolments[outcome.enrolment].ended;
    standings[outcome.person].has_exit |= ended && is_within(*ended, period);
    standings[outcome.person].has_while_enrolled |= !ended;
  }
  return standings;
}

// One figure per period, in the order of ComparedPeriod.
FigureBook book_of(const OutcomeRows& rows, const ComparisonRule& rule,
                   std::optional<std::size_t> asked) {
  const OutcomeCases cases = judge_outcomes(rows);
  FigureBook book(2, asked);
  const std::array periods = {rule.before, rule.after};
  for (std::size_t at = 0; at < periods.size(); ++at) {
    const auto standings = standings_in(rows, cases, period_by(periods[at], rows.as_of));
    for (std::size_t person = 0; person < standings.size(); ++person) {
      book.add(at, {cases.persons[person], RowId{}, verdict_of(standings[person])});
    }
  }
  return book;
}

bool is_whole_months(const Period& period) {
  return year_month_day(period.from).day == 1 && year_month_day(add_days(period.until, 1)).day == 1;
}

std::int32_t length_of(const Period& period, bool is_by_months) {
  if (period.until < period.from) return 0;
  if (!is_by_months) return days_between(period.from, period.until) + 1;
  return month_of(period.until).number - month_of(period.from).number + 1;
}

PeriodExits exits_of(const Period& period, const Tally& tally, bool is_by_months, Date as_of) {
  const Period reached = period_by(period, as_of);
  return {reached, tally.counted, length_of(reached, is_by_months), as_of < period.until};
}

std::optional<std::int64_t> ratio_of(const PeriodExits& before, const PeriodExits& after) {
  if (before.exits == 0 || before.length == 0 || after.length == 0) return std::nullopt;
  return rounded_quotient(std::int64_t{10} * after.exits * before.length,
                          std::int64_t{before.exits} * after.length);
}

Json period_json(const PeriodExits& exits) {
  return {{"from", format_date(exits.period.from)},
          {"until", format_date(exits.period.until)},
          {"exits", exits.exits},
          {"length", exits.length},
          {"running", exits.is_running}};
}

}  // namespace

ExitComparison compare_exits(const OutcomeRows& rows, const ComparisonRule& rule) {
  const FigureBook book = book_of(rows, rule, std::nullopt);
  ExitComparison made;
  made.is_by_months = is_whole_months(period_by(rule.before, rows.as_of)) &&
                      is_whole_months(period_by(rule.after, rows.as_of));
  made.before = exits_of(rule.before, book[0], made.is_by_months, rows.as_of);
  made.after = exits_of(rule.after, book[1], made.is_by_months, rows.as_of);
  made.is_normalised = made.before.length != made.after.length;
  made.ratio_tenths = ratio_of(made.before, made.after);
  return made;
}

Explanation explain_exits(const OutcomeRows& rows, const ComparisonRule& rule,
                          ComparedPeriod period) {
  const bool is_before = period == ComparedPeriod::before;
  return {
      is_before ? "exits_before" : "exits_after",
      {},
      {"Personer med en inskrivning som avslutades under perioden och ledde till arbete eller "
       "studier; en gång per period.",
       "Persons with an enrolment that ended within the period and led to work or studies; once "
       "per period."},
      false,
      book_of(rows, rule, static_cast<std::size_t>(period)).take_asked(),
      {}};
}

std::string ratio_text(std::int64_t ratio_tenths) {
  return std::to_string(ratio_tenths / 10) + "." + std::to_string(ratio_tenths % 10) + "x";
}

Json comparison_json(const ExitComparison& comparison) {
  const auto& ratio = comparison.ratio_tenths;
  return {{"before", period_json(comparison.before)},
          {"after", period_json(comparison.after)},
          {"unit", comparison.is_by_months ? "month" : "day"},
          {"normalised", comparison.is_normalised},
          {"ratio_tenths", number_or_null(ratio)},
          {"ratio", ratio ? Json(ratio_text(*ratio)) : Json()}};
}

Shape comparison_shape() {
  using namespace shape;
  const Shape period = named("period_exits", {{"from", date()},
                                              {"until", date()},
                                              {"exits", integer()},
                                              {"length", integer()},
                                              {"running", flag()}});
  return named("comparison", {{"before", period},
                              {"after", period},
                              {"unit", choice({"month", "day"})},
                              {"normalised", flag()},
                              {"ratio_tenths", or_null(integer())},
                              {"ratio", or_null(text())}});
}

}  // namespace brygga::casework
