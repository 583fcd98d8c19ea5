#include "casework/waiting_work.hpp"

#include <algorithm>

#include "casework/access_log.hpp"
#include "casework/conflict_queries.hpp"
#include "casework/late_work.hpp"
#include "casework/undone_deletions.hpp"

namespace brygga::casework {

Result<WaitingWork> read_waiting_work(AccountStore& store, const StoreStatus& status) {
  WaitingWork waiting;
  BRYGGA_ASSIGN(const std::size_t of_log, count_unsent_log(store));
  waiting.unsent = status.outbox.unsent - std::min<std::uint64_t>(of_log, status.outbox.unsent);
  waiting.refused = status.outbox.refused;
  BRYGGA_ASSIGN(waiting.conflicts, count_conflicts(store));
  BRYGGA_ASSIGN(waiting.late, count_late_work(store));
  BRYGGA_ASSIGN(waiting.deletions_undone, count_undone_deletions(store));
  return waiting;
}

void add_waiting(Json& members, const WaitingWork& waiting) {
  members["unsent"] = waiting.unsent;
  members["refused"] = waiting.refused;
  members["conflicts"] = waiting.conflicts;
  members["late"] = waiting.late;
  members["deletions_undone"] = waiting.deletions_undone;
}

Shape::Members waiting_members() {
  using namespace shape;
  return {{"unsent", integer()},
          {"refused", integer()},
          {"conflicts", integer()},
          {"late", integer()},
          {"deletions_undone", integer()}};
}

}  // namespace brygga::casework
