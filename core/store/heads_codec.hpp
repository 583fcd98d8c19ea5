// The compact blob that stands beside a row's columns and says which writes they come from.
//
// Columns hold the values that show; the blob holds the stamps of the heads and the office's seq of
// each field (docs/STORE.md has the grammar). A row that was written at once takes one group: some
// 25 bytes. The same blob is the opaque version of a row that a form hands back. Pure functions.
#pragma once

#include "base/bytes.hpp"
#include "model/row.hpp"
#include "model/schema.hpp"

namespace brygga {

// The blob of the row's heads.
Bytes encode_heads(const EntityDef& entity, const RowState& row);

// Puts heads (stamps, own edits) and seqs into the row, whose fields must be sized for the entity.
// Set elements come with their values; other heads are left without, for the caller to fill in from
// columns. False when the bytes are no such blob; the row is then unspecified.
bool decode_heads(const EntityDef& entity, ByteView blob, RowState& row);

}  // namespace brygga
