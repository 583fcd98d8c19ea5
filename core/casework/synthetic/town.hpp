// The town around synthetic cases: programmes, units, staff, employers and their seats.
//
// Made once, before the first case; only the seats change afterwards, so that no opening ever holds
// more than it has. A town belongs to one thread at a time; all else are values and pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "casework/civil_date.hpp"
#include "casework/office_rows.hpp"
#include "casework/programme_definition.hpp"
#include "casework/synthetic/dice.hpp"

namespace brygga::casework {

struct MunicipalityOptions;

struct SyntheticStaff {
  RowId id;
  NewStaff person;
};

struct SyntheticUnit {
  RowId id;
  NewUnit unit;
  Uuid manager;
  Uuid kiosk;
  std::vector<Uuid> coaches;
  std::vector<std::size_t> employers;
};

// Of a partner's staff, and what they are in a team.
struct SyntheticPartner {
  Uuid staff;
  std::string partner;  // key
  std::string role;     // key
};

struct SyntheticGate {
  RowId id;
  std::string gate;  // key
  bool is_approved = true;
  Uuid decided_by;
  Date decided_on;
};

struct SyntheticRole {
  RowId id;
  std::string title;
  std::vector<std::string> tasks;
  int duration_months = 12;
  std::optional<Uuid> leads_to;
  std::vector<SyntheticGate> gates;  // published when all have approved
  bool is_published = false;
};

struct SyntheticProgramme {
  RowId id;
  ProgrammeDefinition definition;
  Date from;  // enrolments begin from then
  Date until;
  std::vector<std::size_t> units;  // places in the town, of those with cases
  std::vector<SyntheticPartner> partners;
  std::vector<SyntheticRole> roles;  // where the programme has gates
};

struct SyntheticOpening {
  RowId id;
  const char* kind = "praktik";
  std::uint32_t seats = 1;
  std::string title;
  Date start;
  std::optional<Uuid> role;
  // For each seat the months that are taken, counted from the town's first.
  std::vector<std::vector<bool>> taken;
};

struct SyntheticEmployer {
  RowId id;
  std::size_t unit = 0;
  std::uint64_t number = 0;  // among the employers, from 0
  std::string name;
  std::string organisation_number;
  std::string sector;
  Date since;
  std::vector<SyntheticOpening> openings;
};

struct SyntheticTown {
  std::uint64_t seed = 1;
  Date first;  // no row is older, but for a first contact
  Date today;
  std::vector<SyntheticUnit> units;
  std::vector<SyntheticStaff> staff;
  std::vector<SyntheticProgramme> programmes;
  std::vector<SyntheticEmployer> employers;
};

// The options have been checked.
SyntheticTown make_town(const MunicipalityOptions& options, std::uint32_t running);

// An employer of the unit, chosen for a placement; with the opening where a seat was free for the
// whole time.
struct BookedSeat {
  std::size_t employer = 0;
  std::optional<std::size_t> opening = {};
};
// Nothing when the unit has no employer. last: the last day; nothing: until further notice.
std::optional<BookedSeat> book_seat(SyntheticTown& town, std::size_t unit, const char* kind,
                                    Date start, std::optional<Date> last, Dice& dice);

// --- small things that towns and cases share ----------------------------------------------------

// A UUIDv7 of that instant.
RowId synthetic_id(std::int64_t unix_ms, Dice& dice);
// Swedish wall time as ms since 1970-01-01 UTC.
std::int64_t wall_time_ms(Date date, int minute_of_day);
// A day between two, both included; the first when the second is earlier.
Date day_between(Date first, Date last, Dice& dice);

}  // namespace brygga::casework
