#include "store/scope_reload.hpp"

#include "store/sql_name.hpp"

namespace brygga {

Status ScopeReload::migrate(Database& database) {
  return database.execute(
      "CREATE TABLE reload(entity INTEGER NOT NULL, row INTEGER NOT NULL, scope INTEGER NOT NULL, "
      "PRIMARY KEY(entity, row)) WITHOUT ROWID");
}

Status ScopeReload::begin_all(Database& database, const Schema& schema) {
  for (const EntityDef& entity : schema.entities) {
    BRYGGA_TRY(database.execute("INSERT OR REPLACE INTO reload SELECT " +
                                std::to_string(entity.number) + ", _key, _scope FROM " +
                                quoted(entity.name)));
  }
  // What only this device has deleted stands there still.
  return database.execute("INSERT OR REPLACE INTO reload SELECT entity, row, scope FROM deleted");
}

Result<ScopeReload> ScopeReload::open(Database& database, const Schema& schema) {
  ScopeReload reload;
  reload.database_ = &database;
  reload.schema_ = &schema;
  BRYGGA_ASSIGN(reload.erase_, database.prepare("DELETE FROM reload WHERE entity = ? AND row = ?"));
  BRYGGA_ASSIGN(reload.select_, database.prepare("SELECT entity, row FROM reload WHERE scope = ?"));
  BRYGGA_ASSIGN(reload.erase_scope_, database.prepare("DELETE FROM reload WHERE scope = ?"));
  BRYGGA_ASSIGN(reload.select_row_,
                database.prepare("SELECT 1 FROM reload WHERE entity = ? AND row = ?"));
  BRYGGA_ASSIGN(reload.insert_, database.prepare("INSERT OR REPLACE INTO reload VALUES(?, ?, ?)"));
  BRYGGA_ASSIGN(reload.select_any_, database.prepare("SELECT 1 FROM reload LIMIT 1"));
  return reload;
}

Result<bool> ScopeReload::is_under_way() {
  BRYGGA_ASSIGN(const bool has_row, select_any_.step());
  select_any_.reset();
  return has_row;
}

Status ScopeReload::begin(Tables& tables, const Scope& scope) {
  BRYGGA_ASSIGN(const ScopeKey key, tables.scope_key(scope));
  for (const EntityDef& entity : schema_->entities) {
    if (!entity.may_lie_in(scope.kind)) continue;
    BRYGGA_ASSIGN(Statement insert, database_->prepare("INSERT OR REPLACE INTO reload SELECT ?1, "
                                                       "_key, ?2 FROM " +
                                                       quoted(entity.name) + " WHERE _scope = ?2"));
    BRYGGA_TRY(insert.bind(1, std::int64_t{entity.number}).bind(2, key).run());
  }
  BRYGGA_ASSIGN(Statement insert,
                database_->prepare("INSERT OR REPLACE INTO reload SELECT entity, row, scope FROM "
                                   "deleted WHERE scope = ?"));
  return insert.bind(1, key).run();
}

Status ScopeReload::mark(Tables& tables, EntityNumber entity, RowKey64 row, const Scope& scope) {
  BRYGGA_ASSIGN(const ScopeKey key, tables.scope_key(scope));
  return insert_.bind(1, std::int64_t{entity}).bind(2, row).bind(3, key).run();
}

Result<bool> ScopeReload::is_marked(EntityNumber entity, RowKey64 row) {
  select_row_.bind(1, std::int64_t{entity}).bind(2, row);
  const RowLoop loop(select_row_);
  return select_row_.step();
}

Result<bool> ScopeReload::unmark(EntityNumber entity, RowKey64 row) {
  BRYGGA_TRY(erase_.bind(1, std::int64_t{entity}).bind(2, row).run());
  return database_->changes() == 1;
}

Result<std::vector<RowKey>> ScopeReload::take_missing(Tables& tables, const Scope& scope) {
  BRYGGA_ASSIGN(const ScopeKey key, tables.scope_key(scope));
  std::vector<std::pair<EntityNumber, RowKey64>> keys;
  select_.bind(1, key);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select_.step());
    if (!has_row) break;
    keys.emplace_back(static_cast<EntityNumber>(select_.integer(0)), select_.integer(1));
  }
  std::vector<RowKey> missing;
  for (const auto& [entity, row] : keys) {
    if (schema_->entity(entity) == nullptr) continue;
    BRYGGA_ASSIGN(const std::optional<RowId> id, tables.id_at(entity, row));
    if (id) missing.push_back({entity, *id});
  }
  BRYGGA_TRY(erase_scope_.bind(1, key).run());
  return missing;
}

}  // namespace brygga
