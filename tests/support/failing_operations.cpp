#include "support/failing_operations.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <memory>

namespace brygga::testing {

namespace {

enum class Failure { write, read, open, full, killed, power };

constexpr Failure all_failures[] = {Failure::write, Failure::read,   Failure::open,
                                    Failure::full,  Failure::killed, Failure::power};

const char* name_of(Failure failure) {
  switch (failure) {
    case Failure::write:
      return "write or sync";
    case Failure::read:
      return "read";
    case Failure::open:
      return "opening";
    case Failure::full:
      return "full disk";
    case Failure::killed:
      return "kill";
    case Failure::power:
      return "loss of power";
  }
  return "";
}

// A failed read or opening leaves nothing on the disk that a kill between writes does not.
bool may_go_on_anew(Failure failure) {
  return failure != Failure::read && failure != Failure::open;
}

bool is_crash(Failure failure) { return failure == Failure::killed || failure == Failure::power; }

void arm(FaultDisk& disk, Failure failure, std::uint64_t n) {
  constexpr std::uint64_t step_bytes = 4096;
  (void)disk.take_failure();
  switch (failure) {
    case Failure::write:
      return disk.fail_at(n);
    case Failure::read:
      return disk.fail_read_at(n);
    case Failure::open:
      return disk.fail_open_at(n);
    case Failure::full:
      return disk.set_bytes_max(disk.bytes() + (n - 1) * step_bytes);
    case Failure::killed:
    case Failure::power:
      return disk.crash_at(n);
  }
}

// Whether it went wrong at all.
bool disarm(FaultDisk& disk) {
  disk.do_not_crash();
  disk.do_not_fail();
  disk.set_bytes_max(std::nullopt);
  return disk.take_failure();
}

using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;
using Select = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

Database open_database(const std::string& path) {
  sqlite3* database = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  EXPECT_EQ(code, SQLITE_OK) << path;
  return {database, sqlite3_close};
}

Select select(const Database& database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(database.get(), sql.c_str(), -1, &statement, nullptr);
  EXPECT_EQ(code, SQLITE_OK) << sql << ": " << sqlite3_errmsg(database.get());
  return {statement, sqlite3_finalize};
}

std::string text(const Select& select, int column) {
  const auto* start = static_cast<const char*>(sqlite3_column_blob(select.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(select.get(), column));
  return start != nullptr ? std::string(start, size) : "null";
}

std::string rows_of(const Database& database, const std::string& table,
                    const std::vector<std::string>& unmarked) {
  const auto is_unmarked = [&](const std::string& name) {
    return std::find(unmarked.begin(), unmarked.end(), name) != unmarked.end();
  };
  if (is_unmarked(table)) return {};
  std::string told = table + "\n";
  const Select rows = select(database, "SELECT * FROM \"" + table + "\"");
  std::vector<int> columns;
  for (int column = 0; column < sqlite3_column_count(rows.get()); ++column) {
    const std::string name = table + "." + sqlite3_column_name(rows.get(), column);
    if (!is_unmarked(name)) columns.push_back(column);
  }
  while (sqlite3_step(rows.get()) == SQLITE_ROW) {
    for (const int column : columns) told += text(rows, column) + "|";
    told += "\n";
  }
  return told;
}

std::string content_of(const Database& database, const std::vector<std::string>& unmarked) {
  std::string told;
  const Select tables =
      select(database, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
  while (sqlite3_step(tables.get()) == SQLITE_ROW) {
    told += rows_of(database, text(tables, 0), unmarked);
  }
  return told;
}

// One run through the steps, the n-th operation failing.
class Trial {
 public:
  Trial(const FailingOperations& run, const std::vector<std::string>& states, Failure failure,
        bool reopens)
      : run_(run), states_(states), failure_(failure), reopens_(reopens || is_crash(failure)) {}

  // False when nothing has failed any more.
  bool survives(std::uint64_t n) {
    run_.disk.put_back(run_.before);
    must(run_.open(), "opening before anything went wrong");
    arm(run_.disk, failure_, n);
    std::size_t done = 0;
    Status status;
    while (status.ok() && done < run_.steps.size()) {
      status = run_.steps[done]();
      if (status.ok()) ++done;
    }
    const bool has_failed = disarm(run_.disk);
    if (!status.ok()) expect_clear(status.error(), has_failed);
    if (reopens_) reopen();
    const std::size_t at = step_reached(done);
    for (std::size_t i = at; i < run_.steps.size(); ++i) must(run_.steps[i](), "going on");
    if (at < run_.steps.size()) {
      EXPECT_EQ(content_of_database(run_.path, run_.unmarked), states_.back())
          << "in the end something else is there";
    }
    run_.check_end();
    run_.close();
    return has_failed;
  }

 private:
  static void must(const Status& status, const char* what) {
    EXPECT_TRUE(status.ok()) << what << ": " << (status.ok() ? "" : status.error().what);
  }

  void expect_clear(const Error& error, bool has_failed) const {
    EXPECT_TRUE(has_failed) << "refused without a reason: " << error.what;
    const bool is_named = error.reason == "io" || error.reason == "cannot_open" ||
                          (failure_ == Failure::full && error.reason == "disk_full");
    EXPECT_TRUE(is_named) << error.reason << ": " << error.what;
    EXPECT_FALSE(error.what.empty());
  }

  void reopen() {
    run_.close();
    if (is_crash(failure_)) {
      run_.disk.reboot(failure_ == Failure::power ? FaultDisk::Loss::unsynced
                                                  : FaultDisk::Loss::none);
    }
    must(run_.open(), "opening after it went wrong");
  }

  // How many steps the file has taken: those that said so, and perhaps the one that failed.
  std::size_t step_reached(std::size_t done) const {
    const Database database = open_database(run_.path);
    const Select check = select(database, "PRAGMA integrity_check");
    EXPECT_EQ(sqlite3_step(check.get()), SQLITE_ROW);
    EXPECT_EQ(text(check, 0), "ok");
    const std::string found = content_of(database, run_.unmarked);
    if (found == states_[done]) return done;
    const bool is_next = done + 1 < states_.size() && found == states_[done + 1];
    EXPECT_TRUE(is_next) << "neither before nor after step " << done << ":\n" << found;
    return done + 1;
  }

  const FailingOperations& run_;
  const std::vector<std::string>& states_;
  const Failure failure_;
  const bool reopens_;
};

std::vector<std::string> states_of(const FailingOperations& run) {
  run.disk.put_back(run.before);
  EXPECT_TRUE(run.open().ok());
  std::vector<std::string> states{content_of_database(run.path, run.unmarked)};
  for (const auto& step : run.steps) {
    const Status status = step();
    EXPECT_TRUE(status.ok()) << "without any failure: " << (status.ok() ? "" : status.error().what);
    states.push_back(content_of_database(run.path, run.unmarked));
  }
  run.check_end();
  run.close();
  return states;
}

}  // namespace

std::string content_of_database(const std::string& path, const std::vector<std::string>& unmarked) {
  return content_of(open_database(path), unmarked);
}

std::uint64_t fail_everywhere(const FailingOperations& run) {
  constexpr std::uint64_t far_too_many = 5000;
  const std::vector<std::string> states = states_of(run);
  std::uint64_t survived = 0;
  for (const Failure failure : all_failures) {
    for (const bool reopens : {true, false}) {
      if (reopens ? !may_go_on_anew(failure) : is_crash(failure)) continue;
      Trial trial(run, states, failure, reopens);
      for (std::uint64_t n = 1;; ++n) {
        SCOPED_TRACE(std::string(name_of(failure)) + " at operation " + std::to_string(n) +
                     (reopens ? ", opened anew" : ", going on"));
        if (!trial.survives(n)) break;
        ++survived;
        if (::testing::Test::HasFailure()) return survived;
        if (n == far_too_many) {
          ADD_FAILURE() << "it never ends";
          return survived;
        }
      }
    }
  }
  return survived;
}

}  // namespace brygga::testing
