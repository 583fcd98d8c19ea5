// The office's mark on what leaves it, by which it knows its own again when its database does not.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "protocol/lineage.hpp"

namespace brygga {

// Keeps the key. Safe from any thread.
class Notary {
 public:
  virtual ~Notary() = default;
  // A keyed digest that nobody can make without the key (HMAC-SHA-256, the first half).
  virtual Mac mark(ByteView bytes) const = 0;
};

// Of the row as it stood at the commit that last changed it, in the epoch.
Mac mark_of(const Notary& notary, std::uint64_t epoch, const RowState& row);
// Of an epoch's beginning, whatever its mac says.
Mac mark_of(const Notary& notary, const EpochStart& start);

}  // namespace brygga
