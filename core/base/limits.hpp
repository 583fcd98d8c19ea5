// The bounds on everything that comes from outside or grows without one.
//
// They stand in one place so that a reader can see how large the world may become, and so that
// device and office agree. Sizes are bytes unless the name says otherwise.
#pragma once

#include <cstddef>
#include <cstdint>

namespace brygga::limits {

// One sync page, uncompressed, in either direction. A body may be one record larger.
inline constexpr std::size_t page_bytes = 1U << 20;
// The largest body that either side reads, uncompressed.
inline constexpr std::size_t body_bytes_max = 4U << 20;
// One text, byte or set value. A record of many such fields still fits a body.
inline constexpr std::size_t value_bytes_max = 256U << 10;
// All values of one edit together: what one row can carry in one save.
inline constexpr std::size_t edit_bytes_max = 1U << 20;
// Writes of one edit: each field once, and as many elements of sets as sets hold.
inline constexpr std::size_t edit_writes_max = 2000;
// Edits in one transaction (an import is one transaction), and their bytes together.
inline constexpr std::size_t transaction_edits_max = 200'000;
inline constexpr std::size_t transaction_bytes_max = 64U << 20;
// Fields of an entity: a set of them fits 64 bits beside the row itself (number 0).
inline constexpr std::size_t fields_max = 63;
// Heads that one field may hold before the office refuses more contenders.
inline constexpr std::size_t heads_max = 1000;
// Heads that a deletion may have seen of its row.
inline constexpr std::size_t row_heads_max = 64'000;
// Heads that all the bases of one request may come down to together; a base on the wire names at
// most heads_max.
inline constexpr std::size_t request_base_refs_max = 1'000'000;
// Elements of a set field.
inline constexpr std::size_t set_elements_max = 1000;
// How far ahead of the office a stamp may be before its request is turned away.
inline constexpr std::uint64_t clock_ahead_ms_max = 60'000;
// The latest time of a stamp, in Unix milliseconds: in the year 6429. What comes from outside with
// a later one is not believed, and so the clock values that build on it can never run over.
inline constexpr std::uint64_t stamp_ms_max = (std::uint64_t{1} << 47) - 1;
// The longest that the office holds a request with nothing to say.
inline constexpr std::uint32_t wait_seconds_max = 55;

}  // namespace brygga::limits
