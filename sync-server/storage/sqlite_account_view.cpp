#include "storage/sqlite_account_view.hpp"

#include <algorithm>

#include "storage/sqlite_office_tables.hpp"
#include "store/query.hpp"

namespace brygga::server {
namespace {

// visible: keys of the account's scopes. own_log: rows of entities that are for the office alone,
// as far as this account made them at the office; a tablet has its own of these and no other.
constexpr const char* temporary_tables_sql = R"(
CREATE TEMP TABLE visible(key INTEGER PRIMARY KEY);
CREATE TEMP TABLE own_log(entity INTEGER NOT NULL, key INTEGER NOT NULL, PRIMARY KEY(entity, key))
  WITHOUT ROWID;
CREATE TEMP TABLE replica(
  office_url TEXT, token TEXT, tenant TEXT, tenant_title TEXT, account BLOB, account_name TEXT,
  device INTEGER, consumed INTEGER, confirmed INTEGER, clock_offset_ms INTEGER, synced_ms INTEGER);
CREATE TEMP TABLE own_deletion(
  entity INTEGER, id BLOB, n INTEGER, first INTEGER, txn BLOB, saved_ms INTEGER);
CREATE TEMP TABLE outbox(n INTEGER, first INTEGER, code INTEGER);
CREATE TEMP VIEW scope AS SELECT * FROM main.scope WHERE +key IN (SELECT key FROM visible);
CREATE TEMP VIEW deleted AS SELECT * FROM main.deleted WHERE +scope IN (SELECT key FROM visible);
CREATE TEMP VIEW author AS SELECT number AS device, account, name FROM main.office_device;
CREATE TEMP VIEW command AS
  SELECT id, txn, result FROM main.office_command WHERE account = (SELECT account FROM replica);
)";

std::string quoted(const std::string& name) { return "\"" + name + "\""; }

// From so many scopes on, it costs less to look at each row than for each scope.
constexpr std::int64_t scopes_many = 2000;

// With many scopes the `+` keeps SQLite from going through them by the index, which it would prefer
// to the few that a query names itself.
std::string view_sql(const EntityDef& entity, bool has_many) {
  const std::string table = quoted(entity.name);
  std::string sql = "DROP VIEW IF EXISTS temp." + table + "; CREATE TEMP VIEW " + table +
                    " AS SELECT * FROM main." + table + " WHERE ";
  if (entity.is_upload_only) {
    sql += "_key IN (SELECT key FROM own_log WHERE entity = " + std::to_string(entity.number) + ")";
  } else {
    sql += std::string(has_many ? "+" : "") + "_scope IN (SELECT key FROM visible)";
  }
  return sql + ";";
}

// Conflicts of the rows that are seen.
std::string conflict_view_sql(const Schema& schema) {
  std::string sql =
      "CREATE TEMP VIEW conflict AS SELECT * FROM main.conflict AS c WHERE CASE entity";
  for (const EntityDef& entity : schema.entities) {
    sql.append(" WHEN ")
        .append(std::to_string(entity.number))
        .append(" THEN EXISTS (SELECT 1 FROM temp.")
        .append(quoted(entity.name))
        .append(" AS t WHERE t._key = c.row)");
  }
  return sql + " ELSE 0 END;";
}

Result<std::int64_t> newest_commit(Database& database) {
  return database.integer("SELECT seq FROM main.office_meta");
}

bool is_made_by(const RowState& row, DeviceNumber device) {
  return std::any_of(row.fields.begin(), row.fields.end(), [&](const FieldState& field) {
    return !field.heads.empty() && field.heads.front().stamp.device == device;
  });
}

}  // namespace

// --- the connection -----------------------------------------------------------------------------

Result<std::unique_ptr<AccountConnection>> AccountConnection::open(const std::string& path,
                                                                   const Schema& schema) {
  auto made = std::make_unique<AccountConnection>();
  BRYGGA_ASSIGN(made->database_, Database::open(path, Database::Mode::read_only));
  Database& database = made->database_;
  // Nothing of the content in temporary files.
  BRYGGA_TRY(database.execute(
      "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384; PRAGMA mmap_size=1073741824"));
  BRYGGA_TRY(database.execute(temporary_tables_sql));
  for (const EntityDef& entity : schema.entities) {
    BRYGGA_TRY(database.execute(view_sql(entity, false)));
  }
  BRYGGA_TRY(database.execute(conflict_view_sql(schema)));
  BRYGGA_ASSIGN(made->tables_, Tables::open(database, schema));
  return made;
}

