#include "casework/figures/share.hpp"

#include <algorithm>

#include "casework/shape.hpp"

namespace brygga::casework {

std::optional<Share> make_share(std::uint32_t count, std::uint32_t of) {
  if (of == 0) return std::nullopt;
  const std::uint64_t per_mille = (std::uint64_t{count} * 2000 + of) / (std::uint64_t{of} * 2);
  return Share{count, of, static_cast<std::uint32_t>(per_mille)};
}

Json share_json(const std::optional<Share>& share) {
  if (!share) return {};
  return {{"count", share->count}, {"of", share->of}, {"per_mille", share->per_mille}};
}

std::int64_t rounded_quotient(std::int64_t dividend, std::int64_t divisor) {
  const std::int64_t rest = dividend % divisor;
  return dividend / divisor + (rest >= divisor - rest ? 1 : 0);
}

std::uint32_t needed_of(std::uint32_t of, int percent) {
  return static_cast<std::uint32_t>((std::uint64_t{of} * static_cast<std::uint64_t>(percent) + 99) /
                                    100);
}

std::optional<std::int64_t> median(std::vector<std::int64_t> values) {
  if (values.empty()) return std::nullopt;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  const std::int64_t below = *std::max_element(values.begin(), middle);
  return below + rounded_quotient(*middle - below, 2);
}

Json number_or_null(const std::optional<std::int64_t>& number) {
  return number ? Json(*number) : Json();
}

Shape share_shape() {
  using namespace shape;
  return named("share", {{"count", integer()}, {"of", integer()}, {"per_mille", integer()}});
}

}  // namespace brygga::casework
