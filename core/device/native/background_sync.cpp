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

// The worker thread runs the exchanges and the state machine; poke(), observers and the watcher of
// other processes only leave events for it.
struct BackgroundSync::Impl {
  Device& device;
  Transport& transport;
  Random& random;
  const Pace pace;
  const std::function<void(const Report&)> on_report;

  std::mutex mutex;
  std::condition_variable wake;
  bool has_work = false;
  bool is_poked = false;
  bool is_stopping = false;
  bool is_listening = false;
  std::uint64_t observer = 0;
  std::thread worker;
  std::thread watcher;

  Impl(Device& d, Transport& t, Random& r, const Pace& p, std::function<void(const Report&)> report)
      : device(d), transport(t), random(r), pace(p), on_report(std::move(report)) {}

  void start() {
    // Before the first request: what others save from here on is noticed, or is in it.
    const auto version = device.data_version();
    worker = std::thread([this] { run(); });
    watcher = std::thread([this, from = version ? *version : 0] { watch_other_writers(from); });
    observer = device.observe([this](const Changed& changed) {
      // Changes that this thread stored are no work to send.
      if (!changed.entities.empty() && std::this_thread::get_id() != worker_id) note_work();
    });
  }

  void stop() {
    device.unobserve(observer);
    {
      const std::lock_guard lock(mutex);
      is_stopping = true;
      transport.cancel();
    }
    wake.notify_all();
    worker.join();
    watcher.join();
  }

  void note_work() {
    {
      const std::lock_guard lock(mutex);
      has_work = true;
      if (is_listening) transport.cancel();
    }
    wake.notify_all();
  }

  // Unlike work, this also ends backing off: whoever pokes knows that it is worth trying.
  void poke() {
    {
      const std::lock_guard lock(mutex);
      is_poked = true;
      if (is_listening) transport.cancel();
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
        note_work();
      }
      lock.lock();
    }
  }

  // Sleeps until the state's wake time, work or stop; returns the event that ended it.
  SyncEvent sleep(const SyncState& state) {
    std::unique_lock lock(mutex);
    const auto has_event = [&] {
      return is_stopping || is_poked ||
             (has_work && state.phase != SyncPhase::backing_off &&
              state.phase != SyncPhase::stopped);
    };
    if (state.wake_ms == 0) {
      wake.wait(lock, has_event);
    } else {
      const std::uint64_t now = monotonic_ms();
      const std::uint64_t left = state.wake_ms > now ? state.wake_ms - now : 0;
      wake.wait_for(lock, std::chrono::milliseconds(left), has_event);
    }
    if (is_stopping) return {SyncEvent::Kind::stop, false};
    if (std::exchange(is_poked, false)) return {SyncEvent::Kind::start, false};
    if (has_work && has_event()) {
      has_work = false;
      return {SyncEvent::Kind::work, false};
    }
    return {SyncEvent::Kind::timer, false};
  }

  SyncEvent exchange(bool listens, Report& report) {
    {
      const std::lock_guard lock(mutex);
      if (is_stopping) return {SyncEvent::Kind::stop, false};
      // Work that came since the last exchange goes out now instead of listening.
      if (has_work || is_poked) listens = false;
      has_work = false;
      is_poked = false;
      is_listening = listens;
    }
    auto result = device.sync_round(transport, listens ? pace.wait_seconds : 0);
    {
      const std::lock_guard lock(mutex);
      is_listening = false;
    }
    if (result) {
      report.round = *std::move(result);
      return {SyncEvent::Kind::answered, report.round.taken.more};
    }
    report.last_error = std::move(result).error();
    if (report.last_error.reason == "cancelled") return {SyncEvent::Kind::cancelled, false};
    return {report.last_error.can_retry ? SyncEvent::Kind::failed : SyncEvent::Kind::refused,
            false};
  }

  void run() {
    worker_id = std::this_thread::get_id();
    SyncState state;
    SyncEvent event{SyncEvent::Kind::start, false};
    while (true) {
      const SyncStep next = step(state, event, monotonic_ms(), random.u64(), pace);
      state = next.next;
      if (event.kind == SyncEvent::Kind::stop) return;
      if (next.action == SyncAction::none) {
        event = sleep(state);
        continue;
      }
      Report report;
      event = exchange(next.action == SyncAction::listen, report);
      if (event.kind == SyncEvent::Kind::cancelled || event.kind == SyncEvent::Kind::stop) continue;
      report.state = state;
      if (event.kind == SyncEvent::Kind::failed) report.state.phase = SyncPhase::backing_off;
      if (event.kind == SyncEvent::Kind::refused) report.state.phase = SyncPhase::stopped;
      if (on_report) on_report(report);
    }
  }

  std::atomic<std::thread::id> worker_id{};
};

BackgroundSync::BackgroundSync(Device& device, Transport& transport, Random& random,
                               const Pace& pace, std::function<void(const Report&)> on_report)
    : impl_(std::make_unique<Impl>(device, transport, random, pace, std::move(on_report))) {
  impl_->start();
}

BackgroundSync::~BackgroundSync() { impl_->stop(); }

void BackgroundSync::poke() { impl_->poke(); }

}  // namespace brygga
