// The C functions of brygga.h: each checks its input, lets OpenDevice do the work, and turns the
// outcome into a status and a text. No exception leaves this file.

#include "brygga.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "base/limits.hpp"
#include "handles.hpp"
#include "input.hpp"
#include "open_device.hpp"
#include "protocol/message.hpp"
#include "store/device_store.hpp"

namespace brygga::binding {
namespace {

using casework::Json;

struct OpenExchange {
  brygga_device* device;
  HostExchange exchange;
};

using Devices = Handles<brygga_device, OpenDevice>;
using Exchanges = Handles<brygga_exchange, OpenExchange>;

// For as long as the process: what a client leaves open must not be taken down at its end.
Devices& devices() {
  static auto& all = *new Devices;
  return all;
}

Exchanges& exchanges() {
  static auto& all = *new Exchanges;
  return all;
}

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

Outcome outcome_of(const Error& error) {
  return {status_of(error.code), casework::error_json(error)};
}

Outcome outcome_of(const Json& result) { return {BRYGGA_OK, result.text()}; }

// A casework error says by its kind, the name of an ErrorCode, which status it is.
brygga_status status_of(const casework::Answer& answer) {
  if (answer.ok) return BRYGGA_OK;
  const casework::JsonReading parsed = casework::read_json(answer.json);
  const Json* error = parsed.value ? parsed.value->find("error") : nullptr;
  const Json* named = error != nullptr ? error->find("kind") : nullptr;
  if (named == nullptr || named->string() == nullptr) return BRYGGA_INTERNAL;
  const std::string& kind = *named->string();
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

Error is_null(const char* what) {
  return {ErrorCode::invalid, std::string(what) + " is missing: NULL is not allowed here.", false,
          "null"};
}

Error no_device(const brygga_device* device) {
  if (device == nullptr) return is_null("The device");
  return {ErrorCode::invalid, "This is no open device; it may have been closed.", false,
          "no_device"};
}

Error no_exchange() {
  return {ErrorCode::invalid, "This is no open exchange; it may have been ended.", false,
          "no_exchange"};
}

// Lets the work have the device that the handle stands for.
template <class Work>
brygga_status with_device(const brygga_device* handle, char** out, Work work) noexcept {
  return answer(out, [&] {
    const Devices::Use device = devices().use(handle);
    return device ? work(*device) : outcome_of(no_device(handle));
  });
}

Error inside_callback() {
  return {ErrorCode::busy, "This cannot be done from a callback of the same device.", true,
          "inside_callback"};
}

// How far the first sync has come; null when nothing is loading.
Json load_json(const SyncProgress& progress) {
  if (progress.scopes_loading == 0) return nullptr;
  const auto& [done, total] = progress.load;
  return {{"rows", done.rows},
          {"rows_total", total.rows},
          {"bytes", done.bytes},
          {"bytes_total", total.bytes}};
}

Json progress_json(const SyncProgress& progress) {
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
    case SyncPhase::offline:
      return "offline";
  }
  return "idle";
}

Json report_json(const SyncReport& report) {
  Json result = {
      {"phase", name_of_phase(report.state.phase)},     {"failures", report.state.failures},
      {"receipts", report.round.taken.receipts.size()}, {"rows", report.round.taken.rows},
      {"edits_sent", report.round.edits_sent},          {"bytes_sent", report.round.bytes_sent},
      {"bytes_received", report.round.bytes_received}};
  const bool has_failed =
      report.state.phase == SyncPhase::backing_off || report.state.phase == SyncPhase::stopped;
  if (has_failed) {
    const auto error = casework::read_json(casework::error_json(report.last_error));
    result["error"] = *error.value->find("error");
  }
  return result;
}

Json changed_json(const Schema& schema, const Changed& changed) {
  Json names = Json::array();
  for (const EntityNumber number : changed.entities) {
    if (const auto* entity = schema.entity(number)) names.push_back(entity->name);
  }
  return {{"entities", std::move(names)},
          {"status", changed.status},
          {"received", changed.is_received}};
}

Outcome open_outcome(const char* path, const char* options, brygga_device** device) {
  if (device == nullptr) return outcome_of(is_null("The place for the device"));
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
  *device = devices().add(std::move(opened).value());
  return outcome_of(Json{{"path", *path_text}});
}

Result<Enrolment> enrolment_in(const char* text) {
  BRYGGA_ASSIGN(const Json object, options_in(text, "The enrolment",
                                              {"url", "tenant", "code", "device_name", "ca_file"}));
  Enrolment enrolment;
  BRYGGA_ASSIGN(enrolment.url, text_of(object, "url", true));
  BRYGGA_ASSIGN(enrolment.tenant, text_of(object, "tenant", true));
  BRYGGA_ASSIGN(enrolment.code, text_of(object, "code", true));
  BRYGGA_ASSIGN(enrolment.device_name, text_of(object, "device_name", true));
  BRYGGA_ASSIGN(enrolment.ca_file, text_of(object, "ca_file", false));
  return enrolment;
}

Outcome enrolled_outcome(OpenDevice& device) {
  const auto status = device.status();
  if (!status.ok()) return outcome_of(status.error());
  return outcome_of(Json{{"tenant", status->replica.tenant},
                         {"tenant_title", status->replica.tenant_title},
                         {"account_name", status->replica.account_name},
                         {"url", status->replica.office_url}});
}

Outcome enrol_outcome(OpenDevice& device, const char* text) {
  const auto enrolment = enrolment_in(text);
  if (!enrolment.ok()) return outcome_of(enrolment.error());
  const Status enrolled = device.enrol(*enrolment);
  return enrolled.ok() ? enrolled_outcome(device) : outcome_of(enrolled.error());
}

Result<SyncBudget> budget_in(const char* options) {
  constexpr std::uint32_t no_bound = UINT32_MAX;
  BRYGGA_ASSIGN(const Json object,
                options_in(options, "The options", {"page_bytes", "bytes_max", "milliseconds"}));
  SyncBudget budget;
  BRYGGA_ASSIGN(budget.page_bytes, number_of(object, "page_bytes", 0, limits::page_bytes));
  BRYGGA_ASSIGN(budget.bytes_max, number_of(object, "bytes_max", 0, no_bound));
  BRYGGA_ASSIGN(budget.milliseconds, number_of(object, "milliseconds", 0, no_bound));
  return budget;
}

Outcome sync_outcome(OpenDevice& device, const char* options, brygga_progress progress,
                     void* user) {
  const auto budget = budget_in(options);
  if (!budget.ok()) return outcome_of(budget.error());
  const auto end = device.sync(*budget, [&](const SyncProgress& done) {
    return progress == nullptr || progress(user, progress_json(done).text().c_str()) != 0;
  });
  if (!end.ok()) return outcome_of(end.error());
  Json result = progress_json(end->progress);
  const bool is_finished = *end->stopped_by == '\0';
  result["finished"] = is_finished;
  result["stopped_by"] = is_finished ? Json() : Json(end->stopped_by);
  return outcome_of(result);
}

Result<Pace> pace_of(const Json& object) {
  Pace pace;
  BRYGGA_ASSIGN(pace.wait_seconds,
                number_of(object, "wait_seconds", pace.wait_seconds, limits::wait_seconds_max));
  return pace;
}

Outcome start_outcome(OpenDevice& device, const char* options, brygga_report report, void* user) {
  const auto object = options_in(options, "The options", {"wait_seconds"});
  if (!object.ok()) return outcome_of(object.error());
  const auto pace = pace_of(*object);
  if (!pace.ok()) return outcome_of(pace.error());
  OfficeLink::OnReport on_report;
  if (report != nullptr) {
    on_report = [report, user](const SyncReport& reported) {
      report(user, report_json(reported).text().c_str());
    };
  }
  const Status started = device.start_background(*pace, std::move(on_report));
  return started.ok() ? outcome_of(Json::object()) : outcome_of(started.error());
}

Outcome call_outcome(OpenDevice& device, const char* name, const char* text) {
  const auto name_text = text_in(name, input_limits::name_bytes, "The name of the call");
  if (!name_text.ok()) return outcome_of(name_text.error());
  const auto input = json_in(text, input_limits::call_bytes, "The input of the call");
  if (!input.ok()) return outcome_of(input.error());
  casework::Answer answer = device.call(*name_text, *input);
  return {status_of(answer), std::move(answer.json)};
}

Outcome hint_outcome(OpenDevice& device, const char* text) {
  const auto object = options_in(text, "The hint", {"online", "metered", "charging"});
  if (!object.ok()) return outcome_of(object.error());
  Surroundings surroundings = device.surroundings();
  for (const auto& [key, flag] : {std::pair("online", &surroundings.is_online),
                                  std::pair("metered", &surroundings.is_metered),
                                  std::pair("charging", &surroundings.is_charging)}) {
    const auto given = flag_of(*object, key, *flag);
    if (!given.ok()) return outcome_of(given.error());
    *flag = *given;
  }
  device.hint(surroundings);
  return outcome_of(Json{{"online", surroundings.is_online},
                         {"metered", surroundings.is_metered},
                         {"charging", surroundings.is_charging}});
}

// --- with the host's HTTP -----------------------------------------------------------------------

Json request_json(const HttpRequest& http) {
  Json headers = {{"Content-Type", "application/vnd.brygga"}};
  if (!http.bearer_token.empty()) headers["Authorization"] = "Bearer " + http.bearer_token;
  return {{"method", "POST"},
          {"url", http.url},
          {"headers", std::move(headers)},
          {"timeout_ms", http.timeout_ms}};
}

// Its handle, kept for brygga_exchange_end().
brygga_exchange* keep(brygga_device* device, HostExchange exchange) {
  return exchanges().add(std::make_unique<OpenExchange>(OpenExchange{device, std::move(exchange)}));
}

Outcome exchange_enrol_outcome(OpenDevice& device, brygga_device* handle, const char* text,
                               brygga_exchange** exchange) {
  const auto enrolment = enrolment_in(text);
  if (!enrolment.ok()) return outcome_of(enrolment.error());
  auto begun = device.begin_enrol(*enrolment);
  if (!begun.ok()) return outcome_of(begun.error());
  Json result = request_json(begun->http());
  *exchange = keep(handle, *std::move(begun));
  return outcome_of(result);
}

Outcome exchange_next_outcome(OpenDevice& device, brygga_device* handle, const char* options,
                              brygga_exchange** exchange) {
  const auto object = options_in(options, "The options", {"wait_seconds", "now"});
  if (!object.ok()) return outcome_of(object.error());
  const auto pace = pace_of(*object);
  if (!pace.ok()) return outcome_of(pace.error());
  const auto now = flag_of(*object, "now", false);
  if (!now.ok()) return outcome_of(now.error());
  auto step = device.next_exchange(*pace, *now);
  if (!step.ok()) return outcome_of(step.error());
  Json result = Json::object();
  if (step->exchange) {
    result = request_json(step->exchange->http());
    const bool listens = std::get<SyncDriver::Exchange>(step->exchange->what).is_listening;
    result["action"] = listens ? "listen" : "send";
    *exchange = keep(handle, *std::move(step->exchange));
  } else {
    result["action"] = step->report ? "again" : "wait";
    result["wait_ms"] = step->wait_ms ? Json(*step->wait_ms) : Json();
  }
  result["report"] = step->report ? report_json(*step->report) : Json();
  return outcome_of(result);
}

Outcome exchange_end_outcome(const OpenExchange& open, int http_status, ByteView body) {
  const Devices::Use device = devices().use(open.device);
  if (!device) return outcome_of(no_device(open.device));
  const HostOutcome outcome = http_status > 0   ? HostOutcome::answered
                              : http_status < 0 ? HostOutcome::cancelled
                                                : HostOutcome::unanswered;
  if (const auto* pending = std::get_if<Device::PendingEnrolment>(&open.exchange.what)) {
    const Status enrolled = device->end_enrol(*pending, outcome, http_status, body);
    return enrolled.ok() ? enrolled_outcome(*device) : outcome_of(enrolled.error());
  }
  const auto report = device->end_exchange(open.exchange, outcome, http_status, body);
  return outcome_of(Json{{"report", report ? report_json(*report) : Json()}});
}

// --- watching -----------------------------------------------------------------------------------

Outcome watch_outcome(OpenDevice& device, const char* name, const char* text,
                      brygga_answered callback, void* user, std::uint64_t& id) {
  const auto name_text = text_in(name, input_limits::name_bytes, "The name of the query");
  if (!name_text.ok()) return outcome_of(name_text.error());
  const auto input = json_in(text, input_limits::call_bytes, "The input of the query");
  if (!input.ok()) return outcome_of(input.error());
  const auto names = casework::Casework::names();
  const auto known = std::find_if(names.begin(), names.end(),
                                  [&](const auto& one) { return one.name == *name_text; });
  if (known == names.end()) {
    return outcome_of(Error{ErrorCode::not_found,
                            "There is no such query; commands.list names all.", false,
                            "unknown_name"});
  }
  if (known->is_command) {
    return outcome_of(Error{ErrorCode::invalid,
                            "This is a command: it would save again with each change. Watch a "
                            "query.",
                            false, "not_a_query"});
  }
  id = device.watch(std::string(*name_text), std::string(*input),
                    [callback, user](const casework::Answer& answer) {
                      callback(user, status_of(answer), answer.json.c_str());
                    });
  return outcome_of(Json::object());
}

Outcome names_outcome() {
  Json names = Json::array();
  for (const auto& name : casework::Casework::names()) {
    names.push_back({{"name", name.name},
                     {"kind", name.is_command ? "command" : "query"},
                     {"purpose", name.purpose}});
  }
  return outcome_of(Json{{"names", std::move(names)}});
}

}  // namespace
}  // namespace brygga::binding

