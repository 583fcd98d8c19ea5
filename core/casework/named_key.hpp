// Names as people see them, in both languages of the clients, and the keys that programs keep.
// Values.
#pragma once

#include <string>
#include <vector>

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

// The entry with the key; null when there is none.
template <class Keyed>
const Keyed* find_key(const std::vector<Keyed>& entries, const std::string& key) {
  for (const Keyed& entry : entries) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

}  // namespace brygga::casework
