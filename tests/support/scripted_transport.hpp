// A transport for tests: each post is answered by a function, cancel() is remembered as a real one
// does, and the posts can be waited for.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string>

#include "base/environment.hpp"
#include "device/transport.hpp"

namespace brygga::testing {

class MemoryOffice;

class ScriptedTransport : public Transport {
 public:
  using Answer = std::function<Result<HttpReply>(const HttpRequest&)>;
  explicit ScriptedTransport(Answer answer);
  ~ScriptedTransport() override;

  Result<HttpReply> post(const HttpRequest& request) override;
  void cancel() override;

  // For answers: holds the post until it is cancelled, as an office with nothing to say.
  Result<HttpReply> hold();
  bool wait_for_posts(int count);
  int posts() const;
  std::string last_url() const;

 private:
  Answer answer_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool is_cancelled_ = false;
  int posts_ = 0;
  std::string last_url_;
};

Error offline();

// What an office answers, as HTTP.
HttpReply http(int status, Bytes body);
HttpReply answer_of_office(MemoryOffice& office, const HttpRequest& request);

struct ManualClock : Clock {
  std::atomic<std::uint64_t> now{2'000'000};
  std::uint64_t unix_ms() override { return now++; }
};
struct CountingRandom : Random {
  std::atomic<std::uint64_t> count{0};
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace brygga::testing
