// Seats: how many there are for praktik and jobs, how many are taken, and what roles they belong
// to.
//
// A seat is taken by a placement that is planned or runs on the day. Openings filled beyond their
// seats are told as overbooked; a free seat elsewhere does not cover for them. Values; pure
// functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "casework/figures/employer_figures.hpp"
#include "casework/figures/judgement.hpp"

namespace brygga::casework {

class Shape;

inline constexpr std::uint32_t opening_seats_max = 10000;

struct OpeningRow {
  RowId opening;
  RowId employer;
  RowId role;  // the role template it was made from; nil: none
  PlaceKind kind = PlaceKind::praktik;
  std::uint32_t seats = 0;
  bool is_closed = false;
};

enum class RoleStatus : std::uint8_t { draft, published, rejected, withdrawn };
inline constexpr std::size_t role_statuses_count = 4;

// "draft", "published", "rejected" or "withdrawn".
const char* name_of(RoleStatus status);

struct RoleRow {
  RowId role;
  RoleStatus status = RoleStatus::draft;
};

struct SeatRows {
  std::span<const OpeningRow> openings;
  std::span<const PlacementRow> placements;
  std::span<const RoleRow> roles;
  Date as_of;
};

struct SeatCounts {
  std::uint32_t openings = 0;
  std::int64_t seats = 0;
  std::int64_t taken = 0;
  std::int64_t free = 0;
  std::int64_t overbooked = 0;  // taken beyond the seats of their openings
};

struct RoleSeats {
  RowId role;
  RoleStatus status = RoleStatus::draft;
  SeatCounts seats;
};

struct SeatFigures {
  SeatCounts praktik;
  SeatCounts jobs;
  std::vector<RoleSeats> roles;                               // by id
  std::array<std::uint32_t, role_statuses_count> statuses{};  // roles, by RoleStatus
  std::uint32_t openings_left_out = 0;                        // closed, or with impossible seats
  std::uint32_t placements_left_out = 0;                      // of no open opening, over, cancelled
};

SeatFigures seat_figures(const SeatRows& rows);

enum class SeatFigure : std::uint8_t { praktik_openings, job_openings, praktik_taken, jobs_taken };

// The openings with their seats, or the placements that take them; of one role, or of all.
Explanation explain_seats(const SeatRows& rows, SeatFigure figure, std::optional<RowId> role);

// {"praktik": {"openings", "seats", "taken", "free", "overbooked"}, "job", "roles": [{"role",
// "status", "seats"}], "statuses": {"draft": n, ...}, "openings_left_out", "placements_left_out"}
Json seat_json(const SeatFigures& figures);
// With the names that a report adds.
Shape seat_shape();

}  // namespace brygga::casework
