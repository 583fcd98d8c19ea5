// Which person a record stands for, when two records of one person were joined.
//
// Joining changes nothing but one field: the record names the other that stands for both. Chains
// are followed to their end; of records that are joined in a ring, as two people may make one at
// the same time, the one whose id sorts first stands for all. Pure functions; a source is asked.
#pragma once

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/uuid.hpp"
#include "casework/row_source.hpp"

namespace brygga::casework {

// The records from first on, each joined to the next, the one that stands for them last. next(id)
// gives what a record is joined to, as an optional RowId.
template <class Next>
std::vector<RowId> joined_path(const RowId& first, const Next& next) {
  std::vector<RowId> path = {first};
  while (const std::optional<RowId> to = next(path.back())) {
    const auto ring = std::find(path.begin(), path.end(), *to);
    if (ring != path.end()) {
      std::iter_swap(std::min_element(ring, path.end()), path.end() - 1);
      break;
    }
    path.push_back(*to);
  }
  return path;
}

class JoinedPersons {
 public:
  // As far as the source has both records: where the other belongs to others, a record stands for
  // itself.
  static Result<JoinedPersons> read(RowSource& source);

  RowId person_of(const RowId& record) const {
    if (ends_.empty()) return record;
    const auto found = ends_.find(record);
    return found == ends_.end() ? record : found->second;
  }

 private:
  std::unordered_map<RowId, RowId> ends_;
};

}  // namespace brygga::casework
