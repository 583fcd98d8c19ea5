#include "support/scripted_transport.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <utility>

#include "support/memory_office.hpp"

namespace brygga::testing {

ScriptedTransport::ScriptedTransport(Answer answer) : answer_(std::move(answer)) {}

ScriptedTransport::~ScriptedTransport() = default;

Result<HttpReply> ScriptedTransport::post(const HttpRequest& request) {
  {
    const std::lock_guard lock(mutex_);
    ++posts_;
    last_url_ = request.url;
  }
  wake_.notify_all();
  return answer_(request);
}

void ScriptedTransport::cancel() {
  {
    const std::lock_guard lock(mutex_);
    is_cancelled_ = true;
  }
  wake_.notify_all();
}

Result<HttpReply> ScriptedTransport::hold() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return is_cancelled_; });
  is_cancelled_ = false;
  return Error{ErrorCode::offline, "Cancelled.", true, "cancelled"};
}

bool ScriptedTransport::wait_for_posts(int count) {
  std::unique_lock lock(mutex_);
  return wake_.wait_for(lock, std::chrono::seconds(10), [&] { return posts_ >= count; });
}

int ScriptedTransport::posts() const {
  const std::lock_guard lock(mutex_);
  return posts_;
}

std::string ScriptedTransport::last_url() const {
  const std::lock_guard lock(mutex_);
  return last_url_;
}

Error offline() { return {ErrorCode::offline, "Nobody answers.", true, "offline"}; }

HttpReply http(int status, Bytes body) {
  HttpReply reply;
  reply.status = status;
  reply.bytes_on_wire_received = body.size();
  reply.body = std::move(body);
  return reply;
}

HttpReply answer_of_office(MemoryOffice& office, const HttpRequest& request) {
  auto decoded = decode_sync_request(request.body);
  EXPECT_TRUE(decoded.ok());
  auto response = office.exchange(*decoded);
  if (response) return http(200, encode(*response));
  return http(409, encode(ErrorMessage{response.error().reason, response.error().what,
                                       response.error().can_retry, office.now_ms}));
}

void CountingRandom::fill(std::span<std::uint8_t> out) {
  const std::uint64_t value = ++count;
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<std::uint8_t>(value >> (8 * (i % 8)));
  }
}

}  // namespace brygga::testing
