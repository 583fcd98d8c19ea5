#include "open_device.hpp"

#include <tuple>
#include <utility>

namespace brygga::binding {
namespace {

Error sync_under_way() {
  return {ErrorCode::busy,
          "A sync is at work on this store already. It sends what is saved by itself.", true,
          "sync_under_way"};
}

Error exchange_under_way() {
  return {ErrorCode::busy, "The last exchange has not been ended; one is made at a time.", true,
          "exchange_under_way"};
}

Error nobody_answered() {
  return {ErrorCode::offline,
          "The office cannot be reached now. What you saved is kept here and is sent later.", true,
          "offline"};
}

bool are_same(const Enrolment& a, const Enrolment& b) {
  return std::tie(a.url, a.tenant, a.code, a.device_name) ==
         std::tie(b.url, b.tenant, b.code, b.device_name);
}

}  // namespace

const HttpRequest& HostExchange::http() const {
  const auto* enrolment = std::get_if<Device::PendingEnrolment>(&what);
  return enrolment != nullptr ? enrolment->http : std::get<SyncDriver::Exchange>(what).http;
}

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

class OpenDevice::Claim {
 public:
  static Result<Claim> take(OpenDevice& device) {
    const std::lock_guard lock(device.mutex_);
    if (device.speaker_ != Speaker::nobody) return sync_under_way();
    device.speaker_ = Speaker::call;
    return Claim(device);
  }
  Claim(Claim&& other) noexcept : device_(std::exchange(other.device_, nullptr)) {}
  Claim& operator=(Claim&&) = delete;
  ~Claim() { leave_to(Speaker::nobody); }

  // Until stop_sync(), for the background.
  void leave_to(Speaker next) {
    if (device_ == nullptr) return;
    const std::lock_guard lock(device_->mutex_);
    device_->speaker_ = next;
    device_ = nullptr;
  }

