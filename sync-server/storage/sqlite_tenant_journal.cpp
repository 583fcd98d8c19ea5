#include "storage/sqlite_tenant_journal.hpp"

#include <filesystem>
#include <map>
#include <mutex>

#include "storage/journal_event_columns.hpp"

namespace brygga::server {
namespace {

constexpr FileFormat journal_format{0x42724A6F, 1, "a Brygga tenant journal"};  // "BrJo"

std::string journal_tables_sql() {
  return "CREATE TABLE journal(one INTEGER PRIMARY KEY CHECK(one = 1), tenant INTEGER NOT NULL);"
         "CREATE TABLE epoch(place INTEGER PRIMARY KEY, epoch INTEGER NOT NULL UNIQUE, "
         "mark INTEGER NOT NULL);"
         "CREATE TABLE event(place INTEGER PRIMARY KEY, " +
         journal_event_definitions() + ", UNIQUE(epoch, number));";
}

class SqliteTenantJournal final : public TenantJournal {
 public:
  explicit SqliteTenantJournal(Database database) : database_(std::move(database)) {}

  Status prepare() {
    const auto prepared = [&](Statement& statement, const std::string& sql) -> Status {
      BRYGGA_ASSIGN(statement, database_.prepare(sql));
      return {};
    };
    BRYGGA_TRY(prepared(insert_, "INSERT OR IGNORE INTO event(" + journal_event_names() +
                                     ") VALUES(" + journal_event_marks() + ")"));
    BRYGGA_TRY(prepared(begin_, "INSERT OR IGNORE INTO epoch(epoch, mark) VALUES(?, ?)"));
    return prepared(mark_, "UPDATE epoch SET mark = ?2 WHERE epoch = ?1 AND mark < ?2");
  }

  Result<std::uint64_t> tenant() override {
    const std::lock_guard lock(mutex_);
    BRYGGA_ASSIGN(const std::int64_t tenant, database_.integer("SELECT tenant FROM journal"));
    return static_cast<std::uint64_t>(tenant);
  }

  Status append(const std::vector<JournalEvent>& events) override {
    if (events.empty()) return {};
    const std::lock_guard lock(mutex_);
    BRYGGA_TRY(wait_for_disk(true));
    BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(database_));
    for (const JournalEvent& event : events) {
      bind_event(insert_, event);
      BRYGGA_TRY(insert_.run());
    }
    return transaction.commit();
  }

  Status begin_epoch(const EpochMark& epoch) override {
    const std::lock_guard lock(mutex_);
    BRYGGA_TRY(wait_for_disk(true));
    return begin_.bind_unsigned(1, epoch.epoch).bind_unsigned(2, epoch.seq).run();
  }

  Status mark(const EpochMark& newest) override {
    const std::lock_guard lock(mutex_);
    BRYGGA_TRY(wait_for_disk(false));
    return mark_.bind_unsigned(1, newest.epoch).bind_unsigned(2, newest.seq).run();
  }

  Result<std::optional<Seq>> mark_of(std::uint64_t epoch) override {
    const std::lock_guard lock(mutex_);
    BRYGGA_ASSIGN(Statement select, database_.prepare("SELECT mark FROM epoch WHERE epoch = ?"));
    BRYGGA_ASSIGN(const bool has_row, select.bind_unsigned(1, epoch).step());
    return has_row ? std::optional<Seq>(select.unsigned_integer(0)) : std::nullopt;
  }

  Result<std::vector<EpochMark>> epochs() override {
    const std::lock_guard lock(mutex_);
    std::vector<EpochMark> epochs;
    BRYGGA_ASSIGN(Statement select,
                  database_.prepare("SELECT epoch, mark FROM epoch ORDER BY place"));
    while (true) {
      BRYGGA_ASSIGN(const bool has_row, select.step());
      if (!has_row) return epochs;
      epochs.push_back({select.unsigned_integer(0), select.unsigned_integer(1)});
    }
  }

  Result<std::vector<JournalEvent>> events_beyond(const std::vector<EventCount>& known) override {
    const std::lock_guard lock(mutex_);
    std::map<std::uint64_t, std::uint64_t> counts;
    for (const EventCount& count : known) counts[count.epoch] = count.events;
    // Epochs are few; what is known of most of them is all that there is.
    BRYGGA_ASSIGN(Statement select_epochs,
                  database_.prepare("SELECT epoch, max(number) FROM event GROUP BY epoch"));
    std::map<std::int64_t, JournalEvent> found;
    while (true) {
      BRYGGA_ASSIGN(const bool has_row, select_epochs.step());
      if (!has_row) break;
      const std::uint64_t epoch = select_epochs.unsigned_integer(0);
      const std::uint64_t count = counts[epoch];
      if (select_epochs.unsigned_integer(1) > count) BRYGGA_TRY(collect(epoch, count, found));
    }
    std::vector<JournalEvent> events;
    events.reserve(found.size());
    for (auto& [place, event] : found) events.push_back(std::move(event));
    return events;
  }

