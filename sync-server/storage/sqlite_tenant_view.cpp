#include "storage/sqlite_tenant_view.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "base/limits.hpp"
#include "model/civil.hpp"

namespace brygga::server {
namespace {

Error damaged(const TenantConnection& connection, const std::string& what) {
  return {ErrorCode::corrupt,
          "The tenant's database is damaged: " + what + " (" + connection.database.path() + ").",
          false, "damaged"};
}

constexpr Seq any_seq = INT64_MAX;

// A part is kept in the form that it has in a request.
Bytes encode_part(const TransactionPart& part) {
  SyncRequest request;
  request.parts.push_back(part);
  return encode(request);
}

}  // namespace

// --- reading ----------------------------------------------------------------------------------

Result<SqliteTenantView::Meta*> SqliteTenantView::meta() {
  if (meta_) return &*meta_;
  Statement& select = connection_.statements.select_meta;
  BRYGGA_ASSIGN(const bool has_row, select.step());
  if (!has_row) return damaged(connection_, "it does not say whose it is");
  Meta meta;
  meta.info = {std::string(select.text(0)), std::string(select.text(1)),
               select.unsigned_integer(2)};
  meta.state = {meta.info.epoch,
                select.unsigned_integer(3),
                select.unsigned_integer(4),
                Hlc{select.unsigned_integer(5)},
                select.unsigned_integer(6),
                select.unsigned_integer(8),
                Hlc{select.unsigned_integer(9)}};
  meta.next_device = static_cast<std::uint32_t>(select.unsigned_integer(7));
  select.reset();
  meta_ = std::move(meta);
  return &*meta_;
}

Result<OfficeState> SqliteTenantView::state() {
  BRYGGA_ASSIGN(const Meta* known, meta());
  return known->state;
}

Result<std::vector<EpochStart>> SqliteTenantView::epochs(bool lost) {
  std::vector<EpochStart> epochs;
  Statement& select = connection_.statements.select_epochs;
  select.bind(1, std::int64_t{lost});
  const RowLoop loop(select);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return epochs;
    epochs.push_back(
        {select.unsigned_integer(0), select.unsigned_integer(1), select.unsigned_integer(2), {}});
  }
}

Result<Lineage> SqliteTenantView::lineage() {
  BRYGGA_ASSIGN(const Meta* known, meta());
  Lineage& kept = connection_.lineage;
  if (kept.empty() || kept.back().epoch != known->state.epoch) {
    BRYGGA_ASSIGN(kept, epochs(false));
  }
  if (kept.empty()) return damaged(connection_, "it has no epoch");
  return kept;
}

Result<std::vector<EpochStart>> SqliteTenantView::lost_epochs() { return epochs(true); }

Result<std::vector<TakenBack>> SqliteTenantView::taken_back(const RowKey& row) {
  std::vector<TakenBack> taken;
  Statement& select = connection_.statements.select_taken_back;
  select.bind(1, std::int64_t{row.entity}).bind(2, row.id.uuid);
  const RowLoop loop(select);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return taken;
    taken.push_back({{select.unsigned_integer(0), select.unsigned_integer(1)},
                     select.unsigned_integer(2),
                     select.unsigned_integer(3)});
  }
}

Result<TenantInfo> SqliteTenantView::info() {
  BRYGGA_ASSIGN(const Meta* known, meta());
  return known->info;
}

Result<std::optional<std::uint64_t>> SqliteTenantView::salt_of(Seq seq) {
  Statement& select = connection_.statements.select_salt;
  BRYGGA_ASSIGN(const bool has_row, select.bind_unsigned(1, seq).step());
  std::optional<std::uint64_t> salt;
  if (has_row) salt = select.unsigned_integer(0);
  select.reset();
  return salt;
}

void SqliteTenantView::remember(EntityNumber entity, const RowId& id,
                                const std::optional<StoredRow>& stored) {
  Before before;
  if (stored) {
    before = {true,
              stored->key,
              stored->state.seq,
              stored->state.scope,
              has_conflict_entries(*connection_.tables->schema().entity(entity), stored->state),
              stored->state.life.is_deleted(),
              size_estimate(stored->state)};
  }
  known_.insert_or_assign(RowName{entity, id}, before);
}

