// The same help wherever one lives? Waiting, coaching and praktik by district of residence.
//
// Persons are counted, once each, where they live. Small cells are hidden, and so are those that
// could be computed from the rest (small_cells.hpp). Persons with a protected identity are in no
// figure here, and no explanation names them. Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "casework/figures/coaching_time.hpp"
#include "casework/figures/judgement.hpp"
#include "casework/figures/small_cells.hpp"

namespace brygga::casework {

class Shape;

struct ResidentRow {
  RowId participant;
  std::string district;  // of residence; empty: not known
  bool is_protected = false;
};

struct WaitRow {
  RowId participant;
  Date first_contact;         // or the referral
  std::optional<Date> start;  // of the enrolment; nothing: still waiting
};

struct PraktikRow {
  RowId participant;
  Date start;
  std::optional<Date> ended = std::nullopt;
};

// All that the comparison is made of, in any order.
struct EquityRows {
  std::span<const ResidentRow> residents;
  std::span<const WaitRow> waits;
  std::span<const CoachingRow> coaching;
  std::span<const PraktikRow> praktik;
  Period period;                  // starts, entries and placements within it count
  std::uint32_t persons_min = 5;  // the smallest cell that is shown
};

struct DistrictFigures {
  std::string district;
  Shown<std::uint32_t> persons;
  Shown<std::int64_t> waiting_days_median;          // of those who began within the period
  Shown<std::int64_t> coaching_minutes_per_person;  // of all who live there, rounded half up
  Shown<Share> praktik;                             // of all who live there
};

struct EquityReport {
  std::vector<DistrictFigures> districts;  // by name, byte by byte
  DistrictFigures all;
  Shown<std::uint32_t> without_district;  // persons
  Shown<std::uint32_t> protected_persons;
  std::uint32_t persons_min = 5;
};

EquityReport compare_districts(const EquityRows& rows);

enum class EquityFigure : std::uint8_t { persons, waiting_days, coaching_minutes, praktik };

// district: as named in the report; nothing: all. A hidden figure lists nobody; those with a
// protected identity are listed without an id, and not at all where their number is hidden.
Explanation explain_equity(const EquityRows& rows, EquityFigure figure,
                           std::optional<std::string_view> district);

// {"districts": [{"district", "persons": {"hidden", "value"}, "waiting_days_median",
// "coaching_minutes_per_person", "praktik": {"hidden", "value": share}}], "all",
// "without_district", "protected_persons", "persons_min"}
Json equity_json(const EquityReport& report);
Shape equity_shape();

}  // namespace brygga::casework
