// Virtual time: what happens when, in one order. Events of the same time happen in the order in
// which they were planned.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace brygga::simulation {

class Timeline {
 public:
  using Event = std::function<void()>;

  std::uint64_t now_ms() const { return now_ms_; }  // since the world began
  void after(std::uint64_t delay_ms, Event event) {
    events_.emplace(std::pair(now_ms_ + delay_ms, ++planned_), std::move(event));
  }
  // False when nothing is planned.
  bool run_next() {
    if (events_.empty()) return false;
    auto next = events_.extract(events_.begin());
    now_ms_ = next.key().first;
    next.mapped()();
    return true;
  }
  void run_until(std::uint64_t at_ms) {
    while (!events_.empty() && events_.begin()->first.first <= at_ms) run_next();
    now_ms_ = at_ms;
  }

 private:
  std::uint64_t now_ms_ = 0;
  std::uint64_t planned_ = 0;
  std::map<std::pair<std::uint64_t, std::uint64_t>, Event> events_;
};

}  // namespace brygga::simulation
