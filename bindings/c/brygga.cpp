// The C functions of brygga.h: each checks its input, lets OpenDevice do the work, and turns the
// outcome into a status and a text. No exception leaves this file.

#include "brygga.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "base/limits.hpp"
#include "input.hpp"
#include "open_device.hpp"

struct brygga_device {
  std::unique_ptr<brygga::binding::OpenDevice> open;
};

namespace brygga::binding {
namespace {

using nlohmann::json;

struct Outcome {
  brygga_status status = BRYGGA_OK;
  std::string text;
};

brygga_status status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid:
      return BRYGGA_INVALID;
    case ErrorCode::not_found:
      return BRYGGA_NOT_FOUND;
    case ErrorCode::refused:
      return BRYGGA_REFUSED;
    case ErrorCode::corrupt:
      return BRYGGA_CORRUPT;
    case ErrorCode::too_large:
      return BRYGGA_TOO_LARGE;
    case ErrorCode::too_new:
      return BRYGGA_TOO_NEW;
    case ErrorCode::storage:
      return BRYGGA_STORAGE;
    case ErrorCode::storage_full:
      return BRYGGA_STORAGE_FULL;
    case ErrorCode::offline:
      return BRYGGA_OFFLINE;
    case ErrorCode::conflict:
      return BRYGGA_CONFLICT;
    case ErrorCode::busy:
      return BRYGGA_BUSY;
    case ErrorCode::internal:
      return BRYGGA_INTERNAL;
  }
  return BRYGGA_INTERNAL;
}

// Messages from below may quote paths and libraries in any encoding; the text stays UTF-8.
std::string text_of_json(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Outcome outcome_of(const Error& error) {
  return {status_of(error.code), casework::error_json(error)};
}

Outcome outcome_of(const json& result) { return {BRYGGA_OK, text_of_json(result)}; }

// A casework error says by its kind, the name of an ErrorCode, which status it is.
brygga_status status_of(const casework::Answer& answer) {
  if (answer.ok) return BRYGGA_OK;
  const json parsed = json::parse(answer.json, nullptr, false);
  const auto error = parsed.is_object() ? parsed.find("error") : parsed.end();
  if (error == parsed.end() || !error->is_object()) return BRYGGA_INTERNAL;
  const std::string kind = error->value("kind", std::string());
  for (int status = BRYGGA_INVALID; status <= BRYGGA_INTERNAL; ++status) {
    if (kind == brygga_status_name(status)) return static_cast<brygga_status>(status);
  }
  return BRYGGA_INVALID;
}

// A copy that C code can own; NULL when there is no memory.
char* copy_out(const std::string& text) {
  auto* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy != nullptr) std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

// Runs the work, hands its text to `out` and its status back, whatever happens inside.
template <class Work>
brygga_status answer(char** out, Work work) noexcept {
  if (out != nullptr) *out = nullptr;
  try {
    const Outcome outcome = work();
    if (out != nullptr) *out = copy_out(outcome.text);
    return outcome.status;
  } catch (...) {
    if (out != nullptr) {
      *out = static_cast<char*>(std::malloc(256));
      if (*out != nullptr) {
        std::strcpy(*out,
                    R"({"error":{"code":"internal","kind":"internal","sentence":"Out of memory, )"
                    R"(or a bug.","field":"","can_retry":false}})");
      }
    }
    return BRYGGA_INTERNAL;
  }
}

Error no_device() {
  return {ErrorCode::invalid, "The device is missing: NULL is not allowed here.", false, "null"};
}

Error inside_callback() {
  return {ErrorCode::busy, "This cannot be done from a callback of the same device.", true,
          "inside_callback"};
}

// How far the first sync has come; null when nothing is loading.
json load_json(const SyncProgress& progress) {
  if (progress.scopes_loading == 0) return nullptr;
  const auto& [done, total] = progress.load;
  return {{"rows", done.rows},
          {"rows_total", total.rows},
          {"bytes", done.bytes},
          {"bytes_total", total.bytes}};
}

json progress_json(const SyncProgress& progress) {
  return {{"rounds", progress.rounds},
          {"edits_sent", progress.edits_sent},
          {"rows_received", progress.rows_received},
          {"bytes_sent", progress.bytes_sent},
          {"bytes_received", progress.bytes_received},
          {"scopes", progress.scopes},
          {"scopes_loading", progress.scopes_loading},
          {"progress", load_json(progress)}};
}

const char* name_of_phase(SyncPhase phase) {
  switch (phase) {
    case SyncPhase::idle:
      return "idle";
    case SyncPhase::sending:
      return "sending";
    case SyncPhase::listening:
      return "listening";
    case SyncPhase::backing_off:
      return "backing_off";
    case SyncPhase::stopped:
      return "stopped";
  }
  return "idle";
}

