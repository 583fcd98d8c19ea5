// Epochs: how an office that was restored from a backup, in whatever way, knows what it has lost.
//
// Whoever opens a tenant's database for writing begins a new epoch before its first commit. Commits
// are counted on, so that a commit is named by its epoch and seq, and no two are ever named alike:
// those that were lost bear other names than those that came after. Pure functions over values.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/row.hpp"

namespace brygga {

// The commits above `after` belong to the epoch, up to where the next one begins.
struct EpochStart {
  std::uint64_t epoch = 0;   // random; never 0
  std::uint64_t parent = 0;  // the epoch that it follows; 0: none
  Seq after = 0;
  Mac mac{};  // of the office that began it; devices keep it and show it
  friend bool operator==(const EpochStart&, const EpochStart&) = default;
};

// The epochs of one database, oldest first: each is the parent of the next.
using Lineage = std::vector<EpochStart>;
// So many of the newest are told to devices.
inline constexpr std::size_t lineage_told_max = 256;

// A commit by its full name.
struct CommitName {
  std::uint64_t epoch = 0;
  Seq seq = 0;
  friend bool operator==(const CommitName&, const CommitName&) = default;
};

// The epoch of the lineage that holds the commit; 0: its beginning is not known.
std::uint64_t epoch_at(const Lineage& lineage, Seq seq);

// Whether the lineage, at whose end the newest commit is newest, has the commit.
bool has_commit(const Lineage& lineage, Seq newest, const CommitName& commit);

// The newest commit that both have; 0: none. a_newest is the newest that the first has; the second
// has at least all that it has begun epochs after.
Seq last_common(const Lineage& a, Seq a_newest, const Lineage& b, Seq b_newest);

// Whether whoever has the tip has the commit too, by what is known of epochs' parents. False when
// that does not tell.
bool descends_from(const std::vector<EpochStart>& known, const CommitName& tip,
                   const CommitName& commit);

// Takes up what the office says of its epochs, from some epoch on: from there on it is true.
void extend(Lineage& lineage, const Lineage& told);

}  // namespace brygga
