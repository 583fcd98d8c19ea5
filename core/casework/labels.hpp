// What people call the fields and lists that answers hold, in Swedish and English: for pages and
// exports, so that no client invents words of its own. Pure functions.
#pragma once

#include <string_view>

namespace brygga::casework {

struct Label {
  std::string_view sv;
  std::string_view en;
};

// Of a JSON name such as "residence_district" or "checkins"; the name itself when it has no label.
Label label_of(std::string_view name);

// Of a key that a field holds, such as "withdrawn"; the key itself when it has no label.
Label label_of_key(std::string_view key);

}  // namespace brygga::casework
