// Result: what an operation that can fail in an expected way gives back.
//
// Expected failures (offline, bad input, disk full) travel as values, so that no exception crosses
// a module's edge. An Error says what failed, on what, and whether trying again can help.
// Values; safe to copy between threads.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/check.hpp"

namespace brygga {

// The kind of failure, for programs. The sentence in Error is for people.
enum class ErrorCode {
  invalid,       // the caller's input breaks a rule
  not_found,     // nothing by that name or id
  refused,       // understood, but not allowed
  corrupt,       // bytes from disk or network that are not what they claim to be
  too_large,     // beyond a bound
  too_new,       // written by a newer version than this one
  storage,       // the file system or database failed
  storage_full,  // no room left
  offline,       // the other side cannot be reached now
  conflict,      // somebody else changed the ground under this operation; do it again
  busy,          // the resource is in use; try again
  internal,      // none of the above
};

// The code's stable name, such as "storage_full".
const char* name_of(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string what;        // a sentence: what failed, on what, and what to do
  bool can_retry = false;  // true when the same call may succeed later
  std::string reason;      // machine-readable detail, such as "unknown_token"; may be empty
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // The value; calling these on an error is a bug and stops the program.
  T& value() & {
    BRYGGA_CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const& {
    BRYGGA_CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  // By value, so that a reference into a temporary Result cannot dangle.
  T value() && {
    BRYGGA_CHECK(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // The error; calling these on a value is a bug and stops the program.
  const Error& error() const& {
    BRYGGA_CHECK(!ok());
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    BRYGGA_CHECK(!ok());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  std::variant<T, Error> state_;
};

// A result without a value: success, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const& {
    BRYGGA_CHECK(error_.has_value());
    return *error_;
  }
  Error&& error() && {
    BRYGGA_CHECK(error_.has_value());
    return std::move(*error_);
  }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace brygga

// Leaves the enclosing function with the error of EXPR (a Result), if it has one.
#define BRYGGA_TRY(EXPR)                                      \
  do {                                                        \
    if (auto brygga_result_ = (EXPR); !brygga_result_.ok()) { \
      return std::move(brygga_result_).error();               \
    }                                                         \
  } while (false)

#define BRYGGA_CONCAT_(A, B) A##B
#define BRYGGA_CONCAT(A, B) BRYGGA_CONCAT_(A, B)

// Declares DECLARATION as the value of EXPR (a Result), or leaves with its error.
#define BRYGGA_ASSIGN(DECLARATION, EXPR) \
  BRYGGA_ASSIGN_(DECLARATION, EXPR, BRYGGA_CONCAT(brygga_result_, __LINE__))
#define BRYGGA_ASSIGN_(DECLARATION, EXPR, NAME) \
  auto NAME = (EXPR);                           \
  if (!NAME.ok()) {                             \
    return std::move(NAME).error();             \
  }                                             \
  DECLARATION = std::move(NAME).value()
