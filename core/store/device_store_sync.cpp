// The part of a device's store that speaks with the office.
#include <algorithm>

#include "base/fault.hpp"
#include "base/limits.hpp"
#include "merge/row_digest.hpp"
#include "protocol/device_sync.hpp"
#include "store/device_store.hpp"
#include "store/healing.hpp"
#include "store/incoming.hpp"
#include "store/store_parts.hpp"
#include "store/wipe.hpp"

namespace brygga {

Status DeviceStore::enrol(const EnrolResponse& response, const std::string& office_url,
                          std::uint64_t now_ms) {
  BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(parts_->database));
  BRYGGA_ASSIGN(Replica replica, parts_->replica.load());
  if (replica.is_enrolled()) {
    return Error{ErrorCode::refused,
                 "This store belongs to " + replica.account_name +
                     " already. Use a store of its "
                     "own for each person.",
                 false, "already_enrolled"};
  }
  replica.wipe = WipeState::none;
  replica.wipe_ms = 0;
  replica.wiped = {};
  replica.office_url = office_url;
  replica.token = response.token;
  replica.tenant = response.tenant;
  replica.tenant_title = response.tenant_title;
  replica.account = response.account;
  replica.account_name = response.account_name;
  replica.device = response.device;
  replica.clock_offset_ms =
      static_cast<std::int64_t>(response.office_ms) - static_cast<std::int64_t>(now_ms);
  BRYGGA_TRY(parts_->replica.save(replica));
  // What was saved before this store had a device number gets it now, unsent as it is.
  BRYGGA_TRY(parts_->outbox.set_device(replica.device, 0));
  return transaction.commit();
}

namespace {

// Those that have not begun go before the others: what is wanted first then comes from all of them
// before the rest of any.
std::vector<LoadingScope> loading_of(const std::vector<HeldScope>& held) {
  std::vector<LoadingScope> loading;
  for (const bool has_begun : {false, true}) {
    for (const HeldScope& scope : held) {
      if (scope.complete || scope.cursor.empty() == has_begun) continue;
      if (loading.size() == loading_scopes_max) return loading;
      loading.push_back({scope.scope, scope.cursor});
    }
  }
  return loading;
}

}  // namespace

Result<SyncRequest> DeviceStore::make_request(std::uint32_t wait_seconds,
                                              std::uint32_t page_bytes) {
  BRYGGA_ASSIGN(const Replica replica, parts_->replica.load());
  if (replica.wipe == WipeState::wiped) return make_last_request(replica);
  if (replica.wipe == WipeState::confirmed) return wiped_error();
  if (!replica.is_enrolled()) {
    return Error{ErrorCode::refused, "This device is not enrolled yet. Enrol it first.", false,
                 "not_enrolled"};
  }
  SyncRequest request;
  request.device = replica.device;
  request.schema_version = schema_.version;
  request.position = replica.position;
  request.commit_cursor = replica.commit_cursor;
  request.wait_seconds = wait_seconds;
  request.page_bytes = page_bytes;
  request.gap_to = replica.gap_to;
  request.known_consumed = replica.consumed;
  request.wants_number = replica.wants_number;
  request.is_handing_over = replica.wipe == WipeState::ordered;
  if (request.wants_number) return request;
  const std::size_t bytes_max =
      page_bytes == 0 ? limits::page_bytes : std::min<std::size_t>(page_bytes, limits::page_bytes);
  if (replica.healing != Healing::none) {
    BRYGGA_TRY(add_healing(*parts_, schema_, replica, bytes_max, request));
    return request;
  }
  BRYGGA_ASSIGN(const std::vector<HeldScope> held, parts_->replica.scopes(*parts_->tables));
  std::vector<Scope> scopes;
  scopes.reserve(held.size());
  for (const HeldScope& scope : held) scopes.push_back(scope.scope);
  request.scopes_digest = digest_of(scopes);
  request.loading = loading_of(held);
  BRYGGA_ASSIGN(request.parts,
                parts_->outbox.parts_after(replica.consumed, replica.device, bytes_max));
  BRYGGA_TRY(add_unsent(replica, request));
  if (request.is_handing_over) return request;
  if (replica.is_push_only) {
    request.held = std::move(scopes);
    return request;
  }
  if (replica.is_audit_due) BRYGGA_TRY(add_audits(replica, held, request));
  BRYGGA_ASSIGN(request.disputed, parts_->authors.disputed(*parts_->tables, replica.device));
  return request;
}

