// What SqliteTenantView keeps for restores: storage/recovery_port.hpp, and erasure.
#include <algorithm>

#include "merge/rights.hpp"
#include "storage/journal_event_columns.hpp"
#include "storage/sqlite_tenant_view.hpp"

namespace brygga::server {

using Kind = JournalEvent::Kind;

namespace {

JournalEvent event_of(Kind kind, const CommitInfo& commit, const RowKey& row) {
  JournalEvent event;
  event.kind = kind;
  event.seq = commit.seq;
  event.at_ms = commit.at_ms;
  event.entity = row.entity;
  event.row = row.id;
  return event;
}

bool is_journaled(const CommitInfo& commit) { return commit.origin != CommitInfo::Origin::journal; }

// Whether what the account row gave its person before is all there still.
bool keeps_all(const Account& before, const Account& now) {
  const auto holds = [](const auto& all, const auto& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  return std::all_of(before.principals.begin(), before.principals.end(),
                     [&](const PrincipalId& id) { return holds(now.principals, id); }) &&
         std::all_of(before.roles.begin(), before.roles.end(),
                     [&](const std::string& role) { return holds(now.roles, role); });
}

// True when something of the part was about the rows, and is gone now. Its edits stay, so that the
// numbers add up; they are refused when the transaction is whole.
bool blank(TransactionPart& part, const std::unordered_set<RowKey>& rows) {
  bool found = false;
  for (Edit& edit : part.edits) {
    if (rows.count(edit.key()) == 0 || edit.writes.empty()) continue;
    edit.writes.clear();
    found = true;
  }
  return found;
}

}  // namespace

// --- events -----------------------------------------------------------------------------------

Result<std::vector<JournalEvent>> SqliteTenantView::queued_events() {
  std::vector<JournalEvent> events;
  Statement& select = connection_.statements.select_queue;
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return events;
    Result<JournalEvent> event = read_event(select, connection_.database.path());
    if (!event.ok()) select.reset();
    BRYGGA_ASSIGN(JournalEvent read, std::move(event));
    events.push_back(std::move(read));
  }
}

Result<std::vector<EventCount>> SqliteTenantView::event_counts() {
  std::vector<EventCount> counts;
  BRYGGA_ASSIGN(Statement select,
                connection_.database.prepare("SELECT epoch, events FROM office_event_count"));
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return counts;
    counts.push_back({select.unsigned_integer(0), select.unsigned_integer(1)});
  }
}

Status SqliteTenantView::queue_event(JournalEvent event) {
  BRYGGA_ASSIGN(const OfficeState now, state());
  event.epoch = now.epoch;
  Statement& count = connection_.statements.count_event;
  BRYGGA_TRY(count.bind_unsigned(1, event.epoch).step());
  event.number = count.unsigned_integer(0);
  count.reset();
  bind_event(connection_.statements.insert_queue, event);
  return connection_.statements.insert_queue.run();
}

Status SqliteTenantView::unqueue_event(std::uint64_t epoch, std::uint64_t number) {
  return connection_.statements.delete_queue.bind_unsigned(1, epoch).bind_unsigned(2, number).run();
}

Status SqliteTenantView::count_events(const EventCount& count) {
  BRYGGA_ASSIGN(Statement put, connection_.database.prepare(
                                   "INSERT INTO office_event_count(epoch, events) VALUES(?, ?) "
                                   "ON CONFLICT(epoch) DO UPDATE SET events = "
                                   "max(events, excluded.events)"));
  return put.bind_unsigned(1, count.epoch).bind_unsigned(2, count.events).run();
}

Status SqliteTenantView::note_raised(const RowState& row, const CommitInfo& commit) {
  if (!is_journaled(commit)) return {};
  const EntityDef& entity = *connection_.tables->schema().entity(row.entity);
  for (const FieldDef& field : entity.fields) {
    const bool may_be = field.rule == Rule::state || field.journaled_above;
    if (!may_be || row.field(field.number).seq != commit.seq) continue;
    for (const Head& head : row.field(field.number).heads) {
      if (!brygga::is_journaled(field, head.value)) continue;
      JournalEvent event = event_of(Kind::value_raised, commit, row.key());
      event.field = field.number;
      event.stamp = head.stamp;
      event.value = head.value;
      BRYGGA_TRY(queue_event(std::move(event)));
    }
  }
  return {};
}

