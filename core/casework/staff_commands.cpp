// Who works here, and where: the units and the staff of the municipality, by whoever of the office
// keeps them.
#include <algorithm>

#include "base/text_folding.hpp"
#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/known_rows.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

const RecordForm& staff_form() {
  static const RecordForm form(staff::entity, {staff::name, staff::username, staff::roles,
                                               staff::memberships, staff::manages});
  return form;
}

const RecordForm& unit_form() {
  static const RecordForm form(unit::entity,
                               {unit::name, unit::kind, unit::district, unit::opened, unit::key});
  return form;
}

// The office would refuse it of others, and everybody is told at once.
Status check_is_of_office(Call& call, const std::vector<StaffRow>& people) {
  const StaffRow* self = find_staff(people, call.self.account);
  const bool is_of_office = self != nullptr && std::find(self->roles.begin(), self->roles.end(),
                                                         "office") != self->roles.end();
  if (is_of_office) return {};
  return call.fault("", "office_only",
                    {"Units and staff are kept by the central office.",
                     "Enheter och personal sköts av det centrala kontoret."});
}

// Two people with one user name could neither of them sign in.
Status check_username(Call& call, const std::vector<StaffRow>& people, const Uuid& of) {
  const std::string username = to_lower(call.arguments.text("username"));
  if (username.empty()) return {};
  const bool is_taken = std::any_of(people.begin(), people.end(), [&](const StaffRow& person) {
    return person.id.uuid != of && to_lower(person.username) == username;
  });
  if (!is_taken) return {};
  return call.fault("username", "username_taken",
                    {"Somebody else has this user name.", "Någon annan har det användarnamnet."});
}

Status check_units(Call& call) {
  BRYGGA_ASSIGN(const std::vector<UnitRow> units, read_units(call.store));
  for (const char* field : {"memberships", "manages"}) {
    for (const Uuid& unit : call.arguments.uuids(field)) {
      if (find_unit(units, unit) != nullptr) continue;
      return call.fault(field, "no_such_unit",
                        {"There is no unit with the id " + to_string(unit) + ".",
                         "Det finns ingen enhet med id " + to_string(unit) + "."});
    }
  }
  return {};
}

// Whoever takes the role of the office from themselves could not give it back.
Status check_keeps_own_role(Call& call, const Record& person) {
  if (person.id().uuid != call.self.account || !call.arguments.has("roles")) return {};
  const std::vector<std::string> roles = call.arguments.texts("roles");
  if (std::find(roles.begin(), roles.end(), "office") != roles.end()) return {};
  return call.fault("roles", "own_role",
                    {"Nobody takes the office's role from themselves; a colleague can.",
                     "Ingen tar kontorets roll från sig själv; en kollega kan göra det."});
}

// --- staff --------------------------------------------------------------------------------------

Result<Json> add_staff(Call& call) {
  BRYGGA_ASSIGN(const std::vector<StaffRow> people, read_staff(call.store));
  BRYGGA_TRY(check_is_of_office(call, people));
  BRYGGA_TRY(check_username(call, people, Uuid{}));
  BRYGGA_TRY(check_units(call));
  Change change = staff_form().fill(call, call.new_row_id(), scope_of_municipality());
  assign(change, staff::status, std::string("active"));
  return save_one(call, "staff", std::move(change));
}

Result<Json> change_staff(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("staff", staff::entity));
  BRYGGA_ASSIGN(const std::vector<StaffRow> people, read_staff(call.store));
  BRYGGA_TRY(check_is_of_office(call, people));
  BRYGGA_TRY(check_username(call, people, found.id().uuid));
  BRYGGA_TRY(check_units(call));
  BRYGGA_TRY(check_keeps_own_role(call, found));
  BRYGGA_ASSIGN(Change change, staff_form().change(call, found));
  return save_one(call, "staff", std::move(change));
}

