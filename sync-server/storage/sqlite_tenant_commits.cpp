// What a tenant's database takes in as commits, and what it lets go of.
#include <algorithm>

#include "base/fault.hpp"
#include "base/limits.hpp"
#include "storage/sqlite_tenant_view.hpp"

namespace brygga::server {
namespace {

constexpr Seq any_seq = INT64_MAX;

// A part is kept in the form that it has in a request.
Bytes encode_part(const TransactionPart& part) {
  SyncRequest request;
  request.parts.push_back(part);
  return encode(request);
}

}  // namespace

Status SqliteTenantView::alone(const std::function<Status()>& work) {
  if (given_up_) return *given_up_;
  const std::optional<Meta> meta_before = meta_;
  const bool was_dirty = is_meta_dirty_;
  known_.clear();
  BRYGGA_TRY(connection_.database.execute("SAVEPOINT alone"));
  Status outcome = work();
  known_.clear();
  if (outcome.ok()) {
    BRYGGA_TRY(connection_.database.execute("RELEASE alone"));
    return {};
  }
  meta_ = meta_before;
  is_meta_dirty_ = was_dirty;
  connection_.forget_keys();
  if (connection_.database.in_transaction()) {
    BRYGGA_TRY(connection_.database.execute("ROLLBACK TO alone; RELEASE alone"));
  } else {
    given_up_ = outcome.error();
  }
  return outcome;
}

Result<SqliteTenantView::Before> SqliteTenantView::before(const RowState& row) {
  const RowName name{row.entity, row.id};
  auto known = known_.find(name);
  if (known == known_.end()) {
    BRYGGA_ASSIGN(const std::optional<StoredRow> stored,
                  connection_.tables->load(row.entity, row.id));
    remember(row.entity, row.id, stored);
    known = known_.find(name);
  }
  return known->second;
}

Status SqliteTenantView::store(const CommitInfo& commit, const PushDecision& decision,
                               Touched& touched) {
  BRYGGA_TRY(begin_commit(commit));
  ScopeSet scopes;
  CommitInfo healing = commit;
  healing.origin = CommitInfo::Origin::heal;
  for (const RowState& row : decision.rows) {
    const bool is_again =
        commit.origin == CommitInfo::Origin::work && decision.again.count(row.key()) != 0;
    const auto withdrawn = decision.withdrawn.find(row.key());
    BRYGGA_TRY(store_row(row, is_again ? healing : commit, scopes, touched,
                         withdrawn != decision.withdrawn.end() ? &withdrawn->second : nullptr));
  }
  for (const HistoryEntry& entry : decision.history) {
    BRYGGA_TRY(store_history(commit, entry));
    BRYGGA_TRY(note_lowered(commit, entry));
  }
  for (const DecidedTransaction& decided : decision.decided) {
    if (has_fault(Fault::receipt_forgotten)) break;
    BRYGGA_TRY(store_receipt(decided));
  }
  BRYGGA_TRY(store_staged(commit.device, decision));
  BRYGGA_TRY(store_healing(decision));
  BRYGGA_TRY(end_commit(commit, scopes, touched));
  BRYGGA_ASSIGN(Meta * office, meta());
  office->state.time = std::max({office->state.time, decision.last_time, decision.office_time});
  office->state.clock_ms = std::max(office->state.clock_ms, decision.lost_clock_ms);
  return {};
}

Status SqliteTenantView::begin_commit(const CommitInfo& commit) {
  return connection_.statements.insert_commit.bind_unsigned(1, commit.seq)
      .bind_unsigned(2, commit.salt)
      .bind_unsigned(3, commit.device.value)
      .bind_unsigned(4, commit.at_ms)
      .run();
}

Status SqliteTenantView::end_commit(const CommitInfo& commit, ScopeSet& scopes, Touched& touched) {
  BRYGGA_TRY(store_sizes(scopes));
  for (auto& [scope, gained] : scopes) {
    BRYGGA_TRY(store_feed(gained, commit.seq));
    touched.scopes.push_back(scope);
  }
  BRYGGA_ASSIGN(Meta * office, meta());
  office->state.seq = commit.seq;
  office->state.salt = commit.salt;
  office->state.clock_ms = std::max(office->state.clock_ms, commit.at_ms);
  is_meta_dirty_ = true;
  known_.clear();
  return {};
}

Status SqliteTenantView::store_row(const RowState& row, const CommitInfo& commit, ScopeSet& scopes,
                                   Touched& touched, const Scope* made_in) {
  BRYGGA_ASSIGN(const Before was, before(row));
  if (was.exists) BRYGGA_TRY(note_ended_rights(row, commit));
  RowKey64 key = was.key;
  if (was.exists) {
    BRYGGA_TRY(connection_.tables->update(key, row, 0, was.had_conflicts));
  } else {
    BRYGGA_ASSIGN(key, connection_.tables->insert(row));
  }
  BRYGGA_TRY(move_in_feed(was, row, key, scopes, made_in));
  BRYGGA_TRY(note_raised(row, commit));
  const Schema& schema = connection_.tables->schema();
  const EntityDef& entity = *schema.entity(row.entity);
  if (!entity.grants.empty()) BRYGGA_TRY(store_grants(row, key, commit, touched));
  if (row.entity == schema.accounts.entity) touched.principals.push_back(PrincipalId{row.id.uuid});
  return {};
}

// The feed of a scope grows at its end: many rows at once take a third of the time that they take
// one by one.
Status SqliteTenantView::store_feed(TouchedScope& scope, Seq seq) {
  for (auto& [of, rows] : scope.feed) {
    const auto& [leaves, entity] = of;
    rows += ']';
    BRYGGA_TRY(connection_.statements.insert_feed.bind(1, scope.key)
                   .bind_unsigned(2, seq)
                   .bind(3, std::int64_t{entity})
                   .bind(4, static_cast<std::int64_t>(leaves))
                   .bind(5, std::string_view(rows))
                   .run());
  }
  return {};
}

Status SqliteTenantView::move_in_feed(const Before& was, const RowState& row, RowKey64 key,
                                      ScopeSet& scopes, const Scope* made_in) {
  const auto touched = [&](const Scope& scope) -> Result<TouchedScope*> {
    const auto [at, is_new] = scopes.emplace(scope, TouchedScope{});
    if (is_new) {
      BRYGGA_ASSIGN(at->second.key, connection_.tables->scope_key(scope));
    }
    return &at->second;
  };
  const auto add_to_feed = [&](TouchedScope& scope, Leaves leaves) {
    std::string& rows = scope.feed[{leaves, row.entity}];
    rows += (rows.empty() ? '[' : ',') + std::to_string(key);
  };
  if (was.exists) {
    BRYGGA_ASSIGN(TouchedScope * old_scope, touched(was.scope));
    BRYGGA_TRY(
        connection_.statements.delete_feed.bind(1, old_scope->key)
            .bind(2, static_cast<std::int64_t>(was.was_deleted ? Leaves::deleted : Leaves::stays))
            .bind_unsigned(3, was.seq)
            .bind(4, std::int64_t{row.entity})
            .bind(5, key)
            .run());
    if (!was.was_deleted) --old_scope->rows;
    old_scope->bytes -= static_cast<std::int64_t>(was.bytes);
    const bool leaves = was.scope != row.scope && !has_fault(Fault::leave_dropped);
    if (leaves) add_to_feed(*old_scope, Leaves::left);
  } else if (made_in != nullptr) {
    BRYGGA_ASSIGN(TouchedScope * old_scope, touched(*made_in));
    add_to_feed(*old_scope, Leaves::left);
  }
  BRYGGA_ASSIGN(TouchedScope * scope, touched(row.scope));
  if (!row.life.is_deleted()) ++scope->rows;
  scope->bytes += static_cast<std::int64_t>(size_estimate(row));
  const Leaves leaves = row.life.erased         ? Leaves::erased
                        : row.life.is_deleted() ? Leaves::deleted
                                                : Leaves::stays;
  add_to_feed(*scope, leaves);
  return {};
}

Status SqliteTenantView::store_sizes(const ScopeSet& scopes) {
  for (const auto& [scope, gained] : scopes) {
    if (gained.rows == 0 && gained.bytes == 0) continue;
    BRYGGA_TRY(connection_.statements.add_size.bind(1, gained.key)
                   .bind(2, gained.rows)
                   .bind(3, gained.bytes)
                   .run());
  }
  return {};
}

Result<std::vector<Grant>> SqliteTenantView::stored_grants(EntityNumber entity, RowKey64 key) {
  std::vector<Grant> grants;
  Statement& select = connection_.statements.select_grants_of_row;
  select.bind(1, std::int64_t{entity}).bind(2, key);
  const RowLoop loop(select);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) break;
    const PrincipalId principal{select.uuid(0)};
    BRYGGA_ASSIGN(const std::optional<Scope> scope,
                  connection_.tables->scope_at(select.integer(1)));
    if (scope) grants.push_back({principal, *scope, select.integer(2)});
  }
  std::sort(grants.begin(), grants.end());
  return grants;
}

