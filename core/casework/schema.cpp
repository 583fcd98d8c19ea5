#include "casework/schema.hpp"

#include <utility>

#include "casework/casework.hpp"
#include "casework/identity_number.hpp"

namespace brygga::casework {

namespace {

// --- further checks of single values ----------------------------------------------------------

template <std::int64_t least, std::int64_t most>
bool is_between(const Value& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number != nullptr && *number >= least && *number <= most;
}

const char* minutes_fault(const Value& value) {
  return is_between<0, checkin::minutes_max>(value) ? nullptr : "minutes of a day are 0 to 1440.";
}

const char* mood_fault(const Value& value) {
  return is_between<1, checkin::mood_max>(value) ? nullptr : "mood is 1 to 5.";
}

const char* protection_fault(const Value& value) {
  return is_between<identity::open, identity::protected_register>(value)
             ? nullptr
             : "protection is 0 (none), 1 (sekretessmarkering) or 2 (skyddad folkbokföring).";
}

const char* verification_fault(const Value& value) {
  return is_between<0, outcome::verification_max>(value) ? nullptr : "verification is 0, 1 or 2.";
}

const char* identity_number_fault(const Value& value) {
  const auto* digits = std::get_if<std::string>(&value);
  return digits != nullptr && identity_number_from_digits(*digits).ok()
             ? nullptr
             : "twelve digits with a birth date that exists and the right check digit are needed.";
}

// --- fields -----------------------------------------------------------------------------------

// Collects the fields of one entity; numbers must come in order, as check_schema() demands.
class Fields {
 public:
  FieldDef& add(FieldNumber number, const char* name, Type type, Rule rule) {
    FieldDef def;
    def.number = number;
    def.name = name;
    def.type = type;
    def.rule = rule;
    fields_.push_back(std::move(def));
    return fields_.back();
  }
  FieldDef& required(FieldNumber number, const char* name, Type type, Rule rule) {
    FieldDef& def = add(number, name, type, rule);
    def.required = true;
    return def;
  }
  FieldDef& text(FieldNumber number, const char* name, Rule rule, std::uint32_t bytes_max) {
    FieldDef& def = add(number, name, Type::text, rule);
    def.bytes_max = bytes_max;
    return def;
  }
  FieldDef& required_text(FieldNumber number, const char* name, Rule rule,
                          std::uint32_t bytes_max) {
    FieldDef& def = text(number, name, rule, bytes_max);
    def.required = true;
    return def;
  }
  // A number that the fault bounds.
  FieldDef& number(FieldNumber number, const char* name, Rule rule,
                   const char* (*fault)(const Value&)) {
    FieldDef& def = add(number, name, Type::integer, rule);
    def.fault = fault;
    return def;
  }
  FieldDef& state(FieldNumber number, const char* name, StateMachine machine) {
    FieldDef& def = required(number, name, Type::text, Rule::state);
    def.machine = std::move(machine);
    return def;
  }
  std::vector<FieldDef> take() { return std::move(fields_); }

