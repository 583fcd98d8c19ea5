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
// A unit's own; nothing stands there yet.
inline constexpr char unit_scope = 'U';
// A participant's case, open to the team; and what is kept apart from it for named staff. Both
// bear the id of the participant's row.
inline constexpr char case_scope = 'K';
inline constexpr char restricted_scope = 'R';

inline Scope scope_of_municipality() { return {municipality_scope, Uuid{}}; }
inline Scope scope_of_case(const RowId& who) { return {case_scope, who.uuid}; }
inline Scope scope_of_restricted(const RowId& who) { return {restricted_scope, who.uuid}; }

namespace unit {
inline constexpr EntityNumber entity = 1;
enum Field : FieldNumber { name = 1, kind = 2, district = 3, opened = 4, key = 5 };
}  // namespace unit

namespace programme {
inline constexpr EntityNumber entity = 2;
enum Field : FieldNumber { key = 1, title = 2, definition = 3 };
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
  residence_district = 5
};
}  // namespace participant

namespace identity {
inline constexpr EntityNumber entity = 5;
enum Field : FieldNumber { participant = 1, number = 2, number_type = 3, protection = 4 };
// What protection may be.
inline constexpr std::int64_t open = 0;
inline constexpr std::int64_t marked_secret = 1;       // sekretessmarkering
inline constexpr std::int64_t protected_register = 2;  // skyddad folkbokföring
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
  referral = 8
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
enum Field : FieldNumber { participant = 1, staff = 2, role = 3, from_date = 4, until_date = 5 };
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
  comment = 9
};
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

// The most bytes of UTF-8 that text fields hold.
inline constexpr std::uint32_t key_bytes_max = 50;
inline constexpr std::uint32_t name_bytes_max = 200;
inline constexpr std::uint32_t comment_bytes_max = 4U << 10;
inline constexpr std::uint32_t note_bytes_max = 64U << 10;

}  // namespace brygga::casework