Result<bool> SqliteTenantView::replace_grants(EntityNumber entity, RowKey64 key,
                                              const std::vector<Grant>& now, Touched& touched) {
  OfficeStatements& statements = connection_.statements;
  BRYGGA_ASSIGN(const std::vector<Grant> before, stored_grants(entity, key));
  if (before == now) return false;
  if (!before.empty()) {
    Statement& erase = statements.delete_grants_of_row;
    BRYGGA_TRY(erase.bind(1, std::int64_t{entity}).bind(2, key).run());
  }
  for (const Grant& grant : now) {
    BRYGGA_ASSIGN(const ScopeKey scope, connection_.tables->scope_key(grant.scope));
    BRYGGA_TRY(statements.insert_grant.bind(1, grant.principal.uuid)
                   .bind(2, scope)
                   .bind(3, std::int64_t{entity})
                   .bind(4, key)
                   .bind(5, grant.through)
                   .run());
    touched.principals.push_back(grant.principal);
  }
  bool has_ended = false;
  for (const Grant& grant : before) {
    touched.principals.push_back(grant.principal);
    const bool goes_on = std::any_of(now.begin(), now.end(), [&](const Grant& other) {
      return other.principal == grant.principal && other.scope == grant.scope &&
             other.through >= grant.through;
    });
    if (goes_on) continue;
    has_ended = true;
    BRYGGA_ASSIGN(const ScopeKey scope, connection_.tables->scope_key(grant.scope));
    BRYGGA_TRY(statements.insert_past_grant.bind(1, grant.principal.uuid).bind(2, scope).run());
  }
  return has_ended;
}

