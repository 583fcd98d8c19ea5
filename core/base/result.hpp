// Result: what an operation that can fail in an expected way gives back.
//
// Expected failures (offline, bad input, disk full) travel as values, so that no exception crosses
// a module's edge. An Error says what failed, on what, and whether trying again can help.
// Values; safe to copy between threads.
#pragma once

#include <memory>
#include <string>
#include <utility>

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

// An error on its way out of the functions that it ends; only the macros below make one. It is a
// plain pointer, and what passes it on is always inlined, since most functions do so in most of
// their lines: this is a tenth of the browser's module.
struct PassedOn {
  Error* owned;
};

#define BRYGGA_INLINE [[gnu::always_inline]]

namespace detail {
Error* kept(Error error);
void drop(Error* error);
}  // namespace detail

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)), state_(State::value) {}                    // NOLINT
  Result(Error error) : error_(detail::kept(std::move(error))), state_(State::error) {}  // NOLINT
  BRYGGA_INLINE Result(PassedOn error) : error_(error.owned), state_(State::error) {}    // NOLINT
  Result(const Result& other) : state_(other.state_) {
    if (state_ == State::value) std::construct_at(&value_, other.value_);
    if (state_ == State::error) error_ = detail::kept(*other.error_);
  }
  Result(Result&& other) noexcept : state_(other.state_) {
    if (state_ == State::value) std::construct_at(&value_, std::move(other.value_));
    if (state_ == State::error) error_ = other.release();
  }
  Result& operator=(Result other) noexcept {
    std::destroy_at(this);
    return *std::construct_at(this, std::move(other));
  }
  BRYGGA_INLINE ~Result() {
    if (state_ == State::value) {
      std::destroy_at(&value_);
    } else if (state_ == State::error) {
      detail::drop(error_);
    }
  }

  bool ok() const { return state_ == State::value; }
  explicit operator bool() const { return ok(); }

  // The value; calling these on an error is a bug and stops the program.
  T& value() & {
    BRYGGA_CHECK(ok());
    return value_;
  }
  const T& value() const& {
    BRYGGA_CHECK(ok());
    return value_;
  }
  // By value, so that a reference into a temporary Result cannot dangle.
  T value() && {
    BRYGGA_CHECK(ok());
    return std::move(value_);
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // The error; calling these on a value is a bug and stops the program.
  const Error& error() const& {
    BRYGGA_CHECK(state_ == State::error);
    return *error_;
  }
  Error&& error() && {
    BRYGGA_CHECK(state_ == State::error);
    return std::move(*error_);
  }

  // For the macros, which have asked ok().
  BRYGGA_INLINE T&& take() { return std::move(value_); }
  BRYGGA_INLINE PassedOn pass_on() { return {release()}; }

 private:
  enum class State : unsigned char { value, error, passed_on };

  BRYGGA_INLINE Error* release() {
    state_ = State::passed_on;
    return error_;
  }

  union {
    T value_;
    Error* error_;
  };
  State state_;
};

// A result without a value: success, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(detail::kept(std::move(error))) {}  // NOLINT
  BRYGGA_INLINE Result(PassedOn error) : error_(error.owned) {}    // NOLINT
  Result(const Result& other)
      : error_(other.error_ == nullptr ? nullptr : detail::kept(*other.error_)) {}
  BRYGGA_INLINE Result(Result&& other) noexcept : error_(std::exchange(other.error_, nullptr)) {}
  Result& operator=(Result other) noexcept {
    std::swap(error_, other.error_);
    return *this;
  }
  BRYGGA_INLINE ~Result() {
    if (error_ != nullptr) detail::drop(error_);
  }

  bool ok() const { return error_ == nullptr; }
  explicit operator bool() const { return ok(); }
  const Error& error() const& {
    BRYGGA_CHECK(error_ != nullptr);
    return *error_;
  }
  Error&& error() && {
    BRYGGA_CHECK(error_ != nullptr);
    return std::move(*error_);
  }

  BRYGGA_INLINE PassedOn pass_on() { return {std::exchange(error_, nullptr)}; }

 private:
  Error* error_ = nullptr;
};

using Status = Result<void>;

}  // namespace brygga

// Leaves the enclosing function with the error of EXPR (a Result), if it has one.
#define BRYGGA_TRY(EXPR)                                      \
  do {                                                        \
    if (auto brygga_result_ = (EXPR); !brygga_result_.ok()) { \
      return brygga_result_.pass_on();                        \
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
    return NAME.pass_on();                      \
  }                                             \
  DECLARATION = NAME.take()
