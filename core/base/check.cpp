#include "base/check.hpp"

#include <exception>
#include <string>

namespace brygga {
namespace {

struct CheckFailure : std::exception {
  explicit CheckFailure(std::string sentence) : text(std::move(sentence)) {}
  const char* what() const noexcept override { return text.c_str(); }
  std::string text;
};

[[noreturn]] void raise(const std::string& text) { throw CheckFailure(text); }

// The exception cannot leave: the runtime prints its text and aborts, without I/O of our own.
[[noreturn]] void stop(const std::string& text) noexcept { raise(text); }

}  // namespace

void check_failed(const char* condition, const char* file, int line) {
  stop(std::string("brygga: bug: ") + condition + " does not hold at " + file + ":" +
       std::to_string(line));
}

}  // namespace brygga
