#include "office/watch_board.hpp"

#include <algorithm>

#include "base/fault.hpp"

namespace brygga::server {
namespace {

Scope key_of(const PrincipalId& principal) { return {0, principal.uuid}; }

void call(const std::vector<WatchBoard::Wake>& wakes) {
  for (const WatchBoard::Wake& wake : wakes) wake();
}

}  // namespace

WatchBoard::Generation WatchBoard::generation() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

WatchBoard::Ticket WatchBoard::watch(const std::vector<Scope>& scopes,
                                     const std::vector<PrincipalId>& principals, Generation since,
                                     Wake wake) {
  {
    const std::lock_guard lock(mutex_);
    if (since == generation_) {
      Watcher watcher{scopes, std::move(wake)};
      for (const PrincipalId& principal : principals) watcher.keys.push_back(key_of(principal));
      const Ticket ticket = ++last_ticket_;
      index(watcher, ticket);
      watchers_.emplace(ticket, std::move(watcher));
      return ticket;
    }
  }
  wake();
  return 0;
}

void WatchBoard::unwatch(Ticket ticket) {
  const std::lock_guard lock(mutex_);
  const auto found = watchers_.find(ticket);
  if (found == watchers_.end()) return;
  remove_from_index(found->second, ticket);
  watchers_.erase(found);
}

void WatchBoard::announce(const Touched& touched) {
  if (has_fault(Fault::waiting_device_not_told)) return;
  std::vector<Wake> wakes;
  {
    const std::lock_guard lock(mutex_);
    ++generation_;
    std::vector<Ticket> tickets;
    const auto collect = [&](const Scope& key) {
      const auto found = by_key_.find(key);
      if (found == by_key_.end()) return;
      tickets.insert(tickets.end(), found->second.begin(), found->second.end());
    };
    for (const Scope& scope : touched.scopes) collect(scope);
    for (const PrincipalId& principal : touched.principals) collect(key_of(principal));
    for (const Ticket ticket : tickets) take(ticket, wakes);
  }
  call(wakes);
}

void WatchBoard::announce_all() {
  std::vector<Wake> wakes;
  {
    const std::lock_guard lock(mutex_);
    ++generation_;
    for (auto& [ticket, watcher] : watchers_) wakes.push_back(std::move(watcher.wake));
    watchers_.clear();
    by_key_.clear();
  }
  call(wakes);
}

bool WatchBoard::empty() const {
  const std::lock_guard lock(mutex_);
  return watchers_.empty();
}

void WatchBoard::index(const Watcher& watcher, Ticket ticket) {
  for (const Scope& key : watcher.keys) by_key_[key].push_back(ticket);
}

void WatchBoard::remove_from_index(const Watcher& watcher, Ticket ticket) {
  for (const Scope& key : watcher.keys) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) continue;
    std::erase(found->second, ticket);
    if (found->second.empty()) by_key_.erase(found);
  }
}

void WatchBoard::take(Ticket ticket, std::vector<Wake>& wakes) {
  const auto found = watchers_.find(ticket);
  if (found == watchers_.end()) return;
  remove_from_index(found->second, ticket);
  wakes.push_back(std::move(found->second.wake));
  watchers_.erase(found);
}

}  // namespace brygga::server
