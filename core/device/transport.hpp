// How a device's messages travel: the one thing that differs between a native app and a browser.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace brygga {

struct HttpRequest {
  std::string url;
  std::string bearer_token;  // empty: none
  Bytes body;
  std::uint64_t timeout_ms = 30'000;  // from start to end
};

struct HttpReply {
  int status = 0;
  Bytes body;                            // decompressed; at most limits::body_bytes_max
  std::uint64_t bytes_on_wire_sent = 0;  // bodies as sent, compressed
  std::uint64_t bytes_on_wire_received = 0;
};

class Transport {
 public:
  virtual ~Transport() = default;
  // POSTs and waits for the answer. The error has code offline when nobody answered (retry helps),
  // or too_large. Called from one thread at a time.
  virtual Result<HttpReply> post(const HttpRequest& request) = 0;
  // Makes a post() under way return soon with an error of reason "cancelled"; from any thread.
  virtual void cancel() = 0;
};

}  // namespace brygga
