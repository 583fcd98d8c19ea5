#include <algorithm>
#include <string_view>

#include "casework/schema.hpp"
#include "casework/synthetic/municipality.hpp"
#include "casework/synthetic/new_row.hpp"

namespace brygga::casework {

namespace {

// The rows of one case, all of which name the participant.
class CaseRows {
 public:
  CaseRows(const SyntheticTown& town, const SyntheticCase& one) : town_(town), case_(one) {
    edits_.reserve(40 + one.appointments.size() + one.checkins.size() + one.notes.size());
  }

  std::vector<Edit> take() && {
    put_person();
    put_team();
    put_enrolments();
    put_plans();
    put_work();
    for (const SyntheticAppointment& row : case_.appointments) put(row);
    for (const SyntheticCheckin& row : case_.checkins) put(row);
    for (const SyntheticNote& row : case_.notes) put(row);
    return std::move(edits_);
  }

 private:
  NewRow in_case(EntityNumber entity, const RowId& id, FieldNumber participant) const {
    NewRow row(entity, id, scope_of_case(case_.id));
    row.id(participant, case_.id.uuid);
    return row;
  }
  NewRow restricted(EntityNumber entity, const RowId& id, FieldNumber participant) const {
    NewRow row(entity, id, scope_of_restricted(case_.id));
    row.id(participant, case_.id.uuid);
    return row;
  }

  // --- the person
  // ---------------------------------------------------------------------------------

  void put_person() {
    NewRow row(participant::entity, case_.id, scope_of_case(case_.id));
    row.text(participant::first_name, case_.first_name)
        .text(participant::last_name, case_.last_name)
        .text(participant::interpreter, case_.interpreter)
        .elements(participant::languages, case_.languages)
        .text(participant::residence_district, case_.district)
        .id(participant::primary_coach, case_.primary_coach);
    if (case_.protection > participant::open) {
      row.number(participant::protection, case_.protection);
    }
    row.into(edits_);
    put_identity();
    // Made in the case, as a command does; where a protection holds, the office moves them.
    for (const SyntheticContact& one : case_.contacts) {
      in_case(contact::entity, one.id, contact::participant)
          .text(contact::kind, one.kind)
          .text(contact::value, one.value)
          .into(edits_);
    }
    if (case_.profile) put(*case_.profile);
    if (case_.health) put(*case_.health);
    put_badge();
  }

  void put_identity() {
    if (!case_.identity_number) return;
    const bool is_personnummer = case_.identity_number->kind() == IdentityNumberKind::personnummer;
    restricted(identity::entity, case_.identity_row, identity::participant)
        .text(identity::number, case_.identity_number->digits())
        .text(identity::number_type, is_personnummer ? "personnummer" : "samordningsnummer")
        .into(edits_);
  }

  void put(const SyntheticProfile& one) {
    in_case(profile::entity, one.id, profile::participant)
        .elements(profile::skills, one.skills)
        .elements(profile::credentials, one.credentials)
        .elements(profile::wishes, one.wishes)
        .elements(profile::avoid, one.avoid)
        .text(profile::swedish_level, one.swedish_level)
        .text(profile::other_languages, one.other_languages)
        .text(profile::narrative, one.narrative)
        .into(edits_);
  }

  void put(const SyntheticHealth& one) {
    restricted(health_support::entity, one.id, health_support::participant)
        .text(health_support::obstacles, one.obstacles)
        .text(health_support::adaptations, one.adaptations)
        .into(edits_);
  }

  void put_badge() {
    if (!case_.badge) return;
    const Uuid unit = town_.units[case_.unit].id.uuid;
    NewRow(badge::entity, case_.badge->id, scope_of_kiosk(unit))
        .id(badge::participant, case_.id.uuid)
        .id(badge::unit, unit)
        .text(badge::code_hash, case_.badge->code_hash)
        .text(badge::first_name, case_.first_name)
        .text(badge::status, case_.stage == Stage::running ? "issued" : "returned")
        .into(edits_);
  }

