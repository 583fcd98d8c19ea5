#include "casework/office_queries.hpp"

#include <utility>

#include "casework/json_schema.hpp"
#include "casework/known_rows.hpp"
#include "casework/outcome_report.hpp"
#include "casework/programme_json.hpp"
#include "casework/record.hpp"
#include "casework/report_rows.hpp"
#include "casework/reports.hpp"
#include "casework/text_encoding.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

// Empty text as null.

Json unit_names(const std::vector<UnitRow>& units, const std::vector<Uuid>& ids) {
  Json list = Json::array();
  for (const Uuid& id : ids) {
    const UnitRow* unit = find_unit(units, id);
    list.push_back({{"id", to_string(id)}, {"name", unit != nullptr ? Json(unit->name) : Json()}});
  }
  return list;
}

// --- who and what there is --------------------------------------------------------------------

// A kiosk holds the badges of its units and nothing of the municipality, its own account included.
bool is_kiosk(Call& call) {
  const auto held = call.store.query(
      "SELECT MAX(kind = 'X'), MAX(kind = 'M') FROM scope JOIN held_scope ON scope = key");
  // At the office, where nothing is held, no such table is to be seen.
  return held.ok() && !held->rows.empty() && integer_in(held->rows[0][0]) != 0 &&
         integer_in(held->rows[0][1]) == 0;
}

std::vector<std::string> own_roles(Call& call, const StaffRow* me) {
  if (me != nullptr) return me->roles;
  return is_kiosk(call) ? std::vector<std::string>{"kiosk"} : std::vector<std::string>{};
}

Result<Json> show_me(Call& call) {
  BRYGGA_ASSIGN(const StoreStatus status, call.store.status());
  BRYGGA_ASSIGN(const std::vector<StaffRow> people, read_staff(call.store));
  BRYGGA_ASSIGN(const std::vector<UnitRow> units, read_units(call.store));
  const StaffRow* me = find_staff(people, call.self.account);
  const Replica& replica = status.replica;
  return Json{
      {"enrolled", call.self.is_enrolled},
      {"account", call.self.is_enrolled ? Json(to_string(call.self.account)) : Json()},
      {"name", json_or_null(me != nullptr ? me->name : call.self.account_name)},
      {"username", me != nullptr ? json_or_null(me->username) : Json()},
      {"roles", own_roles(call, me)},
      {"memberships", unit_names(units, me != nullptr ? me->memberships : std::vector<Uuid>{})},
      {"manages", unit_names(units, me != nullptr ? me->manages : std::vector<Uuid>{})},
      {"tenant", json_or_null(replica.tenant)},
      {"tenant_title", json_or_null(replica.tenant_title)},
      {"office_url", json_or_null(replica.office_url)}};
}

Result<Json> list_units(Call& call) {
  BRYGGA_ASSIGN(const std::vector<UnitRow> units, read_units(call.store));
  Json list = Json::array();
  for (const UnitRow& unit : units) {
    list.push_back({{"id", to_string(unit.id.uuid)},
                    {"name", unit.name},
                    {"kind", json_or_null(unit.kind)},
                    {"district", json_or_null(unit.district)},
                    {"opened", json_or_null(unit.opened)},
                    {"key", json_or_null(unit.key)}});
  }
  return Json{{"units", std::move(list)}};
}

Result<Json> list_staff(Call& call) {
  BRYGGA_ASSIGN(const std::vector<StaffRow> people, read_staff(call.store));
  BRYGGA_ASSIGN(const std::vector<UnitRow> units, read_units(call.store));
  Json list = Json::array();
  for (const StaffRow& person : people) {
    list.push_back({{"id", to_string(person.id.uuid)},
                    {"name", person.name},
                    {"username", json_or_null(person.username)},
                    {"roles", person.roles},
                    {"memberships", unit_names(units, person.memberships)},
                    {"manages", unit_names(units, person.manages)},
                    {"status", person.status}});
  }
  return Json{{"staff", std::move(list)}};
}

// The definition's members, where this program can read it, and the row's own.
Json listed_programme(const ProgrammeRow& programme) {
  const auto& definition = programme.definition;
  Json members = definition ? programme_json(*definition) : Json::object();
  members["id"] = to_string(programme.id.uuid);
  members["key"] = programme.key;
  members["title"] = programme.title;
  members["readable"] = definition.has_value();
  if (definition) {
    const auto& limit = definition->limit;
    members["limit_months"] = limit ? Json(limit->months) : Json();
    members["warning_days"] =
        limit ? Json::List(limit->warning_days.begin(), limit->warning_days.end()) : Json::List();
  }
  return members;
}

Result<Json> list_programmes(Call& call) {
  BRYGGA_ASSIGN(const std::vector<ProgrammeRow> programmes, read_programmes(call.store));
  Json list = Json::array();
  for (const ProgrammeRow& programme : programmes) list.push_back(listed_programme(programme));
  return Json{{"programmes", std::move(list)}};
}

