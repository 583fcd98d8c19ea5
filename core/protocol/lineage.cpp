#include "protocol/lineage.hpp"

#include <algorithm>

namespace brygga {
namespace {

const EpochStart* find(const std::vector<EpochStart>& epochs, std::uint64_t epoch) {
  const auto found = std::find_if(epochs.begin(), epochs.end(), [&](const EpochStart& candidate) {
    return candidate.epoch == epoch;
  });
  return found == epochs.end() ? nullptr : &*found;
}

// The last commit of the epoch at the place.
Seq end_of(const Lineage& lineage, std::size_t place, Seq newest) {
  return place + 1 < lineage.size() ? lineage[place + 1].after : newest;
}

}  // namespace

std::uint64_t epoch_at(const Lineage& lineage, Seq seq) {
  for (auto start = lineage.rbegin(); start != lineage.rend(); ++start) {
    if (seq > start->after) return start->epoch;
  }
  return 0;
}

bool has_commit(const Lineage& lineage, Seq newest, const CommitName& commit) {
  const EpochStart* start = find(lineage, commit.epoch);
  if (start == nullptr) return false;
  const auto place = static_cast<std::size_t>(start - lineage.data());
  return commit.seq >= start->after && commit.seq <= end_of(lineage, place, newest);
}

Seq last_common(const Lineage& a, Seq a_newest, const Lineage& b, Seq b_newest) {
  for (std::size_t i = a.size(); i-- > 0;) {
    const EpochStart* same = find(b, a[i].epoch);
    if (same == nullptr) continue;
    const auto place = static_cast<std::size_t>(same - b.data());
    return std::min(end_of(a, i, a_newest), end_of(b, place, b_newest));
  }
  return 0;
}

bool descends_from(const std::vector<EpochStart>& known, const CommitName& tip,
                   const CommitName& commit) {
  CommitName at = tip;
  // Epochs that name each other as parents would never end.
  for (std::size_t steps = 0; steps <= known.size(); ++steps) {
    if (at.epoch == commit.epoch) return commit.seq <= at.seq;
    const EpochStart* start = find(known, at.epoch);
    if (start == nullptr || start->parent == 0) return false;
    at = {start->parent, std::min(at.seq, start->after)};
  }
  return false;
}

void extend(Lineage& lineage, const Lineage& told) {
  if (told.empty()) return;
  const EpochStart* from = find(lineage, told.front().epoch);
  const EpochStart* parent = find(lineage, told.front().parent);
  if (from == nullptr && parent != nullptr) from = parent + 1;
  lineage.resize(from == nullptr ? 0 : static_cast<std::size_t>(from - lineage.data()));
  lineage.insert(lineage.end(), told.begin(), told.end());
}

}  // namespace brygga
