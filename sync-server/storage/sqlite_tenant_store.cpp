#include "storage/sqlite_tenant_store.hpp"

#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <mutex>

#include "storage/sqlite_account_view.hpp"
#include "storage/sqlite_tenant_files.hpp"
#include "storage/sqlite_tenant_view.hpp"
#include "storage/tenant_lock.hpp"

namespace brygga::server {
namespace {

// What a connection keeps in memory (KiB), and how large the log may stay on disk (bytes).
constexpr const char* connection_sql =
    "PRAGMA cache_size=-8192; PRAGMA journal_size_limit=67108864";

// Connections of accounts that wait for the next call.
constexpr std::size_t viewers_max = 8;

Result<std::unique_ptr<TenantConnection>> connect(const std::string& path, const Schema& schema) {
  auto connection = std::make_unique<TenantConnection>();
  BRYGGA_ASSIGN(connection->database, Database::open(path, Database::Mode::existing));
  BRYGGA_TRY(make_durable(connection->database, tenant_format));
  BRYGGA_TRY(connection->database.execute(connection_sql));
  BRYGGA_ASSIGN(connection->tables, Tables::open(connection->database, schema));
  BRYGGA_ASSIGN(connection->statements, OfficeStatements::prepare(connection->database));
  return connection;
}

class SqliteTenantStore final : public TenantStore {
 public:
  SqliteTenantStore(std::string path, const Schema& schema, TenantLock lock,
                    std::unique_ptr<TenantConnection> writer)
      : path_(std::move(path)),
        schema_(schema),
        lock_(std::move(lock)),
        writer_(std::move(writer)) {}

  Status read(const std::function<Status(TenantReader&)>& work) override {
    BRYGGA_ASSIGN(std::unique_ptr<TenantConnection> connection, take_reader());
    Status outcome = connection->database.execute("BEGIN");
    if (outcome.ok()) {
      SqliteTenantView view(*connection);
      outcome = work(view);
      // Nothing was written, so that there is nothing to lose in ending it.
      (void)connection->database.execute("ROLLBACK");
    }
    give_back(std::move(connection));
    return outcome;
  }

  Result<std::unique_ptr<AccountView>> view(const AccountSight& sight) override {
    BRYGGA_ASSIGN(std::unique_ptr<AccountConnection> connection, take_viewer(sight.account));
    BRYGGA_TRY(connection->begin(sight));
    return std::unique_ptr<AccountView>(std::make_unique<SqliteAccountView>(
        std::move(connection), [this, account = sight.account](auto used) {
          give_viewer_back(account, std::move(used));
        }));
  }

  Status write(const std::function<Status(TenantWriter&)>& work) override {
    const std::lock_guard lock(write_mutex_);
    Status outcome = write_locked(work);
    if (!outcome.ok()) writer_->forget_keys();
    return outcome;
  }

  Result<bool> changed_elsewhere() override {
    const std::lock_guard lock(write_mutex_);
    Statement& select = writer_->statements.data_version;
    BRYGGA_ASSIGN(const bool has_row, select.step());
    const std::int64_t version = has_row ? select.integer(0) : 0;
    select.reset();
    return std::exchange(data_version_, version) != version;
  }

  Result<bool> has_journaled(const CommitName&) override { return true; }

  Status scrub() override {
    const std::lock_guard lock(write_mutex_);
    Database& database = writer_->database;
    BRYGGA_TRY(database.execute("VACUUM"));
    // What stood in the log is gone only when nobody reads from it any more.
    BRYGGA_ASSIGN(const std::int64_t is_blocked,
                  database.integer("PRAGMA wal_checkpoint(TRUNCATE)"));
    if (is_blocked != 0) {
      return Error{ErrorCode::busy,
                   "What was erased cannot be removed from the files while another program reads "
                   "them (" +
                       path_ + "). Close it; opening the tenant tries again.",
                   true, "busy"};
    }
    return database.execute("UPDATE office_recovery SET needs_scrub = 0");
  }

 private:
  Status write_locked(const std::function<Status(TenantWriter&)>& work) {
    BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(writer_->database));
    writer_->tables->begin();
    SqliteTenantView view(*writer_);
    BRYGGA_TRY(work(view));
    BRYGGA_TRY(view.flush());
    BRYGGA_TRY(transaction.commit());
    if (view.begun() != 0) settle(view.begun());
    return {};
  }

  // Once the file itself has the epoch, and not only its log, a log beside a file without it is
  // known for another's (settle_files). Nothing is lost when that cannot be now.
  void settle(std::uint64_t epoch) {
    Result<Statement> checkpoint = writer_->database.prepare("PRAGMA wal_checkpoint(PASSIVE)");
    if (!checkpoint.ok()) return;
    const Result<bool> has_row = checkpoint->step();
    const bool is_settled = has_row.ok() && *has_row && checkpoint->integer(0) == 0 &&
                            checkpoint->integer(1) == checkpoint->integer(2);
    if (is_settled) (void)lock_.keep_number(epoch);
  }

