#include "host.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "device/native/system_environment.hpp"

namespace brygga::binding {

std::unique_ptr<Clock> host_clock() { return std::make_unique<SystemClock>(); }
std::unique_ptr<Random> host_random() { return std::make_unique<SystemRandom>(); }

std::uint64_t host_monotonic_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

bool host_opens_files_again() { return true; }

struct Worker::Impl {
  std::function<void()> work;
  std::mutex mutex;
  std::condition_variable wake;
  bool is_asked = false;
  bool is_stopping = false;
  std::thread thread;  // begins with the first ask(): most devices watch nothing

  void run() {
    std::unique_lock lock(mutex);
    while (!is_stopping) {
      if (!std::exchange(is_asked, false)) {
        wake.wait(lock);
        continue;
      }
      lock.unlock();
      work();
      lock.lock();
    }
  }
};

Worker::Worker(std::function<void()> work) : impl_(std::make_unique<Impl>()) {
  impl_->work = std::move(work);
}

Worker::~Worker() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->is_stopping = true;
  }
  impl_->wake.notify_all();
  if (impl_->thread.joinable()) impl_->thread.join();
}

void Worker::ask() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->is_asked = true;
    if (!impl_->thread.joinable()) impl_->thread = std::thread([this] { impl_->run(); });
  }
  impl_->wake.notify_all();
}

}  // namespace brygga::binding
