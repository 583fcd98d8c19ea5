// What the office itself writes: units, staff and programmes, as edits.
//
// The server's operator verbs make these rows in a new tenant; a device could not, since it has no
// account yet. The edits still have to pass the engine's judgement (lengths, roles, types), whose
// refusals name the field. Ids come in, nothing is made here. Values; pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "casework/civil_date.hpp"
#include "casework/programme_definition.hpp"
#include "model/edit.hpp"
#include "model/row.hpp"

namespace brygga::casework {

struct NewUnit {
  std::string name;
  std::string kind;  // may be empty, like all that follow
  std::string district;
  std::optional<Date> opened;
  std::string key;  // under which programme definitions speak of it
};

Edit new_unit(const RowId& id, const NewUnit& unit);

struct NewStaff {
  std::string name;
  std::string username;            // may be empty
  std::vector<std::string> roles;  // coach, manager, office, operator, partner, kiosk
  std::vector<RowId> memberships;  // units
  std::vector<RowId> manages;      // units
};

Edit new_staff(const RowId& id, const NewStaff& person);

// A unit that is there already.
struct KnownUnit {
  RowId id;
  std::string key;
  std::string name;
};

// The units of a definition that no known unit has the key or (having no key) the name of.
std::vector<UnitDefinition> units_to_make(const ProgrammeDefinition& definition,
                                          const std::vector<KnownUnit>& units);

// Loads a programme definition: the programme's row, new or changed, and a row for each of
// the units to make. loaded: the programme's row as it stands, null when there is none with this
// key. fresh: at least 1 + definition.units.size()
// ids, of which as many are used as rows are new. Empty when all is there and unchanged.
std::vector<Edit> load_programme(const ProgrammeDefinition& definition, const RowState* loaded,
                                 const std::vector<KnownUnit>& units, std::span<const RowId> fresh);

}  // namespace brygga::casework
