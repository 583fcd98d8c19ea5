#include "base/check.hpp"

#include <cstdlib>
#include <exception>
#include <string>

namespace brygga {

void check_failed(const char* condition, const char* file, int line) {
  // The terminate handler of the host (test runner, app) sees the text through the exception.
  struct CheckFailure : std::exception {
    std::string text;
    const char* what() const noexcept override { return text.c_str(); }
  };
  [](const char* c, const char* f, int l) noexcept {
    CheckFailure failure;
    failure.text = std::string("brygga: bug: ") + c + " does not hold at " + f + ":" +
                   std::to_string(l);
    throw failure;  // inside noexcept: prints the text and aborts
  }(condition, file, line);
  std::abort();
}

}  // namespace brygga
