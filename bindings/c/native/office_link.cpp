// OfficeLink with libcurl, and a thread for the background.

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <system_error>
#include <utility>

#include "base/limits.hpp"
#include "device/native/background_sync.hpp"
#include "device/native/curl_transport.hpp"
#include "host.hpp"

namespace brygga::binding {
namespace {

// The certificates that a store trusts, kept beside it since the day of enrolment.
std::string kept_ca_file(const std::string& store_path) { return store_path + ".ca.pem"; }

bool is_file(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

Error no_ca_file(const std::string& path) {
  return {
      ErrorCode::invalid,
      "The file of trusted certificates cannot be read: " + path + ". Give the path of a PEM file.",
      false, "ca_file"};
}

// Copies the certificates beside the store, whole or not at all.
Status keep_ca_file(const std::string& from, const std::string& to) {
  std::error_code error;
  if (std::filesystem::equivalent(from, to, error)) return {};
  const std::string part = to + ".part";
  std::filesystem::copy_file(from, part, std::filesystem::copy_options::overwrite_existing, error);
  if (!error) std::filesystem::rename(part, to, error);
  if (error) {
    return Error{ErrorCode::storage,
                 "The trusted certificates could not be kept beside the store (" + to + ": " +
                     error.message() + "). Name the file again at the next sync.",
                 false, "ca_file"};
  }
  return {};
}

// What one exchange asks for must leave room for others within the budget.
std::uint32_t page_bytes_in(const SyncBudget& budget) {
  if (budget.page_bytes != 0 || budget.bytes_max == 0) return budget.page_bytes;
  constexpr std::uint64_t least = 16U << 10;
  return static_cast<std::uint32_t>(
      std::clamp<std::uint64_t>(budget.bytes_max / 4, least, limits::page_bytes));
}

}  // namespace

struct OfficeLink::Impl {
  explicit Impl(std::string path) : store_path(std::move(path)) {}

  const std::string store_path;

  std::mutex mutex;  // guards what follows; never held during a callback or a network wait
  std::string ca_file;
  std::unique_ptr<CurlTransport> transport;
  std::unique_ptr<BackgroundSync> background;
  Surroundings surroundings;
  std::atomic<bool> stop_asked{false};

  void renew_transport() {
    CurlOptions options;
    options.ca_file = ca_file;
    transport = std::make_unique<CurlTransport>(std::move(options));
  }

  Status trust(const std::string& file) {
    if (!file.empty() && !is_file(file)) return no_ca_file(file);
    const std::lock_guard lock(mutex);
    ca_file = file;
    renew_transport();
    return {};
  }

  void begin() {
    const std::lock_guard lock(mutex);
    // A cancel that came too late for its exchange must not hit the next one.
    if (stop_asked.exchange(false)) renew_transport();
  }
};

OfficeLink::OfficeLink(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
OfficeLink::~OfficeLink() { stop(); }

Result<std::unique_ptr<OfficeLink>> OfficeLink::open(const std::string& store_path,
                                                     const std::string& ca_file) {
  auto impl = std::make_unique<Impl>(store_path);
  const std::string kept = kept_ca_file(store_path);
  if (!ca_file.empty()) {
    BRYGGA_TRY(impl->trust(ca_file));
  } else {
    BRYGGA_TRY(impl->trust(is_file(kept) ? kept : std::string()));
  }
  return std::unique_ptr<OfficeLink>(new OfficeLink(std::move(impl)));
}

Status OfficeLink::enrol(Device& device, const Enrolment& enrolment) {
  impl_->begin();
  if (!enrolment.ca_file.empty()) BRYGGA_TRY(impl_->trust(enrolment.ca_file));
  BRYGGA_TRY(device.enrol(*impl_->transport, enrolment.url, enrolment.tenant, enrolment.code,
                          enrolment.device_name));
  if (enrolment.ca_file.empty()) return {};
  return keep_ca_file(enrolment.ca_file, kept_ca_file(impl_->store_path));
}

Result<SyncEnd> OfficeLink::sync(Device& device, const SyncBudget& budget,
                                 const OnProgress& on_progress) {
  impl_->begin();
  const std::uint64_t began_ms = host_monotonic_ms();
  SyncEnd end;
  SyncOptions options;
  options.page_bytes = page_bytes_in(budget);
  if (budget.milliseconds != 0)
    options.timeout_ms = std::min(options.timeout_ms, budget.milliseconds);
  options.on_progress = [&](const SyncProgress& progress) {
    end.progress = progress;
    const std::uint64_t bytes = progress.bytes_sent + progress.bytes_received;
    if (!on_progress(progress)) {
      end.stopped_by = "progress";
    } else if (impl_->stop_asked) {
      end.stopped_by = "stop";
    } else if (budget.bytes_max != 0 && bytes >= budget.bytes_max) {
      end.stopped_by = "bytes";
    } else if (budget.milliseconds != 0 && host_monotonic_ms() - began_ms >= budget.milliseconds) {
      end.stopped_by = "time";
    }
    return *end.stopped_by == '\0';
  };
  Result<SyncProgress> result = device.sync_once(*impl_->transport, options);
  if (result) {
    end.progress = *result;
    return end;
  }
  if (!impl_->stop_asked) return std::move(result).error();
  end.stopped_by = "stop";
  return end;
}

Status OfficeLink::start(Device& device, Random& random, const Pace& pace, OnReport on_report) {
  impl_->begin();
  const std::lock_guard lock(impl_->mutex);
  impl_->background = std::make_unique<BackgroundSync>(device, *impl_->transport, random, pace,
                                                       std::move(on_report), impl_->surroundings);
  return {};
}

void OfficeLink::stop() {
  std::unique_ptr<BackgroundSync> background;
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stop_asked = true;
    background = std::move(impl_->background);
    if (!background) impl_->transport->cancel();
  }
  // Waits for its thread, whose callbacks may want the mutex.
  background.reset();
}

void OfficeLink::poke() {
  const std::lock_guard lock(impl_->mutex);
  if (impl_->background) impl_->background->poke();
}

void OfficeLink::hint(const Surroundings& surroundings) {
  const std::lock_guard lock(impl_->mutex);
  impl_->surroundings = surroundings;
  if (impl_->background) impl_->background->hint(surroundings);
}

}  // namespace brygga::binding
