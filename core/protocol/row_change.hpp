// A row as a change that carries all of it, and back: the form in which rows are kept whole in one
// blob. Pure functions.
#pragma once

#include "model/schema.hpp"
#include "protocol/message.hpp"

namespace brygga {

RowChange whole_change(const RowState& row);
// The change must name fields that the entity has.
RowState row_of(const EntityDef& entity, const RowChange& change);

}  // namespace brygga