Result<std::optional<RowState>> SqliteTenantView::row(EntityNumber entity, const RowId& id) {
  if (connection_.tables->schema().entity(entity) == nullptr) return std::optional<RowState>{};
  BRYGGA_ASSIGN(std::optional<StoredRow> stored, connection_.tables->load(entity, id));
  remember(entity, id, stored);
  if (!stored) return std::optional<RowState>{};
  return std::optional<RowState>(std::move(stored->state));
}

Result<std::optional<RowState>> SqliteTenantView::row_at(const FeedCursor& at) {
  const auto entity = static_cast<EntityNumber>(at.entity);
  if (connection_.tables->schema().entity(entity) == nullptr) return std::optional<RowState>{};
  BRYGGA_ASSIGN(std::optional<StoredRow> stored,
                connection_.tables->load_at(entity, static_cast<RowKey64>(at.key)));
  if (!stored) return std::optional<RowState>{};
  return std::optional<RowState>(std::move(stored->state));
}

Result<std::vector<RowState>> SqliteTenantView::rows(EntityNumber number) {
  std::vector<RowState> rows;
  const EntityDef* entity = connection_.tables->schema().entity(number);
  if (entity == nullptr) return rows;
  BRYGGA_ASSIGN(Statement keys, connection_.database.prepare("SELECT _key FROM \"" + entity->name +
                                                             "\" ORDER BY _key"));
  const RowLoop loop(keys);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, keys.step());
    if (!has_row) return rows;
    BRYGGA_ASSIGN(std::optional<StoredRow> stored,
                  connection_.tables->load_at(number, keys.integer(0)));
    if (stored) rows.push_back(std::move(stored->state));
  }
}

Result<bool> SqliteTenantView::is_awaited(const RowKey& row, FieldNumber number,
                                          const Stamp& stamp) {
  BRYGGA_ASSIGN(const std::optional<StoredRow> stored,
                connection_.tables->load(row.entity, row.id));
  if (!stored) return false;
  Statement& select = connection_.statements.select_history;
  const RowLoop loop(select);
  select.bind(1, std::int64_t{row.entity})
      .bind(2, stored->key)
      .bind(3, std::int64_t{number})
      .bind_unsigned(4, stamp.time.ticks)
      .bind_unsigned(5, stamp.device.value)
      .bind(6, std::int64_t{1});
  return select.step();
}

Result<std::optional<Value>> SqliteTenantView::past_value(const RowKey& row, FieldNumber number,
                                                          const Stamp& stamp) {
  const EntityDef* entity = connection_.tables->schema().entity(row.entity);
  const FieldDef* field = entity != nullptr ? entity->field(number) : nullptr;
  if (field == nullptr) return std::optional<Value>{};
  BRYGGA_ASSIGN(const std::optional<StoredRow> stored,
                connection_.tables->load(row.entity, row.id));
  if (!stored) return std::optional<Value>{};
  Statement& select = connection_.statements.select_history;
  select.bind(1, std::int64_t{row.entity})
      .bind(2, stored->key)
      .bind(3, std::int64_t{number})
      .bind_unsigned(4, stamp.time.ticks)
      .bind_unsigned(5, stamp.device.value)
      .bind(6, std::int64_t{0});
  BRYGGA_ASSIGN(const bool has_row, select.step());
  if (!has_row) return std::optional<Value>{};
  std::optional<Value> value = read_column(select, 0, field->type);
  select.reset();
  return value;
}

Result<std::vector<RowId>> SqliteTenantView::claimants(EntityNumber number,
                                                       FieldNumber field_number,
                                                       const RowId& named) {
  std::vector<RowId> rows;
  const EntityDef* entity = connection_.tables->schema().entity(number);
  const FieldDef* field = entity != nullptr ? entity->field(field_number) : nullptr;
  if (field == nullptr) return rows;
  std::string sql = "SELECT id FROM \"" + entity->name + "\" WHERE \"" + field->name + "\" = ?";
  if (const FieldDef* until = entity->field(field->claim.until)) {
    sql += " AND \"" + until->name + "\" IS NULL";
  }
  BRYGGA_ASSIGN(Statement select, connection_.database.prepare(sql));
  select.bind(1, named.uuid);
  const RowLoop loop(select);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return rows;
    rows.push_back(RowId{select.uuid(0)});
  }
}

