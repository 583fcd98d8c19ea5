// What a programme's work led to, per unit, district, year and commissioner, and who is behind each
// number.
//
// Persons are counted, once each, per group and in all. The share of those who finished and the
// share of all are one value and always travel together, since either alone misleads; where nobody
// has finished there is no data yet, which is not 0 %. Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "casework/figures/judgement.hpp"
#include "casework/figures/outcome_cases.hpp"
#include "casework/figures/share.hpp"
#include "casework/json.hpp"
#include "casework/programme_definition.hpp"

namespace brygga::casework {

class Shape;

struct Shares {
  Share of_finished;
  Share of_all;
};

// The figures of one group, or of all. Each number is a number of persons.
struct OutcomeFigures {
  std::uint32_t enrolled = 0;
  std::uint32_t finished = 0;    // with at least one enrolment that has ended
  std::uint32_t succeeded = 0;   // finished, and to work or studies; a person in both is one
  std::uint32_t to_work = 0;     // of the succeeded
  std::uint32_t to_studies = 0;  // of the succeeded
  // Has an outcome that counts, but the enrolment still runs: not yet among the succeeded.
  std::uint32_t succeeded_still_enrolled = 0;
  std::optional<Shares> shares;  // nothing: no data yet
};

// The figures that can be asked about.
enum class OutcomeFigure : std::uint8_t {
  enrolled,
  finished,
  succeeded,
  to_work,
  to_studies,
  succeeded_still_enrolled,
  share_of_finished,
  share_of_all,
};
inline constexpr std::size_t outcome_figures_count = 8;

// "share_of_finished" and so on, as the members of report_json are called.
const char* name_of(OutcomeFigure figure);
std::optional<OutcomeFigure> outcome_figure_of(std::string_view name);

// One of the things that a group is a group by.
struct GroupPart {
  ReportBy by = ReportBy::unit;
  std::string key;   // of the unit; of the others what they are called: "2025", "Distrikt 3"
  std::string name;  // empty: none in particular
};

struct OutcomeGroup {
  std::vector<GroupPart> parts;  // in the order of the report's `by`
  OutcomeFigures figures;
};

// "distrikt_3/2025", the keys of its parts: what a group is asked about by.
std::string key_of(const OutcomeGroup& group);

struct GroupedOutcomes {
  // Each combination that the listed units allow, with each year in which an enrolment began; in
  // the order of the units, districts and commissioners as listed, and of the years; the last
  // varies fastest. An enrolment belongs to the year in which it began.
  std::vector<OutcomeGroup> groups;
  OutcomeFigures all;  // a person in two groups is one here
  // Outcomes that no figure holds: of an unknown type, impossible, or before every enrolment.
  std::uint32_t outcomes_left_out = 0;
  // Enrolments that no figure holds: ended before they began, or not begun by the report's day.
  std::uint32_t enrolments_left_out = 0;
  // Enrolments at a unit that is not listed; they count in all, and in no group of units.
  std::uint32_t enrolments_elsewhere = 0;
};

GroupedOutcomes group_outcomes(const OutcomeRows& rows, std::span<const ReportBy> by);

// group: its place in GroupedOutcomes::groups for the same rows; nothing: all. Empty when there is
// no such group.
Explanation explain_outcomes(const OutcomeRows& rows, std::span<const ReportBy> by,
                             OutcomeFigure figure, std::optional<std::size_t> group);

Json outcome_figures_json(const OutcomeFigures& figures);
Shape outcome_figures_shape();

// {"groups": [{"key", "parts": [{"by", "key", "name"}], "figures"}], "all": figures,
// "outcomes_left_out", "enrolments_left_out", "enrolments_elsewhere"}; figures as in report_json.
Json grouped_outcomes_json(const GroupedOutcomes& report);
Shape grouped_outcomes_shape();

}  // namespace brygga::casework
