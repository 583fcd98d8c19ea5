// The bytes of what rows are made of: a value is one tag byte and its content, a stamp its time and
// then its device, a scope its kind and then its id. Messages (docs/PROTOCOL.md), stored heads
// (docs/STORE.md) and digests of rows all hold these same bytes, and so they are written here
// alone. Readers make the ByteReader fail on bytes that are not there. Pure functions.
#pragma once

#include "base/bytes.hpp"
#include "model/scope.hpp"
#include "model/stamp.hpp"
#include "model/value.hpp"

namespace brygga {

void write_value(ByteWriter& out, const Value& value);

// Makes the reader fail on an unknown tag, too.
Value read_value(ByteReader& in);

// A clock value is near the present in all its bytes: fixed is shorter than a varint.
void write_time(ByteWriter& out, Hlc time);
Hlc read_time(ByteReader& in);

void write_stamp(ByteWriter& out, const Stamp& stamp);
Stamp read_stamp(ByteReader& in);

void write_scope(ByteWriter& out, const Scope& scope);
Scope read_scope(ByteReader& in);

}  // namespace brygga