Result<std::optional<Receipt>> SqliteTenantView::receipt(const TransactionId& id) {
  Statement& select = connection_.statements.select_receipt;
  BRYGGA_ASSIGN(const bool has_row, select.bind(1, id.uuid).step());
  if (!has_row) return std::optional<Receipt>{};
  Receipt receipt;
  receipt.first = select.unsigned_integer(0);
  receipt.code = static_cast<Receipt::Code>(select.integer(1) & 3);
  receipt.seq = select.unsigned_integer(2);
  if (receipt.code == Receipt::Code::refused) {
    receipt.refusal = {std::string(select.text(3)), std::string(select.text(4)),
                       select.unsigned_integer(5)};
  }
  const Stamp stamp{{select.unsigned_integer(6)}, {select.unsigned_integer(7)}};
  if (stamp.time != Hlc{}) receipt.stamp = stamp;  // else it was decided by an older program
  select.reset();
  return std::optional<Receipt>(std::move(receipt));
}

Result<std::vector<Scope>> SqliteTenantView::scopes_of(const std::vector<PrincipalId>& principals) {
  std::vector<Scope> scopes;
  Statement& select = connection_.statements.select_granted;
  for (const PrincipalId& principal : principals) {
    select.bind(1, principal.uuid);
    const RowLoop loop(select);
    while (true) {
      BRYGGA_ASSIGN(const bool has_row, select.step());
      if (!has_row) break;
      const ScopeKey key = select.integer(0);
      BRYGGA_ASSIGN(const std::optional<Scope> scope, connection_.tables->scope_at(key));
      if (!scope) return damaged(connection_, "a grant names a scope that is not there");
      scopes.push_back(*scope);
    }
  }
  std::sort(scopes.begin(), scopes.end());
  scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
  return scopes;
}

// The key of a scope that the office has heard of.
Result<std::optional<ScopeKey>> SqliteTenantView::known_scope(const Scope& scope) {
  const auto known = connection_.scope_keys.find(scope);
  if (known != connection_.scope_keys.end()) return std::optional<ScopeKey>(known->second);
  Statement& find = connection_.statements.select_scope;
  const std::string_view kind(&scope.kind, 1);
  BRYGGA_ASSIGN(const bool has_row, find.bind(1, kind).bind(2, scope.id).step());
  if (!has_row) return std::optional<ScopeKey>{};
  const ScopeKey key = find.integer(0);
  find.reset();
  connection_.scope_keys.emplace(scope, key);
  return std::optional<ScopeKey>(key);
}

Result<bool> SqliteTenantView::has_held(const std::vector<PrincipalId>& principals,
                                        const Scope& scope) {
  BRYGGA_ASSIGN(const std::optional<ScopeKey> key, known_scope(scope));
  if (!key) return false;
  Statement& select = connection_.statements.select_held;
  for (const PrincipalId& principal : principals) {
    BRYGGA_ASSIGN(const bool has_row, select.bind(1, principal.uuid).bind(2, *key).step());
    select.reset();
    if (has_row) return true;
  }
  return false;
}

namespace {

Status read_feed(Statement& select, ScopeKey scope, Leaves leaves, const FeedCursor& after,
                 std::size_t limit, std::vector<FeedItem>& items) {
  // Keys and seqs are positive in SQLite; a cursor may say "after everything".
  const auto clamped = [](std::uint64_t value) {
    return static_cast<std::int64_t>(std::min<std::uint64_t>(value, INT64_MAX));
  };
  select.bind(1, scope)
      .bind(2, static_cast<std::int64_t>(leaves))
      .bind(3, clamped(after.seq))
      .bind(4, clamped(after.entity))
      .bind(5, clamped(after.key))
      .bind(6, static_cast<std::int64_t>(limit));
  const RowLoop loop(select);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return {};
    items.push_back(
        {{select.unsigned_integer(0), select.unsigned_integer(1), select.unsigned_integer(2)},
         leaves != Leaves::stays});
  }
}

}  // namespace

