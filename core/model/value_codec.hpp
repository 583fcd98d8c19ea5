// The bytes of a value: one tag byte and its content. Part of the wire format (docs/PROTOCOL.md)
// and of stored heads (docs/STORE.md). Pure functions.
#pragma once

#include "base/bytes.hpp"
#include "model/value.hpp"

namespace brygga {

void write_value(ByteWriter& out, const Value& value);

// Makes the reader fail on an unknown tag or on bytes that are not there.
Value read_value(ByteReader& in);

}  // namespace brygga