Status SqliteTenantView::note_lowered(const CommitInfo& commit, const HistoryEntry& entry) {
  const Superseded& was = entry.superseded;
  const FieldDef& field = *connection_.tables->schema().entity(entry.entity)->field(was.field);
  const bool is_covered = was.why == Superseded::Why::covered;
  if (!is_journaled(commit) || !is_covered || !brygga::is_journaled(field, was.head.value)) {
    return {};
  }
  JournalEvent event = event_of(Kind::value_lowered, commit, {entry.entity, entry.row});
  event.field = was.field;
  event.stamp = was.head.stamp;
  event.value = was.head.value;
  return queue_event(std::move(event));
}

Status SqliteTenantView::note_ended_grants(const RowState& row, const CommitInfo& commit) {
  if (!is_journaled(commit)) return {};
  return queue_event(event_of(Kind::grants_ended, commit, row.key()));
}

// Groups and roles are read from the account row itself, not from its grants.
Status SqliteTenantView::note_ended_rights(const RowState& row, const CommitInfo& commit) {
  const Schema& schema = connection_.tables->schema();
  if (row.entity != schema.accounts.entity || !is_journaled(commit)) return {};
  BRYGGA_ASSIGN(const std::optional<StoredRow> stored,
                connection_.tables->load(row.entity, row.id));
  if (!stored) return {};
  const Account now = account_of(schema, row);
  // That it was closed is journaled as a state, if at all.
  if (!now.is_open || keeps_all(account_of(schema, stored->state), now)) return {};
  return note_ended_grants(row, commit);
}

// --- how the tenant stands --------------------------------------------------------------------

Result<Recovery> SqliteTenantView::recovery() {
  BRYGGA_ASSIGN(Statement select,
                connection_.database.prepare("SELECT tenant, has_journal, guarded_because, "
                                             "guarded_ms, is_backup, needs_scrub "
                                             "FROM office_recovery"));
  BRYGGA_ASSIGN(const bool has_row, select.step());
  Recovery recovery;
  if (!has_row) return recovery;
  recovery.tenant = select.unsigned_integer(0);
  recovery.has_journal = select.integer(1) != 0;
  recovery.guarded_because = select.text(2);
  recovery.guarded_ms = select.unsigned_integer(3);
  recovery.is_backup = select.integer(4) != 0;
  recovery.needs_scrub = select.integer(5) != 0;
  return recovery;
}

Status SqliteTenantView::put_recovery(const Recovery& recovery) {
  if (!recovery.guarded_because.empty()) BRYGGA_TRY(forget_office_numbers());
  BRYGGA_ASSIGN(Statement put,
                connection_.database.prepare("INSERT OR REPLACE INTO office_recovery(one, tenant, "
                                             "has_journal, guarded_because, guarded_ms, is_backup, "
                                             "needs_scrub) VALUES(1, ?, ?, ?, ?, ?, ?)"));
  return put.bind_unsigned(1, recovery.tenant)
      .bind(2, std::int64_t{recovery.has_journal})
      .bind(3, std::string_view(recovery.guarded_because))
      .bind_unsigned(4, recovery.guarded_ms)
      .bind(5, std::int64_t{recovery.is_backup})
      .bind(6, std::int64_t{recovery.needs_scrub})
      .run();
}

Result<bool> SqliteTenantView::is_guarded() {
  Statement& select = connection_.statements.select_guard;
  BRYGGA_ASSIGN(const bool has_row, select.step());
  const bool is_guarded = has_row && select.integer(0) != 0;
  select.reset();
  return is_guarded;
}

// --- what is held back ------------------------------------------------------------------------

