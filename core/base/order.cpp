#include "base/order.hpp"

#include <algorithm>
#include <numeric>

namespace brygga {

std::vector<Swap> swaps_into_order(std::size_t count, IsBefore is_before, const void* values) {
  std::vector<std::uint32_t> from(count);  // which value comes to each place
  std::iota(from.begin(), from.end(), 0U);
  std::stable_sort(from.begin(), from.end(), [&](std::uint32_t left, std::uint32_t right) {
    return is_before(values, left, right);
  });
  std::vector<Swap> swaps;
  for (std::uint32_t first = 0; first < count; ++first) {
    // Along the places whose values go round among each other.
    for (std::uint32_t place = first; from[place] != place;) {
      const std::uint32_t next = std::exchange(from[place], place);
      if (next == first) break;
      swaps.push_back({place, next});
      place = next;
    }
  }
  return swaps;
}

}  // namespace brygga
