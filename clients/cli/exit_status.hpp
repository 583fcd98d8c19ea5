// What `brygga` tells a script by its exit status, and the failure that carries it up to main().
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace brygga::cli {

enum class ExitStatus {
  done = 0,
  failed = 1,        // refused, or it went wrong; nothing was changed
  usage = 2,         // the command line is not understood
  offline = 3,       // the office cannot be reached; all work is kept and is sent later
  not_enrolled = 4,  // this store belongs to no office yet
  not_found = 5,     // no such participant, or several that fit
  no_store = 6,      // the store cannot be opened
};

// Thrown inside the program only, and caught in main(): error is the object that the core gave
// ({"code", "kind", "sentence", ...}), or one of the same form.
struct Failure {
  ExitStatus status = ExitStatus::failed;
  nlohmann::json error;

  static Failure make(ExitStatus status, const char* code, std::string sentence) {
    return {status, {{"code", code}, {"sentence", std::move(sentence)}, {"can_retry", false}}};
  }
};

}  // namespace brygga::cli
