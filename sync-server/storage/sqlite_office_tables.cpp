#include "storage/sqlite_office_tables.hpp"

#include "storage/journal_event_columns.hpp"

namespace brygga::server {
namespace {

// office_epoch holds this database's own epochs, in order, and, as lost, those that only devices
// know of. feed holds the latest place of each row in its scope: when a row changes again, its old
// entry goes. What has left a scope stands apart in it, so that whoever loads the scope need not
// pass it. size: live rows of a scope, and their estimated bytes. Rows are named by their _key.
// Times are ms since 1970 UTC, stamps' times are ticks.
constexpr const char* tables_sql = R"(
CREATE TABLE office_meta(
  one INTEGER PRIMARY KEY CHECK(one = 1), name TEXT NOT NULL, title TEXT NOT NULL,
  epoch INTEGER NOT NULL, seq INTEGER NOT NULL, salt INTEGER NOT NULL, time INTEGER NOT NULL,
  clock_ms INTEGER NOT NULL, next_device INTEGER NOT NULL, kept_from INTEGER NOT NULL,
  forgotten INTEGER NOT NULL);
CREATE TABLE office_commit(
  seq INTEGER PRIMARY KEY, salt INTEGER NOT NULL, device INTEGER NOT NULL, at_ms INTEGER NOT NULL);
CREATE TABLE office_feed(
  scope INTEGER NOT NULL, seq INTEGER NOT NULL, entity INTEGER NOT NULL, row INTEGER NOT NULL,
  leaves INTEGER NOT NULL, PRIMARY KEY(scope, leaves, seq, entity, row)) WITHOUT ROWID;
CREATE INDEX office_left_index ON office_feed(seq) WHERE leaves = 1;
CREATE TABLE office_size(
  scope INTEGER PRIMARY KEY, rows INTEGER NOT NULL, bytes INTEGER NOT NULL);
CREATE TABLE office_receipt(
  transaction_id BLOB PRIMARY KEY, device INTEGER NOT NULL, first INTEGER NOT NULL,
  code INTEGER NOT NULL, seq INTEGER NOT NULL, refusal_code TEXT, sentence TEXT, edit INTEGER,
  time INTEGER NOT NULL, told_by_rows INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX office_receipt_index ON office_receipt(seq);
CREATE TABLE office_history(
  entity INTEGER NOT NULL, row INTEGER NOT NULL, field INTEGER NOT NULL, time INTEGER NOT NULL,
  device INTEGER NOT NULL, value, seq INTEGER NOT NULL, why INTEGER NOT NULL);
CREATE INDEX office_history_index ON office_history(entity, row);
CREATE TABLE office_grant(
  principal BLOB NOT NULL, scope INTEGER NOT NULL, entity INTEGER NOT NULL, row INTEGER NOT NULL,
  through INTEGER NOT NULL, PRIMARY KEY(principal, scope, entity, row)) WITHOUT ROWID;
CREATE INDEX office_grant_index ON office_grant(entity, row);
CREATE TABLE office_past_grant(
  principal BLOB NOT NULL, scope INTEGER NOT NULL, PRIMARY KEY(principal, scope)) WITHOUT ROWID;
CREATE TABLE office_device(
  number INTEGER PRIMARY KEY, account BLOB NOT NULL, name TEXT NOT NULL, state INTEGER NOT NULL,
  consumed INTEGER NOT NULL, last_time INTEGER NOT NULL, enrolled_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL, lineage INTEGER NOT NULL, push_only INTEGER NOT NULL,
  needed_after INTEGER NOT NULL, acknowledged INTEGER NOT NULL, token BLOB UNIQUE,
  held_scopes INTEGER, unsent INTEGER NOT NULL DEFAULT 0, unsent_ms INTEGER NOT NULL DEFAULT 0);
CREATE TABLE office_invitation(
  code BLOB PRIMARY KEY, account BLOB NOT NULL, device_name TEXT NOT NULL,
  created_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL, used_ms INTEGER NOT NULL,
  attempt BLOB NOT NULL, device INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE office_epoch(
  place INTEGER PRIMARY KEY, epoch INTEGER NOT NULL UNIQUE, parent INTEGER NOT NULL,
  after INTEGER NOT NULL, lost INTEGER NOT NULL);
CREATE TABLE office_taken_back(
  entity INTEGER NOT NULL, row BLOB NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
  at INTEGER NOT NULL, mixed INTEGER NOT NULL, PRIMARY KEY(entity, row, epoch, seq)) WITHOUT ROWID;
CREATE TABLE office_staged(
  device INTEGER NOT NULL, transaction_id BLOB NOT NULL, offset INTEGER NOT NULL,
  part BLOB NOT NULL, PRIMARY KEY(device, transaction_id, offset));
)";

// What is kept for the day when this file is put back from a backup. Rows that were held back may
// not be there yet, so they stand under their ids.
constexpr const char* recovery_tables_sql = R"(
CREATE TABLE office_recovery(
  one INTEGER PRIMARY KEY CHECK(one = 1), tenant INTEGER NOT NULL, has_journal INTEGER NOT NULL,
  guarded_because TEXT NOT NULL, guarded_ms INTEGER NOT NULL, is_backup INTEGER NOT NULL,
  needs_scrub INTEGER NOT NULL);
CREATE TABLE office_event_count(epoch INTEGER PRIMARY KEY, events INTEGER NOT NULL);
CREATE TABLE office_held_back(
  entity INTEGER NOT NULL, row BLOB NOT NULL, field INTEGER NOT NULL, time INTEGER NOT NULL,
  device INTEGER NOT NULL, value, PRIMARY KEY(entity, row, field, time, device)) WITHOUT ROWID;
CREATE TABLE office_held_back_grant(
  entity INTEGER NOT NULL, row BLOB NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(entity, row))
  WITHOUT ROWID;
CREATE TABLE office_replay(
  at_ms INTEGER NOT NULL, seq INTEGER NOT NULL, lost INTEGER NOT NULL, enrolled INTEGER NOT NULL,
  revoked INTEGER NOT NULL, erased INTEGER NOT NULL, raised INTEGER NOT NULL,
  held_back INTEGER NOT NULL);
CREATE TABLE office_backup(path TEXT PRIMARY KEY, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL)
  WITHOUT ROWID;
)";

// Of people who work at the office itself.
constexpr const char* account_tables_sql = R"(
CREATE TABLE office_account(
  account BLOB PRIMARY KEY, password_hash TEXT NOT NULL, password_ms INTEGER NOT NULL,
  device INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE office_command(
  account BLOB NOT NULL, id BLOB NOT NULL, txn BLOB NOT NULL, result TEXT NOT NULL,
  at_ms INTEGER NOT NULL, PRIMARY KEY(account, id)) WITHOUT ROWID;
CREATE INDEX office_command_index ON office_command(at_ms);
)";

// Orders that devices be wiped, and their receipts.
constexpr const char* wipe_table_sql = R"(
CREATE TABLE office_wipe(
  device INTEGER PRIMARY KEY, asked_ms INTEGER NOT NULL, asked_by BLOB NOT NULL,
  done_ms INTEGER NOT NULL, scopes INTEGER NOT NULL, rows INTEGER NOT NULL,
  unsent INTEGER NOT NULL);
)";

std::string journal_queue_sql() {
  return "CREATE TABLE office_journal_queue(place INTEGER PRIMARY KEY, " +
         journal_event_definitions() + ")";
}

constexpr const char* device_columns =
    "number, account, name, state, consumed, last_time, enrolled_ms, last_seen_ms, lineage, "
    "push_only, needed_after, acknowledged, held_scopes, unsent, unsent_ms";

}  // namespace