  // --- the team
  // -----------------------------------------------------------------------------------

  void put_team() {
    for (const SyntheticMembership& one : case_.team) {
      in_case(team_membership::entity, one.id, team_membership::participant)
          .id(team_membership::staff, one.staff)
          .text(team_membership::role, one.role)
          .date(team_membership::from_date, one.from)
          .date(team_membership::until_date, one.until)
          .text(team_membership::access, one.access)
          .text(team_membership::partner, one.partner)
          .into(edits_);
    }
    for (const SyntheticHandover& one : case_.handovers) put(one);
    for (const SyntheticConsent& one : case_.consents) put(one);
  }

  void put(const SyntheticHandover& one) {
    in_case(handover::entity, one.id, handover::participant)
        .id(handover::offered_by, one.offered_by)
        .id(handover::to, one.to)
        .text(handover::role, one.role)
        .number(handover::offered_at, one.offered_at_ms)
        .date(handover::answer_by, one.answer_by)
        .text(handover::message, one.message)
        .text(handover::status, "accepted")
        .flag(handover::keeps, false)
        .text(handover::access, team_membership::sees_restricted)
        .into(edits_);
  }

  void put(const SyntheticConsent& one) {
    in_case(consent::entity, one.id, consent::participant)
        .text(consent::purpose, "Gemensam planering")
        .text(consent::partner, one.partner)
        .text(consent::data_group, consent::the_case)
        .text(consent::text_version, "2024-1")
        .date(consent::valid_from, one.from)
        .date(consent::valid_to, one.to)
        .element(consent::people, one.person)
        .text(consent::status, one.is_withdrawn ? "withdrawn" : "given")
        .into(edits_);
  }

  // --- the way through
  // ----------------------------------------------------------------------------

  void put_enrolments() {
    for (const SyntheticEnrolment& one : case_.enrolments) put(one);
    for (const SyntheticStageEntry& one : case_.stage_entries) put(one);
    for (const SyntheticExtension& one : case_.extensions) {
      in_case(extension::entity, one.id, extension::participant)
          .id(extension::enrolment, one.enrolment)
          .date(extension::until_date, one.until)
          .id(extension::decided_by, one.decided_by)
          .date(extension::decided_on, one.decided_on)
          .text(extension::reason, one.reason)
          .into(edits_);
    }
  }

  void put(const SyntheticEnrolment& one) {
    in_case(enrolment::entity, one.id, enrolment::participant)
        .id(enrolment::programme, town_.programmes[case_.programme].id.uuid)
        .id(enrolment::unit, town_.units[case_.unit].id.uuid)
        .text(enrolment::status, one.ended ? "finished" : "active")
        .date(enrolment::start, one.start)
        .date(enrolment::ended, one.ended)
        .text(enrolment::stream, one.stream)
        .text(enrolment::referral, one.referral)
        .text(enrolment::stream_reason, one.stream_reason)
        .text(enrolment::stage, one.stage)
        .date(enrolment::first_contact, one.first_contact)
        .text(enrolment::answer, one.answer)
        .text(enrolment::support, one.support)
        .date(enrolment::support_follow_up, one.support_follow_up)
        .into(edits_);
  }

  void put(const SyntheticStageEntry& one) {
    in_case(stage_entry::entity, one.id, stage_entry::participant)
        .id(stage_entry::enrolment, one.enrolment)
        .text(stage_entry::stage, one.stage)
        .date(stage_entry::entered_on, one.on)
        .id(stage_entry::recorded_by, one.recorded_by)
        .into(edits_);
  }

