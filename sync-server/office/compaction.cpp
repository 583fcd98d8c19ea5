#include "office/compaction.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace brygga::server {
namespace {

// The commit after which some device that was heard of lately may still ask for everything.
Result<Seq> needed_by_devices(TenantReader& reader, Seq newest, std::uint64_t away_since_ms) {
  BRYGGA_ASSIGN(const std::vector<DeviceRecord> devices, reader.devices());
  Seq needed = newest;
  for (const DeviceRecord& device : devices) {
    const bool is_away = device.last_seen_ms < away_since_ms || device.is_push_only ||
                         device.state == DeviceState::revoked;
    // One that has nothing yet will be given everything as it is then.
    if (!is_away && device.needed_after != 0) needed = std::min(needed, device.needed_after);
  }
  return needed;
}

struct Limit {
  Seq kept_from = 0;
  std::uint64_t forgotten_ms = 0;
};

// How far the limit may rise in this step.
Result<Limit> next_limit(TenantReader& reader, std::uint64_t now_ms,
                         const OfficeRetention& retention) {
  BRYGGA_ASSIGN(const OfficeState state, reader.state());
  const std::uint64_t away_since_ms =
      now_ms > retention.away_ms_max ? now_ms - retention.away_ms_max : 0;
  Limit limit{state.kept_from, 0};
  BRYGGA_ASSIGN(const std::vector<CommitTime> commits,
                reader.commits(state.kept_from, retention.rows_per_step));
  if (commits.empty() || commits.front().at_ms >= away_since_ms) return limit;
  BRYGGA_ASSIGN(const Seq needed, needed_by_devices(reader, state.seq, away_since_ms));
  for (const CommitTime& commit : commits) {
    if (commit.at_ms >= away_since_ms || commit.seq >= needed) break;
    limit = {commit.seq + 1, std::max(limit.forgotten_ms, commit.at_ms)};
  }
  return limit;
}

}  // namespace

Result<bool> compact(TenantStore& store, std::uint64_t now_ms, const OfficeRetention& retention) {
  bool is_due = false;
  const auto look = [&](TenantReader& reader) -> Status {
    BRYGGA_ASSIGN(const OfficeState state, reader.state());
    BRYGGA_ASSIGN(const Limit limit, next_limit(reader, now_ms, retention));
    BRYGGA_ASSIGN(const bool has_more, reader.has_forgettable());
    is_due = has_more || limit.kept_from > state.kept_from;
    return {};
  };
  // An office at rest writes nothing.
  BRYGGA_TRY(store.read(look));
  if (!is_due) return false;
  const auto work = [&](TenantWriter& writer) -> Status {
    BRYGGA_ASSIGN(const Limit limit, next_limit(writer, now_ms, retention));
    const Hlc forgotten = Hlc::from_unix_ms(limit.forgotten_ms + limits::clock_ahead_ms_max);
    if (limit.forgotten_ms != 0) BRYGGA_TRY(writer.keep_from(limit.kept_from, forgotten));
    return writer.forget(retention.rows_per_step);
  };
  BRYGGA_TRY(store.write(work));
  return true;
}

EditNumber acknowledged_by(const SyncRequest& request, EditNumber before) {
  // Of a transaction that comes in parts the receipt is still to come.
  if (request.parts.empty()) return before;
  return std::max(before, request.parts.front().first - 1);
}

}  // namespace brygga::server
