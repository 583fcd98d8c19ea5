#include "store/store_parts.hpp"

namespace brygga {

Status DeviceStore::Parts::migrate(Database& database, const Schema& schema, std::int32_t from) {
  BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(database));
  if (from < 1) {
    BRYGGA_TRY(ReplicaTable::migrate(database));
    BRYGGA_TRY(Outbox::migrate(database));
    BRYGGA_TRY(Overlay::migrate(database));
    BRYGGA_TRY(ScopeReload::migrate(database));
    BRYGGA_TRY(database.execute(
        "CREATE TABLE command(id BLOB PRIMARY KEY, txn BLOB NOT NULL, first INTEGER NOT NULL, "
        "result TEXT NOT NULL) WITHOUT ROWID;"
        "CREATE TABLE history(entity INTEGER NOT NULL, row INTEGER NOT NULL, "
        "field INTEGER NOT NULL, time INTEGER NOT NULL, device INTEGER NOT NULL, "
        "why INTEGER NOT NULL, seq INTEGER NOT NULL, value);"
        "CREATE INDEX history_row_index ON history(entity, row);"
        "CREATE TABLE staged(place INTEGER PRIMARY KEY, body BLOB NOT NULL);"
        "CREATE TABLE own_deletion(entity INTEGER NOT NULL, id BLOB NOT NULL, n INTEGER NOT NULL, "
        "first INTEGER NOT NULL, txn BLOB NOT NULL, saved_ms INTEGER NOT NULL, "
        "PRIMARY KEY(entity, id)) WITHOUT ROWID;"));
  }
  if (from < 4) {
    BRYGGA_TRY(AuthorTable::migrate(database));
    BRYGGA_TRY(ReplicaTable::add_wipe(database));
  }
  BRYGGA_ASSIGN(const bool knows_schema, Tables::is_current(database, schema));
  BRYGGA_TRY(Tables::migrate(database, schema));
  if (from >= 1 && !knows_schema) {
    // What the older schema did not know was left out of every answer; it comes with the scopes
    // when they are loaded anew. The rows that are here stay and show meanwhile.
    BRYGGA_TRY(ScopeReload::begin_all(database, schema));
    BRYGGA_TRY(database.execute(
        "UPDATE held_scope SET complete = 0, cursor = x'', rows = 0, bytes = 0, rows_total = 0, "
        "bytes_total = 0; DELETE FROM staged;"
        "UPDATE replica SET commit_cursor = x''"));
  }
  BRYGGA_ASSIGN(const bool is_indexed, SearchIndex::is_current(database, schema));
  if (!is_indexed) BRYGGA_TRY(SearchIndex::rebuild(database, schema));
  BRYGGA_TRY(
      database.execute("PRAGMA user_version=" + std::to_string(DeviceStore::format_version)));
  return transaction.commit();
}

Result<std::unique_ptr<DeviceStore::Parts>> DeviceStore::Parts::open(Database opened,
                                                                     const Schema& schema,
                                                                     const Retention& retention) {
  auto parts = std::make_unique<Parts>();
  parts->database = std::move(opened);
  Database& database = parts->database;
  BRYGGA_ASSIGN(parts->tables, Tables::open(database, schema));
  BRYGGA_ASSIGN(parts->index, SearchIndex::open(database, schema));
  parts->tables->keep_index(parts->index);
  BRYGGA_ASSIGN(parts->search, Search::open(database, schema));
  BRYGGA_ASSIGN(parts->outbox, Outbox::open(database));
  BRYGGA_ASSIGN(parts->replica, ReplicaTable::open(database));
  BRYGGA_ASSIGN(parts->overlay, Overlay::open(database, schema));
  BRYGGA_ASSIGN(parts->reload, ScopeReload::open(database, schema));
  BRYGGA_ASSIGN(parts->authors, AuthorTable::open(database, schema));
  BRYGGA_ASSIGN(parts->compaction, Compaction::open(database, retention));
  BRYGGA_ASSIGN(parts->select_command,
                database.prepare("SELECT txn, first, result FROM command WHERE id = ?"));
  BRYGGA_ASSIGN(parts->insert_command, database.prepare("INSERT INTO command VALUES(?, ?, ?, ?)"));
  BRYGGA_ASSIGN(parts->insert_history,
                database.prepare("INSERT INTO history VALUES(?, ?, ?, ?, ?, ?, ?, ?)"));
  BRYGGA_ASSIGN(
      parts->select_history,
      database.prepare(
          "SELECT field, time, device, why, seq, value FROM history WHERE entity = ? AND row = ? "
          "ORDER BY seq DESC, time DESC"));
  BRYGGA_ASSIGN(parts->delete_history,
                database.prepare("DELETE FROM history WHERE entity = ? AND row = ?"));
  BRYGGA_ASSIGN(parts->insert_staged, database.prepare("INSERT INTO staged(body) VALUES(?)"));
  BRYGGA_ASSIGN(parts->select_staged, database.prepare("SELECT body FROM staged ORDER BY place"));
  BRYGGA_ASSIGN(parts->delete_staged, database.prepare("DELETE FROM staged"));
  // A staged row begins with its scope.
  BRYGGA_ASSIGN(parts->delete_staged_in,
                database.prepare("DELETE FROM staged WHERE substr(body, 1, 17) = ?"));
  BRYGGA_ASSIGN(parts->forget_results, database.prepare("UPDATE command SET result = ''"));
  BRYGGA_ASSIGN(parts->insert_own_deletion,
                database.prepare("INSERT OR REPLACE INTO own_deletion VALUES(?, ?, ?, ?, ?, ?)"));
  BRYGGA_ASSIGN(
      parts->select_own_deletion,
      database.prepare("SELECT txn, first FROM own_deletion WHERE entity = ? AND id = ?"));
  BRYGGA_ASSIGN(parts->delete_own_deletion,
                database.prepare("DELETE FROM own_deletion WHERE entity = ? AND id = ?"));
  BRYGGA_ASSIGN(parts->data_version, database.prepare("PRAGMA data_version"));
  return parts;
}

Status DeviceStore::Parts::keep_history(EntityNumber entity, RowKey64 row, const Superseded& item,
                                        Seq seq) {
  const Type type = tables->schema().entity(entity)->field(item.field)->type;
  std::string scratch;
  insert_history.bind(1, std::int64_t{entity})
      .bind(2, row)
      .bind(3, std::int64_t{item.field})
      .bind_unsigned(4, item.head.stamp.time.ticks)
      .bind_unsigned(5, item.head.stamp.device.value)
      .bind(6, static_cast<std::int64_t>(item.why))
      .bind_unsigned(7, seq);
  bind_value(insert_history, 8, type, item.head.value, scratch);
  return insert_history.run();
}

Result<std::optional<Value>> DeviceStore::Parts::past_value(const EntityDef& entity, RowKey64 row,
                                                            const FieldDef& field,
                                                            const Stamp& stamp) {
  std::optional<Value> found;
  select_history.bind(1, std::int64_t{entity.number}).bind(2, row);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select_history.step());
    if (!has_row) return found;
    const Stamp at{{select_history.unsigned_integer(1)}, {select_history.unsigned_integer(2)}};
    if (found || select_history.integer(0) != field.number || at != stamp) continue;
    found = read_column(select_history, 5, field.type);
  }
}

}  // namespace brygga
