#include "server/http_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace brygga::server::test {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

struct HttpClient::Parts {
  asio::io_context context;
  tcp::socket socket{context};
  boost::beast::flat_buffer buffer;
};

HttpClient::HttpClient(std::uint16_t port) : parts_(std::make_unique<Parts>()) {
  parts_->socket.connect({asio::ip::address_v4::loopback(), port});
}

HttpClient::~HttpClient() = default;

void HttpClient::send(const std::string& method, const std::string& target, const Headers& headers,
                      const Bytes& body) {
  http::request<http::vector_body<std::uint8_t>> request;
  request.method_string(method);
  request.target(target);
  request.version(11);
  request.set(http::field::host, "localhost");
  for (const auto& [name, value] : headers) request.set(name, value);
  request.body() = body;
  request.prepare_payload();
  boost::system::error_code ignored;  // A server that refuses may hang up while this is sent.
  http::write(parts_->socket, request, ignored);
}

void HttpClient::send_raw(const std::string& bytes) {
  boost::system::error_code ignored;
  asio::write(parts_->socket, asio::buffer(bytes), ignored);
}

HttpAnswer HttpClient::receive() {
  http::response_parser<http::vector_body<std::uint8_t>> parser;
  parser.body_limit(64U << 20);
  boost::system::error_code failure;
  http::read(parts_->socket, parts_->buffer, parser, failure);
  HttpAnswer answer;
  if (failure) return answer;
  answer.status = parser.get().result_int();
  for (const auto& field : parser.get()) {
    std::string name(field.name_string());
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    answer.headers[name] = std::string(field.value());
  }
  answer.body = std::move(parser.get().body());
  return answer;
}

std::string HttpClient::receive_raw() {
  std::string bytes;
  boost::system::error_code failure;
  asio::read(parts_->socket, asio::dynamic_buffer(bytes), failure);
  return bytes;
}

void HttpClient::close() { parts_->socket.close(); }

HttpAnswer HttpClient::exchange(const std::string& method, const std::string& target,
                                const Headers& headers, const Bytes& body) {
  send(method, target, headers, body);
  return receive();
}

HttpAnswer HttpClient::post(const std::string& target, const std::string& token, const Bytes& body,
                            Headers further) {
  further.emplace_back("Content-Type", "application/vnd.brygga");
  if (!token.empty()) further.emplace_back("Authorization", "Bearer " + token);
  return exchange("POST", target, further, body);
}

}  // namespace brygga::server::test
