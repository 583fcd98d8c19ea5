// BackgroundSync: keeps a device in step with its office on a thread of its own.
//
// Does what a SyncDriver says with a transport: sends what is saved at once, listens for what
// others do, and backs off with jitter when the office cannot be reached. The device and transport
// must outlive it; its methods may be called from any thread.
#pragma once

#include <functional>
#include <memory>

#include "device/sync_driver.hpp"

namespace brygga {

class BackgroundSync {
 public:
  // Starts at once. on_report (may be empty) is called on the thread of this object after every
  // exchange.
  BackgroundSync(Device& device, Transport& transport, Random& random, const Pace& pace = {},
                 std::function<void(const SyncReport&)> on_report = {},
                 const Surroundings& surroundings = {});
  // Cancels what is under way and waits for the thread.
  ~BackgroundSync();

  // Tries again now, whatever it was waiting for: the network is back, or the person asks. (Saves
  // are noticed without this.)
  void poke();
  void hint(const Surroundings& surroundings);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace brygga