Result<bool> SqliteTenantView::has_grants_held_back(const RowKey& row) {
  Statement& select = connection_.statements.select_held_grant;
  BRYGGA_ASSIGN(const bool has_row,
                select.bind(1, std::int64_t{row.entity}).bind(2, row.id.uuid).step());
  select.reset();
  return has_row;
}

Result<std::vector<RowKey>> SqliteTenantView::grants_held_back() {
  std::vector<RowKey> rows;
  BRYGGA_ASSIGN(Statement select,
                connection_.database.prepare("SELECT entity, row FROM office_held_back_grant"));
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return rows;
    rows.push_back({static_cast<EntityNumber>(select.integer(0)), RowId{select.uuid(1)}});
  }
}

Status SqliteTenantView::hold_grants_back(const RowKey& row, Seq seq, Touched& touched) {
  BRYGGA_ASSIGN(Statement put,
                connection_.database.prepare("INSERT INTO office_held_back_grant(entity, row, seq) "
                                             "VALUES(?, ?, ?) ON CONFLICT(entity, row) DO UPDATE "
                                             "SET seq = max(seq, excluded.seq)"));
  BRYGGA_TRY(
      put.bind(1, std::int64_t{row.entity}).bind(2, row.id.uuid).bind_unsigned(3, seq).run());
  touched.principals.push_back(PrincipalId{row.id.uuid});
  if (connection_.tables->schema().entity(row.entity) == nullptr) return {};
  BRYGGA_ASSIGN(const std::optional<StoredRow> stored,
                connection_.tables->load(row.entity, row.id));
  if (!stored) return {};
  BRYGGA_TRY(replace_grants(row.entity, stored->key, {}, touched));
  return {};
}

Status SqliteTenantView::release_grants(const RowKey& row, Seq seq) {
  return connection_.statements.release_grant.bind(1, std::int64_t{row.entity})
      .bind(2, row.id.uuid)
      .bind_unsigned(3, seq)
      .run();
}

Status SqliteTenantView::release_all_grants(Touched& touched) {
  BRYGGA_ASSIGN(const std::vector<RowKey> rows, grants_held_back());
  const Schema& schema = connection_.tables->schema();
  for (const RowKey& row : rows) {
    BRYGGA_TRY(release_grants(row, INT64_MAX));
    touched.principals.push_back(PrincipalId{row.id.uuid});
    if (schema.entity(row.entity) == nullptr) continue;
    BRYGGA_ASSIGN(const std::optional<StoredRow> stored,
                  connection_.tables->load(row.entity, row.id));
    if (!stored) continue;
    BRYGGA_TRY(replace_grants(row.entity, stored->key, grants_of(schema, stored->state), touched));
  }
  return {};
}

Result<std::vector<HeldBackValue>> SqliteTenantView::values_held_back(const RowKey& row) {
  std::vector<HeldBackValue> values;
  BRYGGA_ASSIGN(Statement select,
                connection_.database.prepare("SELECT field, time, device, value FROM "
                                             "office_held_back WHERE entity = ? AND row = ?"));
  select.bind(1, std::int64_t{row.entity}).bind(2, row.id.uuid);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return values;
    values.push_back(
        {row.entity, row.id, static_cast<FieldNumber>(select.integer(0)),
         Stamp{Hlc{select.unsigned_integer(1)}, DeviceNumber{select.unsigned_integer(2)}},
         read_journaled(select, 3)});
  }
}

Status SqliteTenantView::hold_value_back(const HeldBackValue& value) {
  BRYGGA_ASSIGN(Statement put, connection_.database.prepare(
                                   "INSERT OR REPLACE INTO office_held_back(entity, row, field, "
                                   "time, device, value) VALUES(?, ?, ?, ?, ?, ?)"));
  put.bind(1, std::int64_t{value.entity})
      .bind(2, value.row.uuid)
      .bind(3, std::int64_t{value.field})
      .bind_unsigned(4, value.stamp.time.ticks)
      .bind_unsigned(5, value.stamp.device.value);
  bind_journaled(put, 6, value.value);
  return put.run();
}

