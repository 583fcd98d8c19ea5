#include "casework/role_gates.hpp"

#include <algorithm>

namespace brygga::casework {

GateStanding stand(std::span<const NamedKey> gates, std::span<const GateDecision> decisions) {
  GateStanding standing;
  for (const NamedKey& gate : gates) {
    const auto says = [&](bool approval) {
      return std::any_of(decisions.begin(), decisions.end(), [&](const GateDecision& decision) {
        return decision.gate == gate.key && decision.is_approval == approval;
      });
    };
    if (says(false)) {
      standing.rejected.push_back(gate.key);
    } else if (!says(true)) {
      standing.missing.push_back(gate.key);
    }
  }
  return standing;
}

}  // namespace brygga::casework
