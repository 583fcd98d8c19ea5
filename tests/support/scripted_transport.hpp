// A transport for tests: each post is answered by a function, cancel() is remembered as a real one
// does, and the posts can be waited for.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

#include "device/transport.hpp"
#include "support/memory_office.hpp"

namespace brygga::testing {

class ScriptedTransport : public Transport {
 public:
  using Answer = std::function<Result<HttpReply>(const HttpRequest&)>;
  explicit ScriptedTransport(Answer answer) : answer_(std::move(answer)) {}

  Result<HttpReply> post(const HttpRequest& request) override {
    {
      const std::lock_guard lock(mutex_);
      ++posts_;
      last_url_ = request.url;
    }
    wake_.notify_all();
    return answer_(request);
  }
  void cancel() override {
    {
      const std::lock_guard lock(mutex_);
      is_cancelled_ = true;
    }
    wake_.notify_all();
  }

  // For answers: holds the post until it is cancelled, as an office with nothing to say.
  Result<HttpReply> hold() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return is_cancelled_; });
    is_cancelled_ = false;
    return Error{ErrorCode::offline, "Cancelled.", true, "cancelled"};
  }
  bool wait_for_posts(int count) {
    std::unique_lock lock(mutex_);
    return wake_.wait_for(lock, std::chrono::seconds(10), [&] { return posts_ >= count; });
  }
  int posts() const {
    const std::lock_guard lock(mutex_);
    return posts_;
  }
  std::string last_url() const {
    const std::lock_guard lock(mutex_);
    return last_url_;
  }

 private:
  Answer answer_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool is_cancelled_ = false;
  int posts_ = 0;
  std::string last_url_;
};

inline Error offline() { return {ErrorCode::offline, "Nobody answers.", true, "offline"}; }

// What an office answers, as HTTP.
inline HttpReply http(int status, Bytes body) {
  HttpReply reply;
  reply.status = status;
  reply.bytes_on_wire_received = body.size();
  reply.body = std::move(body);
  return reply;
}
inline HttpReply answer_of_office(MemoryOffice& office, const HttpRequest& request) {
  auto decoded = decode_sync_request(request.body);
  EXPECT_TRUE(decoded.ok());
  auto response = office.exchange(*decoded);
  if (response) return http(200, encode(*response));
  return http(409, encode(ErrorMessage{response.error().reason, response.error().what,
                                       response.error().can_retry, office.now_ms}));
}

struct ManualClock : Clock {
  std::atomic<std::uint64_t> now{2'000'000};
  std::uint64_t unix_ms() override { return now++; }
};
struct CountingRandom : Random {
  std::atomic<std::uint64_t> count{0};
  void fill(std::span<std::uint8_t> out) override {
    const std::uint64_t value = ++count;
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = static_cast<std::uint8_t>(value >> (8 * (i % 8)));
    }
  }
};

}  // namespace brygga::testing
