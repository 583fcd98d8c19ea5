#include "store/replica.hpp"

#include <algorithm>

namespace brygga {
namespace {

constexpr std::int64_t audit_of_all = 2;  // in column audit_due, which is 0 or 1 otherwise

void write_lineage(const Lineage& lineage, ByteWriter& out) {
  for (const EpochStart& start : lineage) {
    out.fixed64(start.epoch);
    out.fixed64(start.parent);
    out.varint(start.after);
    out.raw(ByteView(start.mac));
  }
}

// No epoch is 0: that begins the next lineage.
Bytes lineage_bytes(const Replica& replica) {
  ByteWriter out(replica.lineage.size() * 36);
  write_lineage(replica.lineage, out);
  for (const Lineage& former : replica.former_lineages) {
    out.fixed64(0);
    write_lineage(former, out);
  }
  return out.take();
}

bool read_lineages(ByteView bytes, Replica& replica) {
  ByteReader in(bytes);
  while (in.ok() && !in.at_end()) {
    EpochStart start;
    start.epoch = in.fixed64();
    if (start.epoch == 0) {
      replica.former_lineages.emplace_back();
      continue;
    }
    start.parent = in.fixed64();
    start.after = in.varint();
    const ByteView mac = in.raw(start.mac.size());
    if (mac.size() == start.mac.size()) std::copy(mac.begin(), mac.end(), start.mac.begin());
    (replica.former_lineages.empty() ? replica.lineage : replica.former_lineages.back())
        .push_back(start);
  }
  return in.ok();
}

}  // namespace

LoadProgress progress_of(const std::vector<HeldScope>& scopes) {
  LoadProgress progress;
  for (const HeldScope& scope : scopes) {
    progress.done.rows += scope.done.rows;
    progress.done.bytes += scope.done.bytes;
    progress.total.rows += scope.total.rows;
    progress.total.bytes += scope.total.bytes;
  }
  return progress;
}

namespace {

std::string replica_sql(const std::string& more_columns) {
  return std::string(
             "CREATE TABLE replica(only INTEGER PRIMARY KEY CHECK(only = 1), office_url TEXT NOT "
             "NULL, "
             "token TEXT NOT NULL, tenant TEXT NOT NULL, tenant_title TEXT NOT NULL, "
             "account BLOB NOT NULL, account_name TEXT NOT NULL, device INTEGER NOT NULL, "
             "epoch INTEGER NOT NULL, seq INTEGER NOT NULL, salt INTEGER NOT NULL, "
             "commit_cursor BLOB NOT NULL, consumed INTEGER NOT NULL, confirmed INTEGER NOT NULL, "
             "time_seen INTEGER NOT NULL, clock_offset_ms INTEGER NOT NULL, synced_ms INTEGER NOT "
             "NULL, "
             "wants_number INTEGER NOT NULL, gap_to INTEGER NOT NULL, is_push_only INTEGER NOT "
             "NULL, "
             "audit_due INTEGER NOT NULL, audited_scope INTEGER NOT NULL, audited_ms INTEGER NOT "
             "NULL, "
             "repairs INTEGER NOT NULL, needs_scrub INTEGER NOT NULL, lineage BLOB NOT NULL, "
             "healing INTEGER NOT NULL, fork INTEGER NOT NULL, offered_entity INTEGER NOT NULL, "
             "offered_row INTEGER NOT NULL, resend_to INTEGER NOT NULL, backed_up INTEGER NOT "
             "NULL") +
         more_columns + ");";
}

}  // namespace

Status ReplicaTable::migrate(Database& database) {
  return database.execute(
      replica_sql("") +
      "CREATE TABLE held_scope(scope INTEGER PRIMARY KEY, cursor BLOB NOT NULL, "
      "complete INTEGER NOT NULL, rows INTEGER NOT NULL, bytes INTEGER NOT NULL, "
      "rows_total INTEGER NOT NULL, bytes_total INTEGER NOT NULL);");
}

// Made anew, since a browser's SQLite cannot add a column to a table with a check.
Status ReplicaTable::add_wipe(Database& database) {
  return database.execute(
      "CREATE TABLE replica_before AS SELECT * FROM replica; DROP TABLE replica;" +
      replica_sql(
          ", wipe INTEGER NOT NULL, wipe_ms INTEGER NOT NULL, wiped_scopes INTEGER NOT NULL, "
          "wiped_rows INTEGER NOT NULL, wiped_unsent INTEGER NOT NULL") +
      "INSERT INTO replica SELECT *, 0, 0, 0, 0, 0 FROM replica_before; "
      "DROP TABLE replica_before;");
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
          "audit_due, audited_scope, audited_ms, repairs, lineage, healing, fork, offered_entity, "
          "offered_row, resend_to, backed_up, wipe, wipe_ms, wiped_scopes, wiped_rows, "
          "wiped_unsent FROM replica"));
  BRYGGA_ASSIGN(
      table.save_,
      database.prepare("INSERT OR REPLACE INTO replica VALUES(1,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
                       "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"));
  BRYGGA_ASSIGN(
      table.select_scopes_,
      database.prepare("SELECT scope, cursor, complete, rows, bytes, rows_total, bytes_total "
                       "FROM held_scope ORDER BY scope"));
  BRYGGA_ASSIGN(table.insert_scope_,
                database.prepare("INSERT OR IGNORE INTO held_scope VALUES(?, x'', 0, 0, 0, 0, 0)"));
  BRYGGA_ASSIGN(
      table.update_scope_,
      database.prepare(
          "UPDATE held_scope SET cursor = ?, complete = ?, rows = ?, bytes = ?, rows_total = ?, "
          "bytes_total = ? WHERE scope = ?"));
  BRYGGA_ASSIGN(
      table.forget_,
      database.prepare("UPDATE held_scope SET rows = 0, bytes = 0, rows_total = 0, bytes_total = 0 "
                       "WHERE rows_total + bytes_total + rows + bytes > 0 AND NOT EXISTS "
                       "(SELECT 1 FROM held_scope WHERE complete = 0)"));
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
  const bool is_lineage = read_lineages(load_.blob(24), replica);
  replica.healing = static_cast<Healing>(load_.integer(25) % 3);
  replica.fork = load_.unsigned_integer(26);
  replica.offered_entity = load_.unsigned_integer(27);
  replica.offered_row = load_.integer(28);
  replica.resend_to = load_.unsigned_integer(29);
  replica.backed_up = load_.unsigned_integer(30);
  replica.wipe = static_cast<WipeState>(load_.integer(31) % 4);
  replica.wipe_ms = load_.unsigned_integer(32);
  replica.wiped = {load_.unsigned_integer(33), load_.unsigned_integer(34),
                   load_.unsigned_integer(35)};
  load_.reset();
  if (!is_lineage) {
    return Error{ErrorCode::corrupt, "The store does not say which office it is of.", false,
                 "damaged"};
  }
  return replica;
}