  void put_plans() {
    for (const SyntheticPlan& one : case_.plans) {
      in_case(plan::entity, one.id, plan::participant)
          .id(plan::enrolment, one.enrolment)
          .elements(plan::goals, one.goals)
          .text(plan::se_stage, one.se_stage == nullptr ? "" : one.se_stage)
          .date(plan::agreed_on, one.agreed_on)
          .into(edits_);
      for (const SyntheticSection& section : one.sections) {
        in_case(plan_section::entity, section.id, plan_section::participant)
            .id(plan_section::plan, one.id.uuid)
            .text(plan_section::section, section.section)
            .text(plan_section::body, section.body)
            .into(edits_);
      }
      for (const SyntheticTask& step : one.tasks) put(one, step);
    }
  }

  void put(const SyntheticPlan& of, const SyntheticTask& one) {
    in_case(task::entity, one.id, task::participant)
        .id(task::plan, of.id.uuid)
        .text(task::title, one.title)
        .date(task::due_date, one.due)
        .id(task::assignee, one.assignee)
        .text(task::status, one.status)
        .into(edits_);
  }

  void put_work() {
    for (const SyntheticPlacement& one : case_.placements) put(one);
    for (const SyntheticOutcome& one : case_.outcomes) {
      in_case(outcome::entity, one.id, outcome::participant)
          .id(outcome::enrolment, one.enrolment)
          .text(outcome::type, one.type)
          .date(outcome::from_date, one.from)
          .date(outcome::to_date, one.to)
          .text(outcome::source, one.source)
          .number(outcome::verification, one.verification)
          .into(edits_);
    }
  }

  void put(const SyntheticPlacement& one) {
    in_case(placement::entity, one.id, placement::participant)
        .id(placement::enrolment, one.enrolment)
        .id(placement::opening, one.opening)
        .id(placement::employer, one.employer)
        .text(placement::kind, one.kind)
        .date(placement::start, one.start)
        .date(placement::ended, one.ended)
        .text(placement::subsidy, one.subsidy)
        .text(placement::status, one.ended ? "ended" : "running")
        .elements(placement::tasks, one.tasks)
        .text(placement::supervisor, one.supervisor)
        .into(edits_);
  }

  // --- weeks
  // --------------------------------------------------------------------------------------

  void put(const SyntheticAppointment& one) {
    in_case(appointment::entity, one.id, appointment::participant)
        .number(appointment::at, one.at_ms)
        .number(appointment::minutes, one.minutes)
        .text(appointment::place, one.place)
        .id(appointment::with, one.with)
        .text(appointment::purpose, one.purpose)
        .text(appointment::status, one.status)
        .into(edits_);
  }

  void put(const SyntheticCheckin& one) {
    NewRow row = in_case(checkin::entity, one.id, checkin::participant);
    row.number(checkin::at, one.at_ms)
        .text(checkin::place, one.place)
        .number(checkin::planned_minutes, one.planned_minutes)
        .number(checkin::attended_minutes, one.attended_minutes)
        .id(checkin::recorded_by, one.recorded_by)
        .id(checkin::corrects, one.corrects)
        .text(checkin::comment, one.comment)
        .text(checkin::activity, one.activity)
        .flag(checkin::in_community, one.in_community)
        .number(checkin::saved_at, one.saved_at_ms)
        .text(checkin::clock, "compared")
        .id(checkin::badge, one.badge);
    if (one.mood) row.number(checkin::mood, *one.mood);
    row.into(edits_);
  }

  void put(const SyntheticNote& one) {
    in_case(note::entity, one.id, note::participant)
        .text(note::body, one.body)
        .id(note::written_by, one.written_by)
        .number(note::written_at, one.written_at_ms)
        .text(note::status, one.is_signed ? "signed" : "draft")
        .into(edits_);
  }

  const SyntheticTown& town_;
  const SyntheticCase& case_;
  std::vector<Edit> edits_;
};

}  // namespace

std::vector<Edit> case_edits(const SyntheticTown& town, const SyntheticCase& one) {
  return CaseRows(town, one).take();
}

}  // namespace brygga::casework
