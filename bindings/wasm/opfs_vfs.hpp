// SQLite's file system in the browser: a SlotPool over synchronous handles of the origin's private
// file system (OPFS), which JavaScript has opened in this worker (slots.js).
//
// It is SQLite's only one, so that nothing is ever kept in memory by mistake. A file can be opened
// by one connection, which keeps it to itself; who else may come is decided before, by a lock of
// the browser's. Belongs to the worker's one thread.
#pragma once

#include "slot_pool.hpp"

namespace brygga::wasm {

// Reads what the slots hold; needed once, before anything opens a store.
SlotPool::Opened open_slots(int count);

}  // namespace brygga::wasm
