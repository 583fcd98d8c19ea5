#include "watches.hpp"

#include <utility>
#include <vector>

namespace brygga::binding {

struct Watches::Watch {
  std::string name;
  std::string json;
  OnAnswer on_answer;
  std::recursive_mutex running;  // so that a watch may end itself
  bool is_removed = false;
  std::uint64_t asked_at = 0;  // how many changes there had been
  std::string answer;
};

Watches::Watches(Ask ask) : ask_(std::move(ask)) {}
Watches::~Watches() = default;

std::uint64_t Watches::add(std::string name, std::string json, OnAnswer on_answer) {
  auto watch = std::make_shared<Watch>();
  watch->name = std::move(name);
  watch->json = std::move(json);
  watch->on_answer = std::move(on_answer);
  const std::lock_guard lock(mutex_);
  const std::uint64_t id = next_++;
  watches_.emplace(id, std::move(watch));
  return id;
}

bool Watches::remove(std::uint64_t id) {
  std::shared_ptr<Watch> watch;
  {
    const std::lock_guard lock(mutex_);
    const auto found = watches_.find(id);
    if (found == watches_.end()) return false;
    watch = std::move(found->second);
    watches_.erase(found);
  }
  const std::lock_guard running(watch->running);
  watch->is_removed = true;
  return true;
}

void Watches::mark() { ++changes_; }

void Watches::run() {
  const std::lock_guard one_run(run_mutex_);
  std::vector<std::shared_ptr<Watch>> watches;
  {
    const std::lock_guard lock(mutex_);
    watches.reserve(watches_.size());
    for (const auto& [id, watch] : watches_) watches.push_back(watch);
  }
  for (const auto& watch : watches) {
    const std::lock_guard running(watch->running);
    // A change while it is being asked is another reason to ask.
    const std::uint64_t changes = changes_;
    if (watch->is_removed || watch->asked_at == changes) continue;
    watch->asked_at = changes;
    const casework::Answer answer = ask_(watch->name, watch->json);
    if (answer.json == watch->answer) continue;
    watch->answer = answer.json;
    watch->on_answer(answer);
  }
}

}  // namespace brygga::binding
