// A plain HTTP client for tests: blocking, one connection, able to misbehave.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace brygga::server::test {

struct HttpAnswer {
  unsigned status = 0;                         // 0: the connection ended without an answer
  std::map<std::string, std::string> headers;  // names in lower case
  Bytes body;

  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

class HttpClient {
 public:
  // Connects to the loopback port.
  explicit HttpClient(std::uint16_t port);
  ~HttpClient();

  using Headers = std::vector<std::pair<std::string, std::string>>;
  void send(const std::string& method, const std::string& target, const Headers& headers,
            const Bytes& body);
  void send_raw(const std::string& bytes);
  HttpAnswer receive();
  // Everything until the other side closes.
  std::string receive_raw();
  void close();

  HttpAnswer exchange(const std::string& method, const std::string& target,
                      const Headers& headers = {}, const Bytes& body = {});
  // A protocol message with the right content type; token may be empty.
  HttpAnswer post(const std::string& target, const std::string& token, const Bytes& body,
                  Headers further = {});

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace brygga::server::test