Status SqliteTenantView::store_grants(const RowState& row, RowKey64 key, const CommitInfo& commit,
                                      Touched& touched) {
  if (commit.origin == CommitInfo::Origin::work) BRYGGA_TRY(release_grants(row.key(), any_seq));
  BRYGGA_ASSIGN(const bool is_held_back, has_grants_held_back(row.key()));
  std::vector<Grant> now;
  if (row.life.erased) {
    BRYGGA_ASSIGN(now, lasting_grants(row.entity, key));
  } else if (!is_held_back) {
    now = grants_of(connection_.tables->schema(), row);
  }
  BRYGGA_ASSIGN(const bool has_ended, replace_grants(row.entity, key, now, touched));
  return has_ended ? note_ended_grants(row, commit) : Status{};
}

Status SqliteTenantView::store_history(const CommitInfo& commit, const HistoryEntry& entry) {
  const auto known = known_.find(RowName{entry.entity, entry.row});
  RowKey64 key = known != known_.end() ? known->second.key : 0;
  if (key == 0) {
    // Made by this very push.
    BRYGGA_ASSIGN(const std::optional<StoredRow> stored,
                  connection_.tables->load(entry.entity, entry.row));
    if (!stored) return damaged("history of a row that is not there");
    key = stored->key;
    remember(entry.entity, entry.row, stored);
  }
  const Superseded& was = entry.superseded;
  const FieldDef& field = *connection_.tables->schema().entity(entry.entity)->field(was.field);
  std::string scratch;
  Statement& insert = connection_.statements.insert_history;
  insert.bind(1, std::int64_t{entry.entity})
      .bind(2, key)
      .bind(3, std::int64_t{was.field})
      .bind_unsigned(4, was.head.stamp.time.ticks)
      .bind_unsigned(5, was.head.stamp.device.value);
  bind_value(insert, 6, field.type, was.head.value, scratch);
  return insert.bind_unsigned(7, commit.seq).bind(8, static_cast<std::int64_t>(was.why)).run();
}

