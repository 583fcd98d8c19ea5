#include "casework/figures/stays.hpp"

#include <optional>
#include <tuple>

#include "base/order.hpp"

namespace brygga::casework {

namespace {

constexpr std::uint64_t minute_ms = 60'000;

bool are_of_one_day(const Passage& a, const Passage& b) {
  return a.person == b.person && a.on == b.on;
}

}  // namespace

std::vector<Stay> find_stays(std::vector<Passage> passages) {
  const auto place = [](const Passage& one) {
    return std::tie(one.person, one.on, one.at_ms, one.checkin);
  };
  put_in_order(passages, [&](const Passage& a, const Passage& b) { return place(a) < place(b); });
  std::vector<Stay> stays;
  const Passage* before = nullptr;
  for (const Passage& passage : passages) {
    const bool ends_a_stay = passage.passed == Passed::left && before != nullptr &&
                             before->passed == Passed::arrived && are_of_one_day(*before, passage);
    if (ends_a_stay) {
      stays.back().departure = passage.row;
      stays.back().minutes =
          static_cast<std::uint32_t>((passage.at_ms - before->at_ms) / minute_ms);
    } else if (passage.passed == Passed::left) {
      stays.push_back({no_number, passage.row, 0});
    } else {
      stays.push_back({passage.row, no_number, 0});
    }
    before = &passage;
  }
  return stays;
}

}  // namespace brygga::casework