Result<std::vector<FeedItem>> SqliteTenantView::feed(const Scope& scope, const FeedCursor& after,
                                                     Seq left_after, std::size_t limit) {
  std::vector<FeedItem> items;
  BRYGGA_ASSIGN(const std::optional<ScopeKey> key, known_scope(scope));
  if (!key) return items;
  const auto is_earlier = [](const FeedItem& a, const FeedItem& b) { return a.at < b.at; };
  Statement& select = connection_.statements.select_feed;
  BRYGGA_TRY(read_feed(select, *key, Leaves::stays, after, limit, items));
  const auto live = static_cast<std::ptrdiff_t>(items.size());
  const FeedCursor left_from = std::max(after, FeedCursor::after_commit(left_after));
  BRYGGA_TRY(read_feed(select, *key, Leaves::left, left_from, limit, items));
  BRYGGA_TRY(read_feed(select, *key, Leaves::deleted, left_from, limit, items));
  BRYGGA_TRY(read_feed(select, *key, Leaves::erased, after, limit, items));
  std::sort(items.begin() + live, items.end(), is_earlier);
  std::inplace_merge(items.begin(), items.begin() + live, items.end(), is_earlier);
  if (items.size() > limit) items.resize(limit);
  return items;
}

Result<FirstRows> SqliteTenantView::first_rows(const Scope& scope, std::int64_t day,
                                               std::size_t limit) {
  FirstRows first;
  BRYGGA_ASSIGN(const std::optional<ScopeKey> key, known_scope(scope));
  // No device's clock is further off than this, and its day can be written as text.
  constexpr std::int64_t day_max = 1'000'000;
  if (!key || day < 0 || day > day_max) return first;
  std::vector<const EntityDef*> hinted;
  for (const EntityDef& entity : connection_.tables->schema().entities) {
    if (entity.first_sync.order != 0 && entity.may_lie_in(scope.kind)) hinted.push_back(&entity);
  }
  std::stable_sort(hinted.begin(), hinted.end(), [](const EntityDef* a, const EntityDef* b) {
    return a->first_sync.order < b->first_sync.order;
  });
  for (const EntityDef* entity : hinted) {
    BRYGGA_TRY(add_first_rows(*entity, *key, day, limit, first));
  }
  return first;
}

Status SqliteTenantView::add_first_rows(const EntityDef& entity, ScopeKey scope, std::int64_t day,
                                        std::size_t limit, FirstRows& first) {
  constexpr std::int64_t day_ms = 86'400'000;
  const FieldDef* field = entity.field(entity.first_sync.day);
  std::string sql = "SELECT _seq, _key FROM \"" + entity.name + "\" WHERE _scope = ?1";
  if (field != nullptr) {
    const std::string column = '"' + field->name + '"';
    sql += " AND " + column + " >= ?2 AND " + column + " < ?3 ORDER BY " + column;
  }
  BRYGGA_ASSIGN(Statement select, connection_.database.prepare(sql + " LIMIT ?4"));
  const std::int64_t from = std::max<std::int64_t>(0, day - 1);
  const std::int64_t until = day + first_days_max + 1;
  const std::string from_text = date_text(from);
  const std::string until_text = date_text(until);
  select.bind(1, scope).bind(4, static_cast<std::int64_t>(limit - first.places.size()));
  if (field != nullptr && field->type == Type::date) {
    select.bind(2, std::string_view(from_text)).bind(3, std::string_view(until_text));
  } else if (field != nullptr) {
    select.bind(2, from * day_ms).bind(3, until * day_ms);
  }
  const RowLoop loop(select);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return {};
    first.places.push_back({select.unsigned_integer(0), entity.number, select.unsigned_integer(1)});
    first.has_day = first.has_day || field != nullptr;
  }
}

Result<LoadSize> SqliteTenantView::size_of_scope(const Scope& scope) {
  LoadSize size;
  BRYGGA_ASSIGN(const std::optional<ScopeKey> key, known_scope(scope));
  if (!key) return size;
  Statement& select = connection_.statements.select_size;
  BRYGGA_ASSIGN(const bool has_row, select.bind(1, *key).step());
  if (has_row) size = {select.unsigned_integer(0), select.unsigned_integer(1)};
  select.reset();
  return size;
}

