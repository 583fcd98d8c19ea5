// Fidelity to a method, scored from daily entries and from nothing else that somebody must fill in.
//
// What no entry says is not scored and listed so; it is never guessed. A total has a name (fair,
// good, exemplary) only when every item has a score. Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "casework/figures/coaching_time.hpp"
#include "casework/figures/fidelity_scale.hpp"
#include "casework/figures/judgement.hpp"
#include "casework/programme_definition.hpp"

namespace brygga::casework {

class Shape;

// A participant's case with a coach.
struct CaseRow {
  RowId enrolment;
  RowId participant;
  RowId coach;  // the primary one on the day; nil: none
  Date start;
  std::optional<Date> ended = std::nullopt;
};

struct EmployerContactRow {
  RowId contact;
  RowId employer;
  RowId staff;
  RowId participant;  // whom it was about; nil: nobody in particular
  Date on;
  bool is_face_to_face = false;
};

// A reviewer's score of an item that entries do not say.
struct ReviewedScore {
  std::string item;  // its key
  int score = 0;     // 1 to 5
};

// All that is scored, in any order.
struct FidelityRows {
  std::span<const CaseRow> cases;
  std::span<const EmployerContactRow> contacts;
  std::span<const CoachingRow> coaching;
  std::span<const ReviewedScore> reviewed;
  Period period;  // under review; its last day is the day that caseloads are taken on
};

enum class ScoreSource : std::uint8_t { not_scored, computed, reviewed };

// "not_scored", "computed" or "reviewed".
const char* name_of(ScoreSource source);

struct ItemScore {
  FidelityItem item;
  ScoreSource source = ScoreSource::not_scored;
  int score = 0;  // 0: not scored
  // What was measured, as tenths, rounded half up; nothing: no records.
  std::optional<std::int64_t> measured_tenths;
};

struct FidelityReview {
  std::vector<ItemScore> items;  // in the order of the scale
  int total = 0;                 // of the scored items
  std::uint32_t scored = 0;
  std::uint32_t reviewed_left_out = 0;  // of no item, computed anyway, out of 1 to 5, contradictory
  std::string scale;                    // key and version: "ips_25 2008"
  std::optional<FidelityBand> band;     // nothing unless every item is scored
};

// A computed score stands above a reviewer's. Two different reviewed scores of one item cancel each
// other: which of them holds is not for a program to say.
FidelityReview review_fidelity(const FidelityRows& rows, const FidelityScale& scale);

// The records behind a computed item: cases by coach, enrolments with their days, contacts, entries
// with their minutes. Empty for all other measures.
Explanation explain_fidelity(const FidelityRows& rows, FidelityMeasure measure);

// {"scale", "items": [{"key", "sv", "en", "source", "measure", "score": number or null,
// "measured_tenths"}], "not_scored": [keys], "scored", "of", "total", "total_max", "band",
// "reviewed_left_out"}
Json fidelity_json(const FidelityReview& review);
Shape fidelity_shape();

}  // namespace brygga::casework
