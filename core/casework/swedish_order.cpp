#include "casework/swedish_order.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "base/text_folding.hpp"

namespace brygga::casework {

// The three letters after z stand in ASCII's three places after z.
std::string swedish_sort_key(const std::string& name) {
  static constexpr std::pair<std::string_view, char> letters[] = {
      {"å", '{'}, {"ä", '|'}, {"æ", '|'}, {"ö", '}'}, {"ø", '}'}, {"é", 'e'}, {"ü", 'y'}};
  const std::string lower = to_lower(name);
  std::string key;
  key.reserve(lower.size());
  for (std::size_t at = 0; at < lower.size();) {
    const bool is_ascii = static_cast<unsigned char>(lower[at]) < 0x80;
    if (is_ascii) {  // nearly all, and lists of ten thousand names are put in order as one types
      key += lower[at++];
      continue;
    }
    const auto letter = std::find_if(std::begin(letters), std::end(letters), [&](const auto& one) {
      return lower.compare(at, one.first.size(), one.first) == 0;
    });
    const bool is_special = letter != std::end(letters);
    key += is_special ? letter->second : lower[at];
    at += is_special ? letter->first.size() : 1;
  }
  return key;
}

}  // namespace brygga::casework