Status SqliteTenantView::store_receipt(const DecidedTransaction& decided) {
  // Of what is decided nobody's pieces are waited for: a copy of the store may have sent some.
  BRYGGA_TRY(connection_.statements.delete_pieces.bind(1, decided.id.uuid).run());
  const Receipt& receipt = decided.receipt;
  Statement& insert = connection_.statements.insert_receipt;
  insert.bind(1, decided.id.uuid)
      .bind_unsigned(2, decided.stamp.device.value)
      .bind_unsigned(3, receipt.first)
      .bind(4, static_cast<std::int64_t>(receipt.code))
      .bind_unsigned(5, receipt.seq);
  if (receipt.code == Receipt::Code::refused) {
    insert.bind(6, std::string_view(receipt.refusal.code))
        .bind(7, std::string_view(receipt.refusal.sentence))
        .bind_unsigned(8, receipt.refusal.edit);
  } else {
    insert.bind_null(6).bind_null(7).bind_null(8);
  }
  return insert.bind_unsigned(9, decided.stamp.time.ticks)
      .bind(10, std::int64_t{receipt.is_told_by_rows})
      .run();
}

Status SqliteTenantView::store_staged(DeviceNumber device, const PushDecision& decision) {
  for (const TransactionPart& part : decision.staged) {
    const Bytes bytes = encode_part(part);
    BRYGGA_TRY(connection_.statements.insert_staged.bind_unsigned(1, device.value)
                   .bind(2, part.id.uuid)
                   .bind(3, std::int64_t{part.offset})
                   .bind(4, ByteView(bytes))
                   .run());
  }
  for (const TransactionId& id : decision.unstaged) {
    BRYGGA_TRY(
        connection_.statements.delete_staged.bind_unsigned(1, device.value).bind(2, id.uuid).run());
  }
  return decision.staged.empty() ? Status{} : check_staged_bytes(device);
}

Status SqliteTenantView::store_healing(const PushDecision& decision) {
  for (const EpochStart& start : decision.lost_epochs) {
    BRYGGA_TRY(connection_.statements.insert_epoch.bind_unsigned(1, start.epoch)
                   .bind_unsigned(2, start.parent)
                   .bind_unsigned(3, start.after)
                   .bind(4, std::int64_t{1})
                   .run());
  }
  for (const TakenBackRow& taken : decision.taken_back) {
    BRYGGA_TRY(connection_.statements.insert_taken_back.bind(1, std::int64_t{taken.row.entity})
                   .bind(2, taken.row.id.uuid)
                   .bind_unsigned(3, taken.taken.version.epoch)
                   .bind_unsigned(4, taken.taken.version.seq)
                   .bind_unsigned(5, taken.taken.at)
                   .bind_unsigned(6, taken.taken.mixed)
                   .run());
  }
  return {};
}

Status SqliteTenantView::check_staged_bytes(DeviceNumber device) {
  Statement& select = connection_.statements.staged_bytes;
  BRYGGA_ASSIGN(const bool has_row, select.bind_unsigned(1, device.value).step());
  const std::uint64_t bytes = has_row ? select.unsigned_integer(0) : 0;
  select.reset();
  if (bytes <= limits::transaction_bytes_max) return {};
  return Error{
      ErrorCode::too_large,
      "A transaction is larger than " + std::to_string(limits::transaction_bytes_max) + " bytes.",
      false, "too_large"};
}

Status SqliteTenantView::put_device(const DeviceRecord& device, const Digest* token) {
  Statement& put = connection_.statements.put_device;
  put.bind_unsigned(1, device.number.value)
      .bind(2, device.account.uuid)
      .bind(3, std::string_view(device.name))
      .bind(4, static_cast<std::int64_t>(device.state))
      .bind_unsigned(5, device.consumed)
      .bind_unsigned(6, device.last_time.ticks)
      .bind_unsigned(7, device.enrolled_ms)
      .bind_unsigned(8, device.last_seen_ms)
      .bind_unsigned(9, device.lineage.value)
      .bind(10, std::int64_t{device.is_push_only})
      .bind_unsigned(11, device.needed_after)
      .bind_unsigned(12, device.acknowledged)
      .bind_unsigned(14, device.unsent)
      .bind_unsigned(15, device.unsent_ms);
  if (device.held_scopes) {
    put.bind_unsigned(13, *device.held_scopes);
  } else {
    put.bind_null(13);
  }
  if (token != nullptr) {
    put.bind(16, ByteView(*token));
  } else {
    put.bind_null(16);
  }
  return put.run();
}

