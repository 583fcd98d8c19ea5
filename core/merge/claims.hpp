// Claims: fields with rule server, by which rows take one of a limited number of places.
//
// Offline, a device cannot know whether the last place is gone; the office decides, in the order in
// which claims reach it. Pure functions.
#pragma once

#include <cstddef>
#include <optional>

#include "merge/refusal.hpp"
#include "model/schema.hpp"

namespace brygga {

// The row that the row names by the field and so takes a place of; nothing when it names none, its
// claim has ended, or it is deleted.
std::optional<RowId> claim_of(const EntityDef& entity, const FieldDef& field, const RowState& row);

// Whether one more may be named: taken is how many other rows name it. named is the row that has
// the places; null when there is no such row.
std::optional<Refusal> judge_claim(const Schema& schema, const EntityDef& entity,
                                   const FieldDef& field, const RowState* named, std::size_t taken);

}  // namespace brygga
