#include "model/scope.hpp"

#include "base/bytes.hpp"
#include "base/mix.hpp"

namespace brygga {

std::uint64_t digest_of(const std::vector<Scope>& scopes) {
  std::uint64_t sum = scopes.size();
  for (const Scope& scope : scopes) {
    ByteReader reader(scope.id.view());
    const std::uint64_t high = reader.fixed64();
    const std::uint64_t low = reader.fixed64();
    sum += mix(mix(high + 1) ^ mix(low + 2) ^ static_cast<unsigned char>(scope.kind));
  }
  return sum;
}

}  // namespace brygga
