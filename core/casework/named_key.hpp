// Names as people see them, in both languages of the clients, and the keys that programs keep.
// Values.
#pragma once

#include <string>

namespace brygga::casework {

// The same text twice where only one was given.
struct LocalName {
  std::string sv;
  std::string en;
};

struct NamedKey {
  std::string key;  // stable: lower-case ASCII letters, digits and _
  LocalName name;
};

}  // namespace brygga::casework
