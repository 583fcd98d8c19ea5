// How a role template stands with its gates: decisions by unit, politics and unions, each written
// once and never changed.
//
// A role may be offered once every gate of its programme has approved and none has rejected. That
// is computed from the decisions each time, so that a rejection that comes later, or from somewhere
// else at the same time, blocks a role that was published. Pure functions.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "casework/named_key.hpp"

namespace brygga::casework {

struct GateDecision {
  std::string gate;
  bool is_approval = false;
};

struct GateStanding {
  std::vector<std::string> missing;   // gates that nobody has approved
  std::vector<std::string> rejected;  // gates that somebody has rejected
  bool is_open() const { return missing.empty() && rejected.empty(); }
};

// A gate with a rejection stays rejected, whatever else was said of it. Decisions of gates that the
// programme does not have say nothing.
GateStanding stand(std::span<const NamedKey> gates, std::span<const GateDecision> decisions);

}  // namespace brygga::casework