using namespace brygga::binding;  // NOLINT: the functions below are outside by nature

const char* brygga_versions(void) {
  static const std::string versions = Json({{"version", BRYGGA_VERSION},
                                            {"abi", BRYGGA_ABI},
                                            {"protocol", brygga::protocol_version},
                                            {"schema", brygga::casework::schema().version},
                                            {"store", brygga::DeviceStore::format_version}})
                                          .text();
  return versions.c_str();
}

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
    {
      const Devices::Use open = devices().use(*device);
      if (!open) return outcome_of(no_device(*device));
      if (open->is_calling_back()) return outcome_of(inside_callback());
      open->stop_sync();
    }
    devices().take(std::exchange(*device, nullptr));
    return {};
  });
}

brygga_status brygga_call(brygga_device* device, const char* name, const char* json, char** out) {
  return with_device(device, out, [&](OpenDevice& open) { return call_outcome(open, name, json); });
}

brygga_status brygga_schema(char** out) {
  return answer(out, [] { return Outcome{BRYGGA_OK, brygga::casework::schema_json()}; });
}

brygga_status brygga_enrol(brygga_device* device, const char* json, char** out) {
  return with_device(device, out, [&](OpenDevice& open) { return enrol_outcome(open, json); });
}

brygga_status brygga_sync(brygga_device* device, const char* options, brygga_progress progress,
                          void* user, char** out) {
  return with_device(device, out,
                     [&](OpenDevice& open) { return sync_outcome(open, options, progress, user); });
}