Status SqliteTenantView::forget_values_held_back(const RowKey& row) {
  BRYGGA_ASSIGN(Statement erase, connection_.database.prepare(
                                     "DELETE FROM office_held_back WHERE entity = ? AND row = ?"));
  return erase.bind(1, std::int64_t{row.entity}).bind(2, row.id.uuid).run();
}

// --- replays and backups ----------------------------------------------------------------------

Result<std::vector<Replay>> SqliteTenantView::replays() {
  std::vector<Replay> replays;
  BRYGGA_ASSIGN(Statement select, connection_.database.prepare(
                                      "SELECT at_ms, seq, lost, enrolled, revoked, erased, raised, "
                                      "held_back FROM office_replay ORDER BY rowid"));
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return replays;
    const auto number = [&](int column) { return select.unsigned_integer(column); };
    replays.push_back(
        {number(0), number(1), number(2), number(3), number(4), number(5), number(6), number(7)});
  }
}

// What was written here under a number that a backup remembers may be known elsewhere.
Status SqliteTenantView::forget_office_numbers() {
  return connection_.database.execute("UPDATE office_account SET device = 0");
}

Status SqliteTenantView::put_replay(const Replay& replay) {
  BRYGGA_TRY(forget_office_numbers());
  BRYGGA_ASSIGN(Statement insert, connection_.database.prepare(
                                      "INSERT INTO office_replay(at_ms, seq, lost, enrolled, "
                                      "revoked, erased, raised, held_back) "
                                      "VALUES(?, ?, ?, ?, ?, ?, ?, ?)"));
  return insert.bind_unsigned(1, replay.at_ms)
      .bind_unsigned(2, replay.seq)
      .bind_unsigned(3, replay.lost)
      .bind_unsigned(4, replay.enrolled)
      .bind_unsigned(5, replay.revoked)
      .bind_unsigned(6, replay.erased)
      .bind_unsigned(7, replay.raised)
      .bind_unsigned(8, replay.held_back)
      .run();
}

Result<std::vector<Backup>> SqliteTenantView::backups() {
  std::vector<Backup> backups;
  BRYGGA_ASSIGN(Statement select,
                connection_.database.prepare(
                    "SELECT seq, at_ms, path FROM office_backup ORDER BY at_ms, seq, path"));
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return backups;
    backups.push_back(
        {select.unsigned_integer(0), select.unsigned_integer(1), std::string(select.text(2))});
  }
}

Result<Seq> SqliteTenantView::backed_up() {
  Statement& select = connection_.statements.select_backed_up;
  BRYGGA_ASSIGN(const bool has_row, select.step());
  const Seq seq = has_row ? select.unsigned_integer(0) : 0;
  select.reset();
  return seq;
}

Status SqliteTenantView::put_backup(const Backup& backup) {
  BRYGGA_ASSIGN(Statement put,
                connection_.database.prepare(
                    "INSERT OR REPLACE INTO office_backup(path, seq, at_ms) VALUES(?, ?, ?)"));
  return put.bind(1, std::string_view(backup.path))
      .bind_unsigned(2, backup.seq)
      .bind_unsigned(3, backup.at_ms)
      .run();
}

Status SqliteTenantView::forget_backup(const std::string& path) {
  BRYGGA_ASSIGN(Statement erase,
                connection_.database.prepare("DELETE FROM office_backup WHERE path = ?"));
  return erase.bind(1, std::string_view(path)).run();
}

// --- erasure ----------------------------------------------------------------------------------

