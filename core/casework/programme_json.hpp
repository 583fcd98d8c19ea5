// A programme's definition as JSON, for clients and other programs.
//
// What the definition lists by key is told as {"key", "sv", "en", ...}, a text as {"sv", "en"}, a
// period as {"from", "until"}; what it does not have is null. The other names are those of
// the file (docs/PROGRAMMES.md). Pure function.
#pragma once

#include "casework/json.hpp"
#include "casework/programme_definition.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

// All of the definition but its source text.
Json programme_json(const ProgrammeDefinition& definition);
Shape::Members programme_members();
// "work", "studies" or "neither".
Shape counts_as_shape();

}  // namespace brygga::casework