  Result<std::unique_ptr<TenantConnection>> take_reader() {
    {
      const std::lock_guard lock(readers_mutex_);
      if (!readers_.empty()) {
        std::unique_ptr<TenantConnection> reader = std::move(readers_.back());
        readers_.pop_back();
        return reader;
      }
    }
    BRYGGA_ASSIGN(std::unique_ptr<TenantConnection> reader, connect(path_, schema_));
    BRYGGA_TRY(reader->database.execute("PRAGMA query_only=1"));
    return reader;
  }

  void give_back(std::unique_ptr<TenantConnection> reader) {
    const std::lock_guard lock(readers_mutex_);
    readers_.push_back(std::move(reader));
  }

  // One that served the account last has its scopes at hand.
  Result<std::unique_ptr<AccountConnection>> take_viewer(const RowId& account) {
    {
      const std::lock_guard lock(readers_mutex_);
      const auto found =
          std::find_if(viewers_.rbegin(), viewers_.rend(),
                       [&](const Viewer& viewer) { return viewer.account == account; });
      if (found != viewers_.rend()) {
        std::unique_ptr<AccountConnection> connection = std::move(found->connection);
        viewers_.erase(std::next(found).base());
        return connection;
      }
    }
    return AccountConnection::open(path_, schema_);
  }

  void give_viewer_back(const RowId& account, std::unique_ptr<AccountConnection> connection) {
    const std::lock_guard lock(readers_mutex_);
    viewers_.push_back({account, std::move(connection)});
    if (viewers_.size() > viewers_max) viewers_.erase(viewers_.begin());
  }

  const std::string path_;
  const Schema& schema_;
  const TenantLock lock_;

  std::mutex write_mutex_;
  const std::unique_ptr<TenantConnection> writer_;
  std::int64_t data_version_ = 0;

  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<TenantConnection>> readers_;  // at most one per thread that reads
  struct Viewer {
    RowId account;
    std::unique_ptr<AccountConnection> connection;
  };
  std::vector<Viewer> viewers_;  // the one that was used last at the end
};

// Where the schema wants rows of a day first, they are found without passing the others.
Status make_first_sync_indexes(Database& database, const Schema& schema) {
  for (const EntityDef& entity : schema.entities) {
    const FieldDef* day = entity.field(entity.first_sync.day);
    if (day == nullptr) continue;
    BRYGGA_TRY(database.execute("CREATE INDEX IF NOT EXISTS \"office_first." + entity.name +
                                "\" ON \"" + entity.name + "\"(_scope, \"" + day->name + "\")"));
  }
  return {};
}

Status insert_meta(Database& database, const TenantInfo& info) {
  BRYGGA_ASSIGN(Statement insert,
                database.prepare("INSERT INTO office_meta(one, name, title, epoch, seq, salt, "
                                 "time, clock_ms, next_device, kept_from, forgotten) "
                                 "VALUES(1, ?, ?, ?, 0, 0, 0, 0, 1, 0, 0)"));
  BRYGGA_TRY(insert.bind(1, std::string_view(info.name))
                 .bind(2, std::string_view(info.title))
                 .bind_unsigned(3, info.epoch)
                 .run());
  BRYGGA_ASSIGN(insert, database.prepare("INSERT INTO office_epoch(epoch, parent, after, lost) "
                                         "VALUES(?, 0, 0, 0)"));
  return insert.bind_unsigned(1, info.epoch).run();
}

Status insert_recovery(Database& database, const TenantInfo& info) {
  BRYGGA_ASSIGN(Statement insert,
                database.prepare("INSERT INTO office_recovery(one, tenant, has_journal, "
                                 "guarded_because, guarded_ms, is_backup, needs_scrub) "
                                 "VALUES(1, ?, 0, '', 0, 0, 0)"));
  return insert.bind_unsigned(1, info.epoch).run();
}

class SqliteTenantStores final : public TenantStores {
 public:
  SqliteTenantStores(std::string folder, const Schema& schema)
      : folder_(std::move(folder)), schema_(schema) {}

  Status create(const TenantInfo& info) override {
    std::error_code failure;
    std::filesystem::create_directories(folder_, failure);
    if (failure) {
      return Error{ErrorCode::storage,
                   "The folder " + folder_ + " cannot be made: " + failure.message() + ".", false,
                   "cannot_open"};
    }
    BRYGGA_ASSIGN(Database database, Database::open(path_of(info.name), Database::Mode::create));
    BRYGGA_ASSIGN(const std::int32_t version, check_format(database, tenant_format));
    if (version != 0) return taken(info.name);
    BRYGGA_TRY(make_durable(database, tenant_format));
    BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(database));
    // Another process may have been quicker.
    BRYGGA_ASSIGN(const std::int64_t made, database.integer("PRAGMA user_version"));
    if (made != 0) return taken(info.name);
    BRYGGA_TRY(create_office_tables(database));
    BRYGGA_TRY(Tables::migrate(database, schema_));
    BRYGGA_TRY(make_first_sync_indexes(database, schema_));
    BRYGGA_TRY(insert_meta(database, info));
    BRYGGA_TRY(insert_recovery(database, info));
    return transaction.commit();
  }