Status create_office_tables(Database& database) {
  BRYGGA_TRY(database.execute(tables_sql));
  BRYGGA_TRY(database.execute(recovery_tables_sql));
  BRYGGA_TRY(create_account_tables(database));
  BRYGGA_TRY(create_wipe_table(database));
  BRYGGA_TRY(database.execute(journal_queue_sql()));
  return database.execute("PRAGMA user_version=" + std::to_string(tenant_format.version));
}

Status create_account_tables(Database& database) { return database.execute(account_tables_sql); }

Status create_wipe_table(Database& database) { return database.execute(wipe_table_sql); }

Result<OfficeStatements> OfficeStatements::prepare(Database& database) {
  OfficeStatements made;
  Status status;
  const auto prepare = [&](Statement& statement, const std::string& sql) {
    if (!status.ok()) return;
    Result<Statement> prepared = database.prepare(sql);
    if (prepared.ok()) {
      statement = std::move(*prepared);
    } else {
      status = std::move(prepared).error();
    }
  };
  const std::string devices = std::string("SELECT ") + device_columns + " FROM office_device ";
  prepare(made.select_meta,
          "SELECT name, title, epoch, seq, salt, time, clock_ms, next_device, kept_from, "
          "forgotten FROM office_meta");
  prepare(made.update_meta,
          "UPDATE office_meta SET epoch = ?, seq = ?, salt = ?, time = ?, clock_ms = ?, "
          "next_device = ?");
  prepare(made.select_salt, "SELECT salt FROM office_commit WHERE seq = ?");
  prepare(made.insert_commit,
          "INSERT INTO office_commit(seq, salt, device, at_ms) VALUES(?, ?, ?, ?)");
  prepare(made.select_scope, "SELECT key FROM scope WHERE kind = ? AND id = ?");
  prepare(made.select_feed,
          "SELECT seq, entity, row FROM office_feed WHERE scope = ? AND leaves = ? AND "
          "(seq, entity, row) > (?, ?, ?) ORDER BY seq, entity, row LIMIT ?");
  prepare(made.select_size, "SELECT rows, bytes FROM office_size WHERE scope = ?");
  prepare(made.add_size,
          "INSERT INTO office_size(scope, rows, bytes) VALUES(?, ?, ?) ON CONFLICT(scope) DO "
          "UPDATE SET rows = rows + excluded.rows, bytes = bytes + excluded.bytes");
  prepare(made.insert_feed,
          "INSERT INTO office_feed(scope, seq, entity, row, leaves) "
          "SELECT ?, ?, ?, value, ? FROM json_each(?)");
  prepare(made.delete_feed,
          "DELETE FROM office_feed WHERE scope = ? AND leaves = ? AND seq = ? AND entity = ? AND "
          "row = ?");
  prepare(made.select_receipt,
          "SELECT first, code, seq, refusal_code, sentence, edit, time, device, "
          "told_by_rows FROM office_receipt "
          "WHERE transaction_id = ?");
  prepare(made.insert_receipt,
          "INSERT INTO office_receipt(transaction_id, device, first, code, seq, refusal_code, "
          "sentence, edit, time, told_by_rows) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  prepare(made.select_history,
          "SELECT value FROM office_history WHERE entity = ? AND row = ? AND field = ? AND "
          "time = ? AND device = ? AND (why = 2) = ?");
  prepare(made.insert_history,
          "INSERT INTO office_history(entity, row, field, time, device, value, seq, why) "
          "VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
  prepare(made.select_grants_of_row,
          "SELECT principal, scope, through FROM office_grant WHERE entity = ? AND row = ?");
  prepare(made.insert_grant,
          "INSERT INTO office_grant(principal, scope, entity, row, through) "
          "VALUES(?, ?, ?, ?, ?)");
  prepare(made.delete_grants_of_row, "DELETE FROM office_grant WHERE entity = ? AND row = ?");
  prepare(made.insert_past_grant, "INSERT OR IGNORE INTO office_past_grant VALUES(?, ?)");
  prepare(made.select_held,
          "SELECT 1 FROM office_grant WHERE principal = ?1 AND scope = ?2 UNION ALL "
          "SELECT 1 FROM office_past_grant WHERE principal = ?1 AND scope = ?2 LIMIT 1");
  prepare(made.select_granted,
          "SELECT DISTINCT scope FROM office_grant WHERE principal = ? AND through >= ?");
  prepare(made.select_command,
          "SELECT txn, result FROM office_command WHERE account = ? AND id = ?");
  prepare(made.insert_command,
          "INSERT INTO office_command(account, id, txn, result, at_ms) VALUES(?, ?, ?, ?, ?)");
  prepare(made.forget_old_commands, "DELETE FROM office_command WHERE at_ms < ?");
  prepare(made.select_office_account,
          "SELECT password_hash, password_ms, device FROM office_account WHERE account = ?");
  prepare(made.put_office_account,
          "INSERT OR REPLACE INTO office_account(account, password_hash, password_ms, device) "
          "VALUES(?, ?, ?, ?)");
  prepare(made.select_wipe,
          "SELECT asked_ms, asked_by, done_ms, scopes, rows, unsent FROM office_wipe "
          "WHERE device = ?");
  prepare(made.put_wipe, "INSERT OR REPLACE INTO office_wipe VALUES(?, ?, ?, ?, ?, ?, ?)");
  prepare(made.select_device, devices + "WHERE number = ?");
  prepare(made.select_device_of_token, devices + "WHERE token = ?");
  prepare(made.select_devices, devices + "ORDER BY number");
  prepare(
      made.put_device,
      std::string("INSERT INTO office_device(") + device_columns +
          ", token) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(number) DO "
          "UPDATE SET "
          "account = excluded.account, name = excluded.name, state = excluded.state, "
          "consumed = excluded.consumed, last_time = excluded.last_time, "
          "enrolled_ms = excluded.enrolled_ms, last_seen_ms = excluded.last_seen_ms, "
          "lineage = excluded.lineage, push_only = excluded.push_only, "
          "needed_after = excluded.needed_after, acknowledged = excluded.acknowledged, "
          "held_scopes = excluded.held_scopes, unsent = excluded.unsent, "
          "unsent_ms = excluded.unsent_ms, "
          "token = coalesce(excluded.token, token)");
  prepare(made.select_invitation,
          "SELECT account, device_name, created_ms, expires_ms, used_ms, attempt, device "
          "FROM office_invitation WHERE code = ?");
  prepare(made.put_invitation,
          "INSERT OR REPLACE INTO office_invitation(code, account, device_name, created_ms, "
          "expires_ms, used_ms, attempt, device) VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
  prepare(made.select_epochs,
          "SELECT epoch, parent, after FROM office_epoch WHERE lost = ? ORDER BY place");
  prepare(made.insert_epoch,
          "INSERT INTO office_epoch(epoch, parent, after, lost) VALUES(?, ?, ?, ?)");
  prepare(made.select_taken_back,
          "SELECT epoch, seq, at, mixed FROM office_taken_back WHERE entity = ? AND row = ?");
  prepare(made.insert_taken_back,
          "INSERT OR REPLACE INTO office_taken_back(entity, row, epoch, seq, at, mixed) "
          "VALUES(?, ?, ?, ?, ?, ?)");
  prepare(made.select_staged,
          "SELECT part FROM office_staged WHERE device = ? AND transaction_id = ? "
          "ORDER BY offset");
  prepare(made.insert_staged,
          "INSERT INTO office_staged(device, transaction_id, offset, part) VALUES(?, ?, ?, ?)");
  prepare(made.delete_staged, "DELETE FROM office_staged WHERE device = ? AND transaction_id = ?");
  prepare(made.delete_pieces, "DELETE FROM office_staged WHERE transaction_id = ?");
  prepare(made.staged_bytes, "SELECT sum(length(part)) FROM office_staged WHERE device = ?");
  prepare(made.select_queue,
          "SELECT " + journal_event_names() + " FROM office_journal_queue ORDER BY place");
  prepare(made.insert_queue, "INSERT INTO office_journal_queue(" + journal_event_names() +
                                 ") VALUES(" + journal_event_marks() + ")");
  prepare(made.delete_queue, "DELETE FROM office_journal_queue WHERE epoch = ? AND number = ?");
  prepare(made.count_event,
          "INSERT INTO office_event_count(epoch, events) VALUES(?, 1) ON CONFLICT(epoch) DO UPDATE "
          "SET events = events + 1 RETURNING events");
  prepare(made.select_held_grant,
          "SELECT 1 FROM office_held_back_grant WHERE entity = ? AND row = ?");
  prepare(made.release_grant,
          "DELETE FROM office_held_back_grant WHERE entity = ? AND row = ? AND seq <= ?");
  prepare(made.select_guard, "SELECT guarded_because <> '' FROM office_recovery");
  prepare(made.select_backed_up, "SELECT min(seq) FROM office_backup");
  prepare(made.select_commits,
          "SELECT seq, at_ms FROM office_commit WHERE seq >= ? ORDER BY seq LIMIT ?");
  prepare(made.update_kept, "UPDATE office_meta SET kept_from = ?, forgotten = ?");
  prepare(made.forget_commits,
          "DELETE FROM office_commit WHERE seq IN "
          "(SELECT seq FROM office_commit WHERE seq < ? ORDER BY seq LIMIT ?)");
  prepare(made.forget_left,
          "DELETE FROM office_feed WHERE (scope, leaves, seq, entity, row) IN (SELECT scope, "
          "leaves, seq, entity, row FROM office_feed INDEXED BY office_left_index "
          "WHERE leaves = 1 AND seq <= ? LIMIT ?)");
  prepare(made.forget_receipts,
          "DELETE FROM office_receipt WHERE transaction_id IN (SELECT r.transaction_id FROM "
          "office_receipt r JOIN office_device d ON d.number = r.device WHERE r.seq < ? AND "
          "r.first <= d.acknowledged LIMIT ?)");
  prepare(made.forget_staged,
          "DELETE FROM office_staged WHERE (device, transaction_id, offset) IN (SELECT s.device, "
          "s.transaction_id, s.offset FROM office_staged s JOIN office_device d ON d.number = "
          "s.device WHERE d.state = 1 AND d.needed_after < ? LIMIT ?)");
  prepare(made.select_forgettable,
          "SELECT EXISTS(SELECT 1 FROM office_commit WHERE seq < ?1) OR EXISTS(SELECT 1 FROM "
          "office_feed INDEXED BY office_left_index WHERE leaves = 1 AND seq <= ?1) OR "
          "EXISTS(SELECT 1 FROM office_receipt r JOIN office_device d ON d.number = r.device "
          "WHERE r.seq < ?1 AND r.first <= d.acknowledged)");
  prepare(made.data_version, "PRAGMA data_version");
  if (!status.ok()) return std::move(status).error();
  return made;
}

}  // namespace brygga::server
