// OpenDevice: what a brygga_device handle stands for: a device, its casework, and its way to the
// office.
//
// Knows which sync is under way, so that there is one at a time and closing can end it. Errors are
// values; all methods may be called from any thread, the destructor as the last.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "casework/casework.hpp"
#include "device/device.hpp"
#include "device/native/background_sync.hpp"
#include "device/native/curl_transport.hpp"
#include "device/native/system_environment.hpp"

namespace brygga::binding {

struct Enrolment {
  std::string url;
  std::string tenant;
  std::string code;
  std::string device_name;
  std::string ca_file;  // empty: the one kept before, or the system's certificates
};

struct SyncEnd {
  SyncProgress progress;
  bool is_finished = false;  // false: ended early by a person
};

class OpenDevice {
 public:
  using OnProgress = std::function<bool(const SyncProgress&)>;
  using OnReport = std::function<void(const BackgroundSync::Report&)>;

  static Result<std::unique_ptr<OpenDevice>> open(const std::string& path,
                                                  const std::string& ca_file);
  ~OpenDevice();

  casework::Answer call(std::string_view name, std::string_view json);
  Status enrol(const Enrolment& enrolment);
  Result<SyncEnd> sync(std::uint32_t page_bytes, const OnProgress& on_progress);
  // Wakes the background when it runs already, and then leaves on_report unused.
  Status start_background(const Pace& pace, OnReport on_report);
  void stop_sync();
  Result<StoreStatus> status() { return device_->status(); }
  const Schema& schema() const { return device_->schema(); }

  std::uint64_t observe(Device::Observer observer);
  Status unobserve(std::uint64_t id);

  // True on a thread that is inside one of this device's callbacks.
  bool is_calling_back() const;

 private:
  // Marks this thread as inside a callback of this device.
  class CallingBack;
  // Holds the transport for one sync; the error is busy.
  class TransportUse;

  explicit OpenDevice(std::string path) : path_(std::move(path)) {}
  Status trust(const std::string& ca_file);
  void renew_transport();
  Status require_enrolled();

  const std::string path_;
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<Device> device_;
  std::unique_ptr<casework::Casework> casework_;

  std::mutex mutex_;  // guards what follows; never held during a callback or a network wait
  std::string ca_file_;
  std::unique_ptr<CurlTransport> transport_;
  bool transport_in_use_ = false;
  std::unique_ptr<BackgroundSync> background_;
  std::set<std::uint64_t> observers_;
  std::atomic<bool> stop_asked_{false};
};

}  // namespace brygga::binding
