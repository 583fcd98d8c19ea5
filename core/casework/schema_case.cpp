#include "casework/entity_fields.hpp"
#include "casework/identity_number.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

namespace {

// --- checks of single values ------------------------------------------------------------------

const char* minutes_fault(const Value& value) {
  return is_between<0, checkin::minutes_max>(value) ? nullptr : "minutes of a day are 0 to 1440.";
}

const char* mood_fault(const Value& value) {
  return is_between<1, checkin::mood_max>(value) ? nullptr : "mood is 1 to 5.";
}

const char* protection_fault(const Value& value) {
  return is_between<participant::open, participant::protected_register>(value)
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
  FieldDef& protection =
      fields.number(participant::protection, "protection", Rule::max, protection_fault);
  protection.journaled_above = participant::open;
  protection.reset_roles = {"office"};
  fields.add(participant::primary_coach, "primary_coach", Type::id, Rule::both);
  fields.add(participant::joined_to, "joined_to", Type::id, Rule::both);
  EntityDef entity = make_entity(participant::entity, "participant", case_scope, std::move(fields));
  entity.opens_scope_kinds = {case_scope, restricted_scope};
  entity.indexes = {{participant::joined_to}};
  // A tablet that is new shows who there is, and then who comes today, before all the rest.
  entity.first_sync = {1, 0};
  return entity;
}

EntityDef identity_entity() {
  Fields fields;
  fields.of_case(identity::participant);
  FieldDef& number = fields.required_text(identity::number, "number", Rule::both, 12);
  number.fault = identity_number_fault;
  number.search = SearchKind::digits;
  fields.required_text(identity::number_type, "number_type", Rule::both, key_bytes_max).choices = {
      "personnummer", "samordningsnummer"};
  EntityDef entity = make_entity(identity::entity, "identity", restricted_scope, std::move(fields));
  // Doubles are looked for at each new number.
  entity.indexes = {{identity::number}};
  return entity;
}

EntityDef enrolment_entity() {
  Fields fields;
  fields.of_case(enrolment::participant);
  fields.required(enrolment::programme, "programme", Type::id, Rule::append);
  fields.required(enrolment::unit, "unit", Type::id, Rule::append);
  fields.state(enrolment::status, "status",
               {{{"active", 1}, {"finished", 2}}, "active", {{"active", "finished"}}});
  fields.required(enrolment::start, "start", Type::date, Rule::both);
  fields.add(enrolment::ended, "ended", Type::date, Rule::both);
  fields.text(enrolment::stream, "stream", Rule::both, name_bytes_max);
  fields.text(enrolment::referral, "referral", Rule::last, name_bytes_max);
  fields.text(enrolment::stream_reason, "stream_reason", Rule::both, key_bytes_max);
  fields.text(enrolment::stage, "stage", Rule::both, key_bytes_max);
  fields.add(enrolment::first_contact, "first_contact", Type::date, Rule::min);
  fields.text(enrolment::answer, "answer", Rule::append, comment_bytes_max);
  fields.text(enrolment::support, "support", Rule::both, name_bytes_max);
  fields.add(enrolment::support_follow_up, "support_follow_up", Type::date, Rule::last);
  fields.add(enrolment::moved_from, "moved_from", Type::id, Rule::append);
  fields.add(enrolment::first_contact_at, "first_contact_at", Type::time, Rule::min);
  EntityDef entity = make_entity(enrolment::entity, "enrolment", case_scope, std::move(fields));
  // The managers of a unit are principals under its id.
  entity.grants = {grant(enrolment::unit, {case_scope}, 0)};
  entity.first_sync = {3, 0};
  return entity;
}

EntityDef team_membership_entity() {
  Fields fields;
  fields.of_case(team_membership::participant);
  fields.required(team_membership::staff, "staff", Type::id, Rule::append);
  fields.required_text(team_membership::role, "role", Rule::last, key_bytes_max);
  fields.required(team_membership::from_date, "from_date", Type::date, Rule::append);
  fields.add(team_membership::until_date, "until_date", Type::date, Rule::min);
  fields
      .choice(team_membership::access, "access", Rule::append,
              {team_membership::sees_case, team_membership::sees_restricted,
               team_membership::sees_by_consent})
      .required = true;
  fields.text(team_membership::partner, "partner", Rule::append, key_bytes_max);
  EntityDef entity =
      make_entity(team_membership::entity, "team_membership", case_scope, std::move(fields));
  const GrantRule in_team =
      grant(team_membership::staff, {case_scope}, 0, team_membership::until_date);
  GrantRule named = in_team;
  named.scope_kinds = {restricted_scope};
  entity.grants = {grant_when(in_team, team_membership::access,
                              {team_membership::sees_case, team_membership::sees_restricted}),
                   grant_when(named, team_membership::access, {team_membership::sees_restricted})};
  return entity;
}

EntityDef checkin_entity() {
  Fields fields;
  fields.of_case(checkin::participant);
  fields.required(checkin::at, "at", Type::time, Rule::append);
  fields.text(checkin::place, "place", Rule::append, name_bytes_max);
  fields.number(checkin::planned_minutes, "planned_minutes", Rule::append, minutes_fault);
  fields.number(checkin::attended_minutes, "attended_minutes", Rule::append, minutes_fault);
  fields.number(checkin::mood, "mood", Rule::append, mood_fault);
  fields.writer(checkin::recorded_by, "recorded_by");
  fields.add(checkin::corrects, "corrects", Type::id, Rule::append);
  fields.text(checkin::comment, "comment", Rule::text, comment_bytes_max);
  fields.choice(checkin::activity, "activity", Rule::append,
                {"workplace", "coaching", "meeting", "employer", "education", "other"});
  // Where people work and live, rather than in an office.
  fields.add(checkin::in_community, "in_community", Type::boolean, Rule::append);
  // When it was saved, by the device's clock as the office has corrected it; and how much that
  // clock is worth: it had been compared with the office's lately, at some time, or never.
  fields.add(checkin::saved_at, "saved_at", Type::time, Rule::append);
  fields.choice(checkin::clock, "clock", Rule::append, {"compared", "old", "unknown"});
  fields.add(checkin::badge, "badge", Type::id, Rule::append);
  fields.add(checkin::participant_signature, "participant_signature", Type::bytes, Rule::append)
      .bytes_max = signature_bytes_max;
  fields.text(checkin::supervisor, "supervisor", Rule::append, name_bytes_max);
  fields.add(checkin::supervisor_signature, "supervisor_signature", Type::bytes, Rule::append)
      .bytes_max = signature_bytes_max;
  // A kiosk says when somebody came and when they left; minutes follow from both, and are nowhere
  // stored, since another tablet may have seen the other half.
  fields.choice(checkin::moment, "moment", Rule::append, {checkin::arrived, checkin::left});
  EntityDef entity = make_entity(checkin::entity, "checkin", case_scope, std::move(fields));
  entity.first_sync = {2, checkin::at};
  // A kiosk knows badges, and nothing of the cases of those who wear them.
  entity.pass = {checkin::badge, badge::entity, badge::participant};
  return entity;
}

EntityDef note_entity() {
  Fields fields;
  fields.of_case(note::participant);
  fields.required_text(note::body, "body", Rule::text, note_bytes_max).search = SearchKind::text;
  fields.writer(note::written_by, "written_by");
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
  fields.of_case(outcome::participant);
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

}  // namespace

std::vector<EntityDef> case_entities() {
  return {participant_entity(),
          identity_entity(),
          enrolment_entity(),
          team_membership_entity(),
          checkin_entity(),
          note_entity(),
          outcome_entity(),
          late_work_entity(late_work::entity, "late_work", case_scope),
          late_work_entity(restricted_late_work::entity, "restricted_late_work", restricted_scope)};
}

}  // namespace brygga::casework
