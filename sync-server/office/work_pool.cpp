#include "office/work_pool.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

namespace brygga::server {

struct WorkPool::Threads {
  explicit Threads(std::size_t count) : pool(count) {}
  boost::asio::thread_pool pool;
};

WorkPool::WorkPool(std::size_t threads) : threads_(std::make_unique<Threads>(threads)) {}

WorkPool::~WorkPool() { finish(); }

void WorkPool::run(std::function<void()> work) {
  boost::asio::post(threads_->pool, std::move(work));
}

void WorkPool::finish() { threads_->pool.join(); }

}  // namespace brygga::server