Result<std::vector<TransactionPart>> SqliteTenantView::staged_parts(DeviceNumber device,
                                                                    const TransactionId& id) {
  std::vector<TransactionPart> parts;
  Statement& select = connection_.statements.select_staged;
  select.bind_unsigned(1, device.value).bind(2, id.uuid);
  const RowLoop loop(select);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return parts;
    Result<SyncRequest> kept = decode_sync_request(select.blob(0));
    if (!kept.ok() || kept->parts.size() != 1) {
      select.reset();
      return damaged(connection_, "a piece of an unfinished transaction cannot be read");
    }
    parts.push_back(std::move(kept->parts.front()));
  }
}

Result<std::optional<DeviceRecord>> SqliteTenantView::read_device(Statement& select) {
  BRYGGA_ASSIGN(const bool has_row, select.step());
  if (!has_row) return std::optional<DeviceRecord>{};
  DeviceRecord device;
  device.number = DeviceNumber{select.unsigned_integer(0)};
  device.account = RowId{select.uuid(1)};
  device.name = select.text(2);
  device.state = select.integer(3) == 0 ? DeviceState::active : DeviceState::revoked;
  device.consumed = select.unsigned_integer(4);
  device.last_time = Hlc{select.unsigned_integer(5)};
  device.enrolled_ms = select.unsigned_integer(6);
  device.last_seen_ms = select.unsigned_integer(7);
  device.lineage = DeviceNumber{select.unsigned_integer(8)};
  device.is_push_only = select.integer(9) != 0;
  device.needed_after = select.unsigned_integer(10);
  device.acknowledged = select.unsigned_integer(11);
  return std::optional<DeviceRecord>(std::move(device));
}

Result<std::optional<DeviceRecord>> SqliteTenantView::device_of_token(const Digest& token) {
  Statement& select = connection_.statements.select_device_of_token;
  select.bind(1, ByteView(token));
  Result<std::optional<DeviceRecord>> device = read_device(select);
  select.reset();
  return device;
}

Result<std::optional<DeviceRecord>> SqliteTenantView::device(DeviceNumber number) {
  Statement& select = connection_.statements.select_device;
  select.bind_unsigned(1, number.value);
  Result<std::optional<DeviceRecord>> device = read_device(select);
  select.reset();
  return device;
}

Result<std::vector<DeviceRecord>> SqliteTenantView::devices() {
  std::vector<DeviceRecord> devices;
  while (true) {
    BRYGGA_ASSIGN(std::optional<DeviceRecord> device,
                  read_device(connection_.statements.select_devices));
    if (!device) return devices;
    if (!device->number.is_office()) devices.push_back(std::move(*device));
  }
}

Result<std::optional<Invitation>> SqliteTenantView::invitation(const Digest& code) {
  Statement& select = connection_.statements.select_invitation;
  BRYGGA_ASSIGN(const bool has_row, select.bind(1, ByteView(code)).step());
  if (!has_row) return std::optional<Invitation>{};
  Invitation invitation;
  invitation.code = code;
  invitation.account = RowId{select.uuid(0)};
  invitation.device_name = select.text(1);
  invitation.created_ms = select.unsigned_integer(2);
  invitation.expires_ms = select.unsigned_integer(3);
  invitation.used_ms = select.unsigned_integer(4);
  invitation.attempt = select.uuid(5);
  invitation.device = DeviceNumber{select.unsigned_integer(6)};
  select.reset();
  return std::optional<Invitation>(std::move(invitation));
}

// --- writing ----------------------------------------------------------------------------------

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
    BRYGGA_TRY(store_row(row, is_again ? healing : commit, scopes, touched));
  }
  for (const HistoryEntry& entry : decision.history) {
    BRYGGA_TRY(store_history(commit, entry));
    BRYGGA_TRY(note_lowered(commit, entry));
  }
  for (const DecidedTransaction& decided : decision.decided) {
    if (has_fault(Fault::receipt_forgotten)) break;
    BRYGGA_TRY(store_receipt(commit.device, decided));
  }
  BRYGGA_TRY(store_staged(commit.device, decision));
  BRYGGA_TRY(store_healing(decision));
  BRYGGA_TRY(end_commit(commit, scopes, touched));
  BRYGGA_ASSIGN(Meta * office, meta());
  office->state.time = std::max({office->state.time, decision.last_time, decision.office_time});
  return {};
}

