// A real office and the real `brygga` program on stores of their own, for tests of the CLI.
//
// Programs that are not built make the tests skip. All of it is gone with the object.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/office_process.hpp"
#include "support/process.hpp"

namespace brygga::testing {

// Exit statuses of `brygga`, as its --help documents them.
inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_offline = 3;
inline constexpr int exit_not_enrolled = 4;
inline constexpr int exit_not_found = 5;
inline constexpr int exit_no_store = 6;

// The office of tenant "goteborg" with programme kompetenscenter and its four centres, Alice as a
// coach and Bob as a manager of Hisingen.
class CliWorld : public ::testing::Test {
 protected:
  CliWorld();

  // A store's path in this test's folder; the file need not be there.
  std::string store(const std::string& name) const { return folder_.path(name + ".db"); }

  Finished brygga(const std::string& store_name, std::vector<std::string> arguments) const;
  // The same with --json; what it prints must be JSON and nothing else.
  nlohmann::json brygga_json(const std::string& store_name, std::vector<std::string> arguments,
                             int exit_status = exit_done) const;
  // The arguments of a process that runs `brygga` on a store.
  std::vector<std::string> command(const std::string& store_name,
                                   std::vector<std::string> arguments) const;

  // Makes the store a device of that person, and syncs it.
  void enrol(const std::string& store_name, const std::string& person = "Alice Andersson");
  // Registers Åsa Öberg at Hisingen on the store; her id.
  std::string record_intake(const std::string& store_name) const;

  OfficeProcess& office() { return *office_; }
  const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<OfficeProcess> office_;
};

// A small file system of its own, mounted for as long as the object lives.
class SmallFileSystem {
 public:
  // options: those of tmpfs, such as "size=4m".
  SmallFileSystem(std::string path, const std::string& options);
  ~SmallFileSystem();
  SmallFileSystem(const SmallFileSystem&) = delete;
  SmallFileSystem& operator=(const SmallFileSystem&) = delete;

  // False where this process may not mount.
  bool is_mounted() const { return is_mounted_; }
  // Whether nothing in it may be written from now on.
  bool make_read_only() const;

 private:
  std::string path_;
  bool is_mounted_ = false;
};

}  // namespace brygga::testing
