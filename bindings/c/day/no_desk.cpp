// For the module of a coach's day: nothing of what is done at a desk
// (casework/desk_definitions.hpp).
#include "casework/desk_definitions.hpp"

namespace brygga::casework {

std::vector<Definition> desk_definitions() { return {}; }

}  // namespace brygga::casework
