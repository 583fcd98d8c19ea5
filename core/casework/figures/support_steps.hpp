// Supported Employment's steps: how many participants are in which, and how long it takes to the
// next one.
//
// A participant is in the step entered last by the day of the report; of two on the same day, in
// the later one. The time between two steps is that between first entering each. Values; pure
// functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "casework/civil_date.hpp"
#include "casework/figures/judgement.hpp"
#include "casework/named_key.hpp"

namespace brygga::casework {

class Shape;

struct StepRow {
  RowId participant;
  std::string step;  // a key of the programme's stages
  Date entered;
};

struct StepFigures {
  NamedKey step;
  std::uint32_t participants = 0;  // in it on the day
  // From first entering this step to first entering the next; nothing for the last, and while
  // nobody has.
  std::optional<std::int64_t> days_to_next_median;
};

struct StepReport {
  std::vector<StepFigures> steps;   // in their order
  std::uint32_t participants = 0;   // in any step
  std::uint32_t rows_left_out = 0;  // of an unknown step, or entered after the day
};

StepReport step_report(std::span<const StepRow> rows, std::span<const NamedKey> steps, Date as_of);

enum class StepFigure : std::uint8_t { participants, days_to_next };

// Empty when the programme has no such step.
Explanation explain_step(std::span<const StepRow> rows, std::span<const NamedKey> steps, Date as_of,
                         StepFigure figure, std::string_view step);

// {"steps": [{"key", "sv", "en", "participants", "days_to_next_median"}], "participants",
// "rows_left_out"}
Json step_json(const StepReport& report);
Shape step_shape();

}  // namespace brygga::casework
