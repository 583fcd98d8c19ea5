// Threads for work that blocks: storage, compression, digests.
//
// The network threads never wait for a disk. Work runs in the order given, on as many threads as
// there are. Safe from any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace brygga::server {

class WorkPool {
 public:
  explicit WorkPool(std::size_t threads);
  ~WorkPool();  // finishes
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;

  void run(std::function<void()> work);
  // Runs what has been given so far, and what that gives in turn, to its end.
  void finish();

 private:
  struct Threads;
  std::unique_ptr<Threads> threads_;
};

}  // namespace brygga::server
