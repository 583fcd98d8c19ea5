// Assertions that stay in release builds.
//
// A failed check is a bug in this program: it stops the process before a wrong state can be
// written. Nothing that comes from disk, network or a caller's input may trigger one; that is
// what Result is for.
#pragma once

namespace brygga {

// Reports the failed condition on standard error and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace brygga

#define BRYGGA_CHECK(CONDITION)                               \
  do {                                                        \
    if (!(CONDITION)) {                                       \
      ::brygga::check_failed(#CONDITION, __FILE__, __LINE__); \
    }                                                         \
  } while (false)
