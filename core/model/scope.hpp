// Scopes: the unit of visibility. Every row belongs to one; a device receives whole scopes.
//
// A scope is a kind (a letter that the schema declares, such as 'K' for a team) and a 16-byte id.
// There is one scope of a kind for each id; a kind that exists once has the nil id. Values.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/uuid.hpp"

namespace brygga {

struct Scope {
  char kind = 0;
  Uuid id;
  friend bool operator==(const Scope&, const Scope&) = default;
  friend std::strong_ordering operator<=>(const Scope&, const Scope&) = default;
};

// A 64-bit digest of a set of scopes, the same in any order. Device and office compare it to see
// whether they mean the same set; it guards against drift, not against an attacker.
std::uint64_t digest_of(const std::vector<Scope>& scopes);

}  // namespace brygga

template <>
struct std::hash<brygga::Scope> {
  std::size_t operator()(const brygga::Scope& scope) const noexcept {
    return std::hash<brygga::Uuid>{}(scope.id) * 31 + static_cast<unsigned char>(scope.kind);
  }
};
