#include "casework/entity_fields.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

namespace {

const char* seats_fault(const Value& value) {
  return is_between<1, 10'000>(value) ? nullptr : "seats are 1 to 10000.";
}
const char* headcount_fault(const Value& value) {
  return is_between<1, 100'000>(value) ? nullptr : "a headcount is 1 to 100000.";
}
const char* months_fault(const Value& value) {
  return is_between<1, 120>(value) ? nullptr : "months are 1 to 120.";
}

// --- employers: no word of a participant --------------------------------------------------------

EntityDef employer_entity() {
  Fields fields;
  fields.required(employer::unit, "unit", Type::id, Rule::append).names = Names::own_scope;
  fields.required_text(employer::name, "name", Rule::both, name_bytes_max).search =
      SearchKind::name;
  fields.text(employer::organisation_number, "organisation_number", Rule::both, 11).search =
      SearchKind::digits;
  fields.text(employer::channels, "channels", Rule::set, name_bytes_max);
  fields.text(employer::sectors, "sectors", Rule::set, name_bytes_max);
  fields.add(employer::next_contact, "next_contact", Type::date, Rule::last);
  fields.text(employer::promised, "promised", Rule::last, comment_bytes_max);
  EntityDef entity = make_entity(employer::entity, "employer", unit_scope, std::move(fields));
  entity.writer_roles = roles_with_units();
  return entity;
}

EntityDef employer_contact_entity() {
  Fields fields;
  fields.required(employer_contact::employer, "employer", Type::id, Rule::append);
  fields.required(employer_contact::at, "at", Type::time, Rule::append);
  fields.writer(employer_contact::made_by, "made_by").required = true;
  fields
      .choice(employer_contact::mode, "mode", Rule::append,
              {"visit", "meeting", "phone", "video", "email", "other"})
      .required = true;
  fields.text(employer_contact::purpose, "purpose", Rule::append, name_bytes_max);
  fields.text(employer_contact::result, "result", Rule::append, comment_bytes_max);
  fields.text(employer_contact::promised, "promised", Rule::append, comment_bytes_max);
  EntityDef entity =
      make_entity(employer_contact::entity, "employer_contact", employer_scope, std::move(fields));
  entity.writer_roles = roles_with_units();
  entity.indexes = {{employer_contact::employer}};
  return entity;
}

EntityDef employer_training_entity() {
  Fields fields;
  fields.required(employer_training::employer, "employer", Type::id, Rule::append);
  fields
      .choice(employer_training::level, "level", Rule::append,
              {"leadership", "manager", "supervisor", "co_worker"})
      .required = true;
  fields.choice(employer_training::sector, "sector", Rule::append, {"public", "private", "civil"})
      .required = true;
  fields.text(employer_training::session, "session", Rule::append, name_bytes_max);
  fields.required(employer_training::held_on, "held_on", Type::date, Rule::append);
  fields.number(employer_training::headcount, "headcount", Rule::append, headcount_fault);
  fields.state(employer_training::stage, "stage",
               {{{"planned", 1}, {"held", 2}, {"followed_up", 3}},
                "planned",
                {{"planned", "held"}, {"held", "followed_up"}, {"planned", "followed_up"}}});
  EntityDef entity =
      make_entity(employer_training::entity, "employer_training", unit_scope, std::move(fields));
  entity.writer_roles = roles_with_units();
  entity.indexes = {{employer_training::employer}};
  return entity;
}

EntityDef opening_entity() {
  Fields fields;
  fields.required(opening::employer, "employer", Type::id, Rule::append);
  FieldDef& kind = fields.required_text(opening::kind, "kind", Rule::both, key_bytes_max);
  kind.choices = {"praktik", "job"};
  fields.number(opening::seats, "seats", Rule::both, seats_fault).required = true;
  fields.text(opening::shortage_tags, "shortage_tags", Rule::set, name_bytes_max);
  fields.add(opening::role_template, "role_template", Type::id, Rule::append);
  fields.text(opening::title, "title", Rule::last, name_bytes_max);
  fields.add(opening::start, "start", Type::date, Rule::last);
  fields.state(opening::status, "status",
               {{{"open", 1}, {"closed", 2}}, "open", {{"open", "closed"}, {"closed", "open"}}});
  EntityDef entity = make_entity(opening::entity, "opening", unit_scope, std::move(fields));
  entity.writer_roles = roles_with_units();
  entity.indexes = {{opening::employer}};
  return entity;
}

// --- roles that are carved out of others --------------------------------------------------------

EntityDef role_template_entity() {
  Fields fields;
  fields.required(role_template::programme, "programme", Type::id, Rule::append);
  fields.required_text(role_template::title, "title", Rule::last, name_bytes_max);
  fields.text(role_template::tasks, "tasks", Rule::set, name_bytes_max);
  fields.text(role_template::unit_type, "unit_type", Rule::last, name_bytes_max);
  fields.text(role_template::language_demand, "language_demand", Rule::last, name_bytes_max);
  fields.number(role_template::duration_months, "duration_months", Rule::last, months_fault);
  fields.text(role_template::funder, "funder", Rule::last, name_bytes_max);
  fields.add(role_template::leads_to, "leads_to", Type::id, Rule::last);
  fields.state(role_template::status, "status",
               {{{"draft", 1}, {"published", 2}, {"withdrawn", 3}},
                "draft",
                {{"draft", "published"},
                 {"published", "withdrawn"},
                 {"draft", "withdrawn"},
                 {"withdrawn", "draft"}}});
  EntityDef entity =
      make_entity(role_template::entity, "role_template", municipality_scope, std::move(fields));
  entity.writer_roles = roles_with_units();
  return entity;
}

EntityDef gate_decision_entity() {
  Fields fields;
  fields.required(gate_decision::role_template, "role_template", Type::id, Rule::append);
  fields.required_text(gate_decision::gate, "gate", Rule::append, key_bytes_max);
  fields.choice(gate_decision::decision, "decision", Rule::append, {"approved", "rejected"})
      .required = true;
  fields.writer(gate_decision::decided_by, "decided_by").required = true;
  fields.required(gate_decision::decided_on, "decided_on", Type::date, Rule::append);
  fields.text(gate_decision::reason, "reason", Rule::append, comment_bytes_max);
  EntityDef entity =
      make_entity(gate_decision::entity, "gate_decision", municipality_scope, std::move(fields));
  entity.writer_roles = {"manager", "office", "partner"};
  entity.indexes = {{gate_decision::role_template}};
  return entity;
}

// --- what was reported --------------------------------------------------------------------------

EntityDef report_period_entity() {
  Fields fields;
  fields.required(report_period::programme, "programme", Type::id, Rule::append);
  fields.required(report_period::month, "month", Type::date, Rule::append);  // its first day
  fields.required(report_period::figures, "figures", Type::bytes, Rule::append);
  fields.required_text(report_period::hash, "hash", Rule::append, 64);
  fields.add(report_period::replaces, "replaces", Type::id, Rule::append);
  fields.writer(report_period::sealed_by, "sealed_by").required = true;
  fields.state(report_period::status, "status",
               {{{"open", 1}, {"sealed", 2}, {"superseded", 3}},
                "open",
                {{"open", "sealed"}, {"sealed", "superseded"}, {"open", "superseded"}}});
  EntityDef entity =
      make_entity(report_period::entity, "report_period", unit_scope, std::move(fields));
  entity.writer_roles = {"manager", "office"};
  return entity;
}

}  // namespace

std::vector<EntityDef> employer_entities() {
  return {employer_entity(),      employer_contact_entity(), employer_training_entity(),
          role_template_entity(), gate_decision_entity(),    opening_entity(),
          report_period_entity()};
}

}  // namespace brygga::casework
