// The network between devices and the office: messages come late, twice, cut off, in another order,
// or not at all. What is lost is noticed by nobody but the one who waits for it.
#pragma once

#include <functional>
#include <set>

#include "base/bytes.hpp"
#include "simulation/dice.hpp"
#include "simulation/plan.hpp"
#include "simulation/timeline.hpp"

namespace brygga::simulation {

class Network {
 public:
  Network(Timeline& timeline, const Plan& plan, Dice dice)
      : timeline_(timeline), plan_(plan), dice_(dice) {}

  // All messages arrive, once and soon.
  void heal() {
    is_healed_ = true;
    cut_off_.clear();
  }
  void hurt() { is_healed_ = false; }
  void cut_off(int device) { cut_off_.insert(device); }
  void reconnect(int device) { cut_off_.erase(device); }
  bool is_cut_off(int device) const { return cut_off_.count(device) != 0; }

  // Calls arrive, once, twice or not at all, with the bytes that come through; is_whole is false
  // when they are cut off.
  using Arrival = std::function<void(Bytes bytes, bool is_whole)>;
  void carry(int device, const Bytes& bytes, bool may_double, const Arrival& arrive);

  // Whether a message that is exchanged at once comes through.
  bool comes_through(int device) {
    return !is_cut_off(device) && (is_healed_ || !dice_.chance(plan_.lost));
  }
  bool is_late() { return !is_healed_ && dice_.chance(plan_.late); }

 private:
  void deliver(const Bytes& bytes, const Arrival& arrive);
  std::uint64_t delay_ms() {
    return is_healed_ ? dice_.between(1, 20) : dice_.between(1, plan_.delay_ms_max);
  }

  Timeline& timeline_;
  const Plan& plan_;
  Dice dice_;
  bool is_healed_ = false;
  std::set<int> cut_off_;
};

}  // namespace brygga::simulation
