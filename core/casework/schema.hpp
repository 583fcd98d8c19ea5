// The numbers of the domain's entities and fields, and where their rows are.
//
// schema() in casework.hpp holds the definitions; here are the names under which code speaks of
// them: participant::last_name is a FieldNumber, participant::entity the EntityNumber. Numbers are
// for ever: they stand in stores and messages, so a later version only adds. Constants and pure
// functions.
#pragma once

#include <cstdint>

#include "base/uuid.hpp"
#include "model/row.hpp"
#include "model/scope.hpp"

namespace brygga::casework {

// The municipality's own: what every device of it holds.
inline constexpr char municipality_scope = 'M';
// A unit's own: its employers, openings and sealed figures. What was said with employers is apart,
// since not everybody who works in a unit deals with them. Both bear the id of the unit's row.
inline constexpr char unit_scope = 'U';
inline constexpr char employer_scope = 'E';
// Badges with which participants check in at a unit: all that its kiosks hold.
inline constexpr char kiosk_scope = 'X';
// A participant's case, open to the team; and what is kept apart from it for named staff. Both
// bear the id of the participant's row.
inline constexpr char case_scope = 'K';
inline constexpr char restricted_scope = 'R';
// Who looked at what: upload only, under the id of the account that looked.
inline constexpr char audit_scope = 'A';

inline Scope scope_of_municipality() { return {municipality_scope, Uuid{}}; }
inline Scope scope_of_case(const RowId& who) { return {case_scope, who.uuid}; }
inline Scope scope_of_restricted(const RowId& who) { return {restricted_scope, who.uuid}; }
inline Scope scope_of_unit(const Uuid& unit) { return {unit_scope, unit}; }
inline Scope scope_of_employers(const Uuid& unit) { return {employer_scope, unit}; }
inline Scope scope_of_kiosk(const Uuid& unit) { return {kiosk_scope, unit}; }
inline Scope scope_of_audit(const Uuid& account) { return {audit_scope, account}; }

namespace unit {
inline constexpr EntityNumber entity = 1;
enum Field : FieldNumber { name = 1, kind = 2, district = 3, opened = 4, key = 5 };
}  // namespace unit

namespace programme {
inline constexpr EntityNumber entity = 2;
enum Field : FieldNumber { key = 1, title = 2, definition = 3, settings = 4 };
}  // namespace programme

namespace staff {
inline constexpr EntityNumber entity = 3;
enum Field : FieldNumber {
  name = 1,
  username = 2,
  roles = 3,
  memberships = 4,
  manages = 5,
  status = 6
};
}  // namespace staff

namespace participant {
inline constexpr EntityNumber entity = 4;
enum Field : FieldNumber {
  first_name = 1,
  last_name = 2,
  interpreter = 3,
  languages = 4,
  residence_district = 5,
  protection = 6,
  primary_coach = 7,
  joined_to = 8  // the record that stands for the same person, and that shows both
};
// What protection may be.
inline constexpr std::int64_t open = 0;
inline constexpr std::int64_t marked_secret = 1;       // sekretessmarkering
inline constexpr std::int64_t protected_register = 2;  // skyddad folkbokföring
}  // namespace participant

namespace identity {
inline constexpr EntityNumber entity = 5;
enum Field : FieldNumber { participant = 1, number = 2, number_type = 3 };
}  // namespace identity

namespace enrolment {
inline constexpr EntityNumber entity = 6;
enum Field : FieldNumber {
  participant = 1,
  programme = 2,
  unit = 3,
  status = 4,
  start = 5,
  ended = 6,
  stream = 7,
  referral = 8,
  stream_reason = 9,
  stage = 10,
  first_contact = 11,
  answer = 12,             // to the question that opens an intake
  support = 13,            // who gives the support that is needed before work
  support_follow_up = 14,  // the day on which that is looked at
  moved_from = 15,         // the enrolment that this one goes on with in another programme
  first_contact_at = 16    // the time of first_contact, where it is known
};
}  // namespace enrolment

// What somebody wrote about a case after it had passed into other hands, for whoever has it now.
namespace late_work {
inline constexpr EntityNumber entity = 11;
enum Field : FieldNumber { written_by = 1, written_at = 2, content = 3, status = 4 };
}  // namespace late_work

// The same in the restricted scope.
namespace restricted_late_work {
inline constexpr EntityNumber entity = 12;
}  // namespace restricted_late_work

namespace team_membership {
inline constexpr EntityNumber entity = 7;
enum Field : FieldNumber {
  participant = 1,
  staff = 2,
  role = 3,
  from_date = 4,
  until_date = 5,
  access = 6,
  partner = 7
};
// What the membership lets its person see.
inline constexpr const char* sees_case = "case";
inline constexpr const char* sees_restricted = "restricted";  // what is for named staff too
inline constexpr const char* sees_by_consent = "consent";     // what a consent says, and no more
}  // namespace team_membership

namespace checkin {
inline constexpr EntityNumber entity = 8;
enum Field : FieldNumber {
  participant = 1,
  at = 2,
  place = 3,
  planned_minutes = 4,
  attended_minutes = 5,
  mood = 6,  // 1 (bad) to 5 (good)
  recorded_by = 7,
  corrects = 8,
  comment = 9,
  activity = 10,
  in_community = 11,
  saved_at = 12,
  clock = 13,
  badge = 14,
  participant_signature = 15,
  supervisor = 16,
  supervisor_signature = 17,
  moment = 18  // at a kiosk: whether the person came or left
};
inline constexpr const char* arrived = "arrived";
inline constexpr const char* left = "left";
inline constexpr std::int64_t minutes_max = 1440;
inline constexpr std::int64_t mood_max = 5;
}  // namespace checkin

namespace note {
inline constexpr EntityNumber entity = 9;
enum Field : FieldNumber {
  participant = 1,
  body = 2,
  written_by = 3,
  written_at = 4,
  status = 5,
  addenda = 6
};
}  // namespace note

namespace outcome {
inline constexpr EntityNumber entity = 10;
enum Field : FieldNumber {
  participant = 1,
  enrolment = 2,
  type = 3,
  from_date = 4,
  to_date = 5,
  source = 6,
  verification = 7  // 0: as told, 1: seen by the coach, 2: proved by a document
};
inline constexpr std::int64_t verification_max = 2;
}  // namespace outcome

namespace contact {
inline constexpr EntityNumber entity = 13;
enum Field : FieldNumber { participant = 1, kind = 2, value = 3, label = 4 };
}  // namespace contact

// One purpose, one partner, one group of what is shared.
namespace consent {
inline constexpr EntityNumber entity = 14;
enum Field : FieldNumber {
  participant = 1,
  purpose = 2,
  partner = 3,
  data_group = 4,
  text_version = 5,
  valid_from = 6,
  valid_to = 7,
  people = 8,  // of the partner's staff, those in the team
  status = 9
};
// Groups of what is shared.
inline constexpr const char* the_case = "case";
inline constexpr const char* the_restricted = "restricted";
}  // namespace consent

namespace profile {
inline constexpr EntityNumber entity = 15;
enum Field : FieldNumber {
  participant = 1,
  skills = 2,
  credentials = 3,
  wishes = 4,
  avoid = 5,
  swedish_level = 6,
  other_languages = 7,
  narrative = 8
};
}  // namespace profile

namespace health_support {
inline constexpr EntityNumber entity = 16;
enum Field : FieldNumber {
  participant = 1,
  obstacles = 2,
  adaptations = 3,
  reasons = 4,
  notes = 5
};
}  // namespace health_support

namespace plan {
inline constexpr EntityNumber entity = 17;
enum Field : FieldNumber {
  participant = 1,
  enrolment = 2,
  goals = 3,
  se_stage = 4,
  agreed_on = 5,
  signature = 6,
  agreed_at = 7  // the time on that day, where it is known
};
}  // namespace plan

namespace plan_section {
inline constexpr EntityNumber entity = 18;
enum Field : FieldNumber { participant = 1, plan = 2, section = 3, body = 4 };
}  // namespace plan_section

namespace task {
inline constexpr EntityNumber entity = 19;
enum Field : FieldNumber {
  participant = 1,
  plan = 2,
  title = 3,
  due_date = 4,
  assignee = 5,
  status = 6
};
}  // namespace task

namespace employer {
inline constexpr EntityNumber entity = 20;
enum Field : FieldNumber {
  unit = 1,
  name = 2,
  organisation_number = 3,
  channels = 4,
  sectors = 5,
  next_contact = 6,
  promised = 7
};
}  // namespace employer

namespace employer_contact {
inline constexpr EntityNumber entity = 21;
enum Field : FieldNumber {
  employer = 1,
  at = 2,
  made_by = 3,
  mode = 4,
  purpose = 5,
  result = 6,
  promised = 7
};
}  // namespace employer_contact

namespace employer_training {
inline constexpr EntityNumber entity = 22;
enum Field : FieldNumber {
  employer = 1,
  level = 2,
  sector = 3,
  session = 4,
  held_on = 5,
  headcount = 6,
  stage = 7
};
}  // namespace employer_training

namespace role_template {
inline constexpr EntityNumber entity = 23;
enum Field : FieldNumber {
  programme = 1,
  title = 2,
  tasks = 3,
  unit_type = 4,
  language_demand = 5,
  duration_months = 6,
  funder = 7,
  leads_to = 8,
  status = 9
};
}  // namespace role_template

namespace gate_decision {
inline constexpr EntityNumber entity = 24;
enum Field : FieldNumber {
  role_template = 1,
  gate = 2,
  decision = 3,
  decided_by = 4,
  decided_on = 5,
  reason = 6
};
}  // namespace gate_decision

namespace opening {
inline constexpr EntityNumber entity = 25;
enum Field : FieldNumber {
  employer = 1,
  kind = 2,
  seats = 3,
  shortage_tags = 4,
  role_template = 5,
  title = 6,
  start = 7,
  status = 8
};
}  // namespace opening

namespace placement {
inline constexpr EntityNumber entity = 26;
enum Field : FieldNumber {
  participant = 1,
  enrolment = 2,
  opening = 3,
  employer = 4,
  kind = 5,
  start = 6,
  ended = 7,
  subsidy = 8,
  status = 9,
  tasks = 10,
  supervisor = 11
};
}  // namespace placement

namespace attachment {
inline constexpr EntityNumber entity = 27;
enum Field : FieldNumber {
  participant = 1,
  of = 2,  // the row that it belongs to
  hash = 3,
  media_type = 4,
  bytes = 5,
  source = 6,
  caption = 7,
  redacted = 8
};
}  // namespace attachment

namespace report_period {
inline constexpr EntityNumber entity = 28;
enum Field : FieldNumber {
  programme = 1,
  month = 2,
  figures = 3,
  hash = 4,
  replaces = 5,
  sealed_by = 6,
  status = 7
};
}  // namespace report_period

namespace access_event {
inline constexpr EntityNumber entity = 29;
enum Field : FieldNumber {
  account = 1,
  participant = 2,
  at = 3,
  reason = 4,
  what = 5,
  chain = 6,  // the place in the chain of this device, from 1 without a gap
  before = 7,
  hash = 8
};
}  // namespace access_event

namespace badge {
inline constexpr EntityNumber entity = 30;
enum Field : FieldNumber { participant = 1, unit = 2, code_hash = 3, first_name = 4, status = 5 };
}  // namespace badge

namespace handover {
inline constexpr EntityNumber entity = 31;
enum Field : FieldNumber {
  participant = 1,
  offered_by = 2,
  to = 3,
  role = 4,
  offered_at = 5,
  answer_by = 6,
  message = 7,
  status = 8,
  answer = 9,
  keeps = 10,  // whether who hands over stays in the team
  access = 11  // what the new member is to see, as of a membership
};
}  // namespace handover

namespace extension {
inline constexpr EntityNumber entity = 32;
enum Field : FieldNumber {
  participant = 1,
  enrolment = 2,
  until_date = 3,
  decided_by = 4,
  decided_on = 5,
  reason = 6
};
}  // namespace extension

namespace appointment {
inline constexpr EntityNumber entity = 33;
enum Field : FieldNumber {
  participant = 1,
  at = 2,
  minutes = 3,
  place = 4,
  with = 5,
  purpose = 6,
  status = 7
};
}  // namespace appointment

// That two records may be of one person: seen by somebody, decided by somebody.
namespace join_proposal {
inline constexpr EntityNumber entity = 34;
enum Field : FieldNumber { participant = 1, other = 2, reason = 3, proposed_by = 4, status = 5 };
}  // namespace join_proposal

// What is to become of a case whose time is up.
namespace retention_decision {
inline constexpr EntityNumber entity = 35;
enum Field : FieldNumber {
  participant = 1,
  decision = 2,
  keep_until = 3,
  reason = 4,
  decided_by = 5,
  decided_on = 6
};
}  // namespace retention_decision

// A coach vouches for the minutes of a participant's month, as they were when the coach saw them.
namespace hours_attestation {
inline constexpr EntityNumber entity = 36;
enum Field : FieldNumber { participant = 1, month = 2, minutes = 3, attested_by = 4 };
inline constexpr std::int64_t minutes_max = 44'640;  // 31 days
}  // namespace hours_attestation

// That a case entered a stage of its programme, or a step of its plan, on a day.
namespace stage_entry {
inline constexpr EntityNumber entity = 37;
enum Field : FieldNumber {
  participant = 1,
  enrolment = 2,  // whose stage it is; or
  plan = 3,       // whose step
  stage = 4,      // its key
  entered_on = 5,
  recorded_by = 6
};
}  // namespace stage_entry

// The most bytes of UTF-8 that text fields hold.
inline constexpr std::uint32_t key_bytes_max = 50;
inline constexpr std::uint32_t name_bytes_max = 200;
inline constexpr std::uint32_t comment_bytes_max = 4U << 10;
inline constexpr std::uint32_t note_bytes_max = 64U << 10;
// And of a drawn signature.
inline constexpr std::uint32_t signature_bytes_max = 16U << 10;

}  // namespace brygga::casework