Status SqliteTenantView::erase(const CommitInfo& commit, const std::vector<ErasedRow>& rows,
                               Touched& touched) {
  BRYGGA_TRY(begin_commit(commit));
  ScopeSet scopes;
  for (const ErasedRow& row : rows) erasing_.insert(row.key());
  for (const ErasedRow& row : rows) BRYGGA_TRY(erase_row(row, commit, scopes, touched));
  BRYGGA_TRY(erase_pieces(erasing_));
  // What commands answered may name what goes.
  BRYGGA_TRY(connection_.database.execute("DELETE FROM office_command"));
  BRYGGA_ASSIGN(Recovery standing, recovery());
  standing.needs_scrub = true;
  BRYGGA_TRY(put_recovery(standing));
  return end_commit(commit, scopes, touched);
}

Status SqliteTenantView::erase_row(const ErasedRow& erased, const CommitInfo& commit,
                                   ScopeSet& scopes, Touched& touched) {
  const EntityDef* entity = connection_.tables->schema().entity(erased.entity);
  if (entity == nullptr) return {};
  BRYGGA_ASSIGN(const std::optional<StoredRow> stored,
                connection_.tables->load(erased.entity, erased.row));
  if (stored && stored->state.life.erased) return {};
  RowState row = empty_row(*entity, erased.row, stored ? stored->state.scope : erased.scope);
  if (stored) row.life = stored->state.life;
  row.life.erased = true;
  row.life.seq = commit.seq;
  row.seq = commit.seq;
  CommitInfo quiet = commit;  // that its grants have ended goes without saying
  quiet.origin = CommitInfo::Origin::journal;
  remember(erased.entity, erased.row, stored);
  BRYGGA_TRY(store_row(row, quiet, scopes, touched));
  if (stored) {
    BRYGGA_ASSIGN(Statement forget, connection_.database.prepare(
                                        "DELETE FROM office_history WHERE entity = ? AND row = ?"));
    BRYGGA_TRY(forget.bind(1, std::int64_t{erased.entity}).bind(2, stored->key).run());
  }
  BRYGGA_TRY(forget_values_held_back(erased.key()));
  BRYGGA_TRY(release_grants(erased.key(), INT64_MAX));
  if (!is_journaled(commit)) return {};
  JournalEvent event = event_of(Kind::row_erased, commit, erased.key());
  event.scope = row.scope;
  return queue_event(std::move(event));
}

// Devices hear what was erased in a scope only while they hold it. Where all is over they hold on
// to it: nothing is there, and nothing will be.
Result<std::vector<Grant>> SqliteTenantView::lasting_grants(EntityNumber entity, RowKey64 key) {
  BRYGGA_ASSIGN(const std::vector<Grant> stored, stored_grants(entity, key));
  std::vector<Grant> lasting;
  for (const Grant& grant : stored) {
    BRYGGA_ASSIGN(const bool is_over, is_closed(grant.scope));
    if (is_over) lasting.push_back(grant);
  }
  return lasting;
}

Result<bool> SqliteTenantView::is_closed(const Scope& scope) {
  for (const RowKey& opener : openers_of(connection_.tables->schema(), scope)) {
    if (erasing_.count(opener) != 0) return true;
    BRYGGA_ASSIGN(const std::optional<StoredRow> stored,
                  connection_.tables->load(opener.entity, opener.id));
    if (stored && stored->state.life.erased) return true;
  }
  return false;
}

Status SqliteTenantView::erase_pieces(const std::unordered_set<RowKey>& rows) {
  BRYGGA_ASSIGN(Statement select,
                connection_.database.prepare("SELECT rowid, part FROM office_staged"));
  std::vector<std::pair<std::int64_t, Bytes>> changed;
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) break;
    Result<SyncRequest> kept = decode_sync_request(select.blob(1));
    if (!kept.ok()) continue;
    bool found = false;
    for (TransactionPart& part : kept->parts) found = blank(part, rows) || found;
    if (found) changed.emplace_back(select.integer(0), encode(*kept));
  }
  BRYGGA_ASSIGN(Statement update,
                connection_.database.prepare("UPDATE office_staged SET part = ? WHERE rowid = ?"));
  for (const auto& [place, part] : changed) {
    BRYGGA_TRY(update.bind(1, ByteView(part)).bind(2, place).run());
  }
  return {};
}

}  // namespace brygga::server
