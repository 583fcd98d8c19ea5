#include "casework/figures/outcome_figures.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/order.hpp"
#include "casework/figures/outcome_grouping.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

namespace {

// What one person did in one group, or anywhere.
struct OutcomeStanding {
  bool is_enrolled = false;
  bool has_finished = false;
  bool to_work = false;     // by an enrolment that has ended
  bool to_studies = false;  // likewise
  bool has_outcome_while_enrolled = false;
  bool has_too_short = false;
  bool has_neither = false;
  Reason problem = Reason::no_enrolment;  // of who is not enrolled

  bool has_succeeded() const { return to_work || to_studies; }

  void merge(const OutcomeStanding& other) {
    is_enrolled |= other.is_enrolled;
    has_finished |= other.has_finished;
    to_work |= other.to_work;
    to_studies |= other.to_studies;
    has_outcome_while_enrolled |= other.has_outcome_while_enrolled;
    has_too_short |= other.has_too_short;
    has_neither |= other.has_neither;
    // Any fixed choice will do, so that the order of the rows has no say.
    problem = std::max(problem, other.problem);
  }
};

struct GroupStanding {
  std::uint64_t place = 0;  // group, then person
  OutcomeStanding standing;
};

OutcomeStanding standing_of(const EnrolmentCase& enrolment) {
  OutcomeStanding standing;
  if (!enrolment.is_valid()) {
    standing.problem = enrolment.standing;
    return standing;
  }
  standing.is_enrolled = true;
  standing.has_finished = enrolment.ended.has_value();
  return standing;
}

OutcomeStanding standing_of(const OutcomeCase& outcome, const EnrolmentCase& enrolment,
                            CountsAs counts_as) {
  OutcomeStanding standing;
  standing.is_enrolled = true;
  if (counts_as == CountsAs::neither) {
    standing.has_neither = true;
  } else if (!outcome.has_lasted()) {
    standing.has_too_short = true;
  } else if (!enrolment.ended) {
    standing.has_outcome_while_enrolled = true;
  } else {
    standing.to_work = counts_as == CountsAs::work;
    standing.to_studies = counts_as == CountsAs::studies;
  }
  return standing;
}

// --- the rules --------------------------------------------------------------------------------

Reason why_succeeded(const OutcomeStanding& standing) {
  if (standing.to_work && standing.to_studies) return Reason::to_work_and_studies;
  return standing.to_work ? Reason::to_work : Reason::to_studies;
}

Reason why_not_succeeded(const OutcomeStanding& standing) {
  if (standing.has_outcome_while_enrolled) return Reason::outcome_while_enrolled;
  if (!standing.has_finished) return Reason::still_enrolled;
  if (standing.has_too_short) return Reason::outcome_too_short;
  return standing.has_neither ? Reason::outcome_neither : Reason::no_outcome;
}

Verdict success_if(bool is_counted, const OutcomeStanding& standing) {
  const Reason why =
      standing.has_succeeded() ? why_succeeded(standing) : why_not_succeeded(standing);
  return {is_counted ? Part::counted : Part::rest, why};
}

Verdict verdict_of(OutcomeFigure figure, const OutcomeStanding& standing) {
  if (!standing.is_enrolled) return {Part::left_out, standing.problem};
  switch (figure) {
    case OutcomeFigure::enrolled:
      return {Part::counted, Reason::enrolled};
    case OutcomeFigure::finished:
      return standing.has_finished ? Verdict{Part::counted, Reason::finished}
                                   : Verdict{Part::rest, Reason::still_enrolled};
    case OutcomeFigure::share_of_finished:
      if (!standing.has_finished) return {Part::left_out, why_not_succeeded(standing)};
      return success_if(standing.has_succeeded(), standing);
    case OutcomeFigure::succeeded:
    case OutcomeFigure::share_of_all:
      return success_if(standing.has_succeeded(), standing);
    case OutcomeFigure::to_work:
      return success_if(standing.to_work, standing);
    case OutcomeFigure::to_studies:
      return success_if(standing.to_studies, standing);
    case OutcomeFigure::succeeded_still_enrolled:
      return success_if(!standing.has_succeeded() && standing.has_outcome_while_enrolled, standing);
  }
  return {};
}

// --- the walk ---------------------------------------------------------------------------------

std::vector<OutcomeStanding> standings_in_all(const OutcomeCases& cases,
                                              std::span<const OutcomeType> types) {
  std::vector<OutcomeStanding> standings(cases.persons.size());
  for (const EnrolmentCase& enrolment : cases.enrolments) {
    standings[enrolment.person].merge(standing_of(enrolment));
  }
  for (const OutcomeCase& outcome : cases.outcomes) {
    if (outcome.enrolment == no_number) continue;
    standings[outcome.person].merge(
        standing_of(outcome, cases.enrolments[outcome.enrolment], types[outcome.type].counts_as));
  }
  return standings;
}

// Each group's persons, once each, in the order of the groups.
std::vector<GroupStanding> standings_in_groups(const OutcomeCases& cases,
                                               std::span<const OutcomeType> types,
                                               const OutcomeGrouping& grouping) {
  std::vector<GroupStanding> all;
  all.reserve(cases.enrolments.size() + cases.outcomes.size());
  std::vector<std::uint32_t> group_of(cases.enrolments.size());
  const auto add = [&](std::uint32_t group, std::uint32_t person, const OutcomeStanding& standing) {
    if (group != no_number) all.push_back({std::uint64_t{group} << 32 | person, standing});
  };
  for (std::size_t at = 0; at < cases.enrolments.size(); ++at) {
    const EnrolmentCase& enrolment = cases.enrolments[at];
    group_of[at] = grouping.group_of(enrolment);
    add(group_of[at], enrolment.person, standing_of(enrolment));
  }
  for (const OutcomeCase& outcome : cases.outcomes) {
    if (outcome.enrolment == no_number) continue;
    add(group_of[outcome.enrolment], outcome.person,
        standing_of(outcome, cases.enrolments[outcome.enrolment], types[outcome.type].counts_as));
  }
  put_in_order(all,
               [](const GroupStanding& a, const GroupStanding& b) { return a.place < b.place; });
  std::size_t kept = 0;
  for (std::size_t at = 1; at < all.size(); ++at) {
    if (all[at].place == all[kept].place) {
      all[kept].standing.merge(all[at].standing);
    } else {
      all[++kept] = all[at];
    }
  }
  if (!all.empty()) all.resize(kept + 1);
  return all;
}

// The figures of all come first, then those of each group.
std::size_t place_in_book(std::size_t group, std::size_t figure) {
  return group * outcome_figures_count + figure;
}

void judge(FigureBook& book, std::size_t group, const RowId& person,
           const OutcomeStanding& standing) {
  for (std::size_t figure = 0; figure < outcome_figures_count; ++figure) {
    book.add(place_in_book(group, figure),
             {person, RowId{}, verdict_of(static_cast<OutcomeFigure>(figure), standing)});
  }
}

FigureBook book_of(const OutcomeCases& cases, const OutcomeRows& rows,
                   const OutcomeGrouping& grouping, std::optional<std::size_t> asked) {
  FigureBook book((grouping.count() + 1) * outcome_figures_count, asked);
  const std::vector<OutcomeStanding> all = standings_in_all(cases, rows.types);
  for (std::size_t person = 0; person < all.size(); ++person) {
    judge(book, 0, cases.persons[person], all[person]);
  }
  for (const GroupStanding& entry : standings_in_groups(cases, rows.types, grouping)) {
    const auto person = static_cast<std::uint32_t>(entry.place);
    judge(book, (entry.place >> 32) + 1, cases.persons[person], entry.standing);
  }
  return book;
}

OutcomeFigures figures_in(const FigureBook& book, std::size_t group) {
  const auto tally = [&](OutcomeFigure figure) -> const Tally& {
    return book[place_in_book(group, static_cast<std::size_t>(figure))];
  };
  OutcomeFigures figures{tally(OutcomeFigure::enrolled).counted,
                         tally(OutcomeFigure::finished).counted,
                         tally(OutcomeFigure::succeeded).counted,
                         tally(OutcomeFigure::to_work).counted,
                         tally(OutcomeFigure::to_studies).counted,
                         tally(OutcomeFigure::succeeded_still_enrolled).counted,
                         std::nullopt};
  const auto of_finished = tally(OutcomeFigure::share_of_finished).share();
  const auto of_all = tally(OutcomeFigure::share_of_all).share();
  if (of_finished && of_all) figures.shares = Shares{*of_finished, *of_all};
  return figures;
}

// --- words ------------------------------------------------------------------------------------

constexpr std::array<const char*, outcome_figures_count> outcome_names = {
    "enrolled",          "finished",     "succeeded",
    "to_work",           "to_studies",   "succeeded_still_enrolled",
    "share_of_finished", "share_of_all",
};

LocalName rule_of(OutcomeFigure figure) {
  switch (figure) {
    case OutcomeFigure::enrolled:
      return {"Personer med minst en inskrivning som har börjat, var och en räknad en gång.",
              "Persons with at least one enrolment that has begun, each counted once."};
    case OutcomeFigure::finished:
      return {"Inskrivna med minst en avslutad inskrivning.",
              "Enrolled persons with at least one enrolment that has ended."};
    case OutcomeFigure::succeeded:
      return {"Avslutade som gick till arbete eller studier; den som gick till båda är en.",
              "Those who finished and went to work or studies; who went to both is one."};
    case OutcomeFigure::to_work:
      return {"Avslutade som gick till arbete.", "Those who finished and went to work."};
    case OutcomeFigure::to_studies:
      return {"Avslutade som gick till studier.", "Those who finished and went to studies."};
    case OutcomeFigure::succeeded_still_enrolled:
      return {"Har ett resultat som räknas, men inskrivningen pågår; ännu inte bland de lyckade.",
              "Have an outcome that counts, while the enrolment runs; not yet a success."};
    case OutcomeFigure::share_of_finished:
      return {"Andel av dem som avslutat som gick till arbete eller studier.",
              "The share of those who finished that went to work or studies."};
    case OutcomeFigure::share_of_all:
      return {"Andel av alla inskrivna som avslutat och gick till arbete eller studier.",
              "The share of all enrolled that finished and went to work or studies."};
  }
  return {};
}

// The outcomes that count for nothing, of the persons who are explained.
std::vector<Judged> left_out_of(const OutcomeCases& cases, const std::vector<Judged>& judged) {
  std::vector<Judged> records;
  for (const OutcomeCase& outcome : cases.outcomes) {
    if (outcome.enrolment != no_number) continue;
    const RowId& person = cases.persons[outcome.person];
    const auto at = std::lower_bound(
        judged.begin(), judged.end(), person,
        [](const Judged& entry, const RowId& id) { return entry.participant < id; });
    if (at == judged.end() || at->participant != person) continue;
    records.push_back({person, RowId{}, {Part::left_out, outcome.standing}});
  }
  sort_judged(records);
  return records;
}

const char* name_of_by(ReportBy by) {
  switch (by) {
    case ReportBy::unit:
      return "unit";
    case ReportBy::district:
      return "district";
    case ReportBy::year:
      return "year";
    case ReportBy::commissioner:
      return "commissioner";
  }
  return "unit";
}

Json group_json(const OutcomeGroup& group) {
  Json parts = Json::array();
  for (const GroupPart& part : group.parts) {
    parts.push_back({{"by", name_of_by(part.by)}, {"key", part.key}, {"name", part.name}});
  }
  return {{"key", key_of(group)},
          {"parts", std::move(parts)},
          {"figures", outcome_figures_json(group.figures)}};
}

}  // namespace

