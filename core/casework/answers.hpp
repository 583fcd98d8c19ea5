// What each command and query answers with, by its name.
//
// The declarations stand beside the commands that they are of, in functions of their own, and only
// JSON Schema and the tests ask for them: a program that tells no schema (bindings/wasm without
// what is done at a desk) is linked without any. Safe from any thread.
#pragma once

#include "casework/call.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

// The declared answer of one of definitions(); for ever. A command's has "transaction". Each
// definition has one, or the program stops when the first is asked for.
const Shape& declared_answer(const Definition& definition);

}  // namespace brygga::casework
