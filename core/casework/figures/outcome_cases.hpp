// Enrolments and outcomes judged one by one, before anything is counted.
//
// All figures about outcomes (reports, targets, comparisons) stand on the same judgement of which
// enrolment an outcome belongs to and whether it counts. An outcome belongs to the person's latest
// valid enrolment that began on or before its first day. It counts when it has lasted its type's
// days_min, first and last day included, or has no last day yet; the number of days decides also
// when the last day lies ahead. Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "casework/civil_date.hpp"
#include "casework/figures/reason.hpp"
#include "casework/figures/row_numbers.hpp"
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
  std::optional<Date> to = std::nullopt;  // its last day; nothing: not over
};

struct ReportUnit {
  RowId id;
  std::string key;
  std::string name;
  std::string district = {};      // empty: none in particular
  std::string commissioner = {};  // likewise
};

// All that is counted about outcomes, in any order.
struct OutcomeRows {
  std::span<const ReportUnit> units;
  std::span<const EnrolmentRow> enrolments;
  std::span<const OutcomeRow> outcomes;
  std::span<const OutcomeType> types;
  // The day for which the figures hold: what begins later has not begun, what ends later runs.
  Date as_of = date_max;
};

struct EnrolmentCase {
  std::uint32_t person = 0;
  std::uint32_t unit = no_number;  // which of the units; no_number: not listed
  RowId unit_id;
  Date start;
  std::optional<Date> ended;           // by the day of the report
  Reason standing = Reason::enrolled;  // or why it is left out
  bool is_valid() const { return standing == Reason::enrolled; }
};

struct OutcomeCase {
  std::uint32_t person = 0;
  std::uint32_t enrolment = no_number;  // which of the enrolments it belongs to
  std::uint32_t type = no_number;       // which of the types
  // no_outcome: judged by itself it counts as what its type says; outcome_too_short; else why it
  // belongs to no enrolment.
  Reason standing = Reason::no_outcome;
  bool has_lasted() const { return standing == Reason::no_outcome; }
};

struct OutcomeCases {
  std::vector<RowId> persons;             // by number
  std::vector<EnrolmentCase> enrolments;  // by person and start
  std::vector<OutcomeCase> outcomes;      // those that belong to no enrolment too
};

OutcomeCases judge_outcomes(const OutcomeRows& rows);

}  // namespace brygga::casework
