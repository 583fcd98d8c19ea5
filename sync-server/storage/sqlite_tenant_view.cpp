#include "storage/sqlite_tenant_view.hpp"

#include <algorithm>

#include "model/civil.hpp"

namespace brygga::server {

Error SqliteTenantView::damaged(const std::string& what) const {
  return {ErrorCode::corrupt,
          "The tenant's database is damaged: " + what + " (" + connection_.database.path() + ").",
          false, "damaged"};
}

Result<SqliteTenantView::Meta*> SqliteTenantView::meta() {
  if (meta_) return &*meta_;
  Statement& select = connection_.statements.select_meta;
  BRYGGA_ASSIGN(const bool has_row, select.step());
  if (!has_row) return damaged("it does not say whose it is");
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
  if (kept.empty()) return damaged("it has no epoch");
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
  receipt.is_told_by_rows = select.integer(8) != 0;
  if (stamp.time != Hlc{}) receipt.stamp = stamp;  // else it was decided by an older program
  select.reset();
  return std::optional<Receipt>(std::move(receipt));
}

Result<std::vector<Scope>> SqliteTenantView::scopes_of(const std::vector<PrincipalId>& principals,
                                                       std::int64_t day) {
  std::vector<Scope> scopes;
  Statement& select = connection_.statements.select_granted;
  for (const PrincipalId& principal : principals) {
    select.bind(1, principal.uuid).bind(2, day);
    const RowLoop loop(select);
    while (true) {
      BRYGGA_ASSIGN(const bool has_row, select.step());
      if (!has_row) break;
      const ScopeKey key = select.integer(0);
      BRYGGA_ASSIGN(const std::optional<Scope> scope, connection_.tables->scope_at(key));
      if (!scope) return damaged("a grant names a scope that is not there");
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
      return damaged("a piece of an unfinished transaction cannot be read");
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
  if (!select.is_null(12)) device.held_scopes = select.unsigned_integer(12);
  device.unsent = select.unsigned_integer(13);
  device.unsent_ms = select.unsigned_integer(14);
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

Result<std::optional<Author>> SqliteTenantView::author(DeviceNumber number) {
  BRYGGA_ASSIGN(std::optional<DeviceRecord> known, device(number));
  if (!known) return std::optional<Author>{};
  return std::optional<Author>(Author{number, known->account, std::move(known->name)});
}

Result<std::optional<Wipe>> SqliteTenantView::wipe(DeviceNumber device) {
  Statement& select = connection_.statements.select_wipe;
  const RowLoop loop(select);
  BRYGGA_ASSIGN(const bool has_row, select.bind_unsigned(1, device.value).step());
  if (!has_row) return std::optional<Wipe>{};
  return std::optional<Wipe>(
      Wipe{select.unsigned_integer(0),
           RowId{select.uuid(1)},
           select.unsigned_integer(2),
           {select.unsigned_integer(3), select.unsigned_integer(4), select.unsigned_integer(5)}});
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

}  // namespace brygga::server
