#include "casework/figures/target_figures.hpp"

#include <algorithm>

#include "casework/shape.hpp"

namespace brygga::casework {

namespace {

struct TargetStanding {
  bool is_enrolled = false;
  bool has_finished = false;
  bool has_reached = false;  // as the rule asks: by any enrolment, or by one that has ended
  bool has_reached_while_enrolled = false;
  bool has_too_short = false;
  Reason problem = Reason::no_enrolment;
};

bool is_named(const TargetRule& rule, const OutcomeType& type) {
  return std::find(rule.outcomes.begin(), rule.outcomes.end(), type.key) != rule.outcomes.end();
}

void add(TargetStanding& standing, const EnrolmentCase& enrolment) {
  if (enrolment.is_valid()) {
    standing.is_enrolled = true;
    standing.has_finished |= enrolment.ended.has_value();
  } else {
    standing.problem = std::max(standing.problem, enrolment.standing);
  }
}

void add(TargetStanding& standing, const OutcomeCase& outcome, const EnrolmentCase& enrolment,
         TargetRule::Of of) {
  if (!outcome.has_lasted()) {
    standing.has_too_short = true;
  } else if (of == TargetRule::Of::all || enrolment.ended) {
    standing.has_reached = true;
  } else {
    standing.has_reached_while_enrolled = true;
  }
}

Reason why_not(const TargetStanding& standing) {
  if (standing.has_reached_while_enrolled) return Reason::outcome_while_enrolled;
  if (standing.has_too_short) return Reason::outcome_too_short;
  return standing.has_finished ? Reason::no_outcome : Reason::still_enrolled;
}

Verdict verdict_of(const TargetStanding& standing, TargetRule::Of of) {
  if (!standing.is_enrolled) return {Part::left_out, standing.problem};
  if (of == TargetRule::Of::finished && !standing.has_finished) {
    return {Part::left_out, why_not(standing)};
  }
  if (standing.has_reached) return {Part::counted, Reason::reached_target};
  return {Part::rest, why_not(standing)};
}

FigureBook book_of(const OutcomeRows& rows, const TargetRule& rule,
                   std::optional<std::size_t> asked) {
  const OutcomeCases cases = judge_outcomes(rows);
  std::vector<TargetStanding> standings(cases.persons.size());
  for (const EnrolmentCase& enrolment : cases.enrolments) {
    add(standings[enrolment.person], enrolment);
  }
  for (const OutcomeCase& outcome : cases.outcomes) {
    if (outcome.enrolment == no_number || !is_named(rule, rows.types[outcome.type])) continue;
    add(standings[outcome.person], outcome, cases.enrolments[outcome.enrolment], rule.of);
  }
  FigureBook book(1, asked);
  for (std::size_t person = 0; person < standings.size(); ++person) {
    book.add(0, {cases.persons[person], RowId{}, verdict_of(standings[person], rule.of)});
  }
  return book;
}

LocalName words_of_rule(const TargetRule& rule) {
  const std::string percent = std::to_string(rule.percent_min);
  const bool is_of_all = rule.of == TargetRule::Of::all;
  LocalName words{"Minst " + percent + " % av ", "At least " + percent + " % of "};
  words.sv += is_of_all ? "alla inskrivna" : "dem som avslutat";
  words.en += is_of_all ? "all enrolled" : "those who finished";
  words.sv += ": " + rule.name.sv + ". Var och en räknas en gång.";
  words.en += ": " + rule.name.en + ". Each person counts once.";
  return words;
}

}  // namespace

TargetFigures target_figures(const OutcomeRows& rows, const TargetRule& rule) {
  const FigureBook book = book_of(rows, rule, std::nullopt);
  const Tally& tally = book[0];
  const std::uint32_t needed = needed_of(tally.whole(), rule.percent_min);
  return {rule,   tally.counted, tally.whole(),
          needed, tally.share(), tally.whole() > 0 && tally.counted >= needed};
}

Explanation explain_target(const OutcomeRows& rows, const TargetRule& rule) {
  return {rule.key, {}, words_of_rule(rule), false, book_of(rows, rule, 0).take_asked(), {}};
}

Json target_json(const TargetFigures& figures) {
  return {{"key", figures.rule.key},
          {"sv", figures.rule.name.sv},
          {"en", figures.rule.name.en},
          {"of", figures.rule.of == TargetRule::Of::all ? "all" : "finished"},
          {"reached", figures.reached},
          {"whole", figures.of},
          {"percent_min", figures.rule.percent_min},
          {"needed", figures.needed},
          {"met", figures.share ? Json(figures.is_met) : Json()},
          {"share", share_json(figures.share)}};
}

Shape target_shape() {
  using namespace shape;
  return named_key("target_figures", {{"of", choice({"all", "finished"})},
                                      {"reached", integer()},
                                      {"whole", integer()},
                                      {"percent_min", integer()},
                                      {"needed", integer()},
                                      {"met", or_null(flag())},
                                      {"share", or_null(share_shape())}});
}

}  // namespace brygga::casework