const char* name_of(OutcomeFigure figure) {
  return outcome_names[static_cast<std::size_t>(figure)];
}

std::optional<OutcomeFigure> outcome_figure_of(std::string_view name) {
  const auto at = std::find(outcome_names.begin(), outcome_names.end(), name);
  if (at == outcome_names.end()) return std::nullopt;
  return static_cast<OutcomeFigure>(at - outcome_names.begin());
}

std::string key_of(const OutcomeGroup& group) {
  std::string key;
  for (const GroupPart& part : group.parts) {
    if (&part != &group.parts.front()) key += '/';
    key += part.key;
  }
  return key;
}

GroupedOutcomes group_outcomes(const OutcomeRows& rows, std::span<const ReportBy> by) {
  const OutcomeCases cases = judge_outcomes(rows);
  const OutcomeGrouping grouping(rows, by, cases.enrolments);
  const FigureBook book = book_of(cases, rows, grouping, std::nullopt);
  GroupedOutcomes report;
  report.all = figures_in(book, 0);
  report.groups.reserve(grouping.count());
  for (std::uint32_t group = 0; group < grouping.count(); ++group) {
    report.groups.push_back({grouping.parts_of(group), figures_in(book, group + 1)});
  }
  for (const OutcomeCase& outcome : cases.outcomes) {
    report.outcomes_left_out += outcome.enrolment == no_number ? 1U : 0U;
  }
  for (const EnrolmentCase& enrolment : cases.enrolments) {
    report.enrolments_left_out += enrolment.is_valid() ? 0U : 1U;
    report.enrolments_elsewhere += enrolment.unit == no_number ? 1U : 0U;
  }
  return report;
}

