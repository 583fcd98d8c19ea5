#include "casework/access_chain.hpp"

#include "base/sha256.hpp"

namespace brygga::casework {

std::string hash_of(const AccessEntry& entry) {
  std::string text;
  for (const std::string& line :
       {to_string(entry.account), to_string(entry.participant), std::to_string(entry.at_ms),
        entry.reason, entry.what, std::to_string(entry.place), entry.before}) {
    text.append(line).append("\n");
  }
  return to_hex(sha256(text));
}

const char* name_of(ChainFault fault) {
  switch (fault) {
    case ChainFault::changed:
      return "changed";
    case ChainFault::missing:
      return "missing";
    case ChainFault::forked:
      return "forked";
  }
  return "changed";
}

std::optional<ChainBreak> find_break(std::span<const AccessEntry> entries) {
  std::int64_t place = 0;
  std::string before;
  for (const AccessEntry& entry : entries) {
    if (entry.place == place) return ChainBreak{entry.place, ChainFault::forked};
    if (entry.place != place + 1) return ChainBreak{place + 1, ChainFault::missing};
    if (entry.before != before || entry.hash != hash_of(entry)) {
      return ChainBreak{entry.place, ChainFault::changed};
    }
    place = entry.place;
    before = entry.hash;
  }
  return std::nullopt;
}

}  // namespace brygga::casework
