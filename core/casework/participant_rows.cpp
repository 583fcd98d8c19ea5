#include "casework/participant_rows.hpp"

#include <algorithm>

#include "casework/casework.hpp"
#include "casework/schema.hpp"
#include "merge/apply.hpp"

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

bool is_badge_of(const RowState& row, const RowId& who) {
  if (row.entity != badge::entity) return false;
  const FieldDef& field = *schema().entity(badge::entity)->field(badge::participant);
  return shown_value(field, row.field(badge::participant)) == Value(who.uuid);
}

// Badges lie with the kiosks of a unit, and bear a first name.
Status add_badges_of(OfficeReader& office, const RowId& who, std::vector<RowKey>& rows) {
  std::vector<RowKey> municipality;
  BRYGGA_TRY(add_rows_of(office, scope_of_municipality(), municipality));
  for (const RowKey& key : municipality) {
    if (key.entity != unit::entity) continue;
    std::vector<RowKey> badges;
    BRYGGA_TRY(add_rows_of(office, scope_of_kiosk(key.id.uuid), badges));
    for (const RowKey& badge_key : badges) {
      BRYGGA_ASSIGN(const std::optional<RowState> row, office.row(badge_key.entity, badge_key.id));
      if (row && is_badge_of(*row, who)) rows.push_back(badge_key);
    }
  }
  return {};
}

}  // namespace

Result<std::vector<RowKey>> rows_of_participant(OfficeReader& office, const RowId& who) {
  std::vector<RowKey> rows;
  for (const Scope& scope : {scope_of_case(who), scope_of_restricted(who)}) {
    BRYGGA_TRY(add_rows_of(office, scope, rows));
  }
  BRYGGA_TRY(add_badges_of(office, who, rows));
  return rows;
}

}  // namespace brygga::casework
