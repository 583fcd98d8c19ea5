// What stands behind the participant hours of a unit: a line for each check-in, with when it was,
// when it was saved and by what a clock, and when the office received it.
//
// The check-ins are those of unit_checkins(), and their minutes those of attendance_hours(), so
// that the lines of a month add up to its hours; corrected ones are listed with 0. What only an
// office knows of a check-in is asked of the caller. Values; a source is asked.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "casework/hours_chain.hpp"

namespace brygga::casework {

// How a check-in came to the office.
struct CheckinArrival {
  std::optional<std::uint64_t> received_ms;  // ms since 1970 UTC; nothing: not known any more
  std::string device;  // that it was saved on, as the office names it; empty: the office's own
};
using ArrivalOf = std::function<Result<CheckinArrival>(const RowId& checkin)>;

// Times are ms since 1970 UTC. What the check-in itself says stands as it was recorded; what a
// correction takes from the check-in that it corrects shows in the counted minutes alone.
struct AttendanceLine {
  RowId checkin;
  RowId participant;  // of joined records, the one that stands for the person
  // Empty, with place and supervisor, for a person of whom some record has a protected identity.
  std::string name;
  std::uint64_t at_ms = 0;
  std::optional<std::uint64_t> captured_ms;  // by the device's clock
  std::string clock;                         // "compared", "old" or "unknown"
  CheckinArrival arrival;
  Date day;  // on which it counts
  std::string recorded_by;
  std::optional<std::int64_t> planned_minutes;
  std::optional<std::int64_t> attended_minutes;
  std::string place;
  std::string activity;
  std::string moment;  // "arrived" or "left", of a check-in at a kiosk; else empty
  RowId corrects;      // nil: none
  RowId corrected_by;  // the latest correction; nil: none
  bool is_signed = false;
  std::string supervisor;
  bool is_signed_by_supervisor = false;
  std::uint32_t counted_minutes = 0;  // that are in the hours of the day's month
  Reason reason = Reason::attended;   // why they are, or are not
};

// By day, participant and id. month: nothing: all.
Result<std::vector<AttendanceLine>> attendance_evidence(RowSource& source,
                                                        const ProgrammeRow& programme,
                                                        const RowId& unit,
                                                        std::optional<Month> month,
                                                        const ArrivalOf& arrival_of);

// A file for a Swedish spreadsheet, as report_csv.hpp says; times in ISO 8601, UTC.
std::string attendance_csv(const std::vector<AttendanceLine>& lines);

}  // namespace brygga::casework
