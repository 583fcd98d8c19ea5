#include "office/wrong_code_limit.hpp"

#include <algorithm>

namespace brygga::server {

bool WrongCodeLimit::is_exhausted(std::string_view peer, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto found = counts_.find(std::string(peer));
  return found != counts_.end() && found->second.wrong >= wrong_max &&
         now_ms < found->second.window_start_ms + window_ms;
}

void WrongCodeLimit::note_wrong(std::string_view peer, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  if (counts_.size() >= peers_max && counts_.find(std::string(peer)) == counts_.end()) make_room();
  Count& count = counts_[std::string(peer)];
  if (now_ms >= count.window_start_ms + window_ms) count = {now_ms, 0};
  ++count.wrong;
}

void WrongCodeLimit::make_room() {
  const auto oldest =
      std::min_element(counts_.begin(), counts_.end(), [](const auto& a, const auto& b) {
        return a.second.window_start_ms < b.second.window_start_ms;
      });
  if (oldest != counts_.end()) counts_.erase(oldest);
}

}  // namespace brygga::server
