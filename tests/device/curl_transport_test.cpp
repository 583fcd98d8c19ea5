// libcurl against a socket of this program: what a network does to an exchange.
#include "device/native/curl_transport.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zstd.h>

#include <chrono>
#include <functional>
#include <thread>

#include "base/limits.hpp"

namespace brygga {
namespace {

// Listens on a port of the loopback; each connection is handed to the function, in turn.
class SocketServer {
 public:
  explicit SocketServer(std::function<void(int)> serve) : serve_(std::move(serve)) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(listener_, 8), 0);
    socklen_t size = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] {
      for (int connection = 0; (connection = accept(listener_, nullptr, nullptr)) >= 0;) {
        serve_(connection);
        close(connection);
      }
    });
  }
  SocketServer(const SocketServer&) = delete;
  SocketServer& operator=(const SocketServer&) = delete;
  ~SocketServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/v1/sync"; }

 private:
  std::function<void(int)> serve_;
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

// Reads one request, to the end of its body.
std::string read_request(int connection) {
  std::string text;
  char buffer[65536];
  while (true) {
    const auto header_end = text.find("\r\n\r\n");
    if (header_end != std::string::npos) {
      const auto at = text.find("Content-Length: ");
      const std::size_t size = at == std::string::npos ? 0 : std::stoul(text.substr(at + 16, 12));
      if (text.size() >= header_end + 4 + size) return text;
    }
    const ssize_t got = read(connection, buffer, sizeof buffer);
    if (got <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
  }
}
void send_text(int connection, const std::string& text) {
  (void)send(connection, text.data(), text.size(), MSG_NOSIGNAL);
}
void answer(int connection, const std::string& body) {
  (void)read_request(connection);
  send_text(connection, "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
                            "\r\nConnection: close\r\n\r\n" + body);
}

HttpRequest request_to(const std::string& url, std::size_t body_bytes = 10) {
  HttpRequest request;
  request.url = url;
  request.bearer_token = "secret";
  request.body.assign(body_bytes, 'a');
  return request;
}

TEST(CurlTransport, posts_the_body_with_the_token_and_gives_the_answer) {
  std::string seen;
  SocketServer server([&](int connection) {
    seen = read_request(connection);
    send_text(connection, "HTTP/1.1 403 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
  });
  CurlTransport transport;
  const auto reply = transport.post(request_to(server.url()));
  ASSERT_TRUE(reply.ok()) << reply.error().what;
  EXPECT_EQ(reply->status, 403);
  EXPECT_EQ(as_text(reply->body), "no");
  EXPECT_EQ(reply->bytes_on_wire_sent, 10U);
  EXPECT_NE(seen.find("POST /v1/sync"), std::string::npos);
  EXPECT_NE(seen.find("Authorization: Bearer secret"), std::string::npos);
  EXPECT_EQ(seen.substr(seen.size() - 10), "aaaaaaaaaa");
}

TEST(CurlTransport, compresses_large_bodies) {
  std::string seen;
  SocketServer server([&](int connection) {
    seen = read_request(connection);
    send_text(connection, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  CurlTransport transport;
  const auto reply = transport.post(request_to(server.url(), 100'000));
  ASSERT_TRUE(reply.ok());
  EXPECT_LT(reply->bytes_on_wire_sent, 1000U);
  EXPECT_NE(seen.find("Content-Encoding: zstd"), std::string::npos);
  const std::string body = seen.substr(seen.find("\r\n\r\n") + 4);
  std::string plain(100'000, ' ');
  EXPECT_EQ(ZSTD_decompress(plain.data(), plain.size(), body.data(), body.size()), 100'000U);
  EXPECT_EQ(plain, std::string(100'000, 'a'));
}

TEST(CurlTransport, nobody_there_is_offline_and_may_try_again) {
  std::string url;
  {
    url = SocketServer([](int) {}).url();
  }
  CurlTransport transport;
  const auto reply = transport.post(request_to(url));
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().code, ErrorCode::offline);
  EXPECT_TRUE(reply.error().can_retry);
  EXPECT_NE(reply.error().what.find(url), std::string::npos);
}

TEST(CurlTransport, what_is_no_address_is_told_and_not_tried_again) {
  CurlTransport transport;
  for (const char* url : {"ftp://office.example/v1/sync", "file:///etc/passwd", "http://",
                          "http://a b/", "gopher://x"}) {
    const auto reply = transport.post(request_to(url));
    ASSERT_FALSE(reply.ok()) << url;
    EXPECT_EQ(reply.error().reason, "bad_address") << url << ": " << reply.error().what;
    EXPECT_FALSE(reply.error().can_retry);
  }
}

TEST(CurlTransport, garbage_and_a_closed_connection_are_offline) {
  for (const char* text :
       {"", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"}) {
    SocketServer server([&](int connection) {
      (void)read_request(connection);
      send_text(connection, text);
    });
    CurlTransport transport;
    const auto reply = transport.post(request_to(server.url()));
    ASSERT_FALSE(reply.ok()) << text;
    EXPECT_EQ(reply.error().code, ErrorCode::offline) << text;
    EXPECT_TRUE(reply.error().can_retry);
  }
}

TEST(CurlTransport, an_answer_beyond_the_bound_is_not_read_to_its_end) {
  SocketServer server(
      [](int connection) { answer(connection, std::string(limits::body_bytes_max + 1, 'x')); });
  CurlTransport transport;
  const auto reply = transport.post(request_to(server.url()));
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().code, ErrorCode::too_large);
}

TEST(CurlTransport, an_answer_at_the_bound_is_read) {
  SocketServer server(
      [](int connection) { answer(connection, std::string(limits::body_bytes_max, 'x')); });
  CurlTransport transport;
  const auto reply = transport.post(request_to(server.url()));
  ASSERT_TRUE(reply.ok()) << reply.error().what;
  EXPECT_EQ(reply->body.size(), limits::body_bytes_max);
}

TEST(CurlTransport, an_office_that_says_nothing_runs_into_the_timeout) {
  SocketServer server([](int connection) {
    (void)read_request(connection);
    char byte = 0;
    (void)read(connection, &byte, 1);  // until the other side gives up
  });
  CurlTransport transport;
  HttpRequest request = request_to(server.url());
  request.timeout_ms = 100;
  const auto reply = transport.post(request);
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().reason, "offline");
}

TEST(CurlTransport, cancel_ends_a_post_that_waits_and_the_next_one_works) {
  std::atomic<bool> is_waiting{false};
  std::atomic<int> connections{0};
  SocketServer server([&](int connection) {
    if (connections++ > 0) return answer(connection, "ok");
    (void)read_request(connection);
    is_waiting = true;
    char byte = 0;
    (void)read(connection, &byte, 1);
  });
  CurlTransport transport;
  std::thread canceller([&] {
    while (!is_waiting) std::this_thread::yield();
    transport.cancel();
  });
  const auto start = std::chrono::steady_clock::now();
  const auto reply = transport.post(request_to(server.url()));
  canceller.join();
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().reason, "cancelled");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  const auto next = transport.post(request_to(server.url()));
  ASSERT_TRUE(next.ok()) << next.error().what;
  EXPECT_EQ(as_text(next->body), "ok");
}

TEST(CurlTransport, cancel_before_a_post_ends_that_post) {
  SocketServer server([](int connection) { answer(connection, "ok"); });
  CurlTransport transport;
  transport.cancel();
  EXPECT_EQ(transport.post(request_to(server.url())).error().reason, "cancelled");
  EXPECT_TRUE(transport.post(request_to(server.url())).ok());
}

}  // namespace
}  // namespace brygga
