// SyncDriver: what a device that keeps in step with its office has to do next, for whoever moves
// the bytes and waits: a thread with libcurl, or a browser with fetch and a timer.
//
// Runs the state machine of protocol/device_sync.hpp on a device. Ask next(), do what it says, tell
// the outcome to end(), ask again. One exchange is out at a time. The device and the random source
// must outlive it; all methods may be called from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "device/device.hpp"
#include "protocol/device_sync.hpp"

namespace brygga {

// What came of an exchange.
struct SyncReport {
  SyncState state;
  Error last_error;   // meaningful while the state is backing_off or stopped
  RoundResult round;  // of the last exchange that was answered
};

class SyncDriver {
 public:
  // One request of the device's, and what to know when its answer comes.
  struct Exchange {
    HttpRequest http;
    bool is_listening = false;  // the office may hold it: cancel it when a call below says so
    Device::PendingRound round;
  };

  // One of the three; nothing of them: wait until note_work(), poke() or hint() is called.
  struct Todo {
    std::optional<Exchange> exchange;
    std::optional<std::uint64_t> wait_ms;  // ask again then, or after one of those calls
    std::optional<SyncReport> report;      // there was no making a request; ask again
  };

  SyncDriver(Device& device, Random& random, const Pace& pace);
  ~SyncDriver();

  // now_ms: a monotonic clock, the same for all calls.
  Todo next(std::uint64_t now_ms);

  // The outcome of the exchange: a reply, or an error of code offline, or with reason "cancelled".
  // Nothing to report of one that was cancelled, or is repeated at once.
  std::optional<SyncReport> end(const Exchange& exchange, const Result<HttpReply>& reply,
                                std::uint64_t now_ms);

  // These are true when the exchange that is under way should be cancelled.

  // Something was saved. Saves of this process are noticed without it.
  bool note_work();
  // Try now, whatever it was waiting for: the person asks.
  bool poke();
  // What the host knows of network and power; at first all is well.
  bool hint(const Surroundings& surroundings);

  // Called, with no lock held, when saves of this process should end the exchange under way, or
  // the waiting. Set once, before next(); must not call this object.
  void on_work(std::function<void(bool cancels)> wake);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace brygga
