#include "open_device.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

namespace brygga::binding {
namespace {

// The certificates that this store trusts, kept beside it since the day of enrolment.
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

}  // namespace

class OpenDevice::CallingBack {
 public:
  explicit CallingBack(const OpenDevice& device)
      : device_(device), outer_(std::exchange(innermost, this)) {}
  ~CallingBack() { innermost = outer_; }
  CallingBack(const CallingBack&) = delete;
  CallingBack& operator=(const CallingBack&) = delete;

  static bool is_inside(const OpenDevice& device) {
    for (const CallingBack* at = innermost; at != nullptr; at = at->outer_) {
      if (&at->device_ == &device) return true;
    }
    return false;
  }

 private:
  // The callbacks that this thread is inside, of any device.
  static thread_local const CallingBack* innermost;

  const OpenDevice& device_;
  const CallingBack* outer_;
};

thread_local const OpenDevice::CallingBack* OpenDevice::CallingBack::innermost = nullptr;

class OpenDevice::TransportUse {
 public:
  static Result<TransportUse> take(OpenDevice& device) {
    const std::lock_guard lock(device.mutex_);
    if (device.transport_in_use_) {
      return Error{ErrorCode::busy,
                   "A sync is at work on this store already. It sends what is saved by itself.",
                   true, "sync_under_way"};
    }
    device.transport_in_use_ = true;
    // A cancel that came too late for its exchange must not hit the next one.
    if (device.stop_asked_.exchange(false)) device.renew_transport();
    return TransportUse(device);
  }
  TransportUse(TransportUse&& other) noexcept : device_(std::exchange(other.device_, nullptr)) {}
  TransportUse& operator=(TransportUse&&) = delete;
  ~TransportUse() {
    if (device_ == nullptr) return;
    const std::lock_guard lock(device_->mutex_);
    device_->transport_in_use_ = false;
  }

  // The use lasts until stop_sync() ends it.
  void leave_to_background() { device_ = nullptr; }

 private:
  explicit TransportUse(OpenDevice& device) : device_(&device) {}
  OpenDevice* device_;
};

Result<std::unique_ptr<OpenDevice>> OpenDevice::open(const std::string& path,
                                                     const std::string& ca_file) {
  std::unique_ptr<OpenDevice> open(new OpenDevice(path));
  if (!ca_file.empty()) {
    BRYGGA_TRY(open->trust(ca_file));
  } else {
    const std::string kept = kept_ca_file(path);
    BRYGGA_TRY(open->trust(is_file(kept) ? kept : std::string()));
  }
  BRYGGA_ASSIGN(open->device_, Device::open(path, casework::schema(), open->clock_, open->random_));
  open->casework_ = std::make_unique<casework::Casework>(*open->device_);
  return open;
}

OpenDevice::~OpenDevice() {
  stop_sync();
  // Observers of the caller's must not be called while the parts are taken down.
  for (const std::uint64_t id : observers_) device_->unobserve(id);
}

casework::Answer OpenDevice::call(std::string_view name, std::string_view json) {
  return casework_->call(name, json);
}

Status OpenDevice::trust(const std::string& ca_file) {
  if (!ca_file.empty() && !is_file(ca_file)) return no_ca_file(ca_file);
  const std::lock_guard lock(mutex_);
  ca_file_ = ca_file;
  renew_transport();
  return {};
}

void OpenDevice::renew_transport() {
  CurlOptions options;
  options.ca_file = ca_file_;
  transport_ = std::make_unique<CurlTransport>(std::move(options));
}

Status OpenDevice::require_enrolled() {
  BRYGGA_ASSIGN(const StoreStatus status, device_->status());
  if (status.replica.is_enrolled()) return {};
  return Error{ErrorCode::refused,
               "This store does not belong to an office yet. Enrol it with the one-time code that "
               "the office gave you.",
               false, "not_enrolled"};
}

Status OpenDevice::enrol(const Enrolment& enrolment) {
  BRYGGA_ASSIGN(const TransportUse use, TransportUse::take(*this));
  if (!enrolment.ca_file.empty()) BRYGGA_TRY(trust(enrolment.ca_file));
  BRYGGA_TRY(device_->enrol(*transport_, enrolment.url, enrolment.tenant, enrolment.code,
                            enrolment.device_name));
  if (enrolment.ca_file.empty()) return {};
  return keep_ca_file(enrolment.ca_file, kept_ca_file(path_));
}

Result<SyncEnd> OpenDevice::sync(std::uint32_t page_bytes, const OnProgress& on_progress) {
  BRYGGA_TRY(require_enrolled());
  BRYGGA_ASSIGN(const TransportUse use, TransportUse::take(*this));
  SyncEnd end;
  end.is_finished = true;
  SyncOptions options;
  options.page_bytes = page_bytes;
  options.on_progress = [&](const SyncProgress& progress) {
    end.progress = progress;
    const CallingBack calling_back(*this);
    end.is_finished = !stop_asked_ && (!on_progress || on_progress(progress));
    return end.is_finished;
  };
  Result<SyncProgress> result = device_->sync_once(*transport_, options);
  if (result.ok()) {
    end.progress = *result;
    return end;
  }
  if (!stop_asked_) return std::move(result).error();
  end.is_finished = false;
  return end;
}

Status OpenDevice::start_background(const Pace& pace, OnReport on_report) {
  BRYGGA_TRY(require_enrolled());
  {
    const std::lock_guard lock(mutex_);
    if (background_) {
      background_->poke();
      return {};
    }
  }
  BRYGGA_ASSIGN(TransportUse use, TransportUse::take(*this));
  auto report = [this, on_report = std::move(on_report)](const BackgroundSync::Report& reported) {
    const CallingBack calling_back(*this);
    if (on_report) on_report(reported);
  };
  const std::lock_guard lock(mutex_);
  background_ =
      std::make_unique<BackgroundSync>(*device_, *transport_, random_, pace, std::move(report));
  use.leave_to_background();
  return {};
}

void OpenDevice::stop_sync() {
  std::unique_ptr<BackgroundSync> background;
  {
    const std::lock_guard lock(mutex_);
    stop_asked_ = true;
    background = std::move(background_);
    if (!background && transport_in_use_) transport_->cancel();
  }
  if (!background) return;
  // Waits for its thread, whose callbacks may want the mutex.
  background.reset();
  const std::lock_guard lock(mutex_);
  transport_in_use_ = false;
}

std::uint64_t OpenDevice::observe(Device::Observer observer) {
  const std::uint64_t id =
      device_->observe([this, observer = std::move(observer)](const Changed& changed) {
        const CallingBack calling_back(*this);
        observer(changed);
      });
  const std::lock_guard lock(mutex_);
  observers_.insert(id);
  return id;
}

Status OpenDevice::unobserve(std::uint64_t id) {
  {
    const std::lock_guard lock(mutex_);
    if (observers_.erase(id) == 0) {
      return Error{ErrorCode::not_found, "No observer has this number.", false, "unknown_observer"};
    }
  }
  device_->unobserve(id);
  return {};
}

bool OpenDevice::is_calling_back() const { return CallingBack::is_inside(*this); }

}  // namespace brygga::binding
