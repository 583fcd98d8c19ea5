// How the tables of a schema are made, and made to follow a newer one.
#include <algorithm>

#include "store/sql_name.hpp"
#include "store/tables.hpp"

namespace brygga {
namespace {

// Names are snake_case (check_schema); quoting keeps SQL's own words usable as names.
const char* column_type(const FieldDef& field) {
  if (field.rule == Rule::set) return "TEXT";
  switch (field.type) {
    case Type::boolean:
    case Type::integer:
    case Type::time:
      return "INTEGER";
    case Type::real:
      return "REAL";
    case Type::text:
    case Type::date:
      return "TEXT";
    case Type::bytes:
    case Type::id:
      return "BLOB";
  }
  return "BLOB";
}

std::string create_table_sql(const EntityDef& entity) {
  std::string sql =
      "CREATE TABLE " + quoted(entity.name) + "(_key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE";
  for (const FieldDef& field : entity.fields) {
    sql += ", " + quoted(field.name) + " " + column_type(field);
  }
  return sql +
         ", _scope INTEGER NOT NULL, _seq INTEGER NOT NULL, _own INTEGER NOT NULL, "
         "_heads BLOB NOT NULL)";
}

std::string index_sql(const EntityDef& entity, const std::vector<FieldNumber>& index) {
  std::string name = entity.name;
  std::string columns;
  for (const FieldNumber number : index) {
    const std::string& field = entity.field(number)->name;
    name += "." + field;
    columns += (columns.empty() ? "" : ", ") + quoted(field);
  }
  return "CREATE INDEX IF NOT EXISTS " + quoted(name) + " ON " + quoted(entity.name) + "(" +
         columns + ")";
}

Status create_shared_tables(Database& database) {
  return database.execute(
      "CREATE TABLE IF NOT EXISTS scope(key INTEGER PRIMARY KEY, kind TEXT NOT NULL, "
      "id BLOB NOT NULL, UNIQUE(kind, id));"
      // No index: they are few, and remembered.
      "CREATE TABLE IF NOT EXISTS writer(key INTEGER PRIMARY KEY, device INTEGER NOT NULL);"
      "CREATE TABLE IF NOT EXISTS conflict(entity INTEGER NOT NULL, row INTEGER NOT NULL, "
      "field INTEGER NOT NULL, place INTEGER NOT NULL, value, "
      "PRIMARY KEY(entity, row, field, place)) WITHOUT ROWID;"
      // body is NULL when the row is erased; own as _own of the entities' tables.
      "CREATE TABLE IF NOT EXISTS deleted(entity INTEGER NOT NULL, row INTEGER NOT NULL, "
      "id BLOB NOT NULL, scope INTEGER NOT NULL, seq INTEGER NOT NULL, own INTEGER NOT NULL, "
      "life BLOB NOT NULL, body BLOB, PRIMARY KEY(entity, row), UNIQUE(entity, id)) WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS schema_version(name TEXT PRIMARY KEY, version INTEGER NOT NULL)"
      " WITHOUT ROWID;");
}

// The names of a table's columns; empty when there is no such table.
Result<std::vector<std::string>> columns_of(Database& database, const std::string& table) {
  BRYGGA_ASSIGN(Statement select, database.prepare("PRAGMA table_info(" + quoted(table) + ")"));
  std::vector<std::string> names;
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return names;
    names.emplace_back(select.text(1));
  }
}

Status migrate_entity(Database& database, const EntityDef& entity) {
  BRYGGA_ASSIGN(const std::vector<std::string> columns, columns_of(database, entity.name));
  if (columns.empty()) {
    BRYGGA_TRY(database.execute(create_table_sql(entity)));
    // Scopes are left as a whole: this index finds their rows.
    BRYGGA_TRY(database.execute("CREATE INDEX " + quoted(entity.name + "._scope") + " ON " +
                                quoted(entity.name) + "(_scope)"));
  } else {
    for (const FieldDef& field : entity.fields) {
      if (std::find(columns.begin(), columns.end(), field.name) != columns.end()) continue;
      BRYGGA_TRY(database.execute("ALTER TABLE " + quoted(entity.name) + " ADD COLUMN " +
                                  quoted(field.name) + " " + column_type(field)));
    }
  }
  for (const auto& index : entity.indexes) {
    BRYGGA_TRY(database.execute(index_sql(entity, index)));
  }
  // Claims of a place are counted at each new one.
  for (const FieldDef& field : entity.fields) {
    if (field.rule == Rule::server) BRYGGA_TRY(database.execute(index_sql(entity, {field.number})));
  }
  return {};
}

Result<std::int64_t> stored_schema_version(Database& database, const Schema& schema) {
  BRYGGA_ASSIGN(Statement select,
                database.prepare("SELECT version FROM schema_version WHERE name = ?"));
  select.bind(1, std::string_view(schema.name));
  BRYGGA_ASSIGN(const bool has_row, select.step());
  return has_row ? select.integer(0) : 0;
}

}  // namespace

Result<bool> Tables::is_current(Database& database, const Schema& schema) {
  BRYGGA_ASSIGN(const std::vector<std::string> columns, columns_of(database, "schema_version"));
  if (columns.empty()) {
    return false;
  }
  BRYGGA_ASSIGN(const std::int64_t version, stored_schema_version(database, schema));
  if (version <= schema.version) {
    return version == schema.version;
  }
  return Error{ErrorCode::too_new,
               "The store " + database.path() +
                   " holds records of a newer version of the schema (" + std::to_string(version) +
                   "; this program knows " + std::to_string(schema.version) +
                   "). Update the program; the file was left "
                   "as it was.",
               false, "newer_schema"};
}

Status Tables::migrate(Database& database, const Schema& schema) {
  BRYGGA_TRY(create_shared_tables(database));
  BRYGGA_ASSIGN(const bool is_done, is_current(database, schema));
  if (is_done) {
    return {};
  }
  for (const EntityDef& entity : schema.entities) {
    BRYGGA_TRY(migrate_entity(database, entity));
  }
  BRYGGA_ASSIGN(
      Statement set,
      database.prepare("INSERT OR REPLACE INTO schema_version(name, version) VALUES(?, ?)"));
  return set.bind(1, std::string_view(schema.name)).bind(2, std::int64_t{schema.version}).run();
}

}  // namespace brygga
