#include "casework/known_rows.hpp"

#include <algorithm>
#include <utility>

#include "casework/record.hpp"

namespace brygga::casework {

namespace {

std::vector<std::string> texts_of_set(const Value& column) {
  std::vector<std::string> texts;
  const std::optional<Json> set = read_json(text_in(column)).value;
  const Json::List* elements = set ? set->list() : nullptr;
  if (elements == nullptr) return texts;
  for (const Json& element : *elements) {
    if (element.string() != nullptr) texts.push_back(*element.string());
  }
  return texts;
}

std::vector<Uuid> uuids_of_set(const Value& column) {
  std::vector<Uuid> uuids;
  for (const std::string& text : texts_of_set(column)) {
    if (const auto uuid = parse_uuid(text)) uuids.push_back(*uuid);
  }
  return uuids;
}

template <class Row>
const Row* find_row(const std::vector<Row>& rows, const Uuid& id) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.id.uuid == id; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

Result<std::vector<UnitRow>> read_units(RowSource& source) {
  std::vector<UnitRow> units;
  BRYGGA_TRY(source.each("SELECT id, name, kind, district, opened, key FROM unit ORDER BY name, id",
                         {}, [&](const std::vector<Value>& row) {
                           units.push_back({RowId{uuid_in(row[0])}, text_in(row[1]),
                                            text_in(row[2]), text_in(row[3]), text_in(row[4]),
                                            text_in(row[5])});
                           return true;
                         }));
  return units;
}

Result<std::vector<StaffRow>> read_staff(RowSource& source) {
  std::vector<StaffRow> people;
  BRYGGA_TRY(source.each(
      "SELECT id, name, username, status, roles, memberships, manages FROM staff ORDER BY name, id",
      {}, [&](const std::vector<Value>& row) {
        people.push_back({RowId{uuid_in(row[0])}, text_in(row[1]), text_in(row[2]), text_in(row[3]),
                          texts_of_set(row[4]), uuids_of_set(row[5]), uuids_of_set(row[6])});
        return true;
      }));
  return people;
}

Result<std::vector<ProgrammeRow>> read_programmes(RowSource& source) {
  std::vector<ProgrammeRow> programmes;
  BRYGGA_TRY(source.each("SELECT id, key, title, settings FROM programme ORDER BY key, id", {},
                         [&](const std::vector<Value>& row) {
                           std::string key = text_in(row[1]);
                           if (!programmes.empty() && programmes.back().key == key) return true;
                           programmes.push_back({RowId{uuid_in(row[0])}, std::move(key),
                                                 text_in(row[2]),
                                                 read_stored_programme(text_in(row[3]))});
                           return true;
                         }));
  return programmes;
}

Result<std::vector<UnitRow>> read_units(AccountStore& store) {
  StoreRows source(store);
  return read_units(source);
}
Result<std::vector<StaffRow>> read_staff(AccountStore& store) {
  StoreRows source(store);
  return read_staff(source);
}
Result<std::vector<ProgrammeRow>> read_programmes(AccountStore& store) {
  StoreRows source(store);
  return read_programmes(source);
}

Result<ProgrammeRow> find_programme(Call& call, const char* field) {
  BRYGGA_ASSIGN(std::vector<ProgrammeRow> programmes, read_programmes(call.store));
  const std::string wanted = call.arguments.text(field);
  const auto id = parse_uuid(wanted);
  const auto found =
      std::find_if(programmes.begin(), programmes.end(), [&](const ProgrammeRow& programme) {
        return programme.key == wanted || (id && programme.id.uuid == *id);
      });
  if (found == programmes.end()) {
    return call.fault(
        field, "no_such_programme",
        {programmes.empty() ? "No programme has been received from the office yet; sync first."
                            : "There is no such programme; known are: " + keys_of(programmes) + ".",
         programmes.empty()
             ? "Inget program har kommit från kontoret ännu; synka först."
             : "Det finns inget sådant program; kända är: " + keys_of(programmes) + "."});
  }
  if (!found->definition) {
    return call.fault(field, "programme_unreadable",
                      {"The definition of this programme was made for another version of the "
                       "program; update it.",
                       "Programmets beskrivning är gjord för en annan version; uppdatera appen."});
  }
  return std::move(*found);
}

const ProgrammeRow* find_programme(const std::vector<ProgrammeRow>& programmes, const Uuid& id) {
  return find_row(programmes, id);
}
const UnitRow* find_unit(const std::vector<UnitRow>& units, const Uuid& id) {
  return find_row(units, id);
}
const StaffRow* find_staff(const std::vector<StaffRow>& people, const Uuid& id) {
  return find_row(people, id);
}

}  // namespace brygga::casework