Explanation explain_outcomes(const OutcomeRows& rows, std::span<const ReportBy> by,
                             OutcomeFigure figure, std::optional<std::size_t> group) {
  const OutcomeCases cases = judge_outcomes(rows);
  const OutcomeGrouping grouping(rows, by, cases.enrolments);
  Explanation explanation{name_of(figure), {}, rule_of(figure), false, {}, {}};
  if (group && *group >= grouping.count()) return explanation;
  const std::size_t asked = place_in_book(group ? *group + 1 : 0, static_cast<std::size_t>(figure));
  explanation.judged = book_of(cases, rows, grouping, asked).take_asked();
  explanation.records = left_out_of(cases, explanation.judged);
  if (group) {
    explanation.group = key_of({grouping.parts_of(static_cast<std::uint32_t>(*group)), {}});
  }
  return explanation;
}

Json outcome_figures_json(const OutcomeFigures& figures) {
  const auto share = [&](const Share Shares::*member) {
    return figures.shares ? share_json(*figures.shares.*member) : Json();
  };
  return {{"enrolled", figures.enrolled},
          {"finished", figures.finished},
          {"succeeded", figures.succeeded},
          {"to_work", figures.to_work},
          {"to_studies", figures.to_studies},
          {"succeeded_still_enrolled", figures.succeeded_still_enrolled},
          {"data", figures.shares.has_value()},
          {"share_of_finished", share(&Shares::of_finished)},
          {"share_of_all", share(&Shares::of_all)}};
}

