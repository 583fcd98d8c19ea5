// What a file may refer to, and every way in which it may be named there. Names are compared
// without regard to case.
//
// Values; pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "casework/programme_definition.hpp"

namespace brygga::casework {

struct KnownName {
  std::string key;                 // what the caller knows it by
  std::vector<std::string> names;  // of a coach: name, user name, e-mail address
};

// Every name, to the key that it stands for.
class NameIndex {
 public:
  explicit NameIndex(const std::vector<KnownName>& known);

  // The key; nothing when the name is unknown or stands for several.
  std::optional<std::string> find(std::string_view name) const;
  bool is_ambiguous(std::string_view name) const;

 private:
  void add(std::string_view name, const std::string& key);
  std::unordered_map<std::string, std::optional<std::string>> keys_;
};

// The outcomes of a programme by their Swedish and English names and their keys; a key wins over
// another's name. Where no outcome is called so, arbete (work), studier (studies) and annat (other)
// name the first that counts as work, studies and neither.
std::vector<KnownName> known_outcomes(const std::vector<OutcomeType>& outcomes);

// "Arbete (job), Studier (studies)": the first name of each and its key; of many, the first twenty.
std::string names_of(const std::vector<KnownName>& known);

}  // namespace brygga::casework
