#include "store/database.hpp"

#include <sqlite3.h>

#include "base/check.hpp"
#include "base/fault.hpp"

namespace brygga {

Error sqlite_error(int code, const std::string& detail, const std::string& path) {
  const std::string on = " (" + path + ": " + detail + ")";
  // A full disk may show first in the memory that connections share, which is a file, too.
  const bool is_full = code == SQLITE_IOERR_SHMSIZE;
  switch (is_full ? SQLITE_FULL : code & 0xFF) {
    case SQLITE_FULL:
      return {ErrorCode::storage_full,
              "There is no room left to save. Free some space and try again; nothing that was "
              "saved before is lost." +
                  on,
              true, "disk_full"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::busy, "Another program is writing to the store. Try again." + on, true,
              "busy"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {ErrorCode::storage,
              "The store cannot be written: the file or its folder is read-only. Allow writing, or "
              "choose another place." +
                  on,
              false, "read_only"};
    case SQLITE_CANTOPEN:
      return {ErrorCode::storage,
              "The store cannot be opened. Does its folder exist, and may this program write "
              "there?" +
                  on,
              false, "cannot_open"};
    case SQLITE_CONSTRAINT:
      return {ErrorCode::conflict, "There is such a record already." + on, false, "exists"};
    case SQLITE_NOTADB:
      return {ErrorCode::corrupt, "This file is no Brygga store. It was left as it was." + on,
              false, "not_a_store"};
    case SQLITE_CORRUPT:
      return {ErrorCode::corrupt,
              "The store is damaged. Keep the file, and restore from a backup or enrol again." + on,
              false, "damaged"};
    case SQLITE_IOERR:
      return {ErrorCode::storage, "Reading or writing the store failed." + on, true, "io"};
    default:
      return {ErrorCode::internal, "The store reports an error." + on, false, "sqlite"};
  }
}

namespace {

Error error_of(sqlite3* database, int code) {
  const char* file = sqlite3_db_filename(database, "main");
  return sqlite_error(code, sqlite3_errmsg(database), file != nullptr ? file : "");
}

// A bind fails only through a wrong index or a value beyond SQLite's bound: both are bugs.
void check_bound(int code) { BRYGGA_CHECK(code == SQLITE_OK); }

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement& Statement::bind(int at, std::int64_t value) {
  check_bound(sqlite3_bind_int64(statement_.get(), at, value));
  return *this;
}

Statement& Statement::bind(int at, double value) {
  check_bound(sqlite3_bind_double(statement_.get(), at, value));
  return *this;
}

Statement& Statement::bind(int at, std::string_view text) {
  const char* start = text.data() != nullptr ? text.data() : "";
  check_bound(
      sqlite3_bind_text64(statement_.get(), at, start, text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind(int at, ByteView blob) {
  static constexpr std::uint8_t nothing = 0;
  const void* start = blob.data() != nullptr ? blob.data() : &nothing;
  check_bound(sqlite3_bind_blob64(statement_.get(), at, start, blob.size(), SQLITE_STATIC));
  return *this;
}

Statement& Statement::bind_null(int at) {
  check_bound(sqlite3_bind_null(statement_.get(), at));
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) {
    return true;
  }
  if (code == SQLITE_DONE) {
    sqlite3_reset(statement_.get());
    return false;
  }
  Error error = error_of(sqlite3_db_handle(statement_.get()), code);
  sqlite3_reset(statement_.get());
  return error;
}

Status Statement::run() {
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, step());
    if (!has_row) return {};
  }
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

std::string_view Statement::text(int column) const {
  const auto* start = sqlite3_column_text(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return {reinterpret_cast<const char*>(start), start != nullptr ? size : 0};
}

ByteView Statement::blob(int column) const {
  const auto* start = sqlite3_column_blob(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return {static_cast<const std::uint8_t*>(start), start != nullptr ? size : 0};
}

Uuid Statement::uuid(int column) const { return uuid_from_bytes(blob(column)).value_or(Uuid{}); }

int Statement::columns() const { return sqlite3_column_count(statement_.get()); }

int Statement::parameters() const { return sqlite3_bind_parameter_count(statement_.get()); }

std::string Statement::column_name(int column) const {
  const char* name = sqlite3_column_name(statement_.get(), column);
  return name != nullptr ? name : "";
}

int Statement::column_type(int column) const {
  return sqlite3_column_type(statement_.get(), column);
}

bool Statement::is_read_only() const { return sqlite3_stmt_readonly(statement_.get()) != 0; }

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Result<Database> Database::open(const std::string& path, Mode mode) {
  const int flags = mode == Mode::read_only  ? SQLITE_OPEN_READONLY
                    : mode == Mode::existing ? SQLITE_OPEN_READWRITE
                                             : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  return open_with(path, flags);
}

Result<Database> Database::open_uri(const std::string& uri) {
  return open_with(uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
}

Result<Database> Database::open_with(const std::string& path, int flags) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database;
  database.database_.reset(raw);
  database.path_ = path;
  if (code != SQLITE_OK) {
    return sqlite_error(code, raw != nullptr ? sqlite3_errmsg(raw) : "out of memory", path);
  }
  sqlite3_extended_result_codes(raw, 1);
  // One plan for all values: else a statement that a partial index might serve is prepared again
  // each time that its parameters change.
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
  database.set_busy_wait(busy_wait_ms);
  return database;
}

Status Database::keep_alone() { return execute("PRAGMA locking_mode=EXCLUSIVE"); }

void Database::set_busy_wait(int wait_ms) { sqlite3_busy_timeout(database_.get(), wait_ms); }

Status Database::execute(const char* sql) {
  const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    return sqlite_error(code, sqlite3_errmsg(database_.get()), path_);
  }
  return {};
}

Result<Statement> Database::prepare(std::string_view sql, std::string_view* rest) {
  sqlite3_stmt* raw = nullptr;
  const char* end = nullptr;
  const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, &end);
  if (code != SQLITE_OK) {
    return sqlite_error(code, sqlite3_errmsg(database_.get()), path_);
  }
  if (rest != nullptr) *rest = sql.substr(static_cast<std::size_t>(end - sql.data()));
  Statement statement;
  statement.statement_.reset(raw);
  return statement;
}

Result<std::int64_t> Database::integer(std::string_view sql) {
  BRYGGA_ASSIGN(Statement statement, prepare(sql));
  BRYGGA_ASSIGN(const bool has_row, statement.step());
  return has_row ? statement.integer(0) : 0;
}

std::int64_t Database::last_insert_rowid() const {
  return sqlite3_last_insert_rowid(database_.get());
}

std::int64_t Database::changes() const { return sqlite3_changes64(database_.get()); }

std::int64_t Database::total_changes() const { return sqlite3_total_changes64(database_.get()); }

bool Database::in_transaction() const { return sqlite3_get_autocommit(database_.get()) == 0; }

Result<SqlTransaction> SqlTransaction::begin(Database& database) {
  BRYGGA_TRY(database.execute("BEGIN IMMEDIATE"));
  return SqlTransaction(database);
}

SqlTransaction::SqlTransaction(SqlTransaction&& other) noexcept : database_(other.database_) {
  other.database_ = nullptr;
}

SqlTransaction::~SqlTransaction() {
  // SQLite may have rolled back by itself (disk full); a failed ROLLBACK leaves nothing behind.
  if (database_ != nullptr && database_->in_transaction()) {
    (void)database_->execute("ROLLBACK");
  }
}

Status SqlTransaction::commit() {
  BRYGGA_TRY(database_->execute("COMMIT"));
  database_ = nullptr;
  return {};
}

Result<std::int32_t> check_format(Database& database, const FileFormat& format) {
  BRYGGA_ASSIGN(const std::int64_t id, database.integer("PRAGMA application_id"));
  BRYGGA_ASSIGN(const std::int64_t version, database.integer("PRAGMA user_version"));
  BRYGGA_ASSIGN(const std::int64_t tables, database.integer("SELECT count(*) FROM sqlite_schema"));
  const std::string on = " (" + database.path() + ")";
  if (id == 0 && version == 0 && tables == 0) {
    return 0;
  }
  if (id != format.application_id) {
    return Error{ErrorCode::corrupt,
                 std::string("This file is not ") + format.what + ". It was left as it was." + on,
                 false, "not_a_store"};
  }
  if (version > format.version) {
    return Error{ErrorCode::too_new,
                 "This file was written by a newer version of Brygga (format " +
                     std::to_string(version) + "; this program knows up to " +
                     std::to_string(format.version) +
                     "). Update the program; the file was left "
                     "as it was." +
                     on,
                 false, "newer_store"};
  }
  return static_cast<std::int32_t>(version);
}

Status make_durable(Database& database, const FileFormat& format) {
  BRYGGA_TRY(
      database.execute("PRAGMA synchronous=FULL; PRAGMA foreign_keys=OFF; "
                       "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8192"));
  if (has_fault(Fault::sync_skipped)) BRYGGA_TRY(database.execute("PRAGMA synchronous=OFF"));
  BRYGGA_ASSIGN(const std::int64_t id, database.integer("PRAGMA application_id"));
  if (id == 0) {
    BRYGGA_TRY(database.execute("PRAGMA application_id=" + std::to_string(format.application_id)));
  }
  BRYGGA_ASSIGN(Statement wal, database.prepare("PRAGMA journal_mode=WAL"));
  BRYGGA_ASSIGN(const bool has_row, wal.step());
  if (!has_row || wal.text(0) != "wal") {
    return Error{ErrorCode::storage,
                 "The store cannot use a write-ahead log in its folder (" + database.path() + ").",
                 false, "no_wal"};
  }
  return {};
}

}  // namespace brygga
