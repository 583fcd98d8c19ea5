// Digests of rows, by which a device and the office find out whether they hold the same.
//
// A digest covers where the row is and its heads with their stamps and values, and neither seqs nor
// history. Digests of rows are added, so that their order does not matter. They guard against
// drift and damage, not against an attacker. Pure functions.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "model/row.hpp"

namespace brygga {

// What two sides that hold the same row hold in common, always as the same bytes. The row must hold
// no unconfirmed edit.
Bytes canonical_bytes(const RowState& row);
std::uint64_t digest_of(const RowState& row);

// Of many rows.
struct RowsDigest {
  std::uint64_t rows = 0;
  std::uint64_t sum = 0;

  void add(const RowState& row) {
    ++rows;
    sum += digest_of(row);
  }
};

}  // namespace brygga