json report_json(const BackgroundSync::Report& report) {
  json result = {
      {"phase", name_of_phase(report.state.phase)},     {"failures", report.state.failures},
      {"receipts", report.round.taken.receipts.size()}, {"rows", report.round.taken.rows},
      {"edits_sent", report.round.edits_sent},          {"bytes_sent", report.round.bytes_sent},
      {"bytes_received", report.round.bytes_received}};
  const bool has_failed =
      report.state.phase == SyncPhase::backing_off || report.state.phase == SyncPhase::stopped;
  if (has_failed) {
    result["error"] = json::parse(casework::error_json(report.last_error)).at("error");
  }
  return result;
}

json changed_json(const Schema& schema, const Changed& changed) {
  json names = json::array();
  for (const EntityNumber number : changed.entities) {
    if (const auto* entity = schema.entity(number)) names.push_back(entity->name);
  }
  return {{"entities", std::move(names)}, {"status", changed.status}};
}

Outcome open_outcome(const char* path, const char* options, brygga_device** device) {
  if (device == nullptr) return outcome_of(no_device());
  *device = nullptr;
  const auto path_text = text_in(path, input_limits::path_bytes, "The path of the store");
  if (!path_text.ok()) return outcome_of(path_text.error());
  if (path_text->empty()) {
    return outcome_of(Error{ErrorCode::invalid, "The path of the store is empty.", false, "path"});
  }
  const auto object = options_in(options, "The options", {"ca_file"});
  if (!object.ok()) return outcome_of(object.error());
  const auto ca_file = binding::text_of(*object, "ca_file", false);
  if (!ca_file.ok()) return outcome_of(ca_file.error());

  auto opened = OpenDevice::open(std::string(*path_text), *ca_file);
  if (!opened.ok()) return outcome_of(opened.error());
  *device = new brygga_device{std::move(opened).value()};
  return outcome_of(json{{"path", *path_text}});
}

Result<Enrolment> enrolment_in(const char* text) {
  BRYGGA_ASSIGN(const json object, options_in(text, "The enrolment",
                                              {"url", "tenant", "code", "device_name", "ca_file"}));
  Enrolment enrolment;
  BRYGGA_ASSIGN(enrolment.url, text_of(object, "url", true));
  BRYGGA_ASSIGN(enrolment.tenant, text_of(object, "tenant", true));
  BRYGGA_ASSIGN(enrolment.code, text_of(object, "code", true));
  BRYGGA_ASSIGN(enrolment.device_name, text_of(object, "device_name", true));
  BRYGGA_ASSIGN(enrolment.ca_file, text_of(object, "ca_file", false));
  return enrolment;
}

Outcome enrol_outcome(OpenDevice& device, const char* text) {
  const auto enrolment = enrolment_in(text);
  if (!enrolment.ok()) return outcome_of(enrolment.error());
  if (const Status enrolled = device.enrol(*enrolment); !enrolled.ok()) {
    return outcome_of(enrolled.error());
  }
  const auto status = device.status();
  if (!status.ok()) return outcome_of(status.error());
  return outcome_of(json{{"tenant", status->replica.tenant},
                         {"tenant_title", status->replica.tenant_title},
                         {"account_name", status->replica.account_name},
                         {"url", status->replica.office_url}});
}

Outcome sync_outcome(OpenDevice& device, const char* options, brygga_progress progress,
                     void* user) {
  const auto object = options_in(options, "The options", {"page_bytes"});
  if (!object.ok()) return outcome_of(object.error());
  const auto page_bytes = number_of(*object, "page_bytes", 0, limits::page_bytes);
  if (!page_bytes.ok()) return outcome_of(page_bytes.error());
  const auto end = device.sync(*page_bytes, [&](const SyncProgress& done) {
    return progress == nullptr || progress(user, text_of_json(progress_json(done)).c_str()) != 0;
  });
  if (!end.ok()) return outcome_of(end.error());
  json result = progress_json(end->progress);
  result["finished"] = end->is_finished;
  return outcome_of(result);
}

Outcome start_outcome(OpenDevice& device, const char* options, brygga_report report, void* user) {
  const auto object = options_in(options, "The options", {"wait_seconds"});
  if (!object.ok()) return outcome_of(object.error());
  Pace pace;
  const auto wait = number_of(*object, "wait_seconds", pace.wait_seconds, limits::wait_seconds_max);
  if (!wait.ok()) return outcome_of(wait.error());
  pace.wait_seconds = *wait;
  OpenDevice::OnReport on_report;
  if (report != nullptr) {
    on_report = [report, user](const BackgroundSync::Report& reported) {
      report(user, text_of_json(report_json(reported)).c_str());
    };
  }
  const Status started = device.start_background(pace, std::move(on_report));
  return started.ok() ? outcome_of(json::object()) : outcome_of(started.error());
}

