// The office as a process whose database is put back from a backup, by its own verb and by hand.
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "integration/cli_world.hpp"

namespace brygga::testing {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

class OfficeRestore : public CliWorld {
 protected:
  std::string data(const std::string& path = "") const { return folder().path("office/" + path); }
  std::string database() const { return data("tenants/goteborg.db"); }

  std::string must(std::vector<std::string> arguments) {
    const Finished finished = office().verb(std::move(arguments));
    EXPECT_EQ(finished.exit_status, exit_done) << finished.out << finished.err;
    return finished.out;
  }
  std::string back_up() {
    fs::create_directory(folder().path("backups"));
    const json made = json::parse(must({"backup", "goteborg", folder().path("backups"), "--json"}));
    return made.at("file");
  }
  json status() { return json::parse(must({"restore", "status", "goteborg", "--json"})); }
  // Of the device that was enrolled last.
  std::string newest_device() {
    return json::parse(must({"device", "list", "--tenant", "goteborg", "--json"}))
        .back()
        .at("number");
  }
  std::string add_participant(const std::string& store_name, const std::string& first_name) {
    const json made = brygga_json(store_name, {"intake", "--first-name", first_name, "--last-name",
                                               "Haddad", "--unit", "Hisingen"});
    return made.value("participant", "");
  }
  std::multiset<std::string> notes(const std::string& store_name, const std::string& who) {
    std::multiset<std::string> bodies;
    const json shown = brygga_json(store_name, {"participants", "show", who});
    for (const json& note : shown.at("notes")) bodies.insert(note.at("body"));
    return bodies;
  }
  // Files below a folder in which the bytes stand.
  std::vector<std::string> files_with(const std::string& bytes, const std::string& path) const {
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (!entry.is_regular_file()) continue;
      if (read_file(entry.path().string()).find(bytes) != std::string::npos) {
        found.push_back(entry.path().string());
      }
    }
    return found;
  }

  // Work, a backup, and what must hold although the backup does not know of it.
  void live_through_the_lost_time() {
    enrol("alice");
    enrol("stolen");
    const std::string stolen = newest_device();
    record_intake("alice");
    gone_ = add_participant("alice", "Zulejka");
    brygga_json("alice", {"note", "Åsa", "before the backup"});
    brygga_json("alice", {"sync"});
    backup_ = back_up();
    brygga_json("alice", {"note", "Åsa", "after the backup"});
    brygga_json("alice", {"sync"});
    must({"device", "revoke", "--tenant", "goteborg", stolen});
    must({"erase", "goteborg", "participant", gone_, "--yes"});
    brygga_json("alice", {"sync"});
    enrol("new");
  }

  void expect_all_of_it() {
    const Finished stolen = brygga("stolen", {"sync"});
    EXPECT_NE(stolen.exit_status, exit_done);
    EXPECT_NE((stolen.out + stolen.err).find("revoked"), std::string::npos)
        << stolen.out << stolen.err;
    brygga_json("new", {"sync"});
    brygga_json("alice", {"sync"});
    brygga_json("new", {"sync"});
    EXPECT_EQ(notes("alice", "Åsa"),
              (std::multiset<std::string>{"before the backup", "after the backup"}));
    EXPECT_EQ(notes("new", "Åsa"), notes("alice", "Åsa"));
    EXPECT_EQ(brygga("alice", {"participants", "show", gone_}).exit_status, exit_not_found);
    EXPECT_EQ(files_with("Zulejka", data("tenants")), std::vector<std::string>{});
    for (const char* ending : {"", "-wal"}) {
      EXPECT_EQ(read_file(store("alice") + ending).find("Zulejka"), std::string::npos) << ending;
    }
    const json standing = status();
    EXPECT_FALSE(standing.at("guarded")) << standing;
    EXPECT_EQ(standing.at("restores").size(), 1U) << standing;
    EXPECT_EQ(standing.at("restores").at(0).at("devices_revoked"), 1);
    EXPECT_EQ(standing.at("restores").at(0).at("devices_enrolled"), 1);
    EXPECT_GT(standing.at("restores").at(0).at("rows_erased"), 1);
    EXPECT_EQ(standing.at("devices_not_back"), json::array());
  }

  std::string backup_;
  std::string gone_;
};

TEST_F(OfficeRestore, backup_copied_back_by_hand_after_kill_nine_loses_nothing) {
  live_through_the_lost_time();
  office().kill_hard();
  // As one does it at night: the log of the killed server stays where it is.
  fs::copy_file(backup_, database(), fs::copy_options::overwrite_existing);
  office().start();
  expect_all_of_it();
}

TEST_F(OfficeRestore, restore_verb_puts_the_backup_back) {
  live_through_the_lost_time();
  const Finished refused = office().verb({"restore", "goteborg", backup_});
  EXPECT_EQ(refused.exit_status, exit_failed);
  EXPECT_NE(refused.err.find(std::to_string(office().process().pid())), std::string::npos)
      << refused.err;
  office().kill_hard();
  const std::string told = must({"restore", "goteborg", backup_});
  EXPECT_NE(told.find("before-"), std::string::npos) << told;
  // The database that was here is whole, and not taken for a tenant.
  for (const auto& entry : fs::directory_iterator(data("tenants"))) {
    if (entry.path().filename().string().find(".before-") == std::string::npos) continue;
    fs::remove(entry.path());
  }
  office().start();
  expect_all_of_it();
}

