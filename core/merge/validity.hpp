// Validity: whether an edit may be applied at all, whatever its base.
//
// Judged before any merging, on the device at save and again at the office: types, bounds, required
// fields, append-once, legal state moves. Losing a merge is not being refused; only what is judged
// here and in rights.hpp refuses. Pure functions.
#pragma once

#include <optional>

#include "merge/refusal.hpp"
#include "model/edit.hpp"
#include "model/schema.hpp"

namespace brygga {

// The first fault of the edit against the row as it now stands (null: no such row yet), or nothing.
// Refusal.edit is left 0.
std::optional<Refusal> judge_validity(const Schema& schema, const RowState* row, const Edit& edit);

// How many bytes a text or byte field may hold.
std::size_t value_bytes_max(const FieldDef& field);

}  // namespace brygga
