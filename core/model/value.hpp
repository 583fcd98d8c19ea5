// Values: what a field of a row can hold, and the types that a schema gives fields.
//
// Every type has one canonical in-memory form, so that equal values are equal bytes on every
// platform. Values.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "base/bytes.hpp"
#include "base/uuid.hpp"

namespace brygga {

enum class Type : std::uint8_t {
  boolean = 1,
  integer = 2,  // 64-bit signed
  real = 3,     // IEEE 754 double; finite
  text = 4,     // valid UTF-8
  bytes = 5,
  id = 6,    // 16 bytes: a RowId or another Uuid
  date = 7,  // civil date: days since 1970-01-01 as an integer, in years 0001 to 9999
  time = 8,  // instant: milliseconds since 1970-01-01 UTC as an integer
};

// The type's name in schemas and messages: "boolean", "integer", ...
const char* name_of(Type type);

// Absent (monostate) is "no value": a field never written, or emptied.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, Bytes, Uuid>;

inline bool is_absent(const Value& value) { return value.index() == 0; }

// True when the value has the in-memory form of the type (absent does not), is in its range, and
// text is valid UTF-8.
bool has_type(const Value& value, Type type);

// A total order over values: by form, then by content. Numbers by size, text and bytes by bytes.
// This is the order in which min and max decide and in which set elements are listed.
bool less(const Value& a, const Value& b);

// An upper estimate of the value's size in a message, in bytes.
std::size_t size_of(const Value& value);

// True when the text is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

// The value in words for messages: "text", "integer", "absent", ...
const char* form_of(const Value& value);

}  // namespace brygga