Result<Json> list_commands(Call&) {
  Json list = Json::array();
  for (const Definition& definition : definitions()) {
    Json fields = Json::array();
    for (const ArgumentDef& def : definition.arguments) {
      fields.push_back(
          {{"name", def.name}, {"type", name_of(def.type)}, {"required", def.is_required}});
    }
    list.push_back({{"name", definition.name},
                    {"command", definition.is_command},
                    {"purpose", definition.purpose},
                    {"fields", std::move(fields)}});
  }
  return Json{{"commands", std::move(list)}};
}

// --- figures ----------------------------------------------------------------------------------

Result<Json> report(Call& call) {
  BRYGGA_ASSIGN(const ProgrammeRow programme, find_programme(call, "programme"));
  StoreRows source(call.store);
  BRYGGA_ASSIGN(const JoinedPersons persons, JoinedPersons::read(source));
  BRYGGA_ASSIGN(const std::vector<UnitRow> units, read_units(call.store));
  BRYGGA_ASSIGN(const auto found, read_enrolments(source, persons, programme.id));
  BRYGGA_ASSIGN(const auto outcomes, read_outcomes(source, persons, found));
  const auto listed = report_units(*programme.definition, units);
  const std::vector<EnrolmentRow> enrolments = enrolment_rows(found);
  Json result = report_json(make_outcome_report(listed, enrolments, outcomes,
                                                programme.definition->outcomes, call.today()));
  result["programme"] = {
      {"id", to_string(programme.id.uuid)}, {"key", programme.key}, {"title", programme.title}};
  result["as_of"] = format_date(call.today());
  return result;
}

// --- what they look like ------------------------------------------------------------------------

Shape unit_names_shape() {
  return list(named("unit_name", {{"id", id()}, {"name", or_null(text())}}));
}

Shape me_shape() {
  return {{"enrolled", flag()},
          {"account", or_null(id())},
          {"name", or_null(text())},
          {"username", or_null(text())},
          {"roles", list(text())},
          {"memberships", unit_names_shape()},
          {"manages", unit_names_shape()},
          {"tenant", or_null(text())},
          {"tenant_title", or_null(text())},
          {"office_url", or_null(text())}};
}

Shape unit_shape() {
  return named("unit", {{"id", id()},
                        {"name", text()},
                        {"kind", or_null(text())},
                        {"district", or_null(text())},
                        {"opened", or_null(date())},
                        {"key", or_null(text())}});
}

Shape staff_shape() {
  return named("staff", {{"id", id()},
                         {"name", text()},
                         {"username", or_null(text())},
                         {"roles", list(text())},
                         {"memberships", unit_names_shape()},
                         {"manages", unit_names_shape()},
                         {"status", choice({"active", "left"})}});
}

// Of a programme that this program is too old to read there is little to tell.
Shape listed_programme_shape() {
  const Shape::Members of_each = {
      {"id", id()}, {"key", text()}, {"title", text()}, {"readable", flag()}};
  Shape::Members members = programme_members();
  for (const Shape::Member& one : of_each) {
    if (one.name != "key") members.push_back(one);
  }
  members.push_back({"limit_months", or_null(integer())});
  members.push_back({"warning_days", list(integer())});
  return one_of({named("programme", Shape(std::move(members))),
                 named("unreadable_programme", Shape(of_each))});
}

Shape command_shape() {
  const Shape field =
      named("command_field", {{"name", text()}, {"type", text()}, {"required", flag()}});
  return named(
      "command",
      {{"name", text()}, {"command", flag()}, {"purpose", text()}, {"fields", list(field)}});
}

Shape outcome_report_shape() {
  return Shape(and_more(outcome_report_members(),
                        {{"programme", programme_name_shape()}, {"as_of", date()}}));
}

}  // namespace

std::vector<Definition> office_queries() {
  return {
      {"me", false, "Says whose device this is, and at which office.", {}, show_me},
      {"units.list", false, "Lists the units.", {}, list_units},
      {"staff.list", false, "Lists the staff.", {}, list_staff},
      {"programmes.list",
       false,
       "Lists the programmes with their streams, roles and outcomes.",
       {},
       list_programmes},
  };
}

std::vector<AnswerDef> answers_of_office_queries() {
  return {
      {"me", me_shape()},
      {"units.list", {{"units", list(unit_shape())}}},
      {"staff.list", {{"staff", list(staff_shape())}}},
      {"programmes.list", {{"programmes", list(listed_programme_shape())}}},
  };
}

std::vector<Definition> office_desk_queries() {
  return {
      {"report.outcomes",
       false,
       "Counts who was enrolled, finished and succeeded, over what this device holds.",
       {required(line("programme", 50))},
       report},
      {"commands.list",
       false,
       "Lists all commands and queries with their fields.",
       {},
       list_commands},
      {"commands.schema",
       false,
       "Gives JSON Schema for the input and the answer of every command and query, and for every "
       "kind of record.",
       {},
       [](Call&) -> Result<Json> { return schema_of_everything(); }},
  };
}

std::vector<AnswerDef> answers_of_office_desk_queries() {
  return {
      {"report.outcomes", outcome_report_shape()},
      {"commands.list", {{"commands", list(command_shape())}}},
      {"commands.schema", {{"$schema", text()}, {"$defs", map_of(anything())}}},
  };
}

}  // namespace brygga::casework