 private:
  std::vector<FieldDef> fields_;
};

EntityDef make_entity(EntityNumber number, const char* name, char scope_kind, Fields fields) {
  EntityDef entity;
  entity.number = number;
  entity.name = name;
  entity.scope_kind = scope_kind;
  entity.fields = fields.take();
  return entity;
}

GrantRule grant(FieldNumber principal, std::vector<char> kinds, FieldNumber scope_ids,
                FieldNumber until) {
  GrantRule rule;
  rule.principal_field = principal;
  rule.scope_kinds = std::move(kinds);
  rule.scope_id_field = scope_ids;
  rule.until_field = until;
  return rule;
}

// --- the municipality's own -------------------------------------------------------------------

EntityDef unit_entity() {
  Fields fields;
  fields.required_text(unit::name, "name", Rule::last, name_bytes_max);
  fields.text(unit::kind, "kind", Rule::last, key_bytes_max);
  fields.text(unit::district, "district", Rule::last, name_bytes_max);
  fields.add(unit::opened, "opened", Type::date, Rule::both);
  // Under which a programme definition speaks of the unit.
  fields.text(unit::key, "key", Rule::append, key_bytes_max);
  EntityDef entity = make_entity(unit::entity, "unit", municipality_scope, std::move(fields));
  entity.writer_roles = {"office"};
  return entity;
}

EntityDef programme_entity() {
  Fields fields;
  fields.required_text(programme::key, "key", Rule::append, key_bytes_max);
  fields.required_text(programme::title, "title", Rule::last, name_bytes_max);
  // The definition file as it was loaded.
  fields.required(programme::definition, "definition", Type::text, Rule::last);
  EntityDef entity =
      make_entity(programme::entity, "programme", municipality_scope, std::move(fields));
  entity.writer_roles = {"office"};
  return entity;
}

EntityDef staff_entity() {
  Fields fields;
  fields.required_text(staff::name, "name", Rule::last, name_bytes_max);
  fields.text(staff::username, "username", Rule::last, name_bytes_max);
  fields.text(staff::roles, "roles", Rule::set, key_bytes_max).choices = {
      "coach", "manager", "office", "operator", "partner", "kiosk"};
  fields.add(staff::memberships, "memberships", Type::id, Rule::set);
  fields.add(staff::manages, "manages", Type::id, Rule::set);
  fields.state(
      staff::status, "status",
      {{{"active", 1}, {"left", 2, true}}, "active", {{"active", "left"}, {"left", "active"}}});
  EntityDef entity = make_entity(staff::entity, "staff", municipality_scope, std::move(fields));
  entity.writer_roles = {"office"};
  entity.grants = {grant(0, {unit_scope}, staff::memberships, 0)};
  return entity;
}

// --- a participant's case ---------------------------------------------------------------------
//
// None of these entities has an index on its participant: their scope bears the participant's id,
// and the store finds the rows of a scope by an index that it has anyway.

EntityDef participant_entity() {
  Fields fields;
  fields.required_text(participant::first_name, "first_name", Rule::last, name_bytes_max).search =
      SearchKind::name;
  fields.required_text(participant::last_name, "last_name", Rule::last, name_bytes_max).search =
      SearchKind::name;
  // The language for which an interpreter is needed.
  fields.text(participant::interpreter, "interpreter", Rule::last, name_bytes_max);
  fields.text(participant::languages, "languages", Rule::set, name_bytes_max);
  fields.text(participant::residence_district, "residence_district", Rule::both, name_bytes_max);
  EntityDef entity = make_entity(participant::entity, "participant", case_scope, std::move(fields));
  entity.opens_scope_kinds = {case_scope, restricted_scope};
  // A tablet that is new shows who there is, and then who comes today, before all the rest.
  entity.first_sync = {1, 0};
  return entity;
}

EntityDef identity_entity() {
  Fields fields;
  fields.required(identity::participant, "participant", Type::id, Rule::append).names =
      Names::own_scope;
  FieldDef& number = fields.required_text(identity::number, "number", Rule::both, 12);
  number.fault = identity_number_fault;
  number.search = SearchKind::digits;
  fields.required_text(identity::number_type, "number_type", Rule::both, key_bytes_max).choices = {
      "personnummer", "samordningsnummer"};
  fields.number(identity::protection, "protection", Rule::max, protection_fault).journaled_above =
      identity::open;
  EntityDef entity = make_entity(identity::entity, "identity", restricted_scope, std::move(fields));
  // Doubles are looked for at each new number.
  entity.indexes = {{identity::number}};
  return entity;
}

EntityDef enrolment_entity() {
  Fields fields;
  fields.required(enrolment::participant, "participant", Type::id, Rule::append).names =
      Names::own_scope;
  fields.required(enrolment::programme, "programme", Type::id, Rule::append);
  fields.required(enrolment::unit, "unit", Type::id, Rule::append);
  fields.state(enrolment::status, "status",
               {{{"active", 1}, {"finished", 2}}, "active", {{"active", "finished"}}});
  fields.required(enrolment::start, "start", Type::date, Rule::both);
  fields.add(enrolment::ended, "ended", Type::date, Rule::both);
  fields.text(enrolment::stream, "stream", Rule::both, name_bytes_max);
  fields.text(enrolment::referral, "referral", Rule::last, name_bytes_max);
  EntityDef entity = make_entity(enrolment::entity, "enrolment", case_scope, std::move(fields));
  // The managers of a unit are principals under its id.
  entity.grants = {grant(enrolment::unit, {case_scope, restricted_scope}, 0, 0)};
  entity.first_sync = {3, 0};
  return entity;
}

EntityDef team_membership_entity() {
  Fields fields;
  fields.required(team_membership::participant, "participant", Type::id, Rule::append).names =
      Names::own_scope;
  fields.required(team_membership::staff, "staff", Type::id, Rule::append);
  fields.required_text(team_membership::role, "role", Rule::last, key_bytes_max);
  fields.required(team_membership::from_date, "from_date", Type::date, Rule::append);
  fields.add(team_membership::until_date, "until_date", Type::date, Rule::min);
  EntityDef entity =
      make_entity(team_membership::entity, "team_membership", case_scope, std::move(fields));
  entity.grants = {grant(team_membership::staff, {case_scope, restricted_scope}, 0,
                         team_membership::until_date)};
  return entity;
}

EntityDef checkin_entity() {
  Fields fields;
  fields.required(checkin::participant, "participant", Type::id, Rule::append).names =
      Names::own_scope;
  fields.required(checkin::at, "at", Type::time, Rule::append);
  fields.text(checkin::place, "place", Rule::append, name_bytes_max);
  fields.number(checkin::planned_minutes, "planned_minutes", Rule::append, minutes_fault);
  fields.number(checkin::attended_minutes, "attended_minutes", Rule::append, minutes_fault);
  fields.number(checkin::mood, "mood", Rule::append, mood_fault);
  fields.add(checkin::recorded_by, "recorded_by", Type::id, Rule::append).names = Names::writer;
  fields.add(checkin::corrects, "corrects", Type::id, Rule::append);
  fields.text(checkin::comment, "comment", Rule::text, comment_bytes_max);
  EntityDef entity = make_entity(checkin::entity, "checkin", case_scope, std::move(fields));
  entity.first_sync = {2, checkin::at};
  return entity;
}

EntityDef note_entity() {
  Fields fields;
  fields.required(note::participant, "participant", Type::id, Rule::append).names =
      Names::own_scope;
  fields.required_text(note::body, "body", Rule::text, note_bytes_max).search = SearchKind::text;
  fields.add(note::written_by, "written_by", Type::id, Rule::append).names = Names::writer;
  fields.required(note::written_at, "written_at", Type::time, Rule::append);
  fields.state(note::status, "status",
               {{{"draft", 1}, {"signed", 2}}, "draft", {{"draft", "signed"}}});
  // What others wrote while they did not know that the note was signed.
  fields.text(note::addenda, "addenda", Rule::set, note_bytes_max);
  EntityDef entity = make_entity(note::entity, "note", case_scope, std::move(fields));
  entity.seal = {note::status, "signed", note::addenda};
  return entity;
}

EntityDef outcome_entity() {
  Fields fields;
  fields.required(outcome::participant, "participant", Type::id, Rule::append).names =
      Names::own_scope;
  fields.required(outcome::enrolment, "enrolment", Type::id, Rule::append);
  fields.required_text(outcome::type, "type", Rule::append, key_bytes_max);
  fields.required(outcome::from_date, "from_date", Type::date, Rule::append);
  fields.add(outcome::to_date, "to_date", Type::date, Rule::append);
  fields.text(outcome::source, "source", Rule::append, name_bytes_max);
  fields.number(outcome::verification, "verification", Rule::max, verification_fault);
  return make_entity(outcome::entity, "outcome", case_scope, std::move(fields));
}

EntityDef late_work_entity(EntityNumber number, const char* name, char scope_kind) {
  Fields fields;
  fields.required(late_work::written_by, "written_by", Type::id, Rule::append).names =
      Names::writer;
  fields.required(late_work::written_at, "written_at", Type::time, Rule::append);
  fields.required(late_work::content, "content", Type::bytes, Rule::append);
  // Absent as long as nobody has dealt with it.
  FieldDef& status = fields.add(late_work::status, "status", Type::text, Rule::state);
  status.machine = {{{"open", 1}, {"done", 2}}, "open", {{"open", "done"}}};
  return make_entity(number, name, scope_kind, std::move(fields));
}

Schema make_schema() {
  Schema schema;
  schema.name = "casework";
  schema.version = 1;
  schema.entities = {
      unit_entity(),
      programme_entity(),
      staff_entity(),
      participant_entity(),
      identity_entity(),
      enrolment_entity(),
      team_membership_entity(),
      checkin_entity(),
      note_entity(),
      outcome_entity(),
      late_work_entity(late_work::entity, "late_work", case_scope),
      late_work_entity(restricted_late_work::entity, "restricted_late_work", restricted_scope)};
  for (const EntityNumber entity : {late_work::entity, restricted_late_work::entity}) {
    schema.late_work.push_back(
        {entity, late_work::written_by, late_work::written_at, late_work::content});
  }
  schema.base_scopes = {scope_of_municipality()};
  // Nobody with a protected identity is found by search, whatever speaks of them.
  schema.search_hiding = {identity::entity, identity::protection, identity::open};
  schema.accounts.entity = staff::entity;
  schema.accounts.groups = {staff::manages};
  schema.accounts.roles = staff::roles;
  schema.accounts.state = staff::status;
  schema.accounts.open_state = "active";
  for (EntityDef& entity : schema.entities) {
    const bool is_of_a_case =
        entity.scope_kind == case_scope || entity.scope_kind == restricted_scope;
    if (is_of_a_case) entity.writer_roles = {"coach", "manager", "office"};
  }
  return schema;
}

}  // namespace

const Schema& schema() {
  static const Schema the_schema = make_schema();
  return the_schema;
}

}  // namespace brygga::casework
