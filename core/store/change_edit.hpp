// From what a caller asks to be saved to the edit that goes to the office: a change names what the
// person saw by a version, an edit by the heads. Pure functions.
#pragma once

#include "base/result.hpp"
#include "model/edit.hpp"
#include "model/schema.hpp"
#include "store/write_set.hpp"

namespace brygga {

// The opaque version of the row, whose mark of the office is taken off.
RowVersion version_of(const EntityDef& entity, RowState& row);

// The row as the person saw it: heads without their values (but elements of sets). Without a
// version nothing was seen. The error (invalid) has reason bad_version.
Result<RowState> seen_row(const EntityDef& entity, const Change& change);

// The error (invalid) has reason unknown_field.
Result<Edit> edit_of(const EntityDef& entity, const Change& change, const RowState& seen);

}  // namespace brygga
