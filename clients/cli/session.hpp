// Session: what a verb works with: the settings of the command line, the screen, and the store,
// which is opened when it is first needed.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "door.hpp"
#include "exit_status.hpp"
#include "screen.hpp"

namespace brygga::cli {

struct Settings {
  std::string store;       // empty: default_store()
  std::string ca_file;     // empty: the one kept at enrolment, or the system's
  std::string command_id;  // empty: a repeated command is another command
  ScreenOptions screen;
};

class Session {
 public:
  using Json = nlohmann::json;

  Session(Settings settings, Screen& screen);

  Screen& screen() { return screen_; }
  const std::string& store_path() const { return store_path_; }
  const std::string& ca_file() const { return settings_.ca_file; }

  // The store, which must be there already. Throws Failure (not_enrolled, no_store).
  Door& door();
  // The store, made when it is missing, with its folder.
  Door& door_made_if_missing();

  Json call(const char* name, const Json& input = Json::object()) {
    return door().call(name, input);
  }
  // A command, under the id that the command line gave it, if any.
  Json save(const char* name, Json input) {
    if (!settings_.command_id.empty()) input["command_id"] = settings_.command_id;
    return door().call(name, input);
  }

 private:
  Settings settings_;
  Screen& screen_;
  std::string store_path_;
  std::optional<Door> door_;
};

// ${XDG_DATA_HOME:-~/.local/share}/brygga/device.db
std::string default_store();

std::int64_t now_ms();

// What a verb does once the command line is read.
using Run = std::function<ExitStatus(Session&)>;

}  // namespace brygga::cli
