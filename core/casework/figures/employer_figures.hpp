// What was done with employers: contacts, placements by kind, and training per level and sector.
//
// Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "casework/figures/fidelity.hpp"
#include "casework/figures/judgement.hpp"
#include "casework/programme_definition.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

enum class PlaceKind : std::uint8_t { praktik, job };

// "praktik" or "job".
const char* name_of(PlaceKind kind);

struct EmployerRow {
  RowId employer;
};

struct PlacementRow {
  RowId placement;
  RowId participant;
  RowId employer;
  RowId opening;  // that it fills; nil: none
  PlaceKind kind = PlaceKind::praktik;
  Date start;
  std::optional<Date> ended = std::nullopt;
  bool is_cancelled = false;
};

struct TrainingRow {
  RowId session;
  RowId employer;
  std::string level;   // as "leadership" or "co_workers"
  std::string sector;  // as "public" or "private"
  Date on;
  std::uint32_t headcount = 0;
};

struct EmployerRows {
  std::span<const EmployerRow> employers;
  std::span<const EmployerContactRow> contacts;
  std::span<const PlacementRow> placements;
  std::span<const TrainingRow> training;
  Period period;  // contacts, starts of placements and sessions within it count
};

struct EmployerCounts {
  RowId employer;
  std::uint32_t contacts = 0;
  std::uint32_t praktik = 0;
  std::uint32_t jobs = 0;
};

struct TrainingFigures {
  std::string level;
  std::string sector;
  std::uint32_t sessions = 0;
  std::int64_t headcount = 0;  // of all sessions: who came twice is two
};

struct EmployerFigures {
  std::vector<EmployerCounts> employers;  // by id; also those of whom nothing is recorded
  std::uint32_t contacts = 0;
  std::uint32_t praktik = 0;
  std::uint32_t jobs = 0;
  std::vector<TrainingFigures> training;  // by level and sector
  std::uint32_t rows_left_out = 0;
};

EmployerFigures employer_figures(const EmployerRows& rows);

enum class EmployerFigure : std::uint8_t { contacts, praktik, jobs, training };

// The records behind a figure, of one employer or of all; a session of training with its headcount.
Explanation explain_employers(const EmployerRows& rows, EmployerFigure figure,
                              std::optional<RowId> employer);

// {"employers": [{"employer", "contacts", "praktik", "jobs"}], "contacts", "praktik", "jobs",
// "training": [{"level", "sector", "sessions", "headcount"}], "rows_left_out"}
Json employer_json(const EmployerFigures& figures);
// With the names that a report adds.
Shape::Members employer_members();

}  // namespace brygga::casework
