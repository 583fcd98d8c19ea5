// Putting values in order, by one routine for values of every type.
//
// The standard library makes its sort anew for each type and order, some two kilobytes each time; a
// browser loads all of them. Where that does not matter and a hundred thousand values do, std::sort
// is quicker. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace brygga {

// Two places of a list whose values change places.
struct Swap {
  std::uint32_t left;
  std::uint32_t right;
};

// Whether what lies at one place comes before what lies at another.
using IsBefore = bool (*)(const void* values, std::uint32_t left, std::uint32_t right);

// What puts count values in order, one after the other; values that are alike stay as they were.
[[nodiscard]] std::vector<Swap> swaps_into_order(std::size_t count, IsBefore is_before,
                                                 const void* values);

// Puts values in the order of is_before(left, right); values that are alike stay as they were.
template <class Value, class Before>
void put_in_order(std::vector<Value>& values, const Before& is_before) {
  struct Given {
    const std::vector<Value>& values;
    const Before& is_before;
  };
  const Given given{values, is_before};
  const auto compare = [](const void* known, std::uint32_t left, std::uint32_t right) -> bool {
    const auto& by = *static_cast<const Given*>(known);
    return by.is_before(by.values[left], by.values[right]);
  };
  for (const Swap& swap : swaps_into_order(values.size(), compare, &given)) {
    std::swap(values[swap.left], values[swap.right]);
  }
}

template <class Value>
void put_in_order(std::vector<Value>& values) {
  put_in_order(values, [](const Value& left, const Value& right) { return left < right; });
}

}  // namespace brygga