TEST_F(OfficeRestore, copy_of_a_stopped_office_put_back_by_hand_over_a_killed_one) {
  enrol("alice");
  record_intake("alice");
  brygga_json("alice", {"sync"});
  office().process().send_signal(SIGTERM);
  office().process().wait();
  fs::copy_file(database(), folder().path("copy"));
  office().start();
  for (int at = 0; at < 20; ++at) {
    brygga_json("alice", {"note", "Åsa", "note " + std::to_string(at)});
    brygga_json("alice", {"sync"});
  }
  office().kill_hard();
  ASSERT_TRUE(fs::exists(database() + "-wal"));
  fs::copy_file(folder().path("copy"), database(), fs::copy_options::overwrite_existing);
  office().start();
  brygga_json("alice", {"sync"});
  enrol("second");
  EXPECT_EQ(notes("second", "Åsa").size(), 20U);
  EXPECT_EQ(status().at("restores").size(), 1U);
}

TEST_F(OfficeRestore, office_without_its_journal_is_guarded_until_it_is_confirmed) {
  enrol("alice");
  record_intake("alice");
  brygga_json("alice", {"sync"});
  const std::string backup = back_up();
  office().kill_hard();
  fs::remove_all(data("journal"));
  must({"restore", "goteborg", backup});
  office().start();
  EXPECT_TRUE(status().at("guarded"));
  const std::string code = office().invite("goteborg", "Alice Andersson");
  ASSERT_EQ(brygga("second", {"enrol", office().url(), "--tenant", "goteborg", "--code", code})
                .exit_status,
            exit_done);
  brygga("second", {"sync"});
  EXPECT_EQ(brygga("second", {"participants", "show", "Åsa"}).exit_status, exit_not_found);
  must({"restore", "confirm", "goteborg"});
  EXPECT_FALSE(status().at("guarded"));
  brygga_json("second", {"sync"});
  brygga_json("second", {"participants", "show", "Åsa"});
}

TEST_F(OfficeRestore, what_is_no_backup_of_the_tenant_is_refused_and_nothing_changes) {
  must({"tenant", "create", "malmo"});
  office().process().send_signal(SIGTERM);
  office().process().wait();
  const std::string before = read_file(database());
  std::ofstream(folder().path("text")) << std::string(5000, 'x');
  for (const std::string& file :
       {folder().path("text"), folder().path("nothing"), data("tenants/malmo.db")}) {
    const Finished refused = office().verb({"restore", "goteborg", file});
    EXPECT_EQ(refused.exit_status, exit_failed) << refused.out;
    EXPECT_NE(refused.err.find(file), std::string::npos) << refused.err;
  }
  EXPECT_EQ(read_file(database()), before);
  EXPECT_EQ(office().verb({"restore", "goteborg"}).exit_status, exit_usage);
}

TEST_F(OfficeRestore, backup_while_tablets_send_is_one_commit_and_old_ones_go) {
  enrol("alice");
  record_intake("alice");
  std::atomic<bool> is_over = false;
  std::thread work([&] {
    for (int at = 0; !is_over; ++at) {
      brygga("alice", {"note", "Åsa", "note " + std::to_string(at)});
      brygga("alice", {"sync"});
    }
  });
  fs::create_directory(folder().path("backups"));
  std::uint64_t seq = 0;
  for (int times = 0; times < 4; ++times) {
    const json made = json::parse(
        must({"backup", "goteborg", folder().path("backups"), "--keep", "2", "--json"}));
    EXPECT_GE(made.at("seq").get<std::uint64_t>(), seq);
    seq = made.at("seq");
  }
  is_over = true;
  work.join();
  const json standing = status();
  ASSERT_EQ(standing.at("backups").size(), 2U);
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(folder().path("backups"))) {
    EXPECT_EQ(entry.path().extension(), ".db") << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 2U);
  const Finished again =
      office().verb({"backup", "goteborg", standing.at("backups").at(0).at("file")});
  EXPECT_EQ(again.exit_status, exit_failed);
}

TEST_F(OfficeRestore, erasing_asks_first_and_refuses_what_is_not_there) {
  enrol("alice");
  const std::string id = record_intake("alice");
  brygga_json("alice", {"sync"});
  const Finished asked = office().verb({"erase", "goteborg", "participant", id});
  EXPECT_EQ(asked.exit_status, exit_failed);
  EXPECT_NE(asked.err.find("--yes"), std::string::npos) << asked.err;
  EXPECT_NE(asked.err.find("for ever"), std::string::npos);
  EXPECT_EQ(office().verb({"erase", "goteborg", "dragon", id, "--yes"}).exit_status, exit_failed);
  EXPECT_EQ(
      office()
          .verb({"erase", "goteborg", "note", "019e34a9-be00-7000-8000-000000000001", "--yes"})
          .exit_status,
      exit_failed);
  brygga_json("alice", {"participants", "show", id});
}

}  // namespace
}  // namespace brygga::testing