// What stays here when the office takes all of the request.
Status DeviceStore::add_unsent(const Replica& replica, SyncRequest& request) {
  const EditNumber sent =
      request.parts.empty() ? replica.consumed : request.parts.back().part_last();
  BRYGGA_ASSIGN(const Outbox::Counts left, parts_->outbox.counts(sent));
  if (left.unsent + left.refused == 0) return {};
  std::uint64_t oldest_ms = left.unsent != 0 ? left.oldest_unsent_ms : left.oldest_refused_ms;
  if (left.refused != 0) oldest_ms = std::min(oldest_ms, left.oldest_refused_ms);
  const std::int64_t at_office = static_cast<std::int64_t>(oldest_ms) + replica.clock_offset_ms;
  request.unsent = Unsent{left.unsent + left.refused,
                          static_cast<std::uint64_t>(std::max<std::int64_t>(0, at_office))};
  return {};
}

// Compared is what the office said last, so nothing of this device's own may lie on top of it.
Status DeviceStore::add_audits(const Replica& replica, const std::vector<HeldScope>& held,
                               SyncRequest& request) {
  BRYGGA_ASSIGN(const OutboxEdit newest, parts_->outbox.newest());
  const bool is_at_rest = newest.number <= replica.confirmed && request.loading.empty() &&
                          request.commit_cursor.empty();
  if (!is_at_rest || held.empty()) return {};
  for (const Scope& scope : due_scopes(replica, held)) {
    BRYGGA_ASSIGN(const ScopeAudit audit, audit_of(scope));
    request.audits.push_back(audit);
  }
  return {};
}

// The scope after the one that was compared last, in a circle; or all of them.
std::vector<Scope> DeviceStore::due_scopes(const Replica& replica,
                                           const std::vector<HeldScope>& held) {
  std::vector<Scope> scopes;
  for (const HeldScope& scope : held) {
    if (!replica.is_audit_of_all && scope.key <= replica.audited_scope) continue;
    scopes.push_back(scope.scope);
    if (!replica.is_audit_of_all || scopes.size() == loading_scopes_max) return scopes;
  }
  if (scopes.empty()) scopes.push_back(held.front().scope);
  return scopes;
}

Result<ScopeAudit> DeviceStore::audit_of(const Scope& scope) {
  RowsDigest digest;
  for (const EntityDef& entity : schema_.entities) {
    if (!entity.may_lie_in(scope.kind)) continue;
    BRYGGA_ASSIGN(const std::vector<RowId> rows,
                  parts_->tables->rows_in_scope(entity.number, scope));
    for (const RowId& id : rows) {
      const auto stored = parts_->tables->load(entity.number, id);
      if (!stored && stored.error().reason != "damaged") return stored.error();
      if (stored && *stored) digest.add((*stored)->state);
      // A row that cannot be read is one that differs.
      if (!stored) ++digest.rows;
    }
  }
  return ScopeAudit{scope, digest.rows, digest.sum};
}

Status DeviceStore::want_audit() {
  BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(parts_->database));
  BRYGGA_ASSIGN(Replica replica, parts_->replica.load());
  replica.is_audit_due = true;
  replica.is_audit_of_all = true;
  BRYGGA_TRY(parts_->replica.save(replica));
  return transaction.commit();
}

namespace {

// Whether the store still stands where it stood when it made the request.
Status check_current(const Replica& replica, const SyncRequest& request) {
  const bool is_current =
      replica.device == request.device && replica.position == request.position &&
      replica.commit_cursor == request.commit_cursor &&
      replica.consumed == request.known_consumed &&
      (request.wants_number || request.is_healing == (replica.healing != Healing::none));
  if (is_current) return {};
  return Error{ErrorCode::conflict, "Another program has synced this store meanwhile.", true,
               "moved_on"};
}

}  // namespace

Result<Taken> DeviceStore::take_response(const SyncRequest& request, SyncResponse response,
                                         std::uint64_t now_ms) {
  BRYGGA_TRY(check_response(schema_, request, response));
  if (request.wiped) return take_last_response();
  if (has_fault(Fault::position_before_rows)) {
    BRYGGA_ASSIGN(Replica early, parts_->replica.load());
    if (early.position == request.position) early.position = response.position;
    BRYGGA_TRY(parts_->replica.save(early));
  }
  BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(parts_->database));
  BRYGGA_ASSIGN(Replica replica, parts_->replica.load());
  if (!has_fault(Fault::position_before_rows)) BRYGGA_TRY(check_current(replica, request));
  RowTransaction rows(transaction, *parts_->tables);
  BRYGGA_ASSIGN(Taken taken, Incoming(*parts_, schema_, request, response, replica).run(now_ms));
  if (!taken.more) {
    BRYGGA_TRY(parts_->compaction.step(parts_->outbox, *parts_->tables, replica));
  }
  BRYGGA_ASSIGN(const OutboxEdit newest, parts_->outbox.newest());
  taken.more = taken.more || newest.number > replica.consumed;
  const bool has_handed_over = request.is_handing_over && !taken.more;
  if (has_handed_over) {
    BRYGGA_ASSIGN(const std::uint64_t count, count_rows());
    BRYGGA_TRY(clear_store(*parts_, schema_, count, now_ms, replica));
    tell_of_wipe(schema_, taken);
  }
  BRYGGA_TRY(parts_->replica.save(replica));
  BRYGGA_TRY(rows.commit());
  // The answer is stored; what could not be scrubbed now will be at the next one.
  if (replica.needs_scrub) (void)scrub();
  return taken;
}

