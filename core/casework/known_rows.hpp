// The units, staff and programmes that this device holds: what commands refer to and check against.
//
// Small tables that every device of a municipality has; they are read anew for each call. Values;
// may be called on any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "casework/call.hpp"
#include "casework/programme_definition.hpp"
#include "casework/row_source.hpp"

namespace brygga::casework {

struct UnitRow {
  RowId id;
  std::string name, kind, district, opened, key;  // opened as ISO text; all but name may be empty
};

struct StaffRow {
  RowId id;
  std::string name, username, status;
  std::vector<std::string> roles;
  std::vector<Uuid> memberships, manages;  // units
};

struct ProgrammeRow {
  RowId id;
  std::string key, title;
  // Nothing when the text is one that this version cannot read.
  std::optional<ProgrammeDefinition> definition;
};

Result<std::vector<UnitRow>> read_units(AccountStore& store);   // by name
Result<std::vector<StaffRow>> read_staff(AccountStore& store);  // by name
// By key. Of two rows with the same key (loaded twice) only the older is given.
Result<std::vector<ProgrammeRow>> read_programmes(AccountStore& store);
// The same from any source.
Result<std::vector<UnitRow>> read_units(RowSource& source);
Result<std::vector<StaffRow>> read_staff(RowSource& source);
Result<std::vector<ProgrammeRow>> read_programmes(RowSource& source);

// The programme that an argument names by key or id. A fault when there is none, or when its
// definition cannot be read.
Result<ProgrammeRow> find_programme(Call& call, const char* field);
// The programme of that id, if it is here.
const ProgrammeRow* find_programme(const std::vector<ProgrammeRow>& programmes, const Uuid& id);

const UnitRow* find_unit(const std::vector<UnitRow>& units, const Uuid& id);
const StaffRow* find_staff(const std::vector<StaffRow>& people, const Uuid& id);

// The keys as one text for a sentence: "work, studies, other".
template <class Keyed>
std::string keys_of(const std::vector<Keyed>& entries) {
  std::string text;
  for (const Keyed& entry : entries) text += (text.empty() ? "" : ", ") + entry.key;
  return text;
}

template <class Keyed>
bool has_key(const std::vector<Keyed>& entries, const std::string& key) {
  return find_key(entries, key) != nullptr;
}

}  // namespace brygga::casework
