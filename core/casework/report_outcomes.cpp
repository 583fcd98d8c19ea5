#include <map>
#include <utility>

#include "casework/figures/county_view.hpp"
#include "casework/figures/exit_comparison.hpp"
#include "casework/figures/outcome_figures.hpp"
#include "casework/figures/target_figures.hpp"
#include "casework/report_kinds.hpp"

namespace brygga::casework {

namespace {

// The rows of a desk about outcomes, and what refers to them.
struct OutcomeDesk {
  ProgrammeEnrolments of;
  std::vector<EnrolmentRow> enrolments;
  std::vector<OutcomeRow> outcomes;
  const ReportDesk& desk;

  OutcomeRows rows() const {
    return {desk.units, enrolments, outcomes, desk.definition().outcomes, desk.as_of()};
  }
};

Result<OutcomeDesk> outcome_desk(const ReportDesk& desk) {
  OutcomeDesk read{{}, {}, {}, desk};
  BRYGGA_ASSIGN(read.of, desk.enrolments());
  read.enrolments = enrolment_rows(read.of);
  BRYGGA_ASSIGN(read.outcomes, read_outcomes(desk.source, desk.joined, read.of));
  return read;
}

// --- outcomes -----------------------------------------------------------------------------------

std::vector<ReportBy> by_of(const ReportDesk& desk) {
  if (!desk.request.by.empty() || desk.definition().reports.empty()) return desk.request.by;
  return desk.definition().reports.front().by;
}

Result<Json> outcome_figures(const ReportDesk& desk) {
  BRYGGA_ASSIGN(const OutcomeDesk read, outcome_desk(desk));
  return grouped_outcomes_json(group_outcomes(read.rows(), by_of(desk)));
}

Result<Explanation> explain_outcome(const ReportDesk& desk, const FigureChoice& choice) {
  const auto figure = outcome_figure_of(choice.figure);
  if (!figure) {
    return no_such_figure(
        "enrolled, finished, succeeded, to_work, to_studies, succeeded_still_enrolled, "
        "share_of_finished, share_of_all");
  }
  BRYGGA_ASSIGN(const OutcomeDesk read, outcome_desk(desk));
  const std::vector<ReportBy> by = by_of(desk);
  if (choice.group.empty()) return explain_outcomes(read.rows(), by, *figure, std::nullopt);
  const GroupedOutcomes grouped = group_outcomes(read.rows(), by);
  for (std::size_t group = 0; group < grouped.groups.size(); ++group) {
    if (key_of(grouped.groups[group]) != choice.group) continue;
    return explain_outcomes(read.rows(), by, *figure, group);
  }
  return no_such_group(choice.group);
}

// --- targets and comparison ---------------------------------------------------------------------

Result<Json> targets(const ReportDesk& desk) {
  BRYGGA_ASSIGN(const OutcomeDesk read, outcome_desk(desk));
  Json list = Json::array();
  for (const TargetRule& rule : desk.definition().targets) {
    list.push_back(target_json(target_figures(read.rows(), rule)));
  }
  return Json{{"targets", std::move(list)}};
}

Result<Explanation> explain_targets(const ReportDesk& desk, const FigureChoice& choice) {
  for (const TargetRule& rule : desk.definition().targets) {
    if (rule.key != choice.figure) continue;
    if (!choice.group.empty()) return no_such_group(choice.group);
    BRYGGA_ASSIGN(const OutcomeDesk read, outcome_desk(desk));
    return explain_target(read.rows(), rule);
  }
  return no_such_figure(keys_of(desk.definition().targets));
}

Result<Json> comparison(const ReportDesk& desk) {
  const auto& rule = desk.definition().comparison;
  if (!rule) return Json{{"comparison", nullptr}};
  BRYGGA_ASSIGN(const OutcomeDesk read, outcome_desk(desk));
  return Json{{"comparison", comparison_json(compare_exits(read.rows(), *rule))}};
}

Result<Explanation> explain_comparison(const ReportDesk& desk, const FigureChoice& choice) {
  const auto& rule = desk.definition().comparison;
  const bool is_before = choice.figure == "before";
  if (!rule || (!is_before && choice.figure != "after")) return no_such_figure("before, after");
  if (!choice.group.empty()) return no_such_group(choice.group);
  BRYGGA_ASSIGN(const OutcomeDesk read, outcome_desk(desk));
  return explain_exits(read.rows(), *rule,
                       is_before ? ComparedPeriod::before : ComparedPeriod::after);
}

// --- county -------------------------------------------------------------------------------------

struct CountyRows {
  std::vector<CountyPlace> places;
  std::vector<CountyPerson> persons;
};

// What one person's enrolments at one place come to; a success is one of an enrolment that ended.
CountyRows county_rows(const OutcomeDesk& read, const std::vector<ResidentRow>& residents) {
  const ReportDesk& desk = read.desk;
  const OutcomeCases cases = judge_outcomes(read.rows());
  CountyRows rows;
  rows.places.reserve(desk.units.size());
  for (const ReportUnit& unit : desk.units) rows.places.push_back({unit.name, false});
  std::unordered_map<RowId, bool> is_protected;
  for (const ResidentRow& one : residents) {
    is_protected[one.participant] |= one.is_protected;
  }
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> known;
  const auto person_at = [&](const EnrolmentCase& enrolment) -> CountyPerson& {
    const auto [entry, is_new] =
        known.emplace(std::pair(enrolment.unit, enrolment.person), rows.persons.size());
    if (is_new) {
      const RowId& who = cases.persons[enrolment.person];
      rows.persons.push_back({who, enrolment.unit, is_protected[who]});
    }
    return rows.persons[entry->second];
  };
  for (const EnrolmentCase& enrolment : cases.enrolments) {
    if (!enrolment.is_valid()) continue;
    person_at(enrolment).has_finished |= enrolment.ended.has_value();
    if (enrolment.unit != no_number) rows.places[enrolment.unit].takes_part = true;
  }
  for (const OutcomeCase& outcome : cases.outcomes) {
    const bool counts = outcome.enrolment != no_number && outcome.has_lasted() &&
                        desk.definition().outcomes[outcome.type].counts_as != CountsAs::neither;
    if (!counts) continue;
    const EnrolmentCase& enrolment = cases.enrolments[outcome.enrolment];
    if (enrolment.ended) person_at(enrolment).has_succeeded = true;
  }
  return rows;
}

Result<Json> county(const ReportDesk& desk) {
  BRYGGA_ASSIGN(const OutcomeDesk read, outcome_desk(desk));
  BRYGGA_ASSIGN(const ReportPersons persons, desk.persons(read.of));
  const CountyRows rows = county_rows(read, persons.residents);
  return county_json(county_view(rows.places, rows.persons));
}

Result<Explanation> explain_county(const ReportDesk&, const FigureChoice&) {
  return Error{ErrorCode::refused, "The county's view holds counts alone; nobody is behind them.",
               false, "no_explanation"};
}

}  // namespace

std::vector<ReportKind> outcome_kinds() {
  using namespace shape;
  return {
      {"outcomes", outcome_figures, explain_outcome, grouped_outcomes_shape()},
      {"targets", targets, explain_targets, {{"targets", list(target_shape())}}},
      {"comparison", comparison, explain_comparison, {{"comparison", or_null(comparison_shape())}}},
      {"county", county, explain_county, county_shape()}};
}

}  // namespace brygga::casework
