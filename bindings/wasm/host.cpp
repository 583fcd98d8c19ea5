// What bindings/c wants of its host, in a browser: one thread, fetch at the page's side, and files
// that can be opened once.
#include "host.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

namespace brygga::binding {
namespace {

std::uint64_t ms_of(std::chrono::nanoseconds time) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

class BrowserClock final : public Clock {
 public:
  std::uint64_t unix_ms() override {
    return ms_of(std::chrono::system_clock::now().time_since_epoch());
  }
};

class BrowserRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    constexpr std::size_t bytes_max = 256;  // of getentropy()
    while (!out.empty()) {
      const std::size_t size = std::min(out.size(), bytes_max);
      // Without randomness no id may be made.
      if (getentropy(out.data(), size) != 0) std::abort();
      out = out.subspan(size);
    }
  }
};

Error no_http() {
  return {ErrorCode::refused,
          "In a browser the page's side talks to the office: use brygga_exchange_next().", false,
          "no_http"};
}

}  // namespace

std::unique_ptr<Clock> host_clock() { return std::make_unique<BrowserClock>(); }
std::unique_ptr<Random> host_random() { return std::make_unique<BrowserRandom>(); }
std::uint64_t host_monotonic_ms() {
  return ms_of(std::chrono::steady_clock::now().time_since_epoch());
}
bool host_opens_files_again() { return false; }

// --- threads: none, the leader runs watches (leader.ts)
// -------------------------------------------

struct Worker::Impl {};
Worker::Worker(std::function<void()>) {}
Worker::~Worker() = default;
void Worker::ask() {}

// --- HTTP: none, the leader fetches (sync.ts)
// -----------------------------------------------------

struct OfficeLink::Impl {};
OfficeLink::OfficeLink(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
OfficeLink::~OfficeLink() = default;

Result<std::unique_ptr<OfficeLink>> OfficeLink::open(const std::string&, const std::string&) {
  return std::unique_ptr<OfficeLink>(new OfficeLink(nullptr));
}
Status OfficeLink::enrol(Device&, const Enrolment&) { return no_http(); }
Result<SyncEnd> OfficeLink::sync(Device&, const SyncBudget&, const OnProgress&) {
  return no_http();
}
Status OfficeLink::start(Device&, Random&, const Pace&, OnReport) { return no_http(); }
void OfficeLink::stop() {}
void OfficeLink::poke() {}
void OfficeLink::hint(const Surroundings&) {}

}  // namespace brygga::binding
