// What `brygga` does when something goes wrong around it: crashes, full and read-only disks, files
// that are no stores, command lines that are none.

#include <signal.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "integration/cli_world.hpp"

namespace brygga::testing {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

class CliFault : public CliWorld {
 protected:
  std::multiset<std::string> notes(const std::string& store_name) const {
    std::multiset<std::string> bodies;
    const json shown = brygga_json(store_name, {"participants", "show", "Åsa"});
    for (const json& note : shown.at("notes")) bodies.insert(note.at("body"));
    return bodies;
  }
};

TEST_F(CliFault, store_that_is_missing_is_not_enrolled_and_none_is_made) {
  for (const char* verb : {"status", "participants", "sync", "inbox", "receipts", "report"}) {
    EXPECT_EQ(brygga("none", {verb}).exit_status, exit_not_enrolled) << verb;
  }
  EXPECT_FALSE(fs::exists(store("none")));
}

TEST_F(CliFault, command_line_that_is_not_understood_is_a_usage_error) {
  EXPECT_EQ(brygga("none", {}).exit_status, exit_usage);
  EXPECT_EQ(brygga("none", {"teleport"}).exit_status, exit_usage);
  EXPECT_EQ(brygga("none", {"note", "Åsa"}).exit_status, exit_usage);
  EXPECT_EQ(brygga("none", {"sync", "--once", "--watch"}).exit_status, exit_usage);
  EXPECT_EQ(brygga_json("none", {"teleport"}, exit_usage).at("error").at("code"), "usage");
  EXPECT_EQ(brygga("none", {"--help"}).exit_status, exit_done);
}

TEST_F(CliFault, json_is_all_that_is_printed_on_standard_output) {
  enrol("alice");
  record_intake("alice");
  for (const std::vector<std::string>& verb : {std::vector<std::string>{"status"},
                                               {"participants"},
                                               {"participants", "show", "Åsa"},
                                               {"checkin", "Åsa"},
                                               {"note", "Åsa", "x"},
                                               {"inbox"},
                                               {"receipts"},
                                               {"report"},
                                               {"sync"},
                                               {"commands"},
                                               {"call", "status"}}) {
    brygga_json("alice", verb);
  }
  brygga_json("alice", {"note", "Nobody", "x"}, exit_not_found);
}

TEST_F(CliFault, every_acknowledged_save_survives_kill_nine_at_any_moment) {
  enrol("alice");
  record_intake("alice");
  std::multiset<std::string> acknowledged;
  for (int at = 0; at < 40; ++at) {
    const std::string body = "note " + std::to_string(at);
    Process save(command("alice", {"note", "Åsa", body}), folder().path("save.log"));
    std::this_thread::sleep_for(std::chrono::milliseconds(2 * at));
    save.send_signal(SIGKILL);
    if (save.wait() == exit_done) acknowledged.insert(body);
  }
  // One that was certainly not killed, so that the loop proves something on any machine.
  ASSERT_EQ(brygga("alice", {"note", "Åsa", "last"}).exit_status, exit_done);
  acknowledged.insert("last");

  const std::multiset<std::string> kept = notes("alice");
  for (const std::string& body : acknowledged) EXPECT_EQ(kept.count(body), 1U) << body;
  for (const std::string& body : kept) EXPECT_EQ(kept.count(body), 1U) << body;
  EXPECT_EQ(brygga("alice", {"sync"}).exit_status, exit_done);
}

TEST_F(CliFault, full_disk_refuses_the_save_and_keeps_what_was_saved) {
  const SmallFileSystem disk(folder().path("disk"), "size=8m");
  if (!disk.is_mounted()) GTEST_SKIP() << "no file system can be mounted here";
  enrol("disk/alice");
  record_intake("disk/alice");
  ASSERT_EQ(brygga("disk/alice", {"note", "Åsa", "before"}).exit_status, exit_done);
  const std::string filler = folder().path("disk/filler");
  {
    std::ofstream file(filler, std::ios::binary);
    const std::string block(4096, 'x');
    while (file.write(block.data(), 4096).flush()) {
    }
  }
  Finished refused = brygga("disk/alice", {"note", "Åsa", "no room to open"});
  EXPECT_EQ(refused.exit_status, exit_no_store) << refused.err;
  EXPECT_NE(refused.err.find("no room"), std::string::npos) << refused.err;

  // Room enough to open the store, but not for what is to be saved.
  fs::resize_file(filler, fs::file_size(filler) - (64U << 10));
  refused = brygga("disk/alice", {"note", "Åsa", std::string(60'000, 'n')});
  EXPECT_EQ(refused.exit_status, exit_failed) << refused.err;
  EXPECT_NE(refused.err.find("no room"), std::string::npos) << refused.err;

  fs::remove(filler);
  ASSERT_EQ(brygga("disk/alice", {"note", "Åsa", "after"}).exit_status, exit_done);
  EXPECT_EQ(notes("disk/alice"), (std::multiset<std::string>{"after", "before"}));
}

TEST_F(CliFault, limit_on_the_size_of_files_is_an_error_not_a_death) {
  enrol("alice");
  record_intake("alice");
  const std::string large(60'000, 'n');
  const Finished refused =
      run({"/bin/sh", "-c", "ulimit -f 8; exec \"$0\" \"$@\"", BRYGGA_CLI_PROGRAM, "--store",
           store("alice"), "note", "Åsa", large});
  EXPECT_TRUE(refused.exit_status == exit_failed || refused.exit_status == exit_no_store)
      << refused.exit_status << refused.err;
  EXPECT_TRUE(notes("alice").empty());
  EXPECT_EQ(brygga("alice", {"note", "Åsa", "after"}).exit_status, exit_done);
}

TEST_F(CliFault, read_only_place_is_named_and_nothing_is_changed) {
  const SmallFileSystem disk(folder().path("disk"), "size=8m");
  if (!disk.is_mounted()) GTEST_SKIP() << "no file system can be mounted here";
  enrol("disk/alice");
  if (!disk.make_read_only()) GTEST_SKIP() << "the file system cannot be made read-only";
  const Finished refused = brygga("disk/alice", {"participants"});
  EXPECT_EQ(refused.exit_status, exit_no_store) << refused.out << refused.err;
  EXPECT_NE(refused.err.find("may this program write there"), std::string::npos) << refused.err;
}

TEST_F(CliFault, store_of_a_newer_version_is_left_as_it_was) {
  enrol("alice");
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(store("alice").c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, "PRAGMA user_version = 9999", nullptr, nullptr, nullptr), 0);
  sqlite3_close(database);
  const std::string before = read_file(store("alice"));
  const Finished refused = brygga("alice", {"status"});
  EXPECT_EQ(refused.exit_status, exit_no_store) << refused.err;
  EXPECT_NE(refused.err.find("newer"), std::string::npos) << refused.err;
  EXPECT_EQ(read_file(store("alice")), before);
}

TEST_F(CliFault, file_that_is_no_store_is_left_as_it_was) {
  const std::string content(5000, 'x');
  std::ofstream(store("text")) << content;
  EXPECT_EQ(brygga("text", {"status"}).exit_status, exit_no_store);
  EXPECT_EQ(
      brygga("text", {"enrol", office().url(), "--tenant", "goteborg", "--code", "x"}).exit_status,
      exit_no_store);
  EXPECT_EQ(read_file(store("text")), content);
}

TEST_F(CliFault, argument_that_is_not_utf8_is_refused) {
  enrol("alice");
  record_intake("alice");
  const Finished refused = brygga("alice", {"note", "Åsa", "gr\xe5"});
  EXPECT_NE(refused.exit_status, exit_done);
  EXPECT_NE(refused.err.find("UTF-8"), std::string::npos) << refused.err;
}

// --- copied stores ----------------------------------------------------------------------------

TEST_F(CliFault, neither_copy_of_a_store_silences_the_other) {
  enrol("alice");
  record_intake("alice");
  brygga_json("alice", {"sync"});
  fs::copy_file(store("alice"), store("copy"));

  brygga_json("alice", {"note", "Åsa", "from the first"});
  brygga_json("copy", {"note", "Åsa", "from the copy"});
  brygga_json("alice", {"sync"});
  brygga_json("copy", {"sync"});
  EXPECT_TRUE(brygga_json("copy", {"status"}).at("copy"));
  EXPECT_EQ(brygga_json("copy", {"status"}).at("unsent"), 0);
  EXPECT_EQ(notes("copy"), (std::multiset<std::string>{"from the copy"}));
  brygga_json("alice", {"sync"});
  const std::multiset<std::string> both{"from the copy", "from the first"};
  EXPECT_EQ(notes("alice"), both);

  const json devices =
      json::parse(office().verb({"device", "list", "--tenant", "goteborg", "--json"}).out);
  const auto copy = std::find_if(devices.begin(), devices.end(), [](const json& device) {
    return device.at("state") == "unconfirmed copy";
  });
  ASSERT_NE(copy, devices.end());
  const Finished confirmed =
      office().verb({"device", "confirm", "--tenant", "goteborg", copy->at("number")});
  EXPECT_EQ(confirmed.exit_status, exit_done) << confirmed.err;
  brygga_json("copy", {"sync"});
  EXPECT_EQ(notes("copy"), both);
  EXPECT_FALSE(brygga_json("copy", {"status"}).at("copy"));
}

TEST_F(CliFault, store_restored_from_an_older_copy_sends_its_new_work) {
  enrol("alice");
  record_intake("alice");
  brygga_json("alice", {"sync"});
  fs::copy_file(store("alice"), store("older"));
  brygga_json("alice", {"note", "Åsa", "after the copy"});
  brygga_json("alice", {"sync"});

  brygga_json("older", {"sync"});
  brygga_json("older", {"note", "Åsa", "on the older"});
  brygga_json("older", {"sync"});
  EXPECT_EQ(brygga_json("older", {"status"}).at("unsent"), 0);
  brygga_json("alice", {"note", "Åsa", "and on"});
  brygga_json("alice", {"sync"});
  EXPECT_EQ(notes("alice"),
            (std::multiset<std::string>{"after the copy", "and on", "on the older"}));
}

}  // namespace
}  // namespace brygga::testing