// Only the answer that says so finds out that there is another copy: at the office, or here.
Status DeviceStore::want_number(DeviceNumber known) {
  BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(parts_->database));
  BRYGGA_ASSIGN(Replica replica, parts_->replica.load());
  if (replica.device != known) return {};
  replica.wants_number = true;
  BRYGGA_TRY(parts_->replica.save(replica));
  return transaction.commit();
}

namespace {

// What cannot be done now is done after the next answer; nobody's save has to wait for it.
class BriefWait {
 public:
  explicit BriefWait(Database& database) : database_(database) { database.set_busy_wait(100); }
  BriefWait(const BriefWait&) = delete;
  BriefWait& operator=(const BriefWait&) = delete;
  ~BriefWait() { database_.set_busy_wait(Database::busy_wait_ms); }

 private:
  Database& database_;
};

}  // namespace

Status DeviceStore::scrub() {
  BRYGGA_ASSIGN(Replica replica, parts_->replica.load());
  if (!replica.needs_scrub) return {};
  // The file is written anew from what is there, and the log with its older pages cut off.
  const BriefWait brief(parts_->database);
  BRYGGA_TRY(parts_->database.execute("VACUUM"));
  BRYGGA_ASSIGN(const std::int64_t is_busy,
                parts_->database.integer("PRAGMA wal_checkpoint(TRUNCATE)"));
  if (is_busy != 0) {
    return Error{ErrorCode::busy, "Another program is reading the store.", true, "busy"};
  }
  BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(parts_->database));
  BRYGGA_ASSIGN(replica, parts_->replica.load());
  replica.needs_scrub = false;
  BRYGGA_TRY(parts_->replica.save(replica));
  return transaction.commit();
}

Status DeviceStore::restamp(const SyncRequest& request, std::uint64_t office_ms,
                            std::uint64_t now_ms) {
  if (request.parts.empty() || has_fault(Fault::restamp_skipped)) return {};
  BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(parts_->database));
  BRYGGA_ASSIGN(Replica replica, parts_->replica.load());
  BRYGGA_TRY(check_current(replica, request));
  replica.clock_offset_ms =
      static_cast<std::int64_t>(office_ms) - static_cast<std::int64_t>(now_ms);
  const EditNumber begun = std::max(replica.consumed, request.gap_to);
  BRYGGA_ASSIGN(const std::optional<OutboxEdit> sent, parts_->outbox.edit(begun));
  Hlc floor = replica.time_seen;
  if (sent) floor = std::max(floor, sent->stamp.time);
  const Hlc latest = Hlc::from_unix_ms(office_ms);
  // What the office would have taken it may have taken, its answer lost: that keeps its stamp.
  const Hlc acceptable = Hlc::from_unix_ms(office_ms + limits::clock_ahead_ms_max);
  bool is_kept = true;
  for (EditNumber n = begun + 1; n <= request.parts.back().part_last();) {
    BRYGGA_ASSIGN(const std::optional<OutboxEdit> first, parts_->outbox.edit(n));
    if (!first) break;
    BRYGGA_ASSIGN(const std::optional<OutboxTransaction> whole,
                  parts_->outbox.transaction(first->first));
    if (!whole) break;
    Hlc time = first->stamp.time;
    is_kept = is_kept && time <= acceptable;
    if (!is_kept && (time > latest || time <= floor)) {
      time = {std::max(std::min(time, latest).ticks, floor.ticks + 1)};
      BRYGGA_TRY(parts_->outbox.set_time(*whole, time));
    }
    floor = std::max(floor, time);
    n = whole->first + whole->edits;
  }
  BRYGGA_TRY(parts_->replica.save(replica));
  return transaction.commit();
}

}  // namespace brygga