Status AccountConnection::begin(const AccountSight& sight) {
  end();
  Status begun = database_.execute("BEGIN");
  if (begun.ok()) begun = fill(sight);
  if (!begun.ok()) end();
  return begun;
}

void AccountConnection::end() {
  // Nothing was written but to temporary tables, which a COMMIT keeps.
  if (database_.in_transaction()) (void)database_.execute("COMMIT");
}

Status AccountConnection::fill(const AccountSight& sight) {
  BRYGGA_ASSIGN(const std::int64_t seq, newest_commit(database_));
  const std::int64_t day = day_of(sight.now_ms);
  const bool is_same = account_ == sight.account && principals_ == sight.principals &&
                       holds_base_ == sight.holds_base && day_ == day && seq_ == seq;
  if (!is_same) {
    seq_ = -1;  // until all of it is filled in
    tables_->begin();
    BRYGGA_TRY(fill_scopes(sight));
    BRYGGA_TRY(fill_own_log(sight));
    account_ = sight.account;
    principals_ = sight.principals;
    holds_base_ = sight.holds_base;
    day_ = day;
    seq_ = seq;
  }
  BRYGGA_TRY(database_.execute("DELETE FROM temp.replica"));
  BRYGGA_ASSIGN(
      Statement insert,
      database_.prepare("INSERT INTO temp.replica(office_url, token, tenant, tenant_title, "
                        "account, account_name, device, consumed, confirmed, clock_offset_ms, "
                        "synced_ms) VALUES('', 'office', (SELECT name FROM main.office_meta), ?, "
                        "?, ?, ?, ?, ?, 0, ?)"));
  return insert.bind(1, std::string_view(sight.tenant_title))
      .bind(2, sight.account.uuid)
      .bind(3, std::string_view(sight.account_name))
      .bind_unsigned(4, sight.device.value)
      .bind_unsigned(5, sight.consumed)
      .bind_unsigned(6, sight.consumed)
      .bind_unsigned(7, sight.now_ms)
      .run();
}

Status AccountConnection::fill_scopes(const AccountSight& sight) {
  BRYGGA_TRY(database_.execute("DELETE FROM temp.visible"));
  BRYGGA_ASSIGN(Statement granted,
                database_.prepare("INSERT OR IGNORE INTO temp.visible SELECT scope FROM "
                                  "main.office_grant WHERE principal = ? AND through >= ?"));
  for (const PrincipalId& principal : sight.principals) {
    BRYGGA_TRY(granted.bind(1, principal.uuid).bind(2, day_of(sight.now_ms)).run());
  }
  BRYGGA_ASSIGN(Statement named,
                database_.prepare("INSERT OR IGNORE INTO temp.visible SELECT key FROM main.scope "
                                  "WHERE kind = ? AND id = ?"));
  const auto see = [&](const Scope& scope) {
    const std::string kind(1, scope.kind);
    return named.bind(1, std::string_view(kind)).bind(2, scope.id).run();
  };
  if (sight.holds_base) {
    for (const Scope& scope : tables_->schema().base_scopes) BRYGGA_TRY(see(scope));
  }
  for (const EntityDef& entity : tables_->schema().entities) {
    if (entity.is_upload_only) BRYGGA_TRY(see({entity.scope_kind, sight.account.uuid}));
  }
  BRYGGA_ASSIGN(const std::int64_t count, database_.integer("SELECT COUNT(*) FROM temp.visible"));
  const bool has_many = count >= scopes_many;
  if (has_many == has_many_) return {};
  for (const EntityDef& entity : tables_->schema().entities) {
    BRYGGA_TRY(database_.execute(view_sql(entity, has_many)));
  }
  has_many_ = has_many;
  return {};
}

Status AccountConnection::fill_own_log(const AccountSight& sight) {
  if (account_ != sight.account) {
    BRYGGA_TRY(database_.execute("DELETE FROM temp.own_log"));
    log_looked_at_.clear();
  }
  for (const EntityDef& entity : tables_->schema().entities) {
    if (!entity.is_upload_only) continue;
    BRYGGA_ASSIGN(Statement select,
                  database_.prepare("SELECT key FROM main.scope WHERE kind = ? AND id = ?"));
    const std::string kind(1, entity.scope_kind);
    BRYGGA_ASSIGN(const bool is_there,
                  select.bind(1, std::string_view(kind)).bind(2, sight.account.uuid).step());
    if (is_there) BRYGGA_TRY(note_own(entity, select.integer(0), sight.device));
  }
  return {};
}

