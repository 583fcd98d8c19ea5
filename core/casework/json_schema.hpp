// JSON Schema (draft 2020-12) of what goes through the door, made from the same declarations that
// check it: the input of each command and query, and each kind of record that answers hold.
//
// Clients and bindings take their types from it. Pure functions.
#pragma once

#include "casework/call.hpp"
#include "casework/json.hpp"

namespace brygga::casework {

// The input of one command or query: an object with no other members than the declared ones.
Json input_schema(const Definition& definition);

// A record of the entity as answers hold it; further members may be there.
Json record_schema(const EntityDef& entity);

// All of both under "$defs": "participant.add" is an input, "record.participant" a record.
Json schema_of_everything();

}  // namespace brygga::casework
