#include "casework/outcome_report.hpp"

#include <array>
#include <utility>

#include "casework/programme_json.hpp"

namespace brygga::casework {

OutcomeReport make_outcome_report(std::span<const ReportUnit> units,
                                  std::span<const EnrolmentRow> enrolments,
                                  std::span<const OutcomeRow> outcomes,
                                  std::span<const OutcomeType> rule, Date as_of) {
  constexpr std::array by = {ReportBy::unit};
  GroupedOutcomes grouped = group_outcomes({units, enrolments, outcomes, rule, as_of}, by);
  OutcomeReport report{{},
                       grouped.all,
                       {rule.begin(), rule.end()},
                       grouped.outcomes_left_out,
                       grouped.enrolments_left_out,
                       grouped.enrolments_elsewhere};
  report.units.reserve(units.size());
  for (std::size_t unit = 0; unit < units.size(); ++unit) {
    report.units.push_back({units[unit], grouped.groups[unit].figures});
  }
  return report;
}

Json report_json(const OutcomeReport& report) {
  Json units = Json::array();
  for (const UnitFigures& entry : report.units) {
    units.push_back({{"id", to_string(entry.unit.id.uuid)},
                     {"key", entry.unit.key},
                     {"name", entry.unit.name},
                     {"figures", outcome_figures_json(entry.figures)}});
  }
  Json rule = Json::array();
  for (const OutcomeType& type : report.rule) {
    rule.push_back({{"outcome", type.key}, {"counts_as", name_of(type.counts_as)}});
  }
  return {{"units", std::move(units)},
          {"all", outcome_figures_json(report.all)},
          {"rule", std::move(rule)},
          {"outcomes_left_out", report.outcomes_left_out},
          {"enrolments_left_out", report.enrolments_left_out},
          {"enrolments_elsewhere", report.enrolments_elsewhere}};
}

Shape::Members outcome_report_members() {
  using namespace shape;
  const Shape of_unit = named(
      "unit_figures",
      {{"id", id()}, {"key", text()}, {"name", text()}, {"figures", outcome_figures_shape()}});
  const Shape rule = named("outcome_rule", {{"outcome", text()}, {"counts_as", counts_as_shape()}});
  return {{"units", list(of_unit)},
          {"all", outcome_figures_shape()},
          {"rule", list(rule)},
          {"outcomes_left_out", integer()},
          {"enrolments_left_out", integer()},
          {"enrolments_elsewhere", integer()}};
}

}  // namespace brygga::casework