  Result<std::unique_ptr<TenantStore>> open(std::string_view name) override {
    const std::string path = path_of(name);
    std::error_code failure;
    if (!std::filesystem::exists(path, failure)) return missing(name);
    BRYGGA_ASSIGN(TenantLock lock, TenantLock::enter(lock_path(folder_, name)));
    if (lock.is_alone()) {
      BRYGGA_ASSIGN(const std::string aside, settle_files(path, lock.kept_number()));
      if (!aside.empty()) {
        spdlog::warn("tenant {}: a write-ahead log that is of another database lies in {} now",
                     name, aside);
      }
      // What is kept must be true of this file, whatever comes next.
      if (lock.kept_number() != 0 && !has_epoch(path, lock.kept_number())) {
        BRYGGA_TRY(lock.keep_number(0));
      }
      BRYGGA_TRY(lock.let_others_in());
    }
    BRYGGA_TRY(make_current(path, name));
    BRYGGA_ASSIGN(std::unique_ptr<TenantConnection> writer, connect(path, schema_));
    auto store =
        std::make_unique<SqliteTenantStore>(path, schema_, std::move(lock), std::move(writer));
    BRYGGA_TRY(store->changed_elsewhere());  // from here on, changes count
    return std::unique_ptr<TenantStore>(std::move(store));
  }

  Result<std::vector<std::string>> names() override {
    std::vector<std::string> names;
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, failure)) {
      if (entry.path().extension() == ".db") names.push_back(entry.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  std::string path_of(std::string_view name) const { return database_path(folder_, name); }

  static Error taken(const std::string& name) {
    return {ErrorCode::conflict, "There is a tenant \"" + name + "\" already.", false,
            "name_taken"};
  }

  static Error missing(std::string_view name) {
    return {ErrorCode::not_found, "There is no tenant \"" + std::string(name) + "\".", false,
            "unknown_tenant"};
  }

  static bool has_epoch(const std::string& path, std::uint64_t epoch) {
    Result<Database> database = Database::open(path, Database::Mode::existing);
    if (!database.ok()) return false;
    Result<Statement> select =
        database->prepare("SELECT 1 FROM office_epoch WHERE epoch = ? AND lost = 0");
    if (!select.ok()) return false;
    const Result<bool> has_row = select->bind_unsigned(1, epoch).step();
    return has_row.ok() && *has_row;
  }

  // Brings the tables to this program's schema; refuses what is not ours before touching it.
  Status make_current(const std::string& path, std::string_view name) const {
    BRYGGA_ASSIGN(Database database, Database::open(path, Database::Mode::existing));
    BRYGGA_ASSIGN(const std::int32_t version, check_format(database, tenant_format));
    if (version == 0) return missing(name);  // its making was interrupted; create() takes it up
    BRYGGA_TRY(make_durable(database, tenant_format));
    BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(database));
    BRYGGA_TRY(Tables::migrate(database, schema_));
    BRYGGA_TRY(make_first_sync_indexes(database, schema_));
    if (version < 2) {
      // Of receipts before, nobody knows the stamp.
      BRYGGA_TRY(database.execute(
          "ALTER TABLE office_receipt ADD COLUMN time INTEGER NOT NULL DEFAULT 0; "
          "ALTER TABLE office_receipt ADD COLUMN told_by_rows INTEGER NOT NULL DEFAULT 0"));
    }
    if (version < 3) BRYGGA_TRY(create_account_tables(database));
    if (version < 4) {
      BRYGGA_TRY(database.execute(
          "ALTER TABLE office_device ADD COLUMN held_scopes INTEGER; "
          "ALTER TABLE office_device ADD COLUMN unsent INTEGER NOT NULL DEFAULT 0; "
          "ALTER TABLE office_device ADD COLUMN unsent_ms INTEGER NOT NULL DEFAULT 0"));
      BRYGGA_TRY(create_wipe_table(database));
    }
    if (version < tenant_format.version) {
      BRYGGA_TRY(database.execute("PRAGMA user_version=" + std::to_string(tenant_format.version)));
    }
    return transaction.commit();
  }

  const std::string folder_;
  const Schema& schema_;
};

}  // namespace

void tune_sqlite() { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

std::string database_path(const std::string& folder, std::string_view name) {
  return folder + "/" + std::string(name) + ".db";
}

std::string lock_path(const std::string& folder, std::string_view name) {
  return folder + "/" + std::string(name) + ".lock";
}

std::unique_ptr<TenantStores> sqlite_tenant_stores(const std::string& folder,
                                                   const Schema& schema) {
  return std::make_unique<SqliteTenantStores>(folder, schema);
}

}  // namespace brygga::server
