// SQLite as a value: connections, statements and transactions that clean up after themselves, and
// its result codes as Errors that say what to do.
//
// A Database and what it made belong to one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/uuid.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace brygga {

// A prepared statement. Bound texts and blobs are not copied: they must live until step() or run().
// Columns count from 0, parameters from 1; column views live until the next step() or reset().
class Statement {
 public:
  Statement() = default;

  Statement& bind(int at, std::int64_t value);
  Statement& bind_unsigned(int at, std::uint64_t value) {
    return bind(at, static_cast<std::int64_t>(value));
  }
  Statement& bind(int at, double value);
  Statement& bind(int at, std::string_view text);
  Statement& bind(int at, ByteView blob);
  Statement& bind(int at, const Uuid& uuid) { return bind(at, uuid.view()); }
  Statement& bind_null(int at);

  // True when there is a row to read; false when the statement is done (it is then reset).
  Result<bool> step();
  // Runs to the end, for statements without rows.
  Status run();
  void reset();

  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  std::uint64_t unsigned_integer(int column) const {
    return static_cast<std::uint64_t>(integer(column));
  }
  double real(int column) const;
  std::string_view text(int column) const;
  ByteView blob(int column) const;
  Uuid uuid(int column) const;  // nil when the column is not 16 bytes
  int columns() const;
  int parameters() const;
  std::string column_name(int column) const;
  int column_type(int column) const;  // SQLITE_INTEGER, ...

  // False for a statement that was never prepared, or from text without one.
  bool is_there() const { return statement_ != nullptr; }
  // True when the statement changes nothing in the database.
  bool is_read_only() const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// Resets a statement when the loop over its rows ends, be it by an error within: a statement that
// is left in the middle goes on there when it is used again, and cannot be bound.
class RowLoop {
 public:
  explicit RowLoop(Statement& statement) : statement_(statement) {}
  RowLoop(const RowLoop&) = delete;
  RowLoop& operator=(const RowLoop&) = delete;
  ~RowLoop() { statement_.reset(); }

 private:
  Statement& statement_;
};

class Database {
 public:
  enum class Mode { create, existing, read_only };

  // Opens the file; Mode::create makes it when it is missing. No file is changed by opening alone.
  static constexpr int busy_wait_ms = 10'000;  // how long it waits for another that writes
  static Result<Database> open(const std::string& path, Mode mode);

  // The same, read-only, for a file named by an SQLite URI.
  static Result<Database> open_uri(const std::string& uri);

  // Runs one or more statements without rows.
  Status execute(const char* sql);
  Status execute(const std::string& sql) { return execute(sql.c_str()); }
  // The first statement of the text; rest (may be null) takes what follows it.
  Result<Statement> prepare(std::string_view sql, std::string_view* rest = nullptr);
  // The first column of the first row; 0 when there is none.
  Result<std::int64_t> integer(std::string_view sql);

  // Keeps the file from every other connection until this one is closed. A write-ahead log then
  // needs no memory shared between processes, which not every file system has; so it has to be said
  // before anything is read.
  Status keep_alone();
  void set_busy_wait(int wait_ms);
  std::int64_t last_insert_rowid() const;
  std::int64_t changes() const;        // by the last statement
  std::int64_t total_changes() const;  // by this connection, so far
  bool in_transaction() const;
  const std::string& path() const { return path_; }
  sqlite3* handle() const { return database_.get(); }

 private:
  static Result<Database> open_with(const std::string& path, int flags);
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::unique_ptr<sqlite3, Close> database_;
  std::string path_;
};

// BEGIN IMMEDIATE until commit(); without it, everything is rolled back at the end of the scope.
class SqlTransaction {
 public:
  static Result<SqlTransaction> begin(Database& database);
  SqlTransaction(SqlTransaction&& other) noexcept;
  SqlTransaction& operator=(SqlTransaction&&) = delete;
  ~SqlTransaction();
  Status commit();

 private:
  explicit SqlTransaction(Database& database) : database_(&database) {}
  Database* database_;
};

// A file that one of our programs made: which kind, and in which version of its format.
struct FileFormat {
  std::int32_t application_id = 0;  // SQLite's header field of that name
  std::int32_t version = 0;         // SQLite's user_version
  const char* what = "";            // for messages: "a Brygga device store"
};

// Whether the file is new (0), or in which version it is. An error, with the file left as it was,
// when it is no such file, or is newer than format.version.
Result<std::int32_t> check_format(Database& database, const FileFormat& format);

// Sets the connection up so that a commit that returned survives a crash and loss of power (WAL,
// synchronous=FULL), and writes the format's marks into a new file.
Status make_durable(Database& database, const FileFormat& format);

// The Error of an SQLite result code, for what was being done on which file.
Error sqlite_error(int code, const std::string& detail, const std::string& path);

}  // namespace brygga
