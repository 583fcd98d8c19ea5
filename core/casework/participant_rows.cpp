#include "casework/participant_rows.hpp"

#include <algorithm>

#include "casework/schema.hpp"

namespace brygga::casework {
namespace {

// The feed of a scope holds the latest place of each row that is there, or was.
Status add_rows_of(OfficeReader& office, const Scope& scope, std::vector<RowKey>& rows) {
  constexpr std::size_t chunk = 1024;
  FeedCursor after;
  while (true) {
    BRYGGA_ASSIGN(const std::vector<FeedItem> items, office.feed(scope, after, 0, chunk));
    for (const FeedItem& item : items) {
      BRYGGA_ASSIGN(const std::optional<RowState> row, office.row_at(item.at));
      if (row && row->scope == scope && !row->life.erased) rows.push_back(row->key());
      after = item.at;
    }
    if (items.size() < chunk) return {};
  }
}

}  // namespace

Result<std::vector<RowKey>> rows_of_participant(OfficeReader& office, const RowId& who) {
  std::vector<RowKey> rows;
  for (const Scope& scope : {scope_of_case(who), scope_of_restricted(who)}) {
    BRYGGA_TRY(add_rows_of(office, scope, rows));
  }
  return rows;
}

}  // namespace brygga::casework
