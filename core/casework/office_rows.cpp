#include "casework/office_rows.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "base/text_folding.hpp"
#include "casework/casework.hpp"
#include "casework/schema.hpp"
#include "casework/text_encoding.hpp"
#include "merge/apply.hpp"

namespace brygga::casework {

namespace {

Edit new_row(EntityNumber entity, const RowId& id) {
  Edit edit;
  edit.entity = entity;
  edit.row = id;
  edit.scope = scope_of_municipality();
  edit.creates = true;
  return edit;
}

void assign_in(Edit& edit, FieldNumber field, Value value) {
  edit.writes.push_back({field, WriteKind::assign, std::move(value), {}});
}

void assign_text(Edit& edit, FieldNumber field, const std::string& text) {
  if (!text.empty()) assign_in(edit, field, text);
}

void add_elements(Edit& edit, FieldNumber field, std::vector<Value> elements) {
  std::sort(elements.begin(), elements.end(), less);
  elements.erase(std::unique(elements.begin(), elements.end()), elements.end());
  for (Value& element : elements) {
    edit.writes.push_back({field, WriteKind::add, std::move(element), {}});
  }
}

std::vector<Value> values_of(const std::vector<RowId>& ids) {
  std::vector<Value> values;
  values.reserve(ids.size());
  for (const RowId& id : ids) values.emplace_back(id.uuid);
  return values;
}

// Changes the field, having seen all that stands there; nothing when it stands there already.
void change(Edit& edit, const RowState& row, FieldNumber number, const std::string& text) {
  const FieldState& state = row.field(number);
  if (state.heads.size() == 1 && state.heads.front().value == Value(text)) {
    return;
  }
  FieldWrite write{number, WriteKind::assign, text, {}};
  for (const Head& head : state.heads) write.base.push_back(head.ref());
  edit.writes.push_back(std::move(write));
}

bool is_known(const std::vector<KnownUnit>& units, const UnitDefinition& wanted) {
  return std::any_of(units.begin(), units.end(), [&](const KnownUnit& unit) {
    return unit.key == wanted.key ||
           (unit.key.empty() && to_lower(unit.name) == to_lower(wanted.name.sv));
  });
}

}  // namespace

Edit new_unit(const RowId& id, const NewUnit& unit) {
  Edit edit = new_row(unit::entity, id);
  assign_in(edit, unit::name, unit.name);
  assign_text(edit, unit::kind, unit.kind);
  assign_text(edit, unit::district, unit.district);
  if (unit.opened) assign_in(edit, unit::opened, std::int64_t{unit.opened->days});
  assign_text(edit, unit::key, unit.key);
  return edit;
}

Edit new_staff(const RowId& id, const NewStaff& person) {
  Edit edit = new_row(staff::entity, id);
  assign_in(edit, staff::name, person.name);
  assign_text(edit, staff::username, person.username);
  add_elements(edit, staff::roles, {person.roles.begin(), person.roles.end()});
  add_elements(edit, staff::memberships, values_of(person.memberships));
  add_elements(edit, staff::manages, values_of(person.manages));
  assign_in(edit, staff::status, std::string("active"));
  return edit;
}

std::vector<UnitDefinition> units_to_make(const ProgrammeDefinition& definition,
                                          const std::vector<KnownUnit>& units) {
  std::vector<UnitDefinition> wanted = definition.units;
  std::erase_if(wanted, [&](const UnitDefinition& unit) { return is_known(units, unit); });
  return wanted;
}

std::vector<Edit> load_programme(const ProgrammeDefinition& definition, const RowState* loaded,
                                 const std::vector<KnownUnit>& units,
                                 std::span<const RowId> fresh) {
  BRYGGA_CHECK(fresh.size() > definition.units.size());
  std::size_t used = 0;
  std::vector<Edit> edits;
  if (loaded == nullptr) {
    Edit edit = new_row(programme::entity, fresh[used++]);
    assign_in(edit, programme::key, definition.key);
    assign_in(edit, programme::title, definition.name.sv);
    assign_in(edit, programme::definition, definition.source_text);
    assign_in(edit, programme::settings, definition.settings_text);
    edits.push_back(std::move(edit));
  } else {
    Edit edit;
    edit.entity = programme::entity;
    edit.row = loaded->id;
    edit.scope = loaded->scope;
    change(edit, *loaded, programme::title, definition.name.sv);
    change(edit, *loaded, programme::definition, definition.source_text);
    change(edit, *loaded, programme::settings, definition.settings_text);
    if (!edit.writes.empty()) edits.push_back(std::move(edit));
  }
  for (const UnitDefinition& wanted : units_to_make(definition, units)) {
    edits.push_back(
        new_unit(fresh[used++], {wanted.name.sv, {}, wanted.district, std::nullopt, wanted.key}));
  }
  return edits;
}

}  // namespace brygga::casework
