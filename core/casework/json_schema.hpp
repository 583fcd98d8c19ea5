// JSON Schema (draft 2020-12) of what goes through the door, made from the same declarations that
// check it: the input of each command and query, its answer, and each kind of record.
//
// Clients and bindings take their types from it. Pure functions.
#pragma once

#include "casework/call.hpp"
#include "casework/json.hpp"

namespace brygga::casework {

// The input of one command or query: an object with no other members than the declared ones.
Json input_schema(const Definition& definition);

// Its answer: an object with exactly the declared members. Shapes with names are added to defs,
// the members of "$defs".
Json answer_schema(const Definition& definition, Json& defs);

// All of them under "$defs": "participant.add" is an input, "answer.participant.add" an answer,
// "record.participant" a record, and "shape.share" what several answers hold.
Json schema_of_everything();

}  // namespace brygga::casework
