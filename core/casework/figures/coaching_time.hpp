// Coaching time per participant, summed from what was recorded; nothing is estimated.
//
// Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "casework/figures/judgement.hpp"
#include "casework/programme_definition.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

inline constexpr std::uint32_t coaching_minutes_max = 1440;  // of one entry: a day

// An entry of a coach about work with or for a participant.
struct CoachingRow {
  RowId record;
  RowId participant;
  RowId coach;
  Date on;
  std::uint32_t minutes = 0;
  std::optional<bool> is_in_community = std::nullopt;  // nothing: the place is not recorded
};

// Whether an entry counts: Reason::has_coaching, or minutes_impossible, or outside_period.
Reason standing_of(const CoachingRow& row, const Period& period);

struct ParticipantCoaching {
  RowId participant;
  std::uint64_t minutes = 0;
  std::uint32_t entries = 0;
};

struct CoachingTime {
  std::vector<ParticipantCoaching> participants;  // by id; those with an entry that counts
  std::uint64_t minutes = 0;
  std::uint32_t entries_left_out = 0;
  // Of the participants listed, rounded half up; nothing: no data yet.
  std::optional<std::int64_t> minutes_per_participant;
};

CoachingTime coaching_time(std::span<const CoachingRow> rows, const Period& period);
// The entries, each with its minutes.
Explanation explain_coaching_time(std::span<const CoachingRow> rows, const Period& period);

// {"participants": [{"participant", "minutes", "entries"}], "minutes", "entries_left_out",
// "minutes_per_participant"}
Json coaching_json(const CoachingTime& time);
// With the names that a report adds.
Shape::Members coaching_members();

}  // namespace brygga::casework