brygga_status brygga_sync_start(brygga_device* device, const char* options, brygga_report report,
                                void* user, char** out) {
  return with_device(device, out,
                     [&](OpenDevice& open) { return start_outcome(open, options, report, user); });
}

brygga_status brygga_sync_stop(brygga_device* device) {
  return with_device(device, nullptr, [&](OpenDevice& open) -> Outcome {
    if (open.is_calling_back()) return outcome_of(inside_callback());
    open.stop_sync();
    return {};
  });
}

brygga_status brygga_hint(brygga_device* device, const char* json, char** out) {
  return with_device(device, out, [&](OpenDevice& open) { return hint_outcome(open, json); });
}

brygga_status brygga_exchange_enrol(brygga_device* device, const char* json,
                                    brygga_exchange** exchange, char** out) {
  if (exchange != nullptr) *exchange = nullptr;
  return with_device(device, out, [&](OpenDevice& open) {
    return exchange == nullptr ? outcome_of(is_null("The place for the exchange"))
                               : exchange_enrol_outcome(open, device, json, exchange);
  });
}

brygga_status brygga_exchange_next(brygga_device* device, const char* options,
                                   brygga_exchange** exchange, char** out) {
  if (exchange != nullptr) *exchange = nullptr;
  return with_device(device, out, [&](OpenDevice& open) {
    return exchange == nullptr ? outcome_of(is_null("The place for the exchange"))
                               : exchange_next_outcome(open, device, options, exchange);
  });
}

