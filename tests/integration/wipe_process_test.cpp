// A tablet that is wiped at the office's order, with real programs: a server on sockets, a tablet
// on a file, an operator's verbs.
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "integration/cli_world.hpp"

namespace brygga::testing {
namespace {

using nlohmann::json;

class WipeProcess : public CliWorld {
 protected:
  void work_offline() {
    enrol("alice");
    who = record_intake("alice");
    ASSERT_EQ(brygga("alice", {"sync"}).exit_status, exit_done);
    brygga_json("alice", {"note", "Åsa", "Vill prova lagret."});
    ASSERT_TRUE(holds("Vill prova lagret."));
    ASSERT_TRUE(holds("Öberg"));
  }
  void order() {
    const Finished ordered = office().verb({"device", "wipe", "--tenant", "goteborg", "1"});
    ASSERT_EQ(ordered.exit_status, 0) << ordered.err;
  }
  json device() {
    const Finished listed = office().verb({"device", "list", "--tenant", "goteborg", "--json"});
    return json::parse(listed.out).at(0);
  }
  bool holds(const std::string& text) const {
    for (const char* ending : {"", "-wal", "-shm", "-journal"}) {
      std::ifstream file(store("alice") + ending, std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      if (bytes.find(text) != std::string::npos) return true;
    }
    return false;
  }
  void expect_nothing_left() {
    for (const char* text : {"Vill prova lagret.", "Öberg", "Åsa", "Alice Andersson"}) {
      EXPECT_FALSE(holds(text)) << text;
    }
    EXPECT_FALSE(brygga_json("alice", {"call", "status"}).at("wiped_at").is_null());
  }
  // What a tablet of the same person gets now, so what the office has.
  std::size_t notes_at_the_office() {
    enrol("second");
    const json shown = brygga_json("second", {"participants", "show", who});
    return shown.at("notes").size();
  }

  std::string who;
};

TEST_F(WipeProcess, tablet_that_was_offline_hands_over_its_work_and_keeps_no_byte) {
  work_offline();
  order();
  EXPECT_EQ(device().at("state"), "active");
  EXPECT_EQ(device().at("wipe").at("done_ms"), 0);
  const Finished synced = brygga("alice", {"sync"});
  EXPECT_EQ(synced.exit_status, exit_done) << synced.err;
  expect_nothing_left();
  const json told = device();
  EXPECT_EQ(told.at("state"), "revoked");
  EXPECT_GT(told.at("wipe").at("done_ms"), 0);
  EXPECT_GT(told.at("wipe").at("rows"), 3);
  EXPECT_GT(told.at("wipe").at("scopes"), 0);
  EXPECT_EQ(told.at("wipe").at("unsent_lost"), 0);
  EXPECT_EQ(notes_at_the_office(), 1U);
}

TEST_F(WipeProcess, receipt_outlives_a_restart_and_a_restore) {
  work_offline();
  const std::string backup = folder().path("backup.db");
  ASSERT_EQ(office().verb({"backup", "goteborg", backup}).exit_status, 0);
  order();
  brygga("alice", {"sync"});
  const json told = device();
  office().kill_hard();
  EXPECT_EQ(device().at("wipe"), told.at("wipe"));
  const Finished restored = office().verb({"restore", "goteborg", backup});
  ASSERT_EQ(restored.exit_status, 0) << restored.err;
  EXPECT_EQ(device().at("wipe"), told.at("wipe"));
  EXPECT_EQ(device().at("state"), "revoked");
}

TEST_F(WipeProcess, tablet_that_is_revoked_too_is_wiped_and_says_what_was_lost) {
  work_offline();
  ASSERT_EQ(office().verb({"device", "revoke", "--tenant", "goteborg", "1"}).exit_status, 0);
  EXPECT_EQ(brygga("alice", {"sync"}).exit_status, exit_failed);
  EXPECT_TRUE(holds("Vill prova lagret."));
  order();
  const Finished synced = brygga("alice", {"sync"});
  EXPECT_EQ(synced.exit_status, exit_done) << synced.err;
  expect_nothing_left();
  EXPECT_EQ(device().at("wipe").at("unsent_lost"), 1);
  EXPECT_EQ(notes_at_the_office(), 0U);
}

// A copy of the file as it was: its token is no way back in, and it is wiped as well.
TEST_F(WipeProcess, an_old_copy_of_the_store_cannot_come_back) {
  work_offline();
  std::filesystem::copy_file(store("alice"), store("copy"));
  order();
  ASSERT_EQ(brygga("alice", {"sync"}).exit_status, exit_done);
  const Finished came_back = brygga("copy", {"sync"});
  EXPECT_EQ(came_back.exit_status, exit_done) << came_back.err;
  EXPECT_FALSE(brygga_json("copy", {"call", "status"}).at("wiped_at").is_null());
  EXPECT_EQ(brygga("copy", {"sync"}).exit_status, exit_not_enrolled);
  EXPECT_EQ(device().at("state"), "revoked");
}

TEST_F(WipeProcess, kill_nine_in_the_middle_is_only_a_pause) {
  work_offline();
  order();
  for (int at = 0; at < 30; ++at) {
    Process sync(command("alice", {"sync"}), folder().path("sync.log"));
    std::this_thread::sleep_for(std::chrono::milliseconds(3 * at));
    sync.send_signal(SIGKILL);
    sync.wait();
  }
  brygga("alice", {"sync"});
  expect_nothing_left();
  EXPECT_GT(device().at("wipe").at("done_ms"), 0);
  EXPECT_EQ(device().at("wipe").at("unsent_lost"), 0);
  EXPECT_EQ(notes_at_the_office(), 1U);
}

}  // namespace
}  // namespace brygga::testing
