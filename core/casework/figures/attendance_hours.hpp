// Attended minutes per participant and month, from check-ins and the corrections of them: what ESF
// participant hours are made of.
//
// A correction stands in the place of what it corrects, and a correction of a correction in the
// place of both; of two corrections of the same record the one that the office received last holds.
// Minutes belong to the month of the first record of a chain, so that a late correction changes the
// month it is about and not the one it came in. Months are given by the caller, from the office's
// time in Europe/Stockholm: no device's clock decides a month. Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/uuid.hpp"
#include "casework/figures/judgement.hpp"
#include "casework/figures/month.hpp"
#include "casework/figures/row_numbers.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

inline constexpr std::uint32_t attended_minutes_max = 1440;

struct AttendanceRow {
  RowId checkin;
  RowId participant;
  RowId corrects;  // the check-in that this one replaces; nil: none
  Month month;
  std::uint64_t received_ms = 0;  // by the office, ms since 1970 UTC
  std::uint32_t minutes = 0;      // attended
  // Of who came or left at a kiosk, what became of it; nothing: the record states its minutes.
  std::optional<Reason> of_stay = std::nullopt;
};

// A coach vouches for a participant's month, as it was when the coach saw it.
struct AttestationRow {
  RowId participant;
  Month month;
  std::uint32_t minutes = 0;  // that were attested
};

struct ParticipantMonth {
  RowId participant;
  Month month;
  std::uint32_t minutes = 0;  // more than 0
  bool is_attested = false;   // for exactly these minutes

  friend bool operator==(const ParticipantMonth&, const ParticipantMonth&) = default;
};

struct AttendanceHours {
  std::vector<ParticipantMonth> months;  // by month, then participant
  std::uint32_t checkins = 0;            // that count, corrected ones not among them
  std::uint32_t left_out = 0;
};

AttendanceHours attendance_hours(std::span<const AttendanceRow> checkins,
                                 std::span<const AttestationRow> attestations);

// How a check-in stands among the corrections.
struct CheckinStanding {
  Reason standing = Reason::attended;  // attended: it holds; else why it does not
  std::uint32_t first = 0;  // where in the list its chain begins; of a ring, the row's own
  std::uint32_t corrected_by = no_number;  // where the latest correction of it is; no_number: none
};

// By check-in. Only ids, participants and the order of receipt are looked at.
std::vector<CheckinStanding> stand(std::span<const AttendanceRow> checkins);
// Whether a check-in that stands so is in the hours, and why; its minutes are the value.
Judged judge_attendance(const AttendanceRow& checkin, Reason standing);

// The check-ins of a month with their minutes, and those that do not count and why.
Explanation explain_attendance(std::span<const AttendanceRow> checkins, Month month);

// {"months": [{"month", "participant", "minutes", "attested"}], "checkins", "left_out"}
Json attendance_json(const AttendanceHours& hours);
// With the names that a report adds.
Shape::Members attendance_members();

}  // namespace brygga::casework
