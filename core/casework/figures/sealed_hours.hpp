// Sealed months of participant hours: a chain in which each month vouches for the one before it, so
// that no month can be changed without every later one showing it.
//
// Months are sealed one after another, without a gap. When the records of a sealed month have
// changed since, that month and every later sealed one are made again, with a list of what changed;
// the old periods stay, superseded. The hash comes in as a function, since a browser brings its
// own. The bytes are specified in docs/FIGURES.md. Values; pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "casework/figures/attendance_hours.hpp"

namespace brygga::casework {

class Shape;

using SealHash = std::array<std::uint8_t, 32>;
// SHA-256 of the bytes.
using SealHashOf = SealHash (*)(ByteView);

enum class SealState : std::uint8_t { sealed, superseded };

// A month that is not in the chain is open.
struct SealedMonth {
  Month month;
  std::uint32_t revision = 1;  // 2 and more: made again after a correction
  SealState state = SealState::sealed;
  std::vector<ParticipantMonth> entries;  // of this month, by participant
  SealHash previous{};                    // the hash of the month before; zeros for the first
  SealHash hash{};                        // over seal_bytes
};

// All that was ever sealed, in any order: one sealed month each, and those that it superseded.
using SealChain = std::vector<SealedMonth>;

// What the hash of a month is taken over.
Bytes seal_bytes(const SealedMonth& month);

// What seal_bytes() wrote, as a sealed month without its hash. Corrupt when it is no such thing.
Result<SealedMonth> read_seal(ByteView bytes);

struct SealOptions {
  bool needs_attestation = true;  // each participant's month is attested before it is sealed
};

// Seals the next month of the chain; of an empty one, any month. hours: all months as they now are.
// Invalid, with reason "seal_order", for another month than the next; "seal_stale" when a sealed
// month is no longer what the records say (repair_seals first); "seal_unattested" when somebody's
// month is not attested; "seal_broken" when the chain does not verify.
Result<SealedMonth> seal_month(const SealChain& chain, Month month, const AttendanceHours& hours,
                               SealHashOf hash_of, const SealOptions& options = {});

struct SealChange {
  RowId participant;
  Month month;
  std::uint32_t minutes_before = 0;
  std::uint32_t minutes_after = 0;
};

struct SealRepair {
  std::vector<SealedMonth> months;  // made again, in their order; nothing when all is as sealed
  std::vector<SealChange> changes;  // by month, then participant
};

// What must be sealed again: from the first month whose minutes have changed, or that was sealed on
// another seal of the month before than the one that stands, every sealed month.
// The same refusals as seal_month, but for "seal_order" and "seal_stale".
Result<SealRepair> repair_seals(const SealChain& chain, const AttendanceHours& hours,
                                SealHashOf hash_of, const SealOptions& options = {});

// Takes the new months into the chain and supersedes those they replace.
SealChain adopt(SealChain chain, const SealRepair& repair);

// The first month whose bytes, link or place in the chain is not right; nothing when all is well.
std::optional<Month> first_broken_month(const SealChain& chain, SealHashOf hash_of);

// {"months": [{"month", "revision", "state", "participants", "minutes", "previous", "hash"}]}, the
// hashes in hexadecimal.
Json seal_json(const SealChain& chain);
// Of its months.
Shape sealed_months_shape();
// {"months": [...], "changes": [{"participant", "month", "minutes_before", "minutes_after"}]}
Json repair_json(const SealRepair& repair);
Shape repair_shape();

}  // namespace brygga::casework
