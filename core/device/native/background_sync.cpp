#include "device/native/background_sync.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace brygga {

namespace {

std::uint64_t monotonic_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

// How often the store is asked whether another process has written to it.
constexpr std::uint64_t other_writers_poll_ms = 1000;

}  // namespace

// The worker thread makes the exchanges; whoever wakes it only leaves word with the driver.
struct BackgroundSync::Impl {
  Device& device;
  Transport& transport;
  const std::function<void(const SyncReport&)> on_report;

  std::mutex mutex;
  std::condition_variable wake;
  bool is_woken = false;
  bool is_stopping = false;
  std::thread worker;
  std::thread watcher;
  SyncDriver driver;  // the last, so that nobody is woken while the others are taken down

  Impl(Device& d, Transport& t, Random& random, const Pace& pace,
       std::function<void(const SyncReport&)> report)
      : device(d), transport(t), on_report(std::move(report)), driver(d, random, pace) {
    driver.on_work([this](bool cancels) { wake_up(cancels); });
  }

  void start() {
    // Before the first request: what others save from here on is noticed, or is in it.
    const auto version = device.data_version();
    worker = std::thread([this] { run(); });
    watcher = std::thread([this, from = version ? *version : 0] { watch_other_writers(from); });
  }

  void stop() {
    {
      const std::lock_guard lock(mutex);
      is_stopping = true;
      transport.cancel();
    }
    wake.notify_all();
    worker.join();
    watcher.join();
  }

  void wake_up(bool cancels) {
    {
      const std::lock_guard lock(mutex);
      is_woken = true;
      if (cancels) transport.cancel();
    }
    wake.notify_all();
  }

  void watch_other_writers(std::int64_t version) {
    std::unique_lock lock(mutex);
    while (!is_stopping) {
      wake.wait_for(lock, std::chrono::milliseconds(other_writers_poll_ms),
                    [this] { return is_stopping; });
      lock.unlock();
      const auto now = device.data_version();
      if (now && *now != version) {
        version = *now;
        wake_up(driver.note_work());
      }
      lock.lock();
    }
  }

  // Until there may be something to do.
  void sleep(const std::optional<std::uint64_t>& wait_ms) {
    std::unique_lock lock(mutex);
    const auto is_up = [this] { return is_woken || is_stopping; };
    if (wait_ms) {
      wake.wait_for(lock, std::chrono::milliseconds(*wait_ms), is_up);
    } else {
      wake.wait(lock, is_up);
    }
    is_woken = false;
  }

  bool must_stop() {
    const std::lock_guard lock(mutex);
    return is_stopping;
  }

  void run() {
    while (!must_stop()) {
      const SyncDriver::Todo todo = driver.next(monotonic_ms());
      std::optional<SyncReport> report = todo.report;
      if (todo.exchange) {
        const auto reply = transport.post(todo.exchange->http);
        report = driver.end(*todo.exchange, reply, monotonic_ms());
      } else if (!report) {
        sleep(todo.wait_ms);
      }
      if (report && on_report && !must_stop()) on_report(*report);
    }
  }
};

BackgroundSync::BackgroundSync(Device& device, Transport& transport, Random& random,
                               const Pace& pace, std::function<void(const SyncReport&)> on_report,
                               const Surroundings& surroundings)
    : impl_(std::make_unique<Impl>(device, transport, random, pace, std::move(on_report))) {
  impl_->driver.hint(surroundings);
  impl_->start();
}

BackgroundSync::~BackgroundSync() { impl_->stop(); }

void BackgroundSync::poke() { impl_->wake_up(impl_->driver.poke()); }

void BackgroundSync::hint(const Surroundings& surroundings) {
  impl_->wake_up(impl_->driver.hint(surroundings));
}

}  // namespace brygga
