// Who is waiting for what: held requests, and the commits that wake them.
//
// A wake-up must never be lost between looking and waiting. So a watcher takes the board's
// generation before it looks, and watch() with that generation wakes it at once when anything was
// announced since. Safe from any thread; wake-ups are called outside the board's lock.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "storage/tenant_store.hpp"

namespace brygga::server {

class WatchBoard {
 public:
  using Generation = std::uint64_t;
  using Ticket = std::uint64_t;
  using Wake =
      std::function<void()>;  // may be called from any thread, at most once, must not block

  Generation generation() const;

  // Calls wake when an announcement touches one of the scopes or principals, or at once when there
  // was any announcement after since. The ticket ends the watch; after unwatch returns, wake may
  // still be under way in another thread.
  Ticket watch(const std::vector<Scope>& scopes, const std::vector<PrincipalId>& principals,
               Generation since, Wake wake);
  void unwatch(Ticket ticket);

  void announce(const Touched& touched);
  // Wakes everybody: another process has committed something.
  void announce_all();

  bool empty() const;

 private:
  struct Watcher {
    std::vector<Scope> keys;
    Wake wake;
  };
  void index(const Watcher& watcher, Ticket ticket);
  void remove_from_index(const Watcher& watcher, Ticket ticket);
  void take(Ticket ticket, std::vector<Wake>& wakes);

  mutable std::mutex mutex_;
  Generation generation_ = 0;
  Ticket last_ticket_ = 0;
  std::unordered_map<Ticket, Watcher> watchers_;
  // A principal is a key of the kind 0, which no scope has.
  std::unordered_map<Scope, std::vector<Ticket>> by_key_;
};

}  // namespace brygga::server