 private:
  explicit Claim(OpenDevice& device) : device_(&device) {}
  OpenDevice* device_;
};

OpenDevice::OpenDevice()
    : clock_(host_clock()),
      random_(host_random()),
      watches_([this](const std::string& name, const std::string& json) {
        return casework_->call(name, json);
      }),
      worker_([this] { run_watches(); }) {}

Result<std::unique_ptr<OpenDevice>> OpenDevice::open(const std::string& path,
                                                     const std::string& ca_file) {
  std::unique_ptr<OpenDevice> open(new OpenDevice());
  BRYGGA_ASSIGN(open->link_, OfficeLink::open(path, ca_file));
  DeviceOptions options;
  options.separate_reader = host_opens_files_again();
  BRYGGA_ASSIGN(open->device_,
                Device::open(path, casework::schema(), *open->clock_, *open->random_, options));
  open->casework_ = std::make_unique<casework::Casework>(*open->device_);
  open->observers_.insert(open->device_->observe([self = open.get()](const Changed&) {
    self->watches_.mark();
    self->worker_.ask();
  }));
  return open;
}

OpenDevice::~OpenDevice() {
  stop_sync();
  // Observers of the caller's must not be called while the parts are taken down.
  if (device_) {
    for (const std::uint64_t id : observers_) device_->unobserve(id);
  }
}

casework::Answer OpenDevice::call(std::string_view name, std::string_view json) {
  return casework_->call(name, json);
}

Status OpenDevice::require_enrolled() {
  BRYGGA_ASSIGN(const StoreStatus status, device_->status());
  if (status.replica.is_enrolled()) return {};
  return Error{ErrorCode::refused,
               "This store does not belong to an office yet. Enrol it with the one-time code that "
               "the office gave you.",
               false, "not_enrolled"};
}

// --- the office ---------------------------------------------------------------------------------

Status OpenDevice::enrol(const Enrolment& enrolment) {
  BRYGGA_ASSIGN(const Claim claim, Claim::take(*this));
  return link_->enrol(*device_, enrolment);
}

Result<SyncEnd> OpenDevice::sync(const SyncBudget& budget,
                                 const OfficeLink::OnProgress& on_progress) {
  BRYGGA_TRY(require_enrolled());
  BRYGGA_ASSIGN(const Claim claim, Claim::take(*this));
  return link_->sync(*device_, budget, [&](const SyncProgress& progress) {
    const CallingBack calling_back(*this);
    return !on_progress || on_progress(progress);
  });
}

Status OpenDevice::start_background(const Pace& pace, OfficeLink::OnReport on_report) {
  BRYGGA_TRY(require_enrolled());
  {
    const std::lock_guard lock(mutex_);
    if (speaker_ == Speaker::background) {
      link_->poke();
      return {};
    }
  }
  // Not waited for: who stops waits for callbacks, and this may be called from one.
  const std::unique_lock turning(turning_, std::try_to_lock);
  if (!turning.owns_lock()) return sync_under_way();
  BRYGGA_ASSIGN(Claim claim, Claim::take(*this));
  BRYGGA_TRY(link_->start(*device_, *random_, pace,
                          [this, on_report = std::move(on_report)](const SyncReport& report) {
                            const CallingBack calling_back(*this);
                            if (on_report) on_report(report);
                          }));
  claim.leave_to(Speaker::background);
  return {};
}

void OpenDevice::stop_sync() {
  // Who stops second waits until the first is done: else a start in between would pull the
  // transport away from under the thread that is being stopped.
  const std::lock_guard turning(turning_);
  if (link_) link_->stop();
  std::shared_ptr<SyncDriver> ended;
  const std::lock_guard lock(mutex_);
  ended = std::move(driver_);
  is_exchanging_ = false;
  // What a call does ends with the call.
  if (speaker_ != Speaker::call) speaker_ = Speaker::nobody;
}

void OpenDevice::hint(const Surroundings& surroundings) {
  std::shared_ptr<SyncDriver> driver;
  {
    const std::lock_guard lock(mutex_);
    surroundings_ = surroundings;
    driver = driver_;
  }
  link_->hint(surroundings);
  if (driver) driver->hint(surroundings);
}

Surroundings OpenDevice::surroundings() {
  const std::lock_guard lock(mutex_);
  return surroundings_;
}

// --- with the host's HTTP -----------------------------------------------------------------------

Result<HostExchange> OpenDevice::begin_enrol(const Enrolment& enrolment) {
  {
    const std::lock_guard lock(mutex_);
    if (unanswered_ && are_same(unanswered_for_, enrolment)) return HostExchange{*unanswered_, {}};
  }
  BRYGGA_ASSIGN(
      Device::PendingEnrolment pending,
      device_->begin_enrol(enrolment.url, enrolment.tenant, enrolment.code, enrolment.device_name));
  const std::lock_guard lock(mutex_);
  unanswered_ = pending;
  unanswered_for_ = enrolment;
  return HostExchange{std::move(pending), {}};
}

Status OpenDevice::end_enrol(const Device::PendingEnrolment& enrolment, HostOutcome outcome,
                             int http_status, ByteView body) {
  if (outcome != HostOutcome::answered) return nobody_answered();
  {
    const std::lock_guard lock(mutex_);
    unanswered_.reset();
  }
  return device_->end_enrol(enrolment, http_status, body);
}

Result<OpenDevice::HostStep> OpenDevice::next_exchange(const Pace& pace, bool is_poked) {
  BRYGGA_TRY(require_enrolled());
  std::shared_ptr<SyncDriver> driver;
  {
    const std::lock_guard lock(mutex_);
    const bool may = speaker_ == Speaker::nobody || speaker_ == Speaker::host;
    if (!may) return sync_under_way();
    if (is_exchanging_) return exchange_under_way();
    if (!driver_) {
      driver_ = std::make_shared<SyncDriver>(*device_, *random_, pace);
      driver_->hint(surroundings_);
      speaker_ = Speaker::host;
    }
    driver = driver_;
    is_exchanging_ = true;
  }
  if (is_poked) driver->poke();
  SyncDriver::Todo todo = driver->next(host_monotonic_ms());
  HostStep step;
  step.wait_ms = todo.wait_ms;
  step.report = std::move(todo.report);
  if (todo.exchange) {
    step.exchange = HostExchange{*std::move(todo.exchange), driver};
    return step;
  }
  const std::lock_guard lock(mutex_);
  is_exchanging_ = false;
  return step;
}

std::optional<SyncReport> OpenDevice::end_exchange(const HostExchange& exchange,
                                                   HostOutcome outcome, int http_status,
                                                   ByteView body) {
  const std::shared_ptr<SyncDriver> driver = exchange.driver.lock();
  if (!driver) return std::nullopt;
  const HttpRequest& http = exchange.http();
  Result<HttpReply> reply = nobody_answered();
  if (outcome == HostOutcome::cancelled) {
    reply = Error{ErrorCode::offline, "The exchange was cancelled.", true, "cancelled"};
  } else if (outcome == HostOutcome::answered) {
    reply = HttpReply{http_status, Bytes(body.begin(), body.end()), http.body.size(), body.size()};
  }
  auto report =
      driver->end(std::get<SyncDriver::Exchange>(exchange.what), reply, host_monotonic_ms());
  const std::lock_guard lock(mutex_);
  if (driver_ == driver) is_exchanging_ = false;
  return report;
}

// --- observers ----------------------------------------------------------------------------------

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

std::uint64_t OpenDevice::watch(std::string name, std::string json, Watches::OnAnswer on_answer) {
  const std::uint64_t id =
      watches_.add(std::move(name), std::move(json),
                   [this, on_answer = std::move(on_answer)](const casework::Answer& answer) {
                     const CallingBack calling_back(*this);
                     on_answer(answer);
                   });
  worker_.ask();
  return id;
}

Status OpenDevice::unobserve(std::uint64_t id) {
  if (watches_.remove(id)) return {};
  {
    const std::lock_guard lock(mutex_);
    if (observers_.erase(id) == 0) {
      return Error{ErrorCode::not_found, "No observer has this number.", false, "unknown_observer"};
    }
  }
  device_->unobserve(id);
  return {};
}

void OpenDevice::run_watches() { watches_.run(); }

bool OpenDevice::is_calling_back() const { return CallingBack::is_inside(*this); }

}  // namespace brygga::binding