Status ReplicaTable::save(const Replica& replica) {
  const Bytes lineage = lineage_bytes(replica);
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
      .bind(25, ByteView(lineage))
      .bind(26, static_cast<std::int64_t>(replica.healing))
      .bind_unsigned(27, replica.fork)
      .bind_unsigned(28, replica.offered_entity)
      .bind(29, replica.offered_row)
      .bind_unsigned(30, replica.resend_to)
      .bind_unsigned(31, replica.backed_up)
      .bind(32, static_cast<std::int64_t>(replica.wipe))
      .bind_unsigned(33, replica.wipe_ms)
      .bind_unsigned(34, replica.wiped.scopes)
      .bind_unsigned(35, replica.wiped.rows)
      .bind_unsigned(36, replica.wiped.unsent)
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
    held.push_back({select_scopes_.integer(0),
                    *scope,
                    Bytes(cursor.begin(), cursor.end()),
                    select_scopes_.integer(2) != 0,
                    {select_scopes_.unsigned_integer(3), select_scopes_.unsigned_integer(4)},
                    {select_scopes_.unsigned_integer(5), select_scopes_.unsigned_integer(6)}});
  }
}

Status ReplicaTable::hold(ScopeKey scope) { return insert_scope_.bind(1, scope).run(); }

Status ReplicaTable::set_progress(ScopeKey scope, const Bytes& cursor, bool complete,
                                  const LoadSize& done, const LoadSize& total) {
  return update_scope_.bind(1, ByteView(cursor))
      .bind(2, std::int64_t{complete})
      .bind_unsigned(3, done.rows)
      .bind_unsigned(4, done.bytes)
      .bind_unsigned(5, total.rows)
      .bind_unsigned(6, total.bytes)
      .bind(7, scope)
      .run();
}

Status ReplicaTable::forget_progress() { return forget_.run(); }

Status ReplicaTable::release(ScopeKey scope) { return delete_scope_.bind(1, scope).run(); }

}  // namespace brygga
