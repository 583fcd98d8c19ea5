// The office on the network: HTTP/1.1 with or without TLS.
//
// POST /v1/enrol, POST /v1/sync, GET /healthz (docs/PROTOCOL.md), and what a WebDoor answers.
// Everything that comes from outside is bounded in size and time, and whatever is refused changes
// nothing. Network threads move bytes; what blocks runs where the office's context runs it. Safe
// from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "office/office.hpp"

namespace brygga::server {

struct HttpOptions {
  std::string address = "127.0.0.1";  // an IP address, or localhost
  std::uint16_t port = 8470;          // 0: any free one
  // PEM files; both set: TLS. Without TLS only a loopback address may be listened on, since tokens
  // would travel readable, unless insecure_plain says that something else protects them.
  std::string tls_certificate_file;
  std::string tls_key_file;
  bool insecure_plain = false;
  std::size_t connections_max = 4096;  // further ones are closed at once
  std::size_t network_threads = 2;
  std::uint32_t header_seconds_max = 15;  // from connecting to the end of the first header
  std::uint32_t body_seconds_max = 120;   // 4 MiB over a poor mobile network
  std::uint32_t idle_seconds_max = 75;    // between requests; above limits::wait_seconds_max
  std::uint32_t stop_seconds_max = 10;    // for the answers under way when the server stops
};

class WebDoor;

class HttpServer {
 public:
  // Listens when this returns. The office, and the door unless it is null, must outlive the server.
  // Errors: the address cannot be had, the TLS files cannot be used, or plain HTTP beyond loopback.
  static Result<std::unique_ptr<HttpServer>> start(const HttpOptions& options, Office& office,
                                                   WebDoor* web = nullptr);
  ~HttpServer();  // stops
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;
  // "http://127.0.0.1:8470"
  std::string url() const;

  // Takes no new connection or request, answers those that wait, and returns when all are done.
  void stop();

 private:
  class Machinery;
  explicit HttpServer(std::unique_ptr<Machinery> machinery);
  std::unique_ptr<Machinery> machinery_;
};

}  // namespace brygga::server