Status SqliteTenantView::put_wipe(DeviceNumber device, const Wipe& wipe) {
  return connection_.statements.put_wipe.bind_unsigned(1, device.value)
      .bind_unsigned(2, wipe.asked_ms)
      .bind(3, wipe.asked_by.uuid)
      .bind_unsigned(4, wipe.done_ms)
      .bind_unsigned(5, wipe.receipt.scopes)
      .bind_unsigned(6, wipe.receipt.rows)
      .bind_unsigned(7, wipe.receipt.unsent)
      .run();
}

Status SqliteTenantView::put_invitation(const Invitation& invitation) {
  return connection_.statements.put_invitation.bind(1, ByteView(invitation.code))
      .bind(2, invitation.account.uuid)
      .bind(3, std::string_view(invitation.device_name))
      .bind_unsigned(4, invitation.created_ms)
      .bind_unsigned(5, invitation.expires_ms)
      .bind_unsigned(6, invitation.used_ms)
      .bind(7, invitation.attempt)
      .bind_unsigned(8, invitation.device.value)
      .run();
}

// --- what is kept no longer -------------------------------------------------------------------

Result<std::vector<CommitTime>> SqliteTenantView::commits(Seq from, std::size_t limit) {
  std::vector<CommitTime> commits;
  Statement& select = connection_.statements.select_commits;
  select.bind_unsigned(1, from).bind(2, static_cast<std::int64_t>(limit));
  const RowLoop loop(select);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return commits;
    commits.push_back({select.unsigned_integer(0), select.unsigned_integer(1)});
  }
}

Result<bool> SqliteTenantView::has_forgettable() {
  BRYGGA_ASSIGN(const Meta* office, meta());
  Statement& select = connection_.statements.select_forgettable;
  BRYGGA_ASSIGN(const bool has_row, select.bind_unsigned(1, office->state.kept_from).step());
  const bool is_any = has_row && select.integer(0) != 0;
  select.reset();
  return is_any;
}

Status SqliteTenantView::keep_from(Seq seq, Hlc time) {
  BRYGGA_ASSIGN(Meta * office, meta());
  office->state.kept_from = std::max(office->state.kept_from, seq);
  office->state.forgotten = std::max(office->state.forgotten, time);
  return connection_.statements.update_kept.bind_unsigned(1, office->state.kept_from)
      .bind_unsigned(2, office->state.forgotten.ticks)
      .run();
}

Status SqliteTenantView::forget(std::size_t limit) {
  BRYGGA_ASSIGN(const Meta* office, meta());
  const Seq kept_from = office->state.kept_from;
  const auto rows = static_cast<std::int64_t>(limit);
  OfficeStatements& statements = connection_.statements;
  for (Statement* forget : {&statements.forget_commits, &statements.forget_left,
                            &statements.forget_receipts, &statements.forget_staged}) {
    BRYGGA_TRY(forget->bind_unsigned(1, kept_from).bind(2, rows).run());
  }
  return {};
}

Result<std::uint32_t> SqliteTenantView::next_device_counter() {
  BRYGGA_ASSIGN(Meta * office, meta());
  is_meta_dirty_ = true;
  return office->next_device++;
}

Status SqliteTenantView::begin_epoch(std::uint64_t epoch) {
  BRYGGA_ASSIGN(Meta * office, meta());
  BRYGGA_TRY(connection_.statements.insert_epoch.bind_unsigned(1, epoch)
                 .bind_unsigned(2, office->state.epoch)
                 .bind_unsigned(3, office->state.seq)
                 .bind(4, std::int64_t{0})
                 .run());
  office->state.epoch = epoch;
  office->info.epoch = epoch;
  is_meta_dirty_ = true;
  begun_ = epoch;
  return {};
}

Status SqliteTenantView::flush() {
  if (given_up_) return *given_up_;
  if (!is_meta_dirty_) return {};
  is_meta_dirty_ = false;
  return connection_.statements.update_meta.bind_unsigned(1, meta_->state.epoch)
      .bind_unsigned(2, meta_->state.seq)
      .bind_unsigned(3, meta_->state.salt)
      .bind_unsigned(4, meta_->state.time.ticks)
      .bind_unsigned(5, meta_->state.clock_ms)
      .bind(6, std::int64_t{meta_->next_device})
      .run();
}

}  // namespace brygga::server
