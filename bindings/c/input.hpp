// What comes in through the C ABI, checked before anything believes it: texts that may be NULL,
// endless or not UTF-8, and JSON objects that may be deep, odd or full of unknown keys.
//
// Pure functions; views last as long as the caller's text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "casework/json.hpp"

namespace brygga::binding {

namespace input_limits {
inline constexpr std::size_t path_bytes = 4096;
inline constexpr std::size_t name_bytes = 128;
inline constexpr std::size_t options_bytes = 64U << 10;
// The file of an import travels inside the JSON as base64, so this is far above a record's bound.
inline constexpr std::size_t call_bytes = 64U << 20;
// Deeper than any command of ours; keeps recursive readers of JSON off the end of the stack.
inline constexpr int json_depth = 64;
}  // namespace input_limits

// The text as a view. The error (invalid; too_large) calls it by `what`.
Result<std::string_view> text_in(const char* text, std::size_t bytes_max, std::string_view what);

// The same, for a text that must be a JSON object, no deeper than json_depth; NULL stands for {}.
// The view is not parsed: who receives it does that.
Result<std::string_view> json_in(const char* text, std::size_t bytes_max, std::string_view what);

// A JSON object of at most options_bytes with none but the known keys; NULL stands for {}.
Result<casework::Json> options_in(const char* text, std::string_view what,
                                  std::initializer_list<std::string_view> known_keys);

// The text under a key of such an object; empty when it is missing and not required.
Result<std::string> text_of(const casework::Json& object, const char* key, bool is_required);

// The flag under a key; the default when it is missing.
Result<bool> flag_of(const casework::Json& object, const char* key, bool flag_default);

// The whole number under a key, at most number_max; the default when it is missing.
Result<std::uint32_t> number_of(const casework::Json& object, const char* key,
                                std::uint32_t number_default, std::uint32_t number_max);

}  // namespace brygga::binding