 private:
  Status collect(std::uint64_t epoch, std::uint64_t after,
                 std::map<std::int64_t, JournalEvent>& found) {
    BRYGGA_ASSIGN(Statement select,
                  database_.prepare("SELECT " + journal_event_names() +
                                    ", place FROM event WHERE epoch = ? AND number > ?"));
    select.bind_unsigned(1, epoch).bind_unsigned(2, after);
    while (true) {
      BRYGGA_ASSIGN(const bool has_row, select.step());
      if (!has_row) return {};
      BRYGGA_ASSIGN(JournalEvent event, read_event(select, database_.path()));
      found.emplace(select.integer(select.columns() - 1), std::move(event));
    }
  }

  // A commit with FULL also makes durable what was written with NORMAL before it.
  Status wait_for_disk(bool waits) {
    if (waits_ == waits) return {};
    BRYGGA_TRY(database_.execute(waits ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL"));
    waits_ = waits;
    return {};
  }

  std::mutex mutex_;
  Database database_;
  Statement insert_, begin_, mark_;
  bool waits_ = true;
};

class SqliteTenantJournals final : public TenantJournals {
 public:
  explicit SqliteTenantJournals(std::string folder) : folder_(std::move(folder)) {}

  Result<std::unique_ptr<TenantJournal>> open(std::string_view name) override {
    const std::string path = path_of(name);
    std::error_code failure;
    if (!std::filesystem::exists(path, failure)) return std::unique_ptr<TenantJournal>{};
    BRYGGA_ASSIGN(Database database, Database::open(path, Database::Mode::existing));
    BRYGGA_ASSIGN(const std::int32_t version, check_format(database, journal_format));
    if (version == 0) return std::unique_ptr<TenantJournal>{};  // its making was interrupted
    return opened(std::move(database));
  }

  Result<std::unique_ptr<TenantJournal>> make(std::string_view name,
                                              std::uint64_t tenant) override {
    std::error_code failure;
    std::filesystem::create_directories(folder_, failure);
    if (failure) {
      return Error{ErrorCode::storage,
                   "The folder " + folder_ + " cannot be made: " + failure.message() + ".", false,
                   "cannot_open"};
    }
    BRYGGA_ASSIGN(Database database, Database::open(path_of(name), Database::Mode::create));
    BRYGGA_TRY(check_format(database, journal_format));
    BRYGGA_TRY(make_durable(database, journal_format));
    BRYGGA_TRY(fill(database, tenant));
    return opened(std::move(database));
  }

 private:
  std::string path_of(std::string_view name) const {
    return folder_ + "/" + std::string(name) + ".journal";
  }

  static Status fill(Database& database, std::uint64_t tenant) {
    BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(database));
    // Another process may have been quicker.
    BRYGGA_ASSIGN(const std::int64_t version, database.integer("PRAGMA user_version"));
    if (version != 0) return {};
    BRYGGA_TRY(database.execute(journal_tables_sql()));
    {
      BRYGGA_ASSIGN(Statement insert, database.prepare("INSERT INTO journal VALUES(1, ?)"));
      BRYGGA_TRY(insert.bind_unsigned(1, tenant).run());
    }
    BRYGGA_TRY(database.execute("PRAGMA user_version=" + std::to_string(journal_format.version)));
    return transaction.commit();
  }

  static Result<std::unique_ptr<TenantJournal>> opened(Database database) {
    BRYGGA_TRY(make_durable(database, journal_format));
    BRYGGA_TRY(database.execute("PRAGMA cache_size=-512; PRAGMA journal_size_limit=1048576"));
    auto journal = std::make_unique<SqliteTenantJournal>(std::move(database));
    BRYGGA_TRY(journal->prepare());
    return std::unique_ptr<TenantJournal>(std::move(journal));
  }

  const std::string folder_;
};

}  // namespace

std::unique_ptr<TenantJournals> sqlite_tenant_journals(const std::string& folder) {
  return std::make_unique<SqliteTenantJournals>(folder);
}

}  // namespace brygga::server
