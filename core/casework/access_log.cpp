#include "casework/access_log.hpp"

#include <utility>

#include "casework/access_chain.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

namespace {

// A record that stays open on the table is opened once.
constexpr std::int64_t once_within_ms = 30LL * 60 * 1000;

struct ChainEnd {
  std::int64_t place = 0;
  std::string hash;
};

// The last entry that this device has made.
Result<ChainEnd> read_end(AccountStore& store) {
  BRYGGA_ASSIGN(const QueryResult found,
                store.query("SELECT chain, hash FROM access_event ORDER BY chain DESC LIMIT 1"));
  if (found.rows.empty()) return ChainEnd{};
  return ChainEnd{integer_in(found.rows.front()[0]), text_in(found.rows.front()[1])};
}

Result<bool> is_logged(Call& call, const RowId& who, const std::string& what) {
  const auto since = static_cast<std::int64_t>(call.now_ms()) - once_within_ms;
  BRYGGA_ASSIGN(const QueryResult found,
                call.store.query("SELECT 1 FROM access_event WHERE participant = ?1 AND at > ?2 "
                                 "AND what = ?3 AND account = ?4 LIMIT 1",
                                 {who.uuid, since, what, call.self.account}));
  return !found.rows.empty();
}

Change event_change(Call& call, const AccessEntry& entry) {
  Change change =
      creation(access_event::entity, call.new_row_id(), scope_of_audit(call.self.account));
  assign(change, access_event::account, entry.account);
  assign(change, access_event::participant, entry.participant);
  assign(change, access_event::at, entry.at_ms);
  assign(change, access_event::reason, entry.reason);
  assign(change, access_event::what, entry.what);
  assign(change, access_event::chain, entry.place);
  assign_if_any(change, access_event::before, entry.before);
  assign(change, access_event::hash, entry.hash);
  return change;
}

}  // namespace

Status log_access(Call& call, const RowId& who, const std::string& reason,
                  const std::string& what) {
  if (!call.self.is_enrolled) return {};
  BRYGGA_ASSIGN(const bool is_known, is_logged(call, who, what));
  if (is_known) return {};
  BRYGGA_ASSIGN(ChainEnd end, read_end(call.store));
  AccessEntry entry;
  entry.account = call.self.account;
  entry.participant = who.uuid;
  entry.at_ms = static_cast<std::int64_t>(call.now_ms());
  entry.reason = reason;
  entry.what = what;
  entry.place = end.place + 1;
  entry.before = std::move(end.hash);
  entry.hash = hash_of(entry);
  WriteSet writes;
  writes.changes.push_back(event_change(call, entry));
  BRYGGA_TRY(call.store.write(writes));
  return {};
}

Result<std::size_t> count_unsent_log(AccountStore& store) {
  BRYGGA_ASSIGN(const QueryResult found,
                store.query("SELECT COUNT(*) FROM access_event WHERE _own > "
                            "(SELECT consumed FROM replica)"));
  return found.rows.empty() ? std::size_t{0}
                            : static_cast<std::size_t>(integer_in(found.rows.front().front()));
}

}  // namespace brygga::casework
