#include "model/scope.hpp"

namespace brygga {
namespace {

// The finaliser of splitmix64 (Steele, Lea, Flood 2014): every input bit reaches every output bit.
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

}  // namespace

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
