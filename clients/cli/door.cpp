#include "door.hpp"

#include <utility>

#include "exit_status.hpp"

namespace brygga::cli {
namespace {

using Json = Door::Json;

// The object of an answer; frees the text.
Json take(char* out) {
  const std::unique_ptr<char, void (*)(char*)> owned(out, brygga_free);
  return owned == nullptr ? Json() : Json::parse(owned.get(), nullptr, false);
}

ExitStatus exit_status_of(brygga_status status, const Json& error) {
  const std::string code = error.value("code", std::string());
  if (code == "not_enrolled") return ExitStatus::not_enrolled;
  if (status == BRYGGA_OFFLINE) return ExitStatus::offline;
  if (status == BRYGGA_NOT_FOUND || code == "ambiguous") return ExitStatus::not_found;
  return ExitStatus::failed;
}

Failure failure_of(brygga_status status, const Json& answer) {
  Json error = {{"code", brygga_status_name(status)},
                {"kind", brygga_status_name(status)},
                {"sentence", "The core gave no reason."},
                {"can_retry", false}};
  if (answer.is_object() && answer.contains("error") && answer["error"].is_object()) {
    error = answer["error"];
  }
  return {exit_status_of(status, error), error};
}

Json require(brygga_status status, char* out) {
  Json answer = take(out);
  if (status != BRYGGA_OK) throw failure_of(status, answer);
  return answer;
}

}  // namespace

Door Door::open(const std::string& path, const std::string& ca_file) {
  const Json options = ca_file.empty() ? Json::object() : Json{{"ca_file", ca_file}};
  brygga_device* device = nullptr;
  char* out = nullptr;
  const brygga_status status = brygga_open(path.c_str(), options.dump().c_str(), &device, &out);
  const Json answer = take(out);
  if (status != BRYGGA_OK) {
    Failure failure = failure_of(status, answer);
    failure.status = ExitStatus::no_store;
    throw failure;
  }
  Door door;
  door.device_.reset(device);
  return door;
}

Json Door::call(const std::string& name, const Json& input) const {
  // Arguments may be in any encoding; what is not UTF-8 must reach the core as it is, to be refused
  // there with a reason, so it is not replaced here.
  std::string text;
  try {
    text = input.dump();
  } catch (const Json::exception&) {
    throw Failure::make(ExitStatus::usage, "invalid",
                        "An argument is not valid UTF-8. Is the terminal set to UTF-8?");
  }
  char* out = nullptr;
  const brygga_status status = brygga_call(device_.get(), name.c_str(), text.c_str(), &out);
  return require(status, out);
}

Json Door::enrol(const Json& enrolment) const {
  char* out = nullptr;
  const brygga_status status = brygga_enrol(device_.get(), enrolment.dump().c_str(), &out);
  return require(status, out);
}

Json Door::sync(const std::function<bool(const Json&)>& on_progress) const {
  const auto progress = [](void* user, const char* json) {
    const auto& callback = *static_cast<const std::function<bool(const Json&)>*>(user);
    return callback(Json::parse(json, nullptr, false)) ? 1 : 0;
  };
  auto* user = const_cast<void*>(static_cast<const void*>(&on_progress));
  char* out = nullptr;
  const brygga_status status = brygga_sync(device_.get(), nullptr, progress, user, &out);
  return require(status, out);
}

void Door::start_sync(std::function<void(const Json&)> on_report) {
  on_report_ = std::make_unique<std::function<void(const Json&)>>(std::move(on_report));
  const auto report = [](void* user, const char* json) {
    (*static_cast<std::function<void(const Json&)>*>(user))(Json::parse(json, nullptr, false));
  };
  char* out = nullptr;
  const brygga_status status =
      brygga_sync_start(device_.get(), nullptr, report, on_report_.get(), &out);
  require(status, out);
}

void Door::stop_sync() { brygga_sync_stop(device_.get()); }

Json Door::names() {
  char* out = nullptr;
  const brygga_status status = brygga_names(&out);
  return require(status, out).at("names");
}

}  // namespace brygga::cli
