// What JavaScript calls besides the functions of brygga.h: callbacks with a number in place of a
// pointer to a function, and the opening of the slots.
#include <emscripten.h>

#include <cstdint>

#include "brygga.h"
#include "opfs_vfs.hpp"

// told.js
extern "C" {
void brygga_tell_change(const char* json);
void brygga_tell_answer(std::uint32_t listener, brygga_status status, const char* json);
}

namespace {

void* user_of(std::uint32_t listener) {
  return reinterpret_cast<void*>(static_cast<std::uintptr_t>(listener));
}

void tell_change(void*, const char* json) { brygga_tell_change(json); }

void tell_answer(void* user, brygga_status status, const char* json) {
  brygga_tell_answer(static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(user)), status,
                     json);
}

}  // namespace

extern "C" {

// 0; 1: a slot is damaged; 2: reading failed.
EMSCRIPTEN_KEEPALIVE int brygga_open_slots(int count) {
  return static_cast<int>(brygga::wasm::open_slots(count));
}

// From now on, every change is told.
EMSCRIPTEN_KEEPALIVE brygga_status brygga_observe_all(brygga_device* device) {
  std::uint64_t id = 0;
  return brygga_observe(device, tell_change, nullptr, &id);
}

// As brygga_watch(); the answers come with the listener's number.
EMSCRIPTEN_KEEPALIVE brygga_status brygga_watch_as(brygga_device* device, const char* name,
                                                   const char* json, std::uint32_t listener,
                                                   std::uint64_t* id, char** out) {
  return brygga_watch(device, name, json, tell_answer, user_of(listener), id, out);
}

}  // extern "C"
