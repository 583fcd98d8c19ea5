#include "casework/entity_fields.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

namespace {

// --- who may be reached, and who may be told ----------------------------------------------------

EntityDef contact_entity() {
  Fields fields;
  fields.of_case(contact::participant);
  fields.choice(contact::kind, "kind", Rule::append, {"phone", "email", "address"}).required = true;
  fields.required_text(contact::value, "value", Rule::last, name_bytes_max).search =
      SearchKind::digits;
  fields.text(contact::label, "label", Rule::last, name_bytes_max);
  EntityDef entity = make_entity(contact::entity, "contact", case_scope, std::move(fields));
  entity.further_scope_kinds = {restricted_scope};
  entity.shelter = {restricted_scope, participant::entity, participant::protection,
                    participant::open};
  return entity;
}

EntityDef consent_entity() {
  Fields fields;
  fields.of_case(consent::participant);
  fields.required_text(consent::purpose, "purpose", Rule::append, name_bytes_max);
  fields.required_text(consent::partner, "partner", Rule::append, key_bytes_max);
  fields
      .choice(consent::data_group, "data_group", Rule::append,
              {consent::the_case, consent::the_restricted})
      .required = true;
  fields.required_text(consent::text_version, "text_version", Rule::append, name_bytes_max);
  fields.required(consent::valid_from, "valid_from", Type::date, Rule::append);
  fields.required(consent::valid_to, "valid_to", Type::date, Rule::append);
  fields.add(consent::people, "people", Type::id, Rule::set);
  StateMachine machine;
  machine.states = {{"given", 1}, {"withdrawn", 2, true}};
  machine.initial = "given";
  machine.moves = {{"given", "withdrawn"}};
  fields.state(consent::status, "status", std::move(machine));
  EntityDef entity = make_entity(consent::entity, "consent", case_scope, std::move(fields));
  // What a partner's people see hangs on this row alone: whoever withdraws it closes the case to
  // them, whatever a tablet says that has not heard of it.
  GrantRule shared =
      grant_when(grant(consent::people, {case_scope}, 0), consent::status, {"given"});
  shared.through_field = consent::valid_to;
  GrantRule restricted = shared;
  restricted.scope_kinds = {restricted_scope};
  entity.grants = {grant_when(shared, consent::data_group, {consent::the_case}),
                   grant_when(restricted, consent::data_group, {consent::the_restricted})};
  return entity;
}

// --- mapping and plan ---------------------------------------------------------------------------

EntityDef profile_entity() {
  Fields fields;
  fields.of_case(profile::participant);
  fields.text(profile::skills, "skills", Rule::set, name_bytes_max);
  fields.text(profile::credentials, "credentials", Rule::set, name_bytes_max);
  fields.text(profile::wishes, "wishes", Rule::set, name_bytes_max);
  fields.text(profile::avoid, "avoid", Rule::set, name_bytes_max);
  // The levels of the Common European Framework of Reference, and none.
  fields.choice(profile::swedish_level, "swedish_level", Rule::both,
                {"none", "A1", "A2", "B1", "B2", "C1", "C2", "native"});
  fields.text(profile::other_languages, "other_languages", Rule::both, name_bytes_max);
  fields.text(profile::narrative, "narrative", Rule::text, note_bytes_max);
  return make_entity(profile::entity, "profile", case_scope, std::move(fields));
}

EntityDef health_support_entity() {
  Fields fields;
  fields.of_case(health_support::participant);
  fields.text(health_support::obstacles, "obstacles", Rule::both, comment_bytes_max);
  fields.text(health_support::adaptations, "adaptations", Rule::both, comment_bytes_max);
  fields.text(health_support::reasons, "reasons", Rule::both, comment_bytes_max);
  fields.text(health_support::notes, "notes", Rule::text, note_bytes_max);
  return make_entity(health_support::entity, "health_support", restricted_scope, std::move(fields));
}

EntityDef plan_entity() {
  Fields fields;
  fields.of_case(plan::participant);
  fields.add(plan::enrolment, "enrolment", Type::id, Rule::append);
  fields.text(plan::goals, "goals", Rule::set, comment_bytes_max);
  // The five steps of Supported Employment; whoever goes back begins a new plan.
  StateMachine machine;
  machine.states = {{"agreement", 1},
                    {"vocational_profile", 2},
                    {"job_finding", 3},
                    {"employer_engagement", 4},
                    {"support_on_and_off_the_job", 5}};
  machine.initial = "agreement";
  for (std::size_t from = 0; from < machine.states.size(); ++from) {
    for (std::size_t to = from + 1; to < machine.states.size(); ++to) {
      machine.moves.push_back({machine.states[from].name, machine.states[to].name});
    }
  }
  FieldDef& stage = fields.add(plan::se_stage, "se_stage", Type::text, Rule::state);
  stage.machine = std::move(machine);
  fields.add(plan::agreed_on, "agreed_on", Type::date, Rule::append);
  fields.add(plan::signature, "signature", Type::bytes, Rule::append).bytes_max =
      signature_bytes_max;
  fields.add(plan::agreed_at, "agreed_at", Type::time, Rule::append);
  return make_entity(plan::entity, "plan", case_scope, std::move(fields));
}

EntityDef plan_section_entity() {
  Fields fields;
  fields.of_case(plan_section::participant);
  fields.required(plan_section::plan, "plan", Type::id, Rule::append);
  fields.required_text(plan_section::section, "section", Rule::append, key_bytes_max);
  fields.required_text(plan_section::body, "body", Rule::text, note_bytes_max);
  return make_entity(plan_section::entity, "plan_section", case_scope, std::move(fields));
}

EntityDef task_entity() {
  Fields fields;
  fields.of_case(task::participant);
  fields.add(task::plan, "plan", Type::id, Rule::append);
  fields.required_text(task::title, "title", Rule::last, name_bytes_max);
  fields.add(task::due_date, "due_date", Type::date, Rule::last);
  fields.add(task::assignee, "assignee", Type::id, Rule::both);
  // Of what is done by one and dropped by another, it is done.
  fields.state(task::status, "status",
               {{{"open", 1}, {"dropped", 2}, {"done", 3}},
                "open",
                {{"open", "done"}, {"open", "dropped"}, {"done", "open"}, {"dropped", "open"}}});
  return make_entity(task::entity, "task", case_scope, std::move(fields));
}

EntityDef appointment_entity() {
  Fields fields;
  fields.of_case(appointment::participant);
  fields.required(appointment::at, "at", Type::time, Rule::last);
  fields.number(appointment::minutes, "minutes", Rule::last, [](const Value& value) -> const char* {
    return is_between<1, checkin::minutes_max>(value) ? nullptr
                                                      : "minutes of an appointment are 1 to 1440.";
  });
  fields.text(appointment::place, "place", Rule::last, name_bytes_max);
  fields.add(appointment::with, "with_staff", Type::id, Rule::both);
  fields.text(appointment::purpose, "purpose", Rule::last, name_bytes_max);
  fields.state(appointment::status, "status",
               {{{"booked", 1}, {"cancelled", 2}, {"missed", 3}, {"held", 4}},
                "booked",
                {{"booked", "cancelled"},
                 {"booked", "missed"},
                 {"booked", "held"},
                 {"missed", "held"},
                 {"cancelled", "booked"}}});
  EntityDef entity = make_entity(appointment::entity, "appointment", case_scope, std::move(fields));
  entity.first_sync = {2, appointment::at};
  return entity;
}

EntityDef attachment_entity() {
  Fields fields;
  fields.of_case(attachment::participant);
  fields.required(attachment::of, "of_row", Type::id, Rule::append);
  fields.required_text(attachment::hash, "hash", Rule::append, 64);
  fields.required_text(attachment::media_type, "media_type", Rule::append, key_bytes_max);
  fields.number(attachment::bytes, "bytes", Rule::append, [](const Value& value) -> const char* {
    return is_between<1, 1LL << 30>(value) ? nullptr : "an attachment has 1 byte to 1 GiB.";
  });
  fields.text(attachment::source, "source", Rule::append, name_bytes_max);
  fields.text(attachment::caption, "caption", Rule::last, name_bytes_max);
  fields.number(attachment::redacted, "redacted", Rule::max, [](const Value& value) -> const char* {
    return is_between<0, 1>(value) ? nullptr : "redacted is 0 or 1.";
  });
  return make_entity(attachment::entity, "attachment", case_scope, std::move(fields));
}

// --- passing on, and time -----------------------------------------------------------------------

EntityDef handover_entity() {
  Fields fields;
  fields.of_case(handover::participant);
  fields.writer(handover::offered_by, "offered_by").required = true;
  fields.required(handover::to, "to_staff", Type::id, Rule::append);
  fields.required_text(handover::role, "role", Rule::append, key_bytes_max);
  fields.required(handover::offered_at, "offered_at", Type::time, Rule::append);
  fields.required(handover::answer_by, "answer_by", Type::date, Rule::append);
  fields.text(handover::message, "message", Rule::append, comment_bytes_max);
  // Whoever has said yes has the case, also when the offer was taken back at the same time.
  fields.state(handover::status, "status",
               {{{"offered", 1}, {"withdrawn", 2}, {"declined", 3}, {"accepted", 4}},
                "offered",
                {{"offered", "withdrawn"}, {"offered", "declined"}, {"offered", "accepted"}}});
  fields.text(handover::answer, "answer", Rule::last, comment_bytes_max);
  fields.add(handover::keeps, "keeps", Type::boolean, Rule::append);
  fields
      .choice(handover::access, "access", Rule::append,
              {team_membership::sees_case, team_membership::sees_restricted})
      .required = true;
  EntityDef entity = make_entity(handover::entity, "handover", case_scope, std::move(fields));
  // Nobody can take over what they may not look at.
  const GrantRule offered =
      grant_when(grant(handover::to, {case_scope}, 0), handover::status, {"offered"});
  GrantRule restricted = offered;
  restricted.scope_kinds = {restricted_scope};
  entity.grants = {offered,
                   grant_when(restricted, handover::access, {team_membership::sees_restricted})};
  return entity;
}

EntityDef extension_entity() {
  Fields fields;
  fields.of_case(extension::participant);
  fields.required(extension::enrolment, "enrolment", Type::id, Rule::append);
  fields.required(extension::until_date, "until_date", Type::date, Rule::append);
  fields.writer(extension::decided_by, "decided_by").required = true;
  fields.required(extension::decided_on, "decided_on", Type::date, Rule::append);
  fields.required_text(extension::reason, "reason", Rule::append, comment_bytes_max);
  EntityDef entity = make_entity(extension::entity, "extension", case_scope, std::move(fields));
  entity.writer_roles = {"manager", "office"};
  return entity;
}

EntityDef placement_entity() {
  Fields fields;
  fields.of_case(placement::participant);
  fields.add(placement::enrolment, "enrolment", Type::id, Rule::append);
  // The seat that it takes, until it has ended.
  fields.add(placement::opening, "opening", Type::id, Rule::server).claim = {
      opening::entity, opening::seats, placement::ended};
  fields.add(placement::employer, "employer", Type::id, Rule::append);
  FieldDef& kind = fields.required_text(placement::kind, "kind", Rule::both, key_bytes_max);
  kind.choices = {"praktik", "job", "studies"};
  fields.required(placement::start, "start", Type::date, Rule::both);
  fields.add(placement::ended, "ended", Type::date, Rule::both);
  fields.text(placement::subsidy, "subsidy", Rule::both, key_bytes_max);
  fields.state(placement::status, "status",
               {{{"planned", 1}, {"running", 2}, {"ended", 3}},
                "planned",
                {{"planned", "running"}, {"planned", "ended"}, {"running", "ended"}}});
  fields.text(placement::tasks, "tasks", Rule::set, name_bytes_max);
  fields.text(placement::supervisor, "supervisor", Rule::last, name_bytes_max);
  return make_entity(placement::entity, "placement", case_scope, std::move(fields));
}

// --- the records themselves ---------------------------------------------------------------------

EntityDef badge_entity() {
  Fields fields;
  // Of the kiosk's own it says whom to write about, and nothing about them.
  fields.required(badge::participant, "participant", Type::id, Rule::append);
  fields.required(badge::unit, "unit", Type::id, Rule::append).names = Names::own_scope;
  fields.required_text(badge::code_hash, "code_hash", Rule::append, 64);
  fields.required_text(badge::first_name, "first_name", Rule::last, name_bytes_max);
  fields.state(badge::status, "status",
               {{{"issued", 1}, {"returned", 2, true}}, "issued", {{"issued", "returned"}}});
  EntityDef entity = make_entity(badge::entity, "badge", kiosk_scope, std::move(fields));
  entity.writer_roles = {"coach", "manager", "office"};
  entity.indexes = {{badge::participant}};
  return entity;
}

EntityDef join_proposal_entity() {
  Fields fields;
  fields.of_case(join_proposal::participant);
  fields.required(join_proposal::other, "other", Type::id, Rule::append);
  fields.text(join_proposal::reason, "reason", Rule::append, comment_bytes_max);
  fields.writer(join_proposal::proposed_by, "proposed_by").required = true;
  fields.state(join_proposal::status, "status",
               {{{"open", 1}, {"apart", 2}, {"joined", 3}},
                "open",
                {{"open", "apart"}, {"open", "joined"}, {"joined", "apart"}}});
  return make_entity(join_proposal::entity, "join_proposal", case_scope, std::move(fields));
}

// Lies in no case, since it outlives the case.
EntityDef retention_decision_entity() {
  Fields fields;
  fields.required(retention_decision::participant, "participant", Type::id, Rule::append);
  fields.choice(retention_decision::decision, "decision", Rule::append, {"erase", "keep"})
      .required = true;
  fields.add(retention_decision::keep_until, "keep_until", Type::date, Rule::append);
  fields.required_text(retention_decision::reason, "reason", Rule::append, comment_bytes_max);
  fields.writer(retention_decision::decided_by, "decided_by").required = true;
  fields.required(retention_decision::decided_on, "decided_on", Type::date, Rule::append);
  EntityDef entity =
      make_entity(retention_decision::entity, "retention_decision", unit_scope, std::move(fields));
  entity.writer_roles = {"manager", "office"};
  entity.indexes = {{retention_decision::participant}};
  return entity;
}

EntityDef hours_attestation_entity() {
  Fields fields;
  fields.of_case(hours_attestation::participant);
  fields.required(hours_attestation::month, "month", Type::date, Rule::append);  // its first day
  fields
      .number(hours_attestation::minutes, "minutes", Rule::append,
              [](const Value& value) -> const char* {
                return is_between<1, hours_attestation::minutes_max>(value)
                           ? nullptr
                           : "minutes of a month are 1 to 44640.";
              })
      .required = true;
  fields.writer(hours_attestation::attested_by, "attested_by").required = true;
  return make_entity(hours_attestation::entity, "hours_attestation", case_scope, std::move(fields));
}

EntityDef stage_entry_entity() {
  Fields fields;
  fields.of_case(stage_entry::participant);
  fields.add(stage_entry::enrolment, "enrolment", Type::id, Rule::append);
  fields.add(stage_entry::plan, "plan", Type::id, Rule::append);
  fields.required_text(stage_entry::stage, "stage", Rule::append, key_bytes_max);
  fields.required(stage_entry::entered_on, "entered_on", Type::date, Rule::append);
  fields.writer(stage_entry::recorded_by, "recorded_by").required = true;
  return make_entity(stage_entry::entity, "stage_entry", case_scope, std::move(fields));
}

EntityDef access_event_entity() {
  Fields fields;
  fields.writer(access_event::account, "account").required = true;
  fields.required(access_event::participant, "participant", Type::id, Rule::append);
  fields.required(access_event::at, "at", Type::time, Rule::append);
  fields
      .choice(access_event::reason, "reason", Rule::append,
              {"own_case", "cover", "search", "export", "review", "other"})
      .required = true;
  fields.text(access_event::what, "what", Rule::append, key_bytes_max);
  fields.required(access_event::chain, "chain", Type::integer, Rule::append);
  fields.text(access_event::before, "before", Rule::append, 64);
  fields.required_text(access_event::hash, "hash", Rule::append, 64);
  EntityDef entity =
      make_entity(access_event::entity, "access_event", audit_scope, std::move(fields));
  entity.is_upload_only = true;
  entity.indexes = {{access_event::participant}};
  return entity;
}

}  // namespace

std::vector<EntityDef> support_entities() {
  return {contact_entity(),
          consent_entity(),
          profile_entity(),
          health_support_entity(),
          plan_entity(),
          plan_section_entity(),
          task_entity(),
          placement_entity(),
          attachment_entity(),
          access_event_entity(),
          badge_entity(),
          handover_entity(),
          extension_entity(),
          appointment_entity(),
          join_proposal_entity(),
          retention_decision_entity(),
          hours_attestation_entity(),
          stage_entry_entity()};
}

}  // namespace brygga::casework
