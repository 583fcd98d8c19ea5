// What a native app has and a browser has not: time and randomness of the system, threads, HTTP.
//
// Declared once and defined twice: in native/ here, and for the browser in bindings/wasm. Whoever
// links chooses.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "device/device.hpp"
#include "device/sync_driver.hpp"

namespace brygga::binding {

// --- time and randomness ------------------------------------------------------------------------

std::unique_ptr<Clock> host_clock();
std::unique_ptr<Random> host_random();
std::uint64_t host_monotonic_ms();

// Whether a store's file can be opened by several connections.
bool host_opens_files_again();

// --- threads ------------------------------------------------------------------------------------

// Does some work again and again, on a thread of its own, whenever it was asked to since the last
// time. Where there are no threads it does nothing, and the work waits for brygga_run_watches().
class Worker {
 public:
  explicit Worker(std::function<void()> work);
  ~Worker();  // waits for the work under way
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  void ask();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// --- HTTP ---------------------------------------------------------------------------------------

struct Enrolment {
  std::string url;
  std::string tenant;
  std::string code;
  std::string device_name;
  std::string ca_file;  // empty: the one kept before, or the system's certificates
};

struct SyncBudget {
  std::uint32_t page_bytes = 0;    // 0: the office's choice
  std::uint64_t bytes_max = 0;     // of bodies on the wire, both ways; 0: none
  std::uint64_t milliseconds = 0;  // 0: none
};

struct SyncEnd {
  SyncProgress progress;
  const char* stopped_by = "";  // "progress", "stop", "bytes", "time"; empty: finished
};

// The way to the office with an HTTP of our own. Where the host brings its HTTP, what waits for the
// network is refused with reason "no_http". One of enrol(), sync() and start() at a time; who calls
// sees to that.
class OfficeLink {
 public:
  using OnProgress = std::function<bool(const SyncProgress&)>;  // false ends the sync
  using OnReport = std::function<void(const SyncReport&)>;

  // Trusts the file of certificates; empty: the one that is kept beside the store, if any.
  static Result<std::unique_ptr<OfficeLink>> open(const std::string& store_path,
                                                  const std::string& ca_file);
  ~OfficeLink();

  Status enrol(Device& device, const Enrolment& enrolment);
  Result<SyncEnd> sync(Device& device, const SyncBudget& budget, const OnProgress& on_progress);
  // From here to stop() on a thread of its own.
  Status start(Device& device, Random& random, const Pace& pace, OnReport on_report);
  // Ends what is under way, from any thread.
  void stop();
  void poke();  // the background, if it runs
  void hint(const Surroundings& surroundings);

 private:
  struct Impl;
  explicit OfficeLink(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace brygga::binding
