// When a device speaks to the office, and what it accepts as an answer.
//
// step() is the device's side of syncing as a state machine: a function of state and event that
// returns the next state and what to do. One request is under way at a time; new work cancels a
// request that only waits; failures back off with a cap and jitter. Others move the bytes and keep
// the time. Pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "model/schema.hpp"
#include "protocol/message.hpp"

namespace brygga {

// How soon to try again. The delay doubles with each failure in a row, up to the cap; of it, a
// random part between half and all is waited, so that devices do not come back in step.
struct Pace {
  std::uint64_t first_delay_ms = 500;
  std::uint64_t delay_ms_max = 60'000;
  // How long the office may hold a request that has nothing to say; 0 polls at idle_delay_ms.
  std::uint32_t wait_seconds = 50;
  std::uint64_t idle_delay_ms = 30'000;
};

// What the host knows of the network and of the device's power.
struct Surroundings {
  bool is_online = true;
  bool is_metered = false;  // each byte costs, or the network is slow
  bool is_charging = true;
  friend bool operator==(const Surroundings&, const Surroundings&) = default;
};

// The pace that spares what is scarce. Saves are sent at once in any case. Where bytes cost, the
// device does not listen but asks every five minutes; on battery it tries less often while the
// office cannot be reached.
Pace pace_in(const Surroundings& surroundings, Pace pace);

enum class SyncPhase : std::uint8_t {
  idle,         // nothing under way; sleeps until wake_ms, if that is set
  sending,      // a request with work is under way
  listening,    // a request that may wait is under way
  backing_off,  // the last request failed; sleeps until wake_ms
  stopped,      // the office turned this device away for good; a person must act
  offline,      // the host says that there is no network; sleeps until it says otherwise
};

struct SyncState {
  SyncPhase phase = SyncPhase::idle;
  std::uint32_t failures = 0;  // in a row
  std::uint64_t wake_ms = 0;   // monotonic ms; 0: none
  friend bool operator==(const SyncState&, const SyncState&) = default;
};

struct SyncEvent {
  enum class Kind : std::uint8_t {
    start,      // sync is switched on, the network came back, or the person asked for a sync
    work,       // something was saved
    answered,   // the answer has been stored; more says whether to ask again at once
    failed,     // no answer, or one that asks to try again
    refused,    // an answer that no repetition will change (revoked, unknown version)
    cancelled,  // the request under way was cancelled as step() asked
    timer,      // wake_ms has come
    stop,       // sync is switched off
    lost,       // the host says that the network is gone
  };
  Kind kind = Kind::start;
  bool more = false;  // answered: there is more to fetch or to send
};

enum class SyncAction : std::uint8_t {
  none,
  send,    // make a request that is answered at once
  listen,  // make a request that the office may hold
  cancel,  // cancel the request under way; report cancelled
};

struct SyncStep {
  SyncState next;
  SyncAction action = SyncAction::none;
};

// now_ms: a monotonic clock. random: 64 fresh random bits.
SyncStep step(const SyncState& state, const SyncEvent& event, std::uint64_t now_ms,
              std::uint64_t random, const Pace& pace);

// Whether the answer says that the office has lost the commit at which the request stands: it was
// restored from a backup, and the device heals it (store/healing.hpp).
bool tells_of_loss(const SyncRequest& request, const SyncResponse& response);

// Whether the response may be stored by the device that sent the request: receipts are for edits
// that were sent, the position does not move backwards, rows have values that fit the schema.
// Fields and entities that the schema does not know are removed from the response, not refused: the
// office may be newer. The error (code corrupt) means that nothing of the response may be used.
Status check_response(const Schema& schema, const SyncRequest& request, SyncResponse& response);

}  // namespace brygga
