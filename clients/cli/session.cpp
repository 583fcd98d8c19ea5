#include "session.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

namespace brygga::cli {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

// Makes the folder that the default store lies in, for its owner only.
void make_default_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder, error)) return;
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) {
    throw Failure::make(ExitStatus::no_store, "storage",
                        "The folder " + folder.string() + " cannot be made (" + error.message() +
                            "). Choose another place with --store PATH.");
  }
}

}  // namespace

std::string default_store() {
  std::string base = variable("XDG_DATA_HOME");
  if (base.empty()) base = variable("HOME") + "/.local/share";
  return base + "/brygga/device.db";
}

std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

Session::Session(Settings settings, Screen& screen)
    : settings_(std::move(settings)),
      screen_(screen),
      store_path_(settings_.store.empty() ? default_store() : settings_.store) {}

Door& Session::door() {
  if (!door_) {
    std::error_code error;
    const bool is_missing = fs::status(store_path_, error).type() == fs::file_type::not_found;
    if (is_missing) {
      throw Failure::make(ExitStatus::not_enrolled, "not_enrolled",
                          "There is no store at " + store_path_ +
                              " yet. Ask the office for a one-time code and run `brygga enrol`, or "
                              "name another store with --store PATH.");
    }
    door_ = Door::open(store_path_, settings_.ca_file);
  }
  return *door_;
}

Door& Session::door_made_if_missing() {
  if (!door_) {
    if (settings_.store.empty()) make_default_folder(fs::path(store_path_).parent_path());
    door_ = Door::open(store_path_, settings_.ca_file);
  }
  return *door_;
}

}  // namespace brygga::cli
