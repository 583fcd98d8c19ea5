// OpenDevice: what a brygga_device handle stands for: a device, its casework, and its way to the
// office.
//
// Knows which sync is under way, so that there is one at a time and closing can end it. Errors are
// values; all methods may be called from any thread, the destructor as the last.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "casework/casework.hpp"
#include "host.hpp"
#include "watches.hpp"

namespace brygga::binding {

// A request that the host makes for the device.
struct HostExchange {
  std::variant<SyncDriver::Exchange, Device::PendingEnrolment> what;
  std::weak_ptr<SyncDriver> driver;  // of a sync; gone when that was stopped

  const HttpRequest& http() const;
};

// How the host's request ended.
enum class HostOutcome : std::uint8_t { answered, unanswered, cancelled };

class OpenDevice {
 public:
  static Result<std::unique_ptr<OpenDevice>> open(const std::string& path,
                                                  const std::string& ca_file);
  ~OpenDevice();

  casework::Answer call(std::string_view name, std::string_view json);
  Result<StoreStatus> status() { return device_->status(); }
  const Schema& schema() const { return device_->schema(); }

  // --- the office ---
  Status enrol(const Enrolment& enrolment);
  Result<SyncEnd> sync(const SyncBudget& budget, const OfficeLink::OnProgress& on_progress);
  // Wakes the background when it runs already, and then leaves on_report unused.
  Status start_background(const Pace& pace, OfficeLink::OnReport on_report);
  // Ends any sync: a call's, the background, the host's.
  void stop_sync();
  void hint(const Surroundings& surroundings);
  Surroundings surroundings();

  // --- with the host's HTTP ---
  Result<HostExchange> begin_enrol(const Enrolment& enrolment);
  struct HostStep {
    std::optional<HostExchange> exchange;
    std::optional<std::uint64_t> wait_ms;
    std::optional<SyncReport> report;
  };
  // pace is that of the first call since the last stop_sync().
  Result<HostStep> next_exchange(const Pace& pace, bool is_poked);
  // Of an enrolment, and of a sync's exchange; the latter with what there is to report.
  Status end_enrol(const Device::PendingEnrolment& enrolment, HostOutcome outcome, int http_status,
                   ByteView body);
  std::optional<SyncReport> end_exchange(const HostExchange& exchange, HostOutcome outcome,
                                         int http_status, ByteView body);

  // --- observers ---
  std::uint64_t observe(Device::Observer observer);
  std::uint64_t watch(std::string name, std::string json, Watches::OnAnswer on_answer);
  Status unobserve(std::uint64_t id);
  void run_watches();

  // True on a thread that is inside one of this device's callbacks.
  bool is_calling_back() const;

 private:
  // Marks this thread as inside a callback of this device.
  class CallingBack;
  // The right to speak with the office; the error is busy.
  class Claim;
  enum class Speaker : std::uint8_t { nobody, call, background, host };

  OpenDevice();
  Status require_enrolled();

  std::unique_ptr<Clock> clock_;
  std::unique_ptr<Random> random_;
  std::unique_ptr<Device> device_;
  std::unique_ptr<casework::Casework> casework_;
  std::unique_ptr<OfficeLink> link_;
  Watches watches_;

  std::mutex turning_;  // held while the background is started or stopped; before mutex_
  std::mutex mutex_;    // guards what follows; never held during a callback or a network wait
  Speaker speaker_ = Speaker::nobody;
  std::shared_ptr<SyncDriver> driver_;  // of a host that syncs
  bool is_exchanging_ = false;          // the host has an exchange of it
  // An attempt that nobody answered may have reached the office: the next one is the same.
  std::optional<Device::PendingEnrolment> unanswered_;
  Enrolment unanswered_for_;
  Surroundings surroundings_;
  std::set<std::uint64_t> observers_;

  Worker worker_;  // runs the watches; the last, so that it ends first
};

}  // namespace brygga::binding
