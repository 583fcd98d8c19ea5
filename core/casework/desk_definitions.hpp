// What is done at a desk: reports, imports, exports, retention, hours, and the list of all
// commands.
//
// Called by definitions() alone. A program that is loaded over a network may be linked with another
// definition of this function, which gives none, and needs to load what is behind them only when
// one of their names is asked for; bindings/wasm does so. Nothing else may call what is there.
#pragma once

#include <vector>

#include "casework/call.hpp"

namespace brygga::casework {

std::vector<Definition> desk_definitions();

}  // namespace brygga::casework
