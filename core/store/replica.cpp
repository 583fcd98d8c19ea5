#include "store/replica.hpp"

namespace brygga {
namespace {

constexpr std::int64_t audit_of_all = 2;  // in column audit_due, which is 0 or 1 otherwise

}  // namespace

Status ReplicaTable::migrate(Database& database) {
  return database.execute(
      "CREATE TABLE replica(only INTEGER PRIMARY KEY CHECK(only = 1), office_url TEXT NOT NULL, "
      "token TEXT NOT NULL, tenant TEXT NOT NULL, tenant_title TEXT NOT NULL, "
      "account BLOB NOT NULL, account_name TEXT NOT NULL, device INTEGER NOT NULL, "
      "epoch INTEGER NOT NULL, seq INTEGER NOT NULL, salt INTEGER NOT NULL, "
      "commit_cursor BLOB NOT NULL, consumed INTEGER NOT NULL, confirmed INTEGER NOT NULL, "
      "time_seen INTEGER NOT NULL, clock_offset_ms INTEGER NOT NULL, synced_ms INTEGER NOT NULL, "
      "wants_number INTEGER NOT NULL, gap_to INTEGER NOT NULL, is_push_only INTEGER NOT NULL, "
      "audit_due INTEGER NOT NULL, audited_scope INTEGER NOT NULL, audited_ms INTEGER NOT NULL, "
      "repairs INTEGER NOT NULL, needs_scrub INTEGER NOT NULL);"
      "CREATE TABLE held_scope(scope INTEGER PRIMARY KEY, cursor BLOB NOT NULL, "
      "complete INTEGER NOT NULL, rows INTEGER NOT NULL);");
}

Result<ReplicaTable> ReplicaTable::open(Database& database) {
  ReplicaTable table;
  BRYGGA_ASSIGN(
      table.load_,
      database.prepare(
          "SELECT office_url, token, tenant, tenant_title, account, account_name, device, epoch, "
          "seq, "
          "salt, commit_cursor, consumed, confirmed, time_seen, clock_offset_ms, synced_ms, "
          "wants_number, gap_to, is_push_only, needs_scrub, "
          "audit_due, audited_scope, audited_ms, repairs FROM replica"));
  BRYGGA_ASSIGN(
      table.save_,
      database.prepare("INSERT OR REPLACE INTO replica VALUES(1,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
                       "?,?,?,?,?,?,?,?)"));
  BRYGGA_ASSIGN(
      table.select_scopes_,
      database.prepare("SELECT scope, cursor, complete, rows FROM held_scope ORDER BY scope"));
  BRYGGA_ASSIGN(table.insert_scope_,
                database.prepare("INSERT OR IGNORE INTO held_scope VALUES(?, x'', 0, 0)"));
  BRYGGA_ASSIGN(
      table.update_scope_,
      database.prepare(
          "UPDATE held_scope SET cursor = ?, complete = ?, rows = rows + ? WHERE scope = ?"));
  BRYGGA_ASSIGN(table.delete_scope_, database.prepare("DELETE FROM held_scope WHERE scope = ?"));
  return table;
}

Result<Replica> ReplicaTable::load() {
  Replica replica;
  BRYGGA_ASSIGN(const bool has_row, load_.step());
  if (!has_row) {
    return replica;
  }
  replica.office_url = load_.text(0);
  replica.token = load_.text(1);
  replica.tenant = load_.text(2);
  replica.tenant_title = load_.text(3);
  replica.account = load_.uuid(4);
  replica.account_name = load_.text(5);
  replica.device.value = load_.unsigned_integer(6);
  replica.position.epoch = load_.unsigned_integer(7);
  replica.position.seq = load_.unsigned_integer(8);
  replica.position.salt = load_.unsigned_integer(9);
  const ByteView cursor = load_.blob(10);
  replica.commit_cursor.assign(cursor.begin(), cursor.end());
  replica.consumed = load_.unsigned_integer(11);
  replica.confirmed = load_.unsigned_integer(12);
  replica.time_seen.ticks = load_.unsigned_integer(13);
  replica.clock_offset_ms = load_.integer(14);
  replica.synced_ms = load_.unsigned_integer(15);
  replica.wants_number = load_.integer(16) != 0;
  replica.gap_to = load_.unsigned_integer(17);
  replica.is_push_only = load_.integer(18) != 0;
  replica.needs_scrub = load_.integer(19) != 0;
  replica.is_audit_due = load_.integer(20) != 0;
  replica.is_audit_of_all = load_.integer(20) == audit_of_all;
  replica.audited_scope = load_.integer(21);
  replica.audited_ms = load_.unsigned_integer(22);
  replica.repairs = load_.unsigned_integer(23);
  load_.reset();
  return replica;
}

Status ReplicaTable::save(const Replica& replica) {
  return save_.bind(1, std::string_view(replica.office_url))
      .bind(2, std::string_view(replica.token))
      .bind(3, std::string_view(replica.tenant))
      .bind(4, std::string_view(replica.tenant_title))
      .bind(5, replica.account)
      .bind(6, std::string_view(replica.account_name))
      .bind_unsigned(7, replica.device.value)
      .bind_unsigned(8, replica.position.epoch)
      .bind_unsigned(9, replica.position.seq)
      .bind_unsigned(10, replica.position.salt)
      .bind(11, ByteView(replica.commit_cursor))
      .bind_unsigned(12, replica.consumed)
      .bind_unsigned(13, replica.confirmed)
      .bind_unsigned(14, replica.time_seen.ticks)
      .bind(15, replica.clock_offset_ms)
      .bind_unsigned(16, replica.synced_ms)
      .bind(17, std::int64_t{replica.wants_number})
      .bind_unsigned(18, replica.gap_to)
      .bind(19, std::int64_t{replica.is_push_only})
      .bind(20, replica.is_audit_of_all ? audit_of_all : std::int64_t{replica.is_audit_due})
      .bind(21, replica.audited_scope)
      .bind_unsigned(22, replica.audited_ms)
      .bind_unsigned(23, replica.repairs)
      .bind(24, std::int64_t{replica.needs_scrub})
      .run();
}

Result<std::vector<HeldScope>> ReplicaTable::scopes(Tables& tables) {
  std::vector<HeldScope> held;
  const RowLoop loop(select_scopes_);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select_scopes_.step());
    if (!has_row) return held;
    BRYGGA_ASSIGN(const std::optional<Scope> scope, tables.scope_at(select_scopes_.integer(0)));
    if (!scope) continue;
    const ByteView cursor = select_scopes_.blob(1);
    held.push_back({select_scopes_.integer(0), *scope, Bytes(cursor.begin(), cursor.end()),
                    select_scopes_.integer(2) != 0, select_scopes_.unsigned_integer(3)});
  }
}

Status ReplicaTable::hold(ScopeKey scope) { return insert_scope_.bind(1, scope).run(); }

Status ReplicaTable::set_progress(ScopeKey scope, const Bytes& cursor, bool complete,
                                  std::uint64_t rows) {
  return update_scope_.bind(1, ByteView(cursor))
      .bind(2, std::int64_t{complete})
      .bind_unsigned(3, rows)
      .bind(4, scope)
      .run();
}

Status ReplicaTable::release(ScopeKey scope) { return delete_scope_.bind(1, scope).run(); }

}  // namespace brygga
