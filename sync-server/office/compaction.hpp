// What an office lets go of, so that it does not grow with its devices' past: salts of old
// positions, notes of what has left a scope, receipts that their devices have.
//
// One commit is the limit: what concerns commits below it goes. It stays below everything that a
// device needs which was heard of lately; a device that was away for longer loads its scopes anew,
// and keeps its unsent work. What people saved never goes: rows, deleted ones too, and history
// stay. Each call does a bounded part, in a transaction of its own. Safe from any thread.
#pragma once

#include <cstdint>

#include "storage/tenant_store.hpp"

namespace brygga::server {

// How long an office remembers for devices that are away, in ms of its own clock.
struct OfficeRetention {
  std::uint64_t away_ms_max = 400ULL * 86'400'000;  // longer than a year's leave
  std::size_t rows_per_step = 500;  // removed at a time, of each kind: a push waits for no more
};

// False when nothing was left to do.
Result<bool> compact(TenantStore& store, std::uint64_t now_ms, const OfficeRetention& retention);

// Up to which of its edits the device has receipts, by what it sends: it sends only what follows
// them. before: what was known.
EditNumber acknowledged_by(const SyncRequest& request, EditNumber before);

}  // namespace brygga::server
