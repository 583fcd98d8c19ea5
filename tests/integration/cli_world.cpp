#include "integration/cli_world.hpp"

#include <sys/mount.h>

#include <filesystem>
#include <utility>

#include "support/answer_check.hpp"

namespace brygga::testing {

using nlohmann::json;

CliWorld::CliWorld() {
  const std::string data = folder_.path("office");
  std::filesystem::create_directory(data);
  office_ = std::make_unique<OfficeProcess>(BRYGGA_SERVER_PROGRAM, data);
  office_->make_tenant("goteborg");
  const std::string programme =
      std::string(BRYGGA_SOURCE_DIR) + "/core/casework/programmes/kompetenscenter.toml";
  const Finished loaded = office_->verb({"programme", "load", "--tenant", "goteborg", programme});
  EXPECT_EQ(loaded.exit_status, 0) << loaded.err;
  office_->add_staff("goteborg", "Alice Andersson", "coach", "Hisingen");
  office_->add_staff("goteborg", "Bob Berg", "coach", "Hisingen");
}

std::vector<std::string> CliWorld::command(const std::string& store_name,
                                           std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {BRYGGA_CLI_PROGRAM, "--store", store(store_name)});
  return arguments;
}

Finished CliWorld::brygga(const std::string& store_name, std::vector<std::string> arguments) const {
  return run(command(store_name, std::move(arguments)));
}

json CliWorld::brygga_json(const std::string& store_name, std::vector<std::string> arguments,
                           int exit_status) const {
  const std::string called =
      arguments.size() > 1 && arguments.front() == "call" ? arguments[1] : std::string();
  arguments.emplace_back("--json");
  const Finished finished = brygga(store_name, std::move(arguments));
  EXPECT_EQ(finished.exit_status, exit_status) << finished.out << finished.err;
  json document = json::parse(finished.out, nullptr, false);
  EXPECT_FALSE(document.is_discarded()) << finished.out;
  const bool has_answer = !called.empty() && finished.exit_status == exit_done;
  if (has_answer) casework::testing::expect_declared(called, {true, finished.out});
  return document;
}

void CliWorld::enrol(const std::string& store_name, const std::string& person) {
  const std::string code = office().invite("goteborg", person);
  const Finished enrolled =
      brygga(store_name, {"enrol", office().url(), "--tenant", "goteborg", "--code", code});
  ASSERT_EQ(enrolled.exit_status, exit_done) << enrolled.err;
  const Finished synced = brygga(store_name, {"sync"});
  ASSERT_EQ(synced.exit_status, exit_done) << synced.err;
}

std::string CliWorld::record_intake(const std::string& store_name) const {
  const json answer =
      brygga_json(store_name, {"intake", "--first-name", "Åsa", "--last-name", "Öberg", "--number",
                               "850709-9805", "--unit", "Hisingen", "--start", "2025-05-31"});
  return answer.value("participant", "");
}

SmallFileSystem::SmallFileSystem(std::string path, const std::string& options)
    : path_(std::move(path)) {
  std::filesystem::create_directories(path_);
  is_mounted_ = mount("none", path_.c_str(), "tmpfs", 0, options.c_str()) == 0;
}

SmallFileSystem::~SmallFileSystem() {
  if (is_mounted_) umount2(path_.c_str(), MNT_DETACH);
}

bool SmallFileSystem::make_read_only() const {
  return mount("none", path_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0;
}

}  // namespace brygga::testing
