#include "simulation/network.hpp"

namespace brygga::simulation {

void Network::carry(int device, const Bytes& bytes, bool may_double, const Arrival& arrive) {
  if (!comes_through(device)) return;
  deliver(bytes, arrive);
  if (may_double && !is_healed_ && dice_.chance(plan_.doubled)) deliver(bytes, arrive);
}

void Network::deliver(const Bytes& bytes, const Arrival& arrive) {
  Bytes carried = bytes;
  const bool is_cut = !is_healed_ && !carried.empty() && dice_.chance(plan_.truncated);
  if (is_cut) carried.resize(dice_.below(carried.size()));
  timeline_.after(delay_ms(), [carried = std::move(carried), is_cut, arrive]() mutable {
    arrive(std::move(carried), !is_cut);
  });
}

}  // namespace brygga::simulation
