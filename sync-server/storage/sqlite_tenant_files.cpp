#include "storage/sqlite_tenant_files.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "storage/sqlite_office_tables.hpp"
#include "store/database.hpp"

namespace brygga::server {
namespace {

namespace fs = std::filesystem;

Error cannot(const std::string& what, const std::string& path, const std::string& why) {
  return {ErrorCode::storage, what + " " + path + " failed: " + why + ".", false, "io"};
}

Error cannot(const std::string& what, const std::string& path, int code) {
  return cannot(what, path, std::string(std::strerror(code)));
}

// Of a file or a folder.
Status make_durable_on_disk(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return cannot("Opening", path, errno);
  const int outcome = fsync(file);
  const int code = errno;
  close(file);
  return outcome == 0 ? Status{} : cannot("Writing", path, code);
}

std::string folder_of(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

Status rename_durably(const std::string& from, const std::string& to) {
  std::error_code failure;
  fs::rename(from, to, failure);
  if (failure) return cannot("Renaming to", to, failure.message());
  return make_durable_on_disk(folder_of(to));
}

// Removes a draft that was not finished.
class Draft {
 public:
  explicit Draft(std::string path) : path_(std::move(path)) { remove(); }
  ~Draft() { remove(); }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  const std::string& path() const { return path_; }

 private:
  void remove() const {
    std::error_code ignored;
    for (const char* ending : {"", "-journal", "-wal", "-shm"}) {
      fs::remove(path_ + ending, ignored);
    }
  }
  const std::string path_;
};

struct ProgressReport {
  const Progress& progress;
  const std::string& target;
  std::uint64_t of = 0;

  static int tell(void* self) {
    const auto& report = *static_cast<const ProgressReport*>(self);
    std::error_code failure;
    const std::uint64_t bytes = fs::file_size(report.target, failure);
    if (!failure) report.progress(bytes, report.of);
    return 0;
  }
};

// One read transaction, so that the copy is as of one commit; without what was deleted.
Status copy_into(Database& from, const std::string& target, const Progress& progress) {
  BRYGGA_ASSIGN(const std::int64_t pages, from.integer("PRAGMA page_count"));
  BRYGGA_ASSIGN(const std::int64_t page_bytes, from.integer("PRAGMA page_size"));
  ProgressReport report{progress, target, static_cast<std::uint64_t>(pages * page_bytes)};
  constexpr int instructions = 2'000'000;
  if (progress)
    sqlite3_progress_handler(from.handle(), instructions, &ProgressReport::tell, &report);
  BRYGGA_ASSIGN(Statement copy, from.prepare("VACUUM INTO ?"));
  Status copied = copy.bind(1, std::string_view(target)).run();
  sqlite3_progress_handler(from.handle(), 0, nullptr, nullptr);
  return copied;
}

// Checks a copy and marks it as a backup: a log that is found beside it is not its own.
Result<BackupContent> seal(const std::string& path) {
  BRYGGA_ASSIGN(Database database, Database::open(path, Database::Mode::existing));
  BRYGGA_ASSIGN(const std::int32_t version, check_format(database, tenant_format));
  const Error damaged{ErrorCode::corrupt, "The copy in " + path + " is damaged.", false, "damaged"};
  if (version == 0) return damaged;
  {
    // Not quick_check: that of SQLite 3.40 finds NULLs in keys of tables without rowid where there
    // are none.
    BRYGGA_ASSIGN(Statement check, database.prepare("PRAGMA integrity_check(1)"));
    BRYGGA_ASSIGN(const bool has_row, check.step());
    if (!has_row || check.text(0) != "ok") return damaged;
  }
  BRYGGA_TRY(
      database.execute("PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL; "
                       "UPDATE office_recovery SET is_backup = 1"));
  BackupContent content;
  BRYGGA_ASSIGN(Statement select, database.prepare("SELECT name, seq FROM office_meta"));
  BRYGGA_ASSIGN(const bool has_row, select.step());
  if (!has_row) return damaged;
  content.tenant = select.text(0);
  content.seq = select.unsigned_integer(1);
  return content;
}

// All that was committed is in the file, and no log beside it.
Status fold_log_in(const std::string& path) {
  BRYGGA_ASSIGN(Database database, Database::open(path, Database::Mode::existing));
  BRYGGA_ASSIGN(const std::int64_t is_blocked, database.integer("PRAGMA wal_checkpoint(TRUNCATE)"));
  return is_blocked == 0 ? Status{} : cannot("Closing", path, "it is in use");
}

// Keeps the old database under a second name, so that at no time there is none.
Status keep_aside(const std::string& database, const std::string& aside) {
  std::error_code failure;
  if (!fs::exists(database, failure)) return {};
  // A database that is damaged keeps its log as it is.
  (void)fold_log_in(database);
  for (const char* ending : {"", "-wal"}) {
    if (!fs::exists(database + ending, failure)) continue;
    if (link((database + ending).c_str(), (aside + ending).c_str()) != 0) {
      return cannot("Keeping the old database as", aside + ending, errno);
    }
  }
  return make_durable_on_disk(folder_of(database));
}

Result<Database> open_as_it_lies(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    const bool is_special = c == '%' || c == '?' || c == '#';
    uri += is_special ? "%" + to_hex(ByteView(reinterpret_cast<const std::uint8_t*>(&c), 1))
                      : std::string(1, c);
  }
  uri += "?immutable=1";
  return Database::open_uri(uri);
}

// What the file says without its log.
struct Lying {
  bool is_backup = false;
  bool lacks_epoch = false;
};

// A file whose very tables still stand in the log, or that is none of ours, says nothing.
Result<Lying> look_at(const std::string& path, std::uint64_t epoch) {
  Lying lying;
  std::error_code failure;
  if (fs::file_size(path, failure) == 0 || failure) return lying;
  BRYGGA_ASSIGN(Database as_it_lies, open_as_it_lies(path));
  const Result<std::int64_t> is_backup =
      as_it_lies.integer("SELECT is_backup FROM office_recovery");
  lying.is_backup = is_backup.ok() && *is_backup != 0;
  if (epoch == 0) return lying;
  Result<Statement> select =
      as_it_lies.prepare("SELECT 1 FROM office_epoch WHERE epoch = ? AND lost = 0");
  if (!select.ok()) return lying;
  const Result<bool> has_epoch = select->bind_unsigned(1, epoch).step();
  lying.lacks_epoch = has_epoch.ok() && !*has_epoch;
  return lying;
}

Result<std::string> move_log_aside(const std::string& database) {
  std::error_code failure;
  const std::string log = database + "-wal";
  const bool is_there = fs::exists(log, failure) && fs::file_size(log, failure) != 0;
  std::string aside;
  for (int number = 1; is_there && (aside.empty() || fs::exists(aside, failure)); ++number) {
    aside = database + ".foreign-log-" + std::to_string(number);
  }
  if (is_there) BRYGGA_TRY(rename_durably(log, aside));
  fs::remove(database + "-shm", failure);
  return aside;
}

}  // namespace

Result<Backup> write_backup(const std::string& database, const std::string& target,
                            const Progress& progress) {
  std::error_code failure;
  const std::string path = fs::absolute(target, failure).lexically_normal().string();
  if (fs::exists(path, failure)) {
    return Error{ErrorCode::conflict, "There is a file " + path + " already.", false, "exists"};
  }
  const Draft draft(path + ".unfinished");
  {
    BRYGGA_ASSIGN(Database from, Database::open(database, Database::Mode::existing));
    BRYGGA_TRY(check_format(from, tenant_format));
    BRYGGA_TRY(copy_into(from, draft.path(), progress));
  }
  BRYGGA_ASSIGN(const BackupContent content, seal(draft.path()));
  BRYGGA_TRY(make_durable_on_disk(draft.path()));
  BRYGGA_TRY(rename_durably(draft.path(), path));
  return Backup{content.seq, 0, path};
}

Result<BackupContent> put_back(const std::string& file, const std::string& database,
                               const std::string& tenant, const std::string& aside,
                               const Progress& progress) {
  const Draft draft(database + ".unfinished");
  {
    BRYGGA_ASSIGN(Database from, Database::open(file, Database::Mode::existing));
    BRYGGA_ASSIGN(const std::int32_t version, check_format(from, tenant_format));
    if (version == 0) {
      return Error{ErrorCode::corrupt, "The file " + file + " holds no tenant.", false,
                   "not_a_store"};
    }
    BRYGGA_TRY(copy_into(from, draft.path(), progress));
  }
  BRYGGA_ASSIGN(BackupContent content, seal(draft.path()));
  if (content.tenant != tenant) {
    return Error{
        ErrorCode::conflict,
        "The file " + file + " is of tenant " + content.tenant + ", not of " + tenant + ".", false,
        "other_tenant"};
  }
  BRYGGA_TRY(make_durable_on_disk(draft.path()));
  BRYGGA_TRY(keep_aside(database, aside));
  std::error_code ignored;
  const Status placed = rename_durably(draft.path(), database);
  if (!placed.ok() && fs::equivalent(database, aside, ignored)) {
    for (const char* ending : {"", "-wal"}) fs::remove(aside + ending, ignored);
  }
  BRYGGA_TRY(placed);
  // A log that stays is known for another's.
  for (const char* ending : {"-wal", "-shm"}) fs::remove(database + ending, ignored);
  return content;
}

Result<std::string> settle_files(const std::string& database, std::uint64_t epoch) {
  BRYGGA_ASSIGN(const Lying lying, look_at(database, epoch));
  std::string aside;
  if (lying.is_backup || lying.lacks_epoch) {
    BRYGGA_ASSIGN(aside, move_log_aside(database));
  }
  if (lying.is_backup) {
    // A backup is in no write-ahead mode, so that this stands in the file itself.
    BRYGGA_ASSIGN(Database opened, Database::open(database, Database::Mode::existing));
    BRYGGA_TRY(
        opened.execute("PRAGMA synchronous=FULL; UPDATE office_recovery SET is_backup = 0; "
                       "PRAGMA wal_checkpoint(TRUNCATE)"));
  }
  return aside;
}

}  // namespace brygga::server
