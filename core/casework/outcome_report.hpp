// What a programme's work led to: the figures, as pure functions over rows.
//
// Persons are counted, once each, per unit and in all. The share of those who finished and the
// share of all are one value and always travel together, since either alone misleads; where
// nobody has finished there is no data yet, which is not 0 %. Shares are whole per mille, rounded
// half up, so that every platform prints the same figure: 288 of 480 is 600 (60.0 %), 288 of 1240
// is 232 (23.2 %). Drawing tables is for clients. Values; no threads, clock or I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "casework/civil_date.hpp"
#include "casework/json.hpp"
#include "casework/programme_definition.hpp"

namespace brygga::casework {

struct EnrolmentRow {
  RowId participant;
  RowId unit;
  Date start;
  std::optional<Date> ended;  // there when the enrolment has finished
};

struct OutcomeRow {
  RowId participant;
  std::string type;  // the key of an OutcomeType
  Date from;
};

struct ReportUnit {
  RowId id;
  std::string key;
  std::string name;
};

// A part of a whole, with the exact counts beside the rounded figure.
struct Share {
  std::uint32_t count = 0;
  std::uint32_t of = 0;         // never 0
  std::uint32_t per_mille = 0;  // rounded half up
};

struct Shares {
  Share of_finished;
  Share of_all;
};

// The figures of one unit, or of all. Each number is a number of persons.
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

struct UnitFigures {
  ReportUnit unit;
  OutcomeFigures figures;
};

struct OutcomeReport {
  std::vector<UnitFigures> units;  // in the order given, also those without any enrolment
  OutcomeFigures all;              // a person enrolled at two units is one here
  std::vector<OutcomeType> rule;   // which outcomes counted as what
  // Outcomes that no figure holds: of an unknown type, or before every enrolment of the person.
  std::uint32_t outcomes_left_out = 0;
  // Enrolments at a unit that is not in the list; they count in all, and in no unit.
  std::uint32_t enrolments_elsewhere = 0;
};

// The count as per mille of the whole, rounded half up; nothing when the whole is 0.
std::optional<Share> make_share(std::uint32_t count, std::uint32_t of);

// An outcome belongs to the person's latest enrolment that started on or before its date, and
// counts for that enrolment's unit. The order of the rows does not matter.
OutcomeReport make_outcome_report(std::span<const ReportUnit> units,
                                  std::span<const EnrolmentRow> enrolments,
                                  std::span<const OutcomeRow> outcomes,
                                  std::span<const OutcomeType> rule);

// {"units": [{"key", "name", "figures"}], "all": figures, "rule": [...], ...}, where figures is
// {"enrolled", "finished", "succeeded", "to_work", "to_studies", "succeeded_still_enrolled",
// "data": true, "share_of_finished": {"count", "of", "per_mille"}, "share_of_all": {...}}; without
// data "data" is false and both shares are null.
Json report_json(const OutcomeReport& report);

// The last day of an enrolment that may last so many months from its start.
Date limit_date(Date start, int months);

struct LimitWarning {
  int days_before = 0;
  Date on;  // the day from which the warning shows
};

// One for each number of days before the limit, from the earliest day to the latest.
std::vector<LimitWarning> limit_warnings(Date limit, std::span<const int> days_before);

// How an enrolment stands to its limit on a day.
struct LimitStanding {
  std::int32_t days_left = 0;       // 0 on the limit itself, negative after it
  std::optional<int> warning_days;  // the latest warning that shows; nothing before the first
  bool is_past = false;             // the limit itself is still within
};

LimitStanding limit_standing(Date limit, std::span<const int> days_before, Date today);

}  // namespace brygga::casework