Json grouped_outcomes_json(const GroupedOutcomes& report) {
  Json groups = Json::array();
  for (const OutcomeGroup& group : report.groups) groups.push_back(group_json(group));
  return {{"groups", std::move(groups)},
          {"all", outcome_figures_json(report.all)},
          {"outcomes_left_out", report.outcomes_left_out},
          {"enrolments_left_out", report.enrolments_left_out},
          {"enrolments_elsewhere", report.enrolments_elsewhere}};
}

Shape outcome_figures_shape() {
  using namespace shape;
  return named("outcome_figures", {{"enrolled", integer()},
                                   {"finished", integer()},
                                   {"succeeded", integer()},
                                   {"to_work", integer()},
                                   {"to_studies", integer()},
                                   {"succeeded_still_enrolled", integer()},
                                   {"data", flag()},
                                   {"share_of_finished", or_null(share_shape())},
                                   {"share_of_all", or_null(share_shape())}});
}

Shape grouped_outcomes_shape() {
  using namespace shape;
  const Shape part =
      named("group_part", {{"by", choice({"unit", "district", "year", "commissioner"})},
                           {"key", text()},
                           {"name", text()}});
  const Shape group =
      named("outcome_group",
            {{"key", text()}, {"parts", list(part)}, {"figures", outcome_figures_shape()}});
  return {{"groups", list(group)},
          {"all", outcome_figures_shape()},
          {"outcomes_left_out", integer()},
          {"enrolments_left_out", integer()},
          {"enrolments_elsewhere", integer()}};
}

}  // namespace brygga::casework
