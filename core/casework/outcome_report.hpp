// What a programme's work led to, per unit: the report that report.outcomes gives.
//
// The rules are in figures/outcome_figures.hpp, which also groups by more than units and says who
// is behind each number. Drawing tables is for clients. Values; no threads, clock or I/O.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "casework/figures/limit_clock.hpp"
#include "casework/figures/outcome_figures.hpp"
#include "casework/json.hpp"
#include "casework/programme_definition.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

struct UnitFigures {
  ReportUnit unit;
  OutcomeFigures figures;
};

struct OutcomeReport {
  std::vector<UnitFigures> units;  // in the order given, also those without any enrolment
  OutcomeFigures all;              // a person enrolled at two units is one here
  std::vector<OutcomeType> rule;   // which outcomes counted as what
  // Outcomes that no figure holds: of an unknown type, impossible, or before every enrolment of the
  // person.
  std::uint32_t outcomes_left_out = 0;
  // Enrolments that no figure holds: ended before they began, or not begun by the report's day.
  std::uint32_t enrolments_left_out = 0;
  // Enrolments at a unit that is not in the list; they count in all, and in no unit.
  std::uint32_t enrolments_elsewhere = 0;
};

// An outcome belongs to the person's latest enrolment that started on or before its date, and
// counts for that enrolment's unit. The order of the rows does not matter.
OutcomeReport make_outcome_report(std::span<const ReportUnit> units,
                                  std::span<const EnrolmentRow> enrolments,
                                  std::span<const OutcomeRow> outcomes,
                                  std::span<const OutcomeType> rule, Date as_of = date_max);

// {"units": [{"key", "name", "figures"}], "all": figures, "rule": [...], ...}, where figures is
// {"enrolled", "finished", "succeeded", "to_work", "to_studies", "succeeded_still_enrolled",
// "data": true, "share_of_finished": {"count", "of", "per_mille"}, "share_of_all": {...}}; without
// data "data" is false and both shares are null.
Json report_json(const OutcomeReport& report);

Shape::Members outcome_report_members();

}  // namespace brygga::casework