Outcome call_outcome(OpenDevice& device, const char* name, const char* text) {
  const auto name_text = text_in(name, input_limits::name_bytes, "The name of the call");
  if (!name_text.ok()) return outcome_of(name_text.error());
  const auto input = json_in(text, input_limits::call_bytes, "The input of the call");
  if (!input.ok()) return outcome_of(input.error());
  casework::Answer answer = device.call(*name_text, *input);
  return {status_of(answer), std::move(answer.json)};
}

Outcome names_outcome() {
  json names = json::array();
  for (const auto& name : casework::Casework::names()) {
    names.push_back({{"name", name.name},
                     {"kind", name.is_command ? "command" : "query"},
                     {"purpose", name.purpose}});
  }
  return outcome_of(json{{"names", std::move(names)}});
}

}  // namespace
}  // namespace brygga::binding

using namespace brygga::binding;  // NOLINT: the functions below are outside by nature

const char* brygga_version(void) { return BRYGGA_VERSION; }

const char* brygga_status_name(int status) {
  switch (status) {
    case BRYGGA_OK:
      return "ok";
    case BRYGGA_INVALID:
      return "invalid";
    case BRYGGA_NOT_FOUND:
      return "not_found";
    case BRYGGA_REFUSED:
      return "refused";
    case BRYGGA_CORRUPT:
      return "corrupt";
    case BRYGGA_TOO_LARGE:
      return "too_large";
    case BRYGGA_TOO_NEW:
      return "too_new";
    case BRYGGA_STORAGE:
      return "storage";
    case BRYGGA_STORAGE_FULL:
      return "storage_full";
    case BRYGGA_OFFLINE:
      return "offline";
    case BRYGGA_CONFLICT:
      return "conflict";
    case BRYGGA_BUSY:
      return "busy";
    case BRYGGA_INTERNAL:
      return "internal";
    default:
      return "unknown";
  }
}

void brygga_free(char* text) { std::free(text); }

brygga_status brygga_names(char** out) {
  return answer(out, [] { return names_outcome(); });
}

brygga_status brygga_open(const char* path, const char* options, brygga_device** device,
                          char** out) {
  return answer(out, [&] { return open_outcome(path, options, device); });
}

brygga_status brygga_close(brygga_device** device) {
  return answer(nullptr, [&]() -> Outcome {
    if (device == nullptr || *device == nullptr) return {};
    if ((*device)->open->is_calling_back()) return outcome_of(inside_callback());
    delete std::exchange(*device, nullptr);
    return {};
  });
}

brygga_status brygga_call(brygga_device* device, const char* name, const char* json, char** out) {
  return answer(out, [&] {
    return device == nullptr ? outcome_of(no_device()) : call_outcome(*device->open, name, json);
  });
}

brygga_status brygga_enrol(brygga_device* device, const char* json, char** out) {
  return answer(out, [&] {
    return device == nullptr ? outcome_of(no_device()) : enrol_outcome(*device->open, json);
  });
}

brygga_status brygga_sync(brygga_device* device, const char* options, brygga_progress progress,
                          void* user, char** out) {
  return answer(out, [&] {
    return device == nullptr ? outcome_of(no_device())
                             : sync_outcome(*device->open, options, progress, user);
  });
}

brygga_status brygga_sync_start(brygga_device* device, const char* options, brygga_report report,
                                void* user, char** out) {
  return answer(out, [&] {
    return device == nullptr ? outcome_of(no_device())
                             : start_outcome(*device->open, options, report, user);
  });
}

brygga_status brygga_sync_stop(brygga_device* device) {
  return answer(nullptr, [&]() -> Outcome {
    if (device == nullptr) return outcome_of(no_device());
    if (device->open->is_calling_back()) return outcome_of(inside_callback());
    device->open->stop_sync();
    return {};
  });
}

brygga_status brygga_observe(brygga_device* device, brygga_changed callback, void* user,
                             uint64_t* id) {
  return answer(nullptr, [&]() -> Outcome {
    if (id != nullptr) *id = 0;
    if (device == nullptr) return outcome_of(no_device());
    if (callback == nullptr || id == nullptr) return {BRYGGA_INVALID, {}};
    OpenDevice& open = *device->open;
    *id = open.observe([&open, callback, user](const brygga::Changed& changed) {
      callback(user, text_of_json(changed_json(open.schema(), changed)).c_str());
    });
    return {};
  });
}

brygga_status brygga_unobserve(brygga_device* device, uint64_t id) {
  return answer(nullptr, [&]() -> Outcome {
    if (device == nullptr) return outcome_of(no_device());
    const brygga::Status ended = device->open->unobserve(id);
    return ended.ok() ? Outcome{} : outcome_of(ended.error());
  });
}