Status SqliteTenantView::begin_commit(const CommitInfo& commit) {
  return connection_.statements.insert_commit.bind_unsigned(1, commit.seq)
      .bind_unsigned(2, commit.salt)
      .bind_unsigned(3, commit.device.value)
      .bind_unsigned(4, commit.at_ms)
      .run();
}

Status SqliteTenantView::end_commit(const CommitInfo& commit, const ScopeSet& scopes,
                                    Touched& touched) {
  BRYGGA_TRY(store_sizes(scopes));
  for (const auto& [scope, gained] : scopes) touched.scopes.push_back(scope);
  BRYGGA_ASSIGN(Meta * office, meta());
  office->state.seq = commit.seq;
  office->state.salt = commit.salt;
  office->state.clock_ms = std::max(office->state.clock_ms, commit.at_ms);
  is_meta_dirty_ = true;
  known_.clear();
  return {};
}

Status SqliteTenantView::store_row(const RowState& row, const CommitInfo& commit, ScopeSet& scopes,
                                   Touched& touched) {
  BRYGGA_ASSIGN(const Before was, before(row));
  if (was.exists) BRYGGA_TRY(note_ended_rights(row, commit));
  RowKey64 key = was.key;
  if (was.exists) {
    BRYGGA_TRY(connection_.tables->update(key, row, 0, was.had_conflicts));
  } else {
    BRYGGA_ASSIGN(key, connection_.tables->insert(row));
  }
  BRYGGA_TRY(move_in_feed(was, row, key, commit.seq, scopes));
  BRYGGA_TRY(note_raised(row, commit));
  const Schema& schema = connection_.tables->schema();
  const EntityDef& entity = *schema.entity(row.entity);
  if (!entity.grants.empty()) BRYGGA_TRY(store_grants(row, key, commit, touched));
  if (row.entity == schema.accounts.entity) touched.principals.push_back(PrincipalId{row.id.uuid});
  return {};
}

Status SqliteTenantView::put_feed(ScopeKey scope, Seq seq, EntityNumber entity, RowKey64 key,
                                  Leaves leaves) {
  return connection_.statements.insert_feed.bind(1, scope)
      .bind_unsigned(2, seq)
      .bind(3, std::int64_t{entity})
      .bind(4, key)
      .bind(5, static_cast<std::int64_t>(leaves))
      .run();
}

Status SqliteTenantView::move_in_feed(const Before& was, const RowState& row, RowKey64 key, Seq seq,
                                      ScopeSet& scopes) {
  const auto touched = [&](const Scope& scope) -> Result<TouchedScope*> {
    const auto [at, is_new] = scopes.emplace(scope, TouchedScope{});
    if (is_new) {
      BRYGGA_ASSIGN(at->second.key, connection_.tables->scope_key(scope));
    }
    return &at->second;
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
    if (leaves) BRYGGA_TRY(put_feed(old_scope->key, seq, row.entity, key, Leaves::left));
  }
  BRYGGA_ASSIGN(TouchedScope * scope, touched(row.scope));
  if (!row.life.is_deleted()) ++scope->rows;
  scope->bytes += static_cast<std::int64_t>(size_estimate(row));
  const Leaves leaves = row.life.erased         ? Leaves::erased
                        : row.life.is_deleted() ? Leaves::deleted
                                                : Leaves::stays;
  return put_feed(scope->key, seq, row.entity, key, leaves);
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
    if (scope) grants.push_back({principal, *scope});
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
                   .run());
    touched.principals.push_back(grant.principal);
  }
  bool has_ended = false;
  for (const Grant& grant : before) {
    touched.principals.push_back(grant.principal);
    if (std::binary_search(now.begin(), now.end(), grant)) continue;
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
    if (!stored) return damaged(connection_, "history of a row that is not there");
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

Status SqliteTenantView::store_receipt(DeviceNumber device, const DecidedTransaction& decided) {
  const Receipt& receipt = decided.receipt;
  Statement& insert = connection_.statements.insert_receipt;
  insert.bind(1, decided.id.uuid)
      .bind_unsigned(2, device.value)
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
  return insert.bind_unsigned(9, decided.time.ticks).run();
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
      .bind_unsigned(12, device.acknowledged);
  if (token != nullptr) {
    put.bind(13, ByteView(*token));
  } else {
    put.bind_null(13);
  }
  return put.run();
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
