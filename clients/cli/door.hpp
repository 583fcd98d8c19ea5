// Door: brygga.h as C++ for this program: texts and handles that free themselves, JSON as values.
//
// Errors come as Failure with the exit status that they stand for. One thread, but for report
// callbacks, which run on the thread of the background sync.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "brygga.h"

namespace brygga::cli {

class Door {
 public:
  using Json = nlohmann::json;

  // Opens the store. Throws Failure (no_store).
  static Door open(const std::string& path, const std::string& ca_file);

  // Runs a command or query. Throws Failure.
  Json call(const std::string& name, const Json& input) const;
  Json enrol(const Json& enrolment) const;
  // Syncs once; on_progress returns false to end it early.
  Json sync(const std::function<bool(const Json&)>& on_progress) const;
  // From now on on_report is called after every exchange of the background, until the Door is gone
  // or stop_sync() returned.
  void start_sync(std::function<void(const Json&)> on_report);
  void stop_sync();

  // All commands and queries: [{"name", "kind", "purpose"}].
  static Json names();

 private:
  struct Close {
    void operator()(brygga_device* device) const { brygga_close(&device); }
  };
  std::unique_ptr<std::function<void(const Json&)>> on_report_;  // outlives the device
  std::unique_ptr<brygga_device, Close> device_;
};

}  // namespace brygga::cli
