// 16-byte identifiers that a device makes offline, and the strong id types over them.
//
// UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random bits, so that ids made later sort
// later and b-trees grow at their end. Time and randomness come in as arguments.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace brygga {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  bool is_nil() const { return *this == Uuid{}; }
  ByteView view() const { return {bytes.data(), bytes.size()}; }

  friend bool operator==(const Uuid& a, const Uuid& b) {
    return std::memcmp(a.bytes.data(), b.bytes.data(), 16) == 0;
  }
  friend std::strong_ordering operator<=>(const Uuid& a, const Uuid& b) {
    return std::memcmp(a.bytes.data(), b.bytes.data(), 16) <=> 0;
  }
};

// A UUIDv7 of unix_ms (milliseconds since 1970-01-01 UTC) and ten random bytes.
Uuid make_uuid_v7(std::uint64_t unix_ms, const std::array<std::uint8_t, 10>& random);

// The 16 bytes as they stand; nothing when the view has another length.
std::optional<Uuid> uuid_from_bytes(ByteView view);

// "018f2b6e-7c1a-7000-8000-0123456789ab", lower case.
std::string to_string(const Uuid& uuid);
// Takes the form of to_string in either case; nothing for any other text.
std::optional<Uuid> parse_uuid(std::string_view text);

// A Uuid of one purpose; ids of different purposes do not convert into each other.
template <class Purpose>
struct Id {
  Uuid uuid;
  friend bool operator==(const Id&, const Id&) = default;
  friend std::strong_ordering operator<=>(const Id&, const Id&) = default;
};

using RowId = Id<struct RowPurpose>;
using TransactionId = Id<struct TransactionPurpose>;  // made at save, kept for ever
using CommandId = Id<struct CommandPurpose>;          // made by a client per intention
using PrincipalId = Id<struct PrincipalPurpose>;      // whom a scope is granted to

}  // namespace brygga

template <>
struct std::hash<brygga::Uuid> {
  std::size_t operator()(const brygga::Uuid& uuid) const noexcept {
    // The last eight bytes of a v7 are random but for two bits.
    std::uint64_t tail = 0;
    std::memcpy(&tail, uuid.bytes.data() + 8, 8);
    std::uint64_t head = 0;
    std::memcpy(&head, uuid.bytes.data(), 8);
    return static_cast<std::size_t>((head * 0x9E3779B97F4A7C15ULL) ^ tail);
  }
};

template <class Purpose>
struct std::hash<brygga::Id<Purpose>> {
  std::size_t operator()(const brygga::Id<Purpose>& id) const noexcept {
    return std::hash<brygga::Uuid>{}(id.uuid);
  }
};
