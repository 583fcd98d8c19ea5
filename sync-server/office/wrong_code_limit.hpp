// Slows down whoever guesses enrolment codes.
//
// A code has 78 bits, so guessing is hopeless anyway; the limit keeps an attempt from costing the
// office more than a look at this table. It counts wrong codes per peer address, in a table of
// bounded size: when it is full, the peer whose window began first is forgotten. Safe from any
// thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace brygga::server {

class WrongCodeLimit {
 public:
  // Whether the peer has used up its wrong codes for now.
  bool is_exhausted(std::string_view peer, std::uint64_t now_ms);
  void note_wrong(std::string_view peer, std::uint64_t now_ms);

  static constexpr std::uint32_t wrong_max = 20;  // in one window
  static constexpr std::uint64_t window_ms = 60'000;
  static constexpr std::size_t peers_max = 4096;

 private:
  struct Count {
    std::uint64_t window_start_ms = 0;
    std::uint32_t wrong = 0;
  };
  void make_room();

  std::mutex mutex_;
  std::unordered_map<std::string, Count> counts_;
};

}  // namespace brygga::server
