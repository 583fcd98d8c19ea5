// The sealed months of participant hours of a programme at a unit, as they are stored, and the
// hours that the records say now.
//
// A month lies in a row of report_period, whose figures are the bytes that the hash is taken over
// (docs/FIGURES.md), so that a sealed month can be checked without this program. Two devices that
// sealed the same month alike sealed one month; of two that differ the one stands that goes on with
// the chain, and of two such the one that the office received first. A source is asked; values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "casework/figures/sealed_hours.hpp"
#include "casework/known_rows.hpp"
#include "casework/report_rows.hpp"

namespace brygga::casework {

struct StoredSeal {
  RowId row;
  SealedMonth month;
  std::int64_t received = 0;  // in the office's order; not yet: the greatest number
  bool has_lost = false;  // to another seal of the same month: superseded, though no row says so
};

// By month and revision.
Result<std::vector<StoredSeal>> read_seals(RowSource& source, const RowId& programme,
                                           const RowId& unit);
SealChain chain_of(const std::vector<StoredSeal>& seals);

// SHA-256.
SealHash seal_hash(ByteView bytes);

// Check-ins that lie within an enrolment, corrected ones among them: what hours are made of.
struct EnrolledCheckins {
  std::vector<AttendanceRow> rows;
  std::vector<Date> days;     // on which the rows count, in their order
  std::uint32_t outside = 0;  // outside of every enrolment, or at another unit
};
// The check-in as hours are made of it.
AttendanceRow attendance_of(const CheckinRow& checkin);
// Of one unit, or of all (nil). A check-in counts at the unit at which its participant was enrolled
// on that day.
EnrolledCheckins enrolled_checkins(const std::vector<CheckinRow>& checkins,
                                   const ProgrammeEnrolments& enrolments, const RowId& unit);
// All that the source has of the unit.
Result<EnrolledCheckins> unit_checkins(RowSource& source, const JoinedPersons& joined,
                                       const ProgrammeRow& programme, const RowId& unit);

// All months of the unit, by the records.
Result<AttendanceHours> unit_hours(RowSource& source, const ProgrammeRow& programme,
                                   const RowId& unit);

// What the records say of one participant's month, at each unit where they were enrolled in it.
Result<std::vector<std::uint32_t>> minutes_of(RowSource& source, const ProgrammeRow& programme,
                                              const RowId& participant, Month month);

// "2026-09"; nothing for any other text.
std::optional<Month> parse_month(const std::string& text);

}  // namespace brygga::casework
