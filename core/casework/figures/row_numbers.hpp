// Small numbers in place of row ids, so that figures over millions of rows index vectors instead of
// looking up ids again and again.
//
// Ids are numbered in the order in which they come, which depends on the order of the rows: numbers
// are for finding one's way within one computation, and no result may depend on them. A table with
// open addressing, since this look-up is most of the work of a figure. Not safe to share while it
// is added to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <optional>
#include <vector>

#include "base/uuid.hpp"

namespace brygga::casework {

// In place of a number that there is not.
inline constexpr std::uint32_t no_number = UINT32_MAX;

class RowNumbers {
 public:
  RowNumbers() : slots_(slots_first, empty) {}

  // The number of the id, a new one when it was not seen before.
  std::uint32_t number_of(const RowId& id) {
    std::size_t slot = slot_of(id);
    if (slots_[slot] != empty) return slots_[slot];
    if ((ids_.size() + 1) * 2 > slots_.size()) {
      grow();
      slot = slot_of(id);
    }
    slots_[slot] = static_cast<std::uint32_t>(ids_.size());
    ids_.push_back(id);
    return slots_[slot];
  }

  std::optional<std::uint32_t> find(const RowId& id) const {
    const std::size_t slot = slot_of(id);
    return slots_[slot] == empty ? std::nullopt : std::optional(slots_[slot]);
  }

  const RowId& id(std::uint32_t number) const { return ids_[number]; }
  // By number: the id's place among all of them in their order, which no longer depends on the
  // rows.
  std::vector<std::uint32_t> ranks() const {
    std::vector<std::uint32_t> sorted(ids_.size());
    std::iota(sorted.begin(), sorted.end(), 0U);
    std::sort(sorted.begin(), sorted.end(),
              [&](std::uint32_t a, std::uint32_t b) { return ids_[a] < ids_[b]; });
    std::vector<std::uint32_t> ranks(ids_.size());
    for (std::uint32_t rank = 0; rank < sorted.size(); ++rank) ranks[sorted[rank]] = rank;
    return ranks;
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(ids_.size()); }

 private:
  static constexpr std::uint32_t empty = no_number;
  static constexpr std::size_t slots_first = 64;

  // Where the id stands, or the empty place where it would.
  std::size_t slot_of(const RowId& id) const {
    // Ids that differ in one byte only (tests, old rows) would crowd without the multiplication.
    std::uint64_t hash = std::hash<RowId>{}(id)*0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 32;
    hash *= 0xD6E8FEB86659FD93ULL;
    std::size_t slot = static_cast<std::size_t>(hash >> 20) & (slots_.size() - 1);
    while (slots_[slot] != empty && ids_[slots_[slot]] != id) {
      slot = (slot + 1) & (slots_.size() - 1);
    }
    return slot;
  }

  void grow() {
    slots_.assign(slots_.size() * 4, empty);
    for (std::uint32_t number = 0; number < ids_.size(); ++number) {
      slots_[slot_of(ids_[number])] = number;
    }
  }

  std::vector<std::uint32_t> slots_;  // a power of two of them, at most half of them used
  std::vector<RowId> ids_;
};

}  // namespace brygga::casework
