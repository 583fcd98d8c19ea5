#include "protocol/office_audit.hpp"

#include <algorithm>

#include "merge/row_digest.hpp"

namespace brygga {
namespace {

Result<RowsDigest> digest_at_office(OfficeReader& office, const Scope& scope) {
  constexpr std::size_t chunk = 1024;
  constexpr Seq nothing_left = ~Seq{0};
  RowsDigest digest;
  FeedCursor at;
  while (true) {
    BRYGGA_ASSIGN(const std::vector<FeedItem> items, office.feed(scope, at, nothing_left, chunk));
    for (const FeedItem& item : items) {
      at = item.at;
      if (item.leaves) continue;
      BRYGGA_ASSIGN(const std::optional<RowState> row, office.row_at(item.at));
      if (row) digest.add(*row);
    }
    if (items.size() < chunk) return digest;
  }
}

}  // namespace

Result<std::vector<Scope>> differing_scopes(const Schema& schema, OfficeReader& office,
                                            const SyncRequest& request,
                                            const std::vector<Scope>& held) {
  std::vector<Scope> differing;
  const bool is_at_rest = request.parts.empty() && request.commit_cursor.empty();
  if (!is_at_rest || request.schema_version != schema.version) return differing;
  for (const ScopeAudit& audit : request.audits) {
    if (!std::binary_search(held.begin(), held.end(), audit.scope)) continue;
    const FeedCursor after = FeedCursor::after_commit(request.position.seq);
    BRYGGA_ASSIGN(const std::vector<FeedItem> news, office.feed(audit.scope, after, 0, 1));
    if (!news.empty()) continue;
    BRYGGA_ASSIGN(const RowsDigest ours, digest_at_office(office, audit.scope));
    if (ours.rows != audit.rows || ours.sum != audit.digest) differing.push_back(audit.scope);
  }
  return differing;
}

}  // namespace brygga
