// What an opaque handle stands for, looked up before anything believes it.
//
// A handle is a number that is never given out twice, dressed as a pointer and never followed: one
// that was closed, or was never ours, is found out. Safe from any thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace brygga::binding {

// Handle: the incomplete C type. Thing: what it stands for.
template <class Handle, class Thing>
class Handles {
  struct Entry {
    std::unique_ptr<Thing> thing;
    int uses = 0;
    bool is_ending = false;
  };

 public:
  // Keeps the thing from being taken away while a call is at work on it; empty when there is none.
  class Use {
   public:
    Use() = default;
    Use(Use&& other) noexcept
        : handles_(std::exchange(other.handles_, nullptr)), entry_(other.entry_) {}
    Use& operator=(Use&&) = delete;
    ~Use() {
      if (handles_ != nullptr) handles_->leave(*entry_);
    }
    explicit operator bool() const { return handles_ != nullptr; }
    Thing& operator*() const { return *entry_->thing; }
    Thing* operator->() const { return entry_->thing.get(); }

   private:
    friend class Handles;
    Use(Handles& handles, Entry& entry) : handles_(&handles), entry_(&entry) {}
    Handles* handles_ = nullptr;
    Entry* entry_ = nullptr;
  };

  Handle* add(std::unique_ptr<Thing> thing) {
    const std::lock_guard lock(mutex_);
    const std::uintptr_t number = next_;
    next_ += step;
    entries_[number].thing = std::move(thing);
    return reinterpret_cast<Handle*>(number);
  }

  Use use(const Handle* handle) {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(reinterpret_cast<std::uintptr_t>(handle));
    if (found == entries_.end() || found->second.is_ending) return {};
    ++found->second.uses;
    return Use(*this, found->second);
  }

  // No call finds it any more; waits for those that are at work, and gives the thing to be
  // destroyed. Null when there is none.
  std::unique_ptr<Thing> take(const Handle* handle) {
    std::unique_lock lock(mutex_);
    const auto found = entries_.find(reinterpret_cast<std::uintptr_t>(handle));
    if (found == entries_.end() || found->second.is_ending) return nullptr;
    found->second.is_ending = true;
    left_.wait(lock, [&] { return found->second.uses == 0; });
    std::unique_ptr<Thing> thing = std::move(found->second.thing);
    entries_.erase(found);
    return thing;
  }

 private:
  // Odd, so that no address of the caller's is one of ours by accident.
  static constexpr std::uintptr_t step = 2;

  void leave(Entry& entry) {
    const std::lock_guard lock(mutex_);
    if (--entry.uses == 0 && entry.is_ending) left_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable left_;
  std::uintptr_t next_ = 0x42'0001;
  std::map<std::uintptr_t, Entry> entries_;  // an entry stays where it is
};

}  // namespace brygga::binding
