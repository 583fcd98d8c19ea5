// Watches: queries that somebody wants answered anew whenever the answer has changed.
//
// Each change marks all of them; run() asks again, and tells those whose answer is another one.
// Safe from any thread; the function that answers must outlive it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "casework/casework.hpp"

namespace brygga::binding {

class Watches {
 public:
  using Ask = std::function<casework::Answer(const std::string& name, const std::string& json)>;
  using OnAnswer = std::function<void(const casework::Answer&)>;

  explicit Watches(Ask ask);
  ~Watches();

  // Told at the next run() first. The id is above those of other observers.
  std::uint64_t add(std::string name, std::string json, OnAnswer on_answer);
  // When this returns, it is not being told (unless this is called from it) and will not be told
  // again; false: there is none of that id.
  bool remove(std::uint64_t id);

  void mark();  // something has changed
  // Asks all that were marked since they were asked last. One run at a time: another waits.
  void run();

 private:
  struct Watch;
  const Ask ask_;
  std::atomic<std::uint64_t> changes_{1};
  std::mutex run_mutex_;
  std::mutex mutex_;  // guards what follows
  std::uint64_t next_ = std::uint64_t{1} << 32;
  std::map<std::uint64_t, std::shared_ptr<Watch>> watches_;
};

}  // namespace brygga::binding
