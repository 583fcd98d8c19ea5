// BackgroundSync: keeps a device in step with its office on a thread of its own.
//
// Runs the state machine of protocol/device_sync.hpp: sends what is saved at once, listens for what
// others do, and backs off with jitter when the office cannot be reached. The device and transport
// must outlive it; its methods may be called from any thread.
#pragma once

#include <functional>
#include <memory>

#include "device/device.hpp"
#include "protocol/device_sync.hpp"

namespace brygga {

class BackgroundSync {
 public:
  struct Report {
    SyncState state;
    Error last_error;   // meaningful while the state is backing_off or stopped
    RoundResult round;  // of the last exchange that was answered
  };

  // Starts at once. on_report (may be empty) is called on the thread of this object after every
  // exchange.
  BackgroundSync(Device& device, Transport& transport, Random& random, const Pace& pace = {},
                 std::function<void(const Report&)> on_report = {});
  // Cancels what is under way and waits for the thread.
  ~BackgroundSync();

  // Tries again now, whatever it was waiting for: the network is back, or the person asks. (Saves
  // are noticed without this.)
  void poke();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace brygga
