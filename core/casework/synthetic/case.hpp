// A synthetic participant's whole case, as plain values. See municipality.hpp. Values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "casework/civil_date.hpp"
#include "casework/identity_number.hpp"
#include "casework/synthetic/stages.hpp"

namespace brygga::casework {

// Texts are empty, and what is optional absent, where a field of that row is left out. Names of
// fields are as in schema.hpp; what is const char* is one of the choices that a field has.

struct SyntheticContact {
  RowId id;
  const char* kind = "phone";
  std::string value;
};

struct SyntheticEnrolment {
  RowId id;
  Date start;
  std::optional<Date> ended;
  Date first_contact;
  std::string stream, stream_reason, stage, referral, answer, support;
  std::optional<Date> support_follow_up;
};

struct SyntheticStageEntry {
  RowId id;
  Uuid enrolment;
  std::string stage;
  Date on;
  Uuid recorded_by;
};

struct SyntheticMembership {
  RowId id;
  Uuid staff;
  std::string role;
  Date from;
  std::optional<Date> until;
  const char* access = "case";
  std::string partner;
};

struct SyntheticHandover {
  RowId id;
  Uuid offered_by, to;
  std::string role, message;
  std::int64_t offered_at_ms = 0;
  Date answer_by;
};

struct SyntheticConsent {
  RowId id;
  std::string partner;
  Date from, to;
  Uuid person;
  bool is_withdrawn = false;
};

struct SyntheticSection {
  RowId id;
  std::string section, body;
};

struct SyntheticTask {
  RowId id;
  std::string title;
  Date due;
  Uuid assignee;
  const char* status = "open";
};

struct SyntheticPlan {
  RowId id;
  Uuid enrolment;
  std::vector<std::string> goals;
  const char* se_stage = nullptr;  // null: the programme's method has none
  Date agreed_on;
  std::vector<SyntheticSection> sections;
  std::vector<SyntheticTask> tasks;
};

struct SyntheticAppointment {
  RowId id;
  std::int64_t at_ms = 0;
  int minutes = 60;
  std::string place, purpose;
  Uuid with;
  const char* status = "booked";
};

struct SyntheticCheckin {
  RowId id;
  std::int64_t at_ms = 0;
  std::int64_t saved_at_ms = 0;
  std::string place, comment;
  int planned_minutes = 60;
  int attended_minutes = 60;
  std::optional<int> mood;
  std::optional<Uuid> recorded_by, corrects, badge;
  const char* activity = "meeting";
  bool in_community = false;
};

struct SyntheticNote {
  RowId id;
  std::string body;
  Uuid written_by;
  std::int64_t written_at_ms = 0;
  bool is_signed = true;
};

struct SyntheticProfile {
  RowId id;
  std::vector<std::string> skills, credentials, wishes, avoid;
  std::string swedish_level, other_languages, narrative;
};

struct SyntheticHealth {
  RowId id;
  std::string obstacles, adaptations;
};

struct SyntheticPlacement {
  RowId id;
  Uuid enrolment;
  std::optional<Uuid> opening;
  std::optional<Uuid> employer;
  std::string employer_name;
  const char* kind = "praktik";
  Date start;
  std::optional<Date> ended;
  Date last;  // as planned, while it has not ended
  std::string subsidy, supervisor;
  std::vector<std::string> tasks;
};

struct SyntheticOutcome {
  RowId id;
  Uuid enrolment;
  std::string type;
  Date from;
  std::optional<Date> to;
  std::string source;
  int verification = 0;
};

struct SyntheticExtension {
  RowId id;
  Uuid enrolment;
  Date until;
  Uuid decided_by;
  Date decided_on;
  std::string reason;
};

struct SyntheticBadge {
  RowId id;
  std::string code_hash;
};

struct SyntheticCase {
  RowId id;
  std::uint32_t number = 0;   // among the participants, from 0
  std::size_t programme = 0;  // place in the town
  std::size_t unit = 0;       // place in the town
  Stage stage = Stage::running;
  std::string first_name, last_name, interpreter, district;
  std::vector<std::string> languages;
  Date birth_date;
  std::optional<IdentityNumber> identity_number;
  RowId identity_row;
  int protection = 0;
  Uuid primary_coach;
  std::vector<SyntheticContact> contacts;
  std::vector<SyntheticEnrolment> enrolments;  // the last is the one that the stage speaks of
  std::vector<SyntheticStageEntry> stage_entries;
  std::vector<SyntheticMembership> team;
  std::vector<SyntheticHandover> handovers;
  std::vector<SyntheticConsent> consents;
  std::vector<SyntheticPlan> plans;  // one for each enrolment
  std::optional<SyntheticProfile> profile;
  std::optional<SyntheticHealth> health;
  std::vector<SyntheticPlacement> placements;
  std::vector<SyntheticOutcome> outcomes;
  std::vector<SyntheticExtension> extensions;
  std::optional<SyntheticBadge> badge;
  std::vector<SyntheticAppointment> appointments;
  std::vector<SyntheticCheckin> checkins;
  std::vector<SyntheticNote> notes;
};

}  // namespace brygga::casework