Result<Json> move_staff(Call& call, const char* status) {
  BRYGGA_ASSIGN(const Record found, call.record("staff", staff::entity));
  BRYGGA_ASSIGN(const std::vector<StaffRow> people, read_staff(call.store));
  BRYGGA_TRY(check_is_of_office(call, people));
  if (found.id().uuid == call.self.account) {
    return call.fault("staff", "own_role",
                      {"Nobody closes their own account; a colleague can.",
                       "Ingen stänger sitt eget konto; en kollega kan göra det."});
  }
  Change change = change_of(found, found.version());
  assign(change, staff::status, std::string(status));
  return save_one(call, "staff", std::move(change));
}

Result<Json> show_staff(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("staff", staff::entity));
  return found.to_json();
}

// --- units --------------------------------------------------------------------------------------

// Programme definitions speak of a unit by its key.
Status check_key(Call& call, const Uuid& of) {
  const std::string key = call.arguments.text("key");
  if (key.empty()) return {};
  BRYGGA_ASSIGN(const std::vector<UnitRow> units, read_units(call.store));
  const bool is_taken = std::any_of(units.begin(), units.end(), [&](const UnitRow& unit) {
    return unit.id.uuid != of && unit.key == key;
  });
  if (!is_taken) return {};
  return call.fault("key", "key_taken",
                    {"Another unit has this key.", "En annan enhet har den nyckeln."});
}

Result<Json> add_unit(Call& call) {
  BRYGGA_ASSIGN(const std::vector<StaffRow> people, read_staff(call.store));
  BRYGGA_TRY(check_is_of_office(call, people));
  BRYGGA_TRY(check_key(call, Uuid{}));
  return save_one(call, "unit", unit_form().fill(call, call.new_row_id(), scope_of_municipality()));
}

Result<Json> change_unit(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("unit", unit::entity));
  BRYGGA_ASSIGN(const std::vector<StaffRow> people, read_staff(call.store));
  BRYGGA_TRY(check_is_of_office(call, people));
  BRYGGA_TRY(check_key(call, found.id().uuid));
  BRYGGA_ASSIGN(Change change, unit_form().change(call, found));
  return save_one(call, "unit", std::move(change));
}

Result<Json> show_unit(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("unit", unit::entity));
  return found.to_json();
}

}  // namespace

std::vector<Definition> staff_commands() {
  return {
      {"staff.add", true, "Adds a person with an account, in roles and units.",
       staff_form().to_add(), add_staff},
      {"staff.change", true, "Changes a person's name, roles or units, from the version shown.",
       staff_form().to_change(), change_staff},
      {"staff.leave",
       true,
       "Closes a person's account: their devices and sessions see nothing any more.",
       {required(id("staff"))},
       [](Call& call) { return move_staff(call, "left"); }},
      {"staff.return",
       true,
       "Opens the account of a person who has come back.",
       {required(id("staff"))},
       [](Call& call) { return move_staff(call, "active"); }},
      {"staff.show",
       false,
       "Shows one person of the staff, with the version to change them from.",
       {required(id("staff"))},
       show_staff},
      {"unit.add", true, "Adds a unit.", unit_form().to_add(), add_unit},
      {"unit.change", true, "Changes a unit, from the version shown.", unit_form().to_change(),
       change_unit},
      {"unit.show",
       false,
       "Shows one unit, with the version to change it from.",
       {required(id("unit"))},
       show_unit},
  };
}

std::vector<AnswerDef> answers_of_staff_commands() {
  return {
      {"staff.add", {{"staff", id()}}},      {"staff.change", {{"staff", id()}}},
      {"staff.leave", {{"staff", id()}}},    {"staff.return", {{"staff", id()}}},
      {"staff.show", record(staff::entity)}, {"unit.add", {{"unit", id()}}},
      {"unit.change", {{"unit", id()}}},     {"unit.show", record(unit::entity)},
  };
}

}  // namespace brygga::casework
