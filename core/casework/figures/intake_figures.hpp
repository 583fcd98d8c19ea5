// How people come in: into which streams, and how long it takes from first contact to a plan.
//
// Intakes are counted, so a person who comes twice is two. Instants are the office's, in
// milliseconds since 1970 UTC. Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "casework/figures/judgement.hpp"
#include "casework/programme_definition.hpp"

namespace brygga::casework {

class Shape;

struct IntakeRow {
  RowId intake;
  RowId participant;
  std::string stream;  // a key; empty: none yet
  std::optional<std::uint64_t> first_contact_ms = std::nullopt;
  std::optional<std::uint64_t> plan_ms = std::nullopt;  // when the plan was drawn up
};

struct StreamFigures {
  NamedKey stream;
  std::optional<Share> share;  // of the intakes that have a stream; nothing: no data yet
};

struct IntakeFigures {
  std::uint32_t intakes = 0;
  std::vector<StreamFigures> streams;  // in the order of the programme
  std::uint32_t without_stream = 0;    // none, or one that the programme does not have
  std::uint32_t with_plan = 0;         // with a first contact and a plan after it
  std::uint32_t without_plan = 0;      // with a first contact and no plan yet
  std::uint32_t time_left_out = 0;     // neither: no first contact, or a plan before it
  std::optional<std::int64_t> minutes_to_plan_median;  // nothing: no data yet
};

IntakeFigures intake_figures(std::span<const IntakeRow> intakes,
                             std::span<const StreamDefinition> streams);

// Who is in a stream; empty when the programme has no such stream.
Explanation explain_stream(std::span<const IntakeRow> intakes,
                           std::span<const StreamDefinition> streams, std::string_view stream);
// Minutes from first contact to plan; rest: those without a plan yet.
Explanation explain_time_to_plan(std::span<const IntakeRow> intakes);

// {"intakes", "streams": [{"key", "sv", "en", "share"}], "without_stream", "with_plan",
// "without_plan", "time_left_out", "minutes_to_plan_median", "hours_to_plan_tenths"}
Json intake_json(const IntakeFigures& figures);
Shape intake_shape();

}  // namespace brygga::casework