brygga_status brygga_exchange_body(brygga_exchange* exchange, const uint8_t** bytes,
                                   size_t* length) {
  return answer(nullptr, [&]() -> Outcome {
    if (bytes == nullptr || length == nullptr) return outcome_of(is_null("A place for the body"));
    *bytes = nullptr;
    *length = 0;
    const Exchanges::Use open = exchanges().use(exchange);
    if (!open) return outcome_of(no_exchange());
    const brygga::Bytes& body = open->exchange.http().body;
    *bytes = body.data();
    *length = body.size();
    return {};
  });
}

brygga_status brygga_exchange_end(brygga_exchange** exchange, int http_status, const uint8_t* body,
                                  size_t length, char** out) {
  return answer(out, [&] {
    if (exchange == nullptr || *exchange == nullptr) return outcome_of(is_null("The exchange"));
    if (body == nullptr && length != 0) return outcome_of(is_null("The body"));
    const auto open = exchanges().take(std::exchange(*exchange, nullptr));
    if (!open) return outcome_of(no_exchange());
    return exchange_end_outcome(*open, http_status, {body, length});
  });
}

brygga_status brygga_observe(brygga_device* device, brygga_changed callback, void* user,
                             uint64_t* id) {
  if (id != nullptr) *id = 0;
  return with_device(device, nullptr, [&](OpenDevice& open) -> Outcome {
    if (callback == nullptr || id == nullptr) return {BRYGGA_INVALID, {}};
    const brygga::Schema& schema = open.schema();
    *id = open.observe([&schema, callback, user](const brygga::Changed& changed) {
      callback(user, changed_json(schema, changed).text().c_str());
    });
    return {};
  });
}

brygga_status brygga_watch(brygga_device* device, const char* name, const char* json,
                           brygga_answered callback, void* user, uint64_t* id, char** out) {
  if (id != nullptr) *id = 0;
  return with_device(device, out, [&](OpenDevice& open) {
    if (callback == nullptr) return outcome_of(is_null("The callback"));
    if (id == nullptr) return outcome_of(is_null("The place for the number"));
    return watch_outcome(open, name, json, callback, user, *id);
  });
}

brygga_status brygga_run_watches(brygga_device* device) {
  return with_device(device, nullptr, [&](OpenDevice& open) -> Outcome {
    if (open.is_calling_back()) return outcome_of(inside_callback());
    open.run_watches();
    return {};
  });
}

brygga_status brygga_unobserve(brygga_device* device, uint64_t id) {
  return with_device(device, nullptr, [&](OpenDevice& open) {
    const brygga::Status ended = open.unobserve(id);
    return ended.ok() ? Outcome{} : outcome_of(ended.error());
  });
}

brygga_status brygga_export_unsent(brygga_device* device, char** out) {
  return with_device(
      device, out, [&](OpenDevice& open) { return call_outcome(open, "unsent.export", nullptr); });
}