// Looks at those of the account's rows that came since the last look.
Status AccountConnection::note_own(const EntityDef& entity, ScopeKey scope, DeviceNumber device) {
  RowKey64& looked_at = log_looked_at_[entity.number];
  BRYGGA_ASSIGN(Statement select,
                database_.prepare("SELECT _key FROM main." + quoted(entity.name) +
                                  " WHERE _scope = ? AND _key > ? ORDER BY _key"));
  BRYGGA_ASSIGN(Statement insert,
                database_.prepare("INSERT INTO temp.own_log(entity, key) VALUES(?, ?)"));
  select.bind(1, scope).bind(2, looked_at);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return {};
    const RowKey64 key = select.integer(0);
    BRYGGA_ASSIGN(const std::optional<StoredRow> row, tables_->load_at(entity.number, key));
    if (row && is_made_by(row->state, device)) {
      BRYGGA_TRY(insert.bind(1, std::int64_t{entity.number}).bind(2, key).run());
    }
    looked_at = key;
  }
}

// --- the view -----------------------------------------------------------------------------------

SqliteAccountView::SqliteAccountView(
    std::unique_ptr<AccountConnection> connection,
    std::function<void(std::unique_ptr<AccountConnection>)> give_back)
    : connection_(std::move(connection)), give_back_(std::move(give_back)) {}

SqliteAccountView::~SqliteAccountView() {
  connection_->end();
  give_back_(std::move(connection_));
}

Status SqliteAccountView::each(std::string_view sql, const std::vector<Value>& parameters,
                               std::vector<std::string>* columns,
                               const std::function<bool(const std::vector<Value>&)>& on_row) {
  return run_query(connection_->database(), sql, parameters, columns, on_row,
                   QueryReach::views_only);
}

Result<bool> SqliteAccountView::sees(EntityNumber number, const RowId& id) {
  const EntityDef* entity = connection_->tables().schema().entity(number);
  if (entity == nullptr) return false;
  BRYGGA_ASSIGN(Statement select, connection_->database().prepare(
                                      "SELECT 1 FROM " + quoted(entity->name) + " WHERE id = ?"));
  return select.bind(1, id.uuid).step();
}

Result<std::optional<RowState>> SqliteAccountView::row(EntityNumber entity, const RowId& id) {
  BRYGGA_ASSIGN(const bool is_seen, sees(entity, id));
  if (!is_seen) return std::optional<RowState>{};
  BRYGGA_ASSIGN(std::optional<StoredRow> stored, connection_->tables().load(entity, id));
  if (!stored) return std::optional<RowState>{};
  return std::optional<RowState>(std::move(stored->state));
}

Result<std::vector<HistoryItem>> SqliteAccountView::history(EntityNumber number, const RowId& id) {
  std::vector<HistoryItem> items;
  BRYGGA_ASSIGN(const bool is_seen, sees(number, id));
  if (!is_seen) return items;
  BRYGGA_ASSIGN(const std::optional<StoredRow> stored, connection_->tables().load(number, id));
  if (!stored) return items;
  BRYGGA_ASSIGN(Statement select,
                connection_->database().prepare(
                    "SELECT field, time, device, why, seq, value FROM main.office_history "
                    "WHERE entity = ? AND row = ? ORDER BY seq DESC, time DESC"));
  select.bind(1, std::int64_t{number}).bind(2, stored->key);
  const EntityDef& entity = *connection_->tables().schema().entity(number);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return items;
    const FieldDef* field = entity.field(static_cast<FieldNumber>(select.integer(0)));
    auto value = field != nullptr ? read_column(select, 5, field->type) : std::nullopt;
    if (!value) continue;
    items.push_back({field->number,
                     {Hlc{select.unsigned_integer(1)}, DeviceNumber{select.unsigned_integer(2)}},
                     std::move(*value),
                     static_cast<Superseded::Why>(select.integer(3)),
                     select.unsigned_integer(4)});
  }
}

}  // namespace brygga::server
