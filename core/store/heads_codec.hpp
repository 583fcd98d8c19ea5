// The compact blob that stands beside a row's columns and says which writes they come from.
//
// Columns hold the values that show; the blob holds the stamps of the heads and the office's seq of
// each field (docs/STORE.md has the grammar). A row that was written at once takes one group: some
// 12 bytes. In a file, writers are named by the file's own short numbers, times by their
// distance from the row's id, and seqs by that from the row's. The opaque version of a row that a
// form hands back is a blob that names both in full. Pure functions.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "base/bytes.hpp"
#include "model/row.hpp"
#include "model/schema.hpp"

namespace brygga {

// A file's own number of a writer, below 2^63; 0 is the number of no device, and of no other.
using WriterKey = std::uint64_t;
using KeyOfWriter = std::function<WriterKey(DeviceNumber)>;
using WriterOfKey = std::function<std::optional<DeviceNumber>(WriterKey)>;

// The blob of the row's heads, with stamps in full.
Bytes encode_heads(const EntityDef& entity, const RowState& row);
// The same for a file.
Bytes encode_heads(const EntityDef& entity, const RowState& row, const KeyOfWriter& key_of);

// Puts heads (stamps, own edits) and seqs into the row, whose id and seq must be set and whose
// fields must be sized for the entity. Set elements come with their values; other heads are left
// without, for the caller to fill in from columns. False when the bytes are no such blob, or name a
// writer that writer_of does not know; the row is then unspecified. Without writer_of a blob for a
// file is none.
bool decode_heads(const EntityDef& entity, ByteView blob, RowState& row,
                  const WriterOfKey& writer_of = {});

// Whether the blob begins like one that bears the office's mark.
bool bears_mark(ByteView blob);

}  // namespace brygga
