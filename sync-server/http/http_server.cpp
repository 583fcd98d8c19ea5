#include "http/http_server.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <chrono>
#include <condition_variable>
#include <thread>
#include <unordered_map>

#include "base/limits.hpp"
#include "http/sync_exchange.hpp"
#include "http/web_door.hpp"

namespace brygga::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using ErrorOf = boost::system::error_code;
using Seconds = std::chrono::seconds;
using RequestParser = http::request_parser<http::vector_body<std::uint8_t>>;
using Response = http::response<http::vector_body<std::uint8_t>>;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t header_bytes_max = 8U << 10;
constexpr std::size_t body_read_bytes = 64U << 10;
// What is read from whoever asks.
constexpr std::size_t strangers_body_bytes_max = 16U << 10;
// What is read of a body that nobody wants, so that the client gets to read why.
constexpr std::size_t drain_bytes_max = 16U << 20;
constexpr std::uint32_t drain_seconds_max = 5;
constexpr auto look_elsewhere_every = std::chrono::milliseconds(500);
// Looks between two steps of letting go of what is old: ten seconds, far more than it needs.
constexpr int looks_per_compaction = 20;

constexpr std::string_view bearer = "Bearer ";

enum class Route { health, enrol, sync, web };

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

std::optional<Route> route_of(std::string_view target) {
  const std::string_view path = path_of(target);
  if (path == "/v1/sync") return Route::sync;
  if (path == "/v1/enrol") return Route::enrol;
  if (path == "/healthz") return Route::health;
  return std::nullopt;
}

std::string_view view_of(beast::string_view text) { return {text.data(), text.size()}; }

// Guesses are counted per IPv4 address and per IPv6 network of 64 bits, which one peer owns whole.
std::string peer_of(const tcp::socket& socket) {
  ErrorOf failure;
  asio::ip::address address = socket.remote_endpoint(failure).address();
  if (failure) return "?";
  if (!address.is_v6()) return address.to_string();
  auto bytes = address.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return asio::ip::address_v6(bytes).to_string();
}

Error turn_away(ErrorCode code, const char* reason, std::string sentence) {
  return {code, std::move(sentence), false, reason};
}

// --- what all connections share ---------------------------------------------------------------

// Connections under way, so that a stop can reach and await them.
class Connections {
 public:
  using Stop = std::function<void()>;

  // Nothing when there are as many as there may be.
  std::optional<std::uint64_t> add(std::size_t count_max, Stop stop) {
    const std::lock_guard lock(mutex_);
    if (stops_.size() >= count_max) return std::nullopt;
    stops_.emplace(++last_, std::move(stop));
    return last_;
  }

  void remove(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    stops_.erase(id);
    if (stops_.empty()) none_.notify_all();
  }

  void stop_all() {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, stop] : stops_) stop();
  }

  bool await_none(Seconds seconds) {
    std::unique_lock lock(mutex_);
    return none_.wait_for(lock, seconds, [&] { return stops_.empty(); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  std::uint64_t last_ = 0;
  std::unordered_map<std::uint64_t, Stop> stops_;
};

struct Shared {
  HttpOptions options;
  Office& office;
  WebDoor* const web;  // may be null
  Connections connections;
  std::atomic<bool> is_stopping = false;

  Shared(HttpOptions chosen, Office& of, WebDoor* door)
      : options(std::move(chosen)), office(of), web(door) {}
};

// --- one connection ---------------------------------------------------------------------------

// Lives as long as its coroutine; everything happens on its strand.
template <class Stream>
class Connection : public std::enable_shared_from_this<Connection<Stream>> {
 public:
  template <class... Arguments>
  Connection(Shared& shared, tcp::socket socket, Arguments&... arguments)
      : shared_(shared), peer_(peer_of(socket)), stream_(std::move(socket), arguments...) {}

  // Begins; false when the server has no room for it.
  bool begin() {
    auto self = this->shared_from_this();
    const std::optional<std::uint64_t> id = shared_.connections.add(
        shared_.options.connections_max, [weak = this->weak_from_this(), executor = executor()] {
          asio::post(executor, [weak] {
            if (auto connection = weak.lock()) connection->stop();
          });
        });
    if (!id) return false;
    asio::co_spawn(
        executor(), [self]() -> asio::awaitable<void> { return self->run(); },
        [self, number = *id](const std::exception_ptr& failure) {
          if (failure) spdlog::error("a connection ended unexpectedly");
          self->shared_.connections.remove(number);
        });
    return true;
  }

 private:
  static constexpr bool has_tls = !std::is_same_v<Stream, beast::tcp_stream>;

  beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }
  asio::any_io_executor executor() { return lowest().get_executor(); }
  std::uint64_t now_ms() { return shared_.office.context().clock.unix_ms(); }

  void stop() {
    is_stopping_ = true;
    if (exchange_) exchange_->end_hold();
    if (is_idle_) lowest().cancel();
  }

  asio::awaitable<void> run() {
    if (co_await open()) {
      std::uint32_t seconds = shared_.options.header_seconds_max;
      while (!is_stopping_ && co_await exchange_one(seconds)) {
        seconds = shared_.options.idle_seconds_max;
      }
      co_await close();
    }
  }

  asio::awaitable<bool> open() {
    ErrorOf ignored;
    lowest().socket().set_option(tcp::no_delay(true), ignored);
    if constexpr (has_tls) {
      lowest().expires_after(Seconds(shared_.options.header_seconds_max));
      const auto [failure] =
          co_await stream_.async_handshake(asio::ssl::stream_base::server, as_result);
      co_return !failure;
    } else {
      co_return true;
    }
  }

  // Reads a request and answers it; false when the connection is at its end.
  asio::awaitable<bool> exchange_one(std::uint32_t seconds) {
    RequestParser parser;
    parser.header_limit(header_bytes_max);
    parser.body_limit(limits::body_bytes_max);
    is_idle_ = true;
    lowest().expires_after(Seconds(seconds));
    const auto [failure, size] =
        co_await http::async_read_header(stream_, buffer_, parser, as_result);
    is_idle_ = false;
    if (failure) co_return co_await refuse_unread(failure);

    if (const std::optional<HttpReply> refusal = judge_header(parser)) {
      co_await send(parser.get(), *refusal, false);
      co_await drain();
      co_return false;
    }
    std::optional<HttpReply> unread = co_await refuse_stranger(parser);
    if (!unread) unread = co_await read_body(parser);
    if (unread) {
      co_await send(parser.get(), *unread, false);
      co_await drain();
      co_return false;
    }
    const HttpReply reply = co_await answer(parser.get());
    co_return co_await send(parser.get(), reply, !is_stopping_ && parser.get().keep_alive());
  }

  // What is no HTTP, or too large, is answered; silence and hanging up are not.
  asio::awaitable<bool> refuse_unread(ErrorOf failure) {
    static const auto& http_errors = make_error_code(http::error::header_limit).category();
    if (failure.category() != http_errors || failure == http::error::end_of_stream ||
        failure == http::error::partial_message) {
      co_return false;
    }
    co_await send({}, reply_of(error_of(failure), now_ms()), false);
    co_await drain();
    co_return false;
  }

  static Error error_of(ErrorOf failure) {
    if (failure == http::error::body_limit) return body_too_large();
    if (failure == http::error::header_limit) {
      return turn_away(ErrorCode::too_large, "headers_too_large",
                       "The request's header is larger than 8 KiB.");
    }
    return turn_away(ErrorCode::invalid, "malformed", "This is no HTTP request.");
  }

  // What can be refused before a body is read.
  std::optional<HttpReply> judge_header(const RequestParser& parser) {
    const auto& request = parser.get();
    const auto refuse = [&](const Error& error) { return reply_of(error, now_ms()); };
    const std::optional<Route> route = route_at(view_of(request.target()));
    if (!route) {
      return refuse(turn_away(ErrorCode::not_found, "no_such_path",
                              "There is nothing here. Brygga answers at /v1/sync, /v1/enrol and "
                              "/healthz."));
    }
    const std::string wanted = method_at(*route, view_of(request.target()));
    if (view_of(request.method_string()) != wanted) {
      HttpReply reply = refuse(
          turn_away(ErrorCode::invalid, "wrong_method", "This address takes another method."));
      reply.allow = wanted;
      return reply;
    }
    if (*route != Route::sync && is_large(parser) && !is_known_to_web(parser)) {
      return refuse(turn_away(ErrorCode::too_large, "too_large",
                              "The body is larger than " +
                                  std::to_string(strangers_body_bytes_max) +
                                  " bytes, or its size is not said."));
    }
    if (*route == Route::health || *route == Route::web) return std::nullopt;
    if (view_of(request[http::field::content_type]) != message_type) {
      return refuse(turn_away(ErrorCode::invalid, "unsupported_type",
                              std::string("The body must be of type ") + message_type + "."));
    }
    if (!parse_content_encoding(view_of(request[http::field::content_encoding]))) {
      return refuse(turn_away(ErrorCode::invalid, "unsupported_type",
                              "The body's encoding must be zstd, gzip or identity."));
    }
    if (*route == Route::sync && token_of(request).empty()) {
      return refuse(
          turn_away(ErrorCode::refused, "unknown_token", "The request shows no device token."));
    }
    return std::nullopt;
  }

  std::optional<Route> route_at(std::string_view target) const {
    if (const std::optional<Route> route = route_of(target)) return route;
    const bool is_there =
        shared_.web != nullptr && !shared_.web->method_of(path_of(target)).empty();
    return is_there ? std::optional(Route::web) : std::nullopt;
  }

  std::string method_at(Route route, std::string_view target) const {
    if (route == Route::web) return shared_.web->method_of(path_of(target));
    return route == Route::health ? "GET" : "POST";
  }

  bool is_known_to_web(const RequestParser& parser) const {
    const auto& request = parser.get();
    return route_at(view_of(request.target())) == Route::web &&
           shared_.web->is_known(view_of(request[http::field::cookie]));
  }

  static bool is_large(const RequestParser& parser) {
    return parser.chunked() || parser.content_length().value_or(0) > strangers_body_bytes_max;
  }

  // Memory is for the bodies of devices that are known.
  asio::awaitable<std::optional<HttpReply>> refuse_stranger(const RequestParser& parser) {
    // Of the web's, the header has told.
    if (!is_large(parser) || is_known_to_web(parser)) co_return std::nullopt;
    // Not within co_await: GCC 12 destroys such temporaries twice.
    std::function<HttpReply()> look = [this, token = token_of(parser.get())] {
      const Status known = shared_.office.check_token(token);
      return known.ok() ? HttpReply{} : reply_of(known.error(), now_ms());
    };
    HttpReply reply = co_await blocking(std::move(look));
    if (reply.error_code.empty()) co_return std::nullopt;
    co_return reply;
  }

  static Error body_too_large() {
    return turn_away(
        ErrorCode::too_large, "too_large",
        "The body is larger than " + std::to_string(limits::body_bytes_max) + " bytes.");
  }

  static std::string token_of(const RequestParser::value_type& request) {
    const std::string_view header = view_of(request[http::field::authorization]);
    if (header.substr(0, bearer.size()) != bearer) return {};
    return std::string(header.substr(bearer.size()));
  }

  asio::awaitable<std::optional<HttpReply>> read_body(RequestParser& parser) {
    lowest().expires_after(Seconds(shared_.options.body_seconds_max));
    if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
      static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      const auto [failure, size] =
          co_await asio::async_write(stream_, asio::buffer(go_on), as_result);
      if (failure) co_return cut_off();
    }
    // Beast reads as much at a time as the buffer has room for; most bodies are small.
    buffer_.reserve(std::min<std::size_t>(parser.content_length().value_or(0), body_read_bytes));
    const auto [failure, size] = co_await http::async_read(stream_, buffer_, parser, as_result);
    buffer_.shrink_to_fit();
    if (!failure) co_return std::nullopt;
    if (failure == http::error::body_limit) co_return reply_of(body_too_large(), now_ms());
    co_return cut_off();
  }

  HttpReply cut_off() {
    return reply_of(turn_away(ErrorCode::corrupt, "malformed", "The body was cut off."), now_ms());
  }

  asio::awaitable<HttpReply> answer(RequestParser::value_type& request) {
    switch (*route_at(view_of(request.target()))) {
      case Route::health:
        co_return json_reply(R"({"status":"ok","protocol":1})"
                             "\n");
      case Route::enrol:
        co_return co_await enrol(request);
      case Route::sync:
        co_return co_await sync(request);
      case Route::web:
        co_return co_await web(request);
    }
    co_return HttpReply{};
  }

  asio::awaitable<HttpReply> web(RequestParser::value_type& request) {
    const auto header = [&](http::field field) { return std::string(view_of(request[field])); };
    WebRequest asked{std::string(view_of(request.method_string())),
                     std::string(path_of(view_of(request.target()))),
                     header(http::field::content_type),
                     header(http::field::cookie),
                     header(http::field::accept_encoding),
                     header(http::field::if_none_match),
                     peer_,
                     has_tls,
                     std::move(request.body())};
    return blocking([this, asked = std::move(asked)] { return shared_.web->answer(asked); });
  }

  // Runs work where it may block, and comes back to the strand with its reply.
  asio::awaitable<HttpReply> blocking(std::function<HttpReply()> work) {
    return asio::async_initiate<const asio::use_awaitable_t<>&, void(HttpReply)>(
        [this](auto handler, std::function<HttpReply()> inner) {
          auto resume = resume_with(std::move(handler));
          shared_.office.context().run([resume, inner = std::move(inner)] { resume(inner()); });
        },
        asio::use_awaitable, std::move(work));
  }

  // A copyable function that hands a reply to the waiting coroutine, on its strand.
  template <class Handler>
  std::function<void(HttpReply)> resume_with(Handler handler) {
    auto kept = std::make_shared<Handler>(std::move(handler));
    return [kept, on = executor()](HttpReply reply) {
      asio::post(
          on, [kept, reply = std::move(reply)]() mutable { std::move (*kept)(std::move(reply)); });
    };
  }

  asio::awaitable<HttpReply> enrol(RequestParser::value_type& request) {
    const ContentEncoding encoding =
        *parse_content_encoding(view_of(request[http::field::content_encoding]));
    return blocking([this, encoding, body = std::move(request.body())] {
      const Result<EnrolResponse> response = enrol_with(encoding, body);
      if (response.ok()) {
        spdlog::info("enrolled: tenant {}, device {:x}", response->tenant, response->device.value);
        return reply_of(encode(*response), ContentEncoding::identity);
      }
      HttpReply reply = reply_of(response.error(), now_ms());
      spdlog::log(reply.status >= 500 ? spdlog::level::err : spdlog::level::warn,
                  "enrolment refused: {}", response.error().reason);
      return reply;
    });
  }

  Result<EnrolResponse> enrol_with(ContentEncoding encoding, const Bytes& body) {
    BRYGGA_ASSIGN(const Bytes plain, decompress(encoding, body, limits::body_bytes_max));
    BRYGGA_ASSIGN(const EnrolRequest request, decode_enrol_request(plain));
    return shared_.office.enrol(request, peer_);
  }

  asio::awaitable<HttpReply> sync(RequestParser::value_type& request) {
    SyncExchange::Request moved{
        token_of(request), *parse_content_encoding(view_of(request[http::field::content_encoding])),
        choose_content_encoding(view_of(request[http::field::accept_encoding])),
        std::move(request.body())};
    lowest().expires_never();
    HttpReply reply =
        co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(HttpReply)>(
            [this](auto handler, SyncExchange::Request inner) {
              auto held = [weak = this->weak_from_this(), on = executor()](std::uint32_t seconds) {
                asio::post(on, [weak, seconds] {
                  if (auto self = weak.lock()) self->hold(seconds);
                });
              };
              exchange_ = std::make_shared<SyncExchange>(
                  shared_.office, std::move(inner),
                  SyncExchange::Callbacks{std::move(held), resume_with(std::move(handler))});
              if (is_stopping_) exchange_->end_hold();
              exchange_->start();
            },
            asio::use_awaitable, std::move(moved));
    exchange_.reset();
    end_watch();
    co_return reply;
  }

  // While the request is held: its time, and whether the client is still there.
  void hold(std::uint32_t seconds) {
    if (!exchange_) return;
    timer_.emplace(executor(), Seconds(seconds));
    timer_->async_wait([exchange = exchange_](ErrorOf failure) {
      if (!failure) exchange->end_hold();
    });
    watch_client();
  }

  // Whatever the client does now, be it hanging up, ends the hold.
  void watch_client() {
    lowest().socket().async_wait(tcp::socket::wait_read, [self = this->shared_from_this(),
                                                          exchange = exchange_](ErrorOf failure) {
      if (failure == asio::error::operation_aborted || self->exchange_ != exchange) return;
      if (!failure && self->client_is_silent()) return self->watch_client();
      exchange->end_hold();
    });
  }

  // Whether nothing is there to be read, not even an end. The wait is also woken by bytes of the
  // request itself, when they were read before word of their coming was.
  bool client_is_silent() {
    std::array<char, 1> byte{};
    ErrorOf failure;
    tcp::socket& socket = lowest().socket();
    socket.non_blocking(true, failure);
    socket.receive(asio::buffer(byte), tcp::socket::message_peek, failure);
    return failure == asio::error::would_block;
  }

  void end_watch() {
    if (!timer_) return;
    timer_.reset();
    ErrorOf ignored;
    lowest().socket().cancel(ignored);
  }

  asio::awaitable<bool> send(const RequestParser::value_type& request, const HttpReply& reply,
                             bool keep_alive) {
    Response response(static_cast<http::status>(reply.status), request.version());
    response.set(http::field::server, "brygga");
    response.set(http::field::content_type, reply.content_type);
    response.set(http::field::cache_control, reply.cache_control);
    for (const auto& [name, value] : reply.headers) response.set(name, value);
    if (!reply.error_code.empty()) response.set("Brygga-Error", reply.error_code);
    if (!reply.allow.empty()) response.set(http::field::allow, reply.allow);
    if (reply.status == 401 && reply.content_type == message_type) {
      response.set(http::field::www_authenticate, "Bearer");
    }
    if (reply.status == 429) response.set(http::field::retry_after, "60");
    if (reply.status == 503) response.set(http::field::retry_after, "1");
    if (reply.encoding != ContentEncoding::identity) {
      response.set(http::field::content_encoding, name_of(reply.encoding));
    }
    response.keep_alive(keep_alive);
    response.body() = reply.body;
    response.prepare_payload();
    lowest().expires_after(Seconds(shared_.options.body_seconds_max));
    const auto [failure, size] = co_await http::async_write(stream_, response, as_result);
    co_return !failure && keep_alive;
  }

  // Reads on for a while what nobody wants: closing at once would take the answer away from a
  // client that is still sending.
  asio::awaitable<void> drain() {
    ErrorOf ignored;
    if constexpr (!has_tls) lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
    lowest().expires_after(Seconds(drain_seconds_max));
    Bytes sink(64U << 10);
    for (std::size_t read = 0; read < drain_bytes_max;) {
      const auto [failure, size] = co_await lowest().async_read_some(asio::buffer(sink), as_result);
      if (failure) co_return;
      read += size;
    }
  }

  asio::awaitable<void> close() {
    lowest().expires_after(Seconds(drain_seconds_max));
    if constexpr (has_tls) (void)co_await stream_.async_shutdown(as_result);
    ErrorOf ignored;
    lowest().socket().shutdown(tcp::socket::shutdown_both, ignored);
    lowest().close();
  }

  Shared& shared_;
  const std::string peer_;
  Stream stream_;
  beast::flat_buffer buffer_{header_bytes_max + limits::body_bytes_max};
  bool is_idle_ = false;
  bool is_stopping_ = false;
  std::shared_ptr<SyncExchange> exchange_;
  std::optional<asio::steady_timer> timer_;
};

}  // namespace

// --- listening --------------------------------------------------------------------------------

class HttpServer::Machinery {
 public:
  Machinery(const HttpOptions& options, Office& office, WebDoor* web)
      : shared_(options, office, web),
        acceptor_(asio::make_strand(network_)),
        look_timer_(acceptor_.get_executor()) {}

  Status listen() {
    BRYGGA_TRY(prepare_tls());
    BRYGGA_ASSIGN(const tcp::endpoint endpoint, wanted_endpoint());
    ErrorOf failure;
    acceptor_.open(endpoint.protocol(), failure);
    if (!failure) acceptor_.set_option(tcp::acceptor::reuse_address(true), failure);
    if (!failure) acceptor_.bind(endpoint, failure);
    if (!failure) acceptor_.listen(asio::socket_base::max_listen_connections, failure);
    if (!failure) bound_ = acceptor_.local_endpoint(failure);
    if (failure) {
      return Error{ErrorCode::storage,
                   "Cannot listen on " + shared_.options.address + ":" +
                       std::to_string(shared_.options.port) + ": " + failure.message() + ".",
                   true, "cannot_listen"};
    }
    return {};
  }

  void begin() {
    asio::co_spawn(acceptor_.get_executor(), accept(), asio::detached);
    asio::co_spawn(acceptor_.get_executor(), look_elsewhere(), asio::detached);
    for (std::size_t i = 0; i < std::max<std::size_t>(1, shared_.options.network_threads); ++i) {
      threads_.emplace_back([this] { network_.run(); });
    }
  }

  void stop() {
    if (shared_.is_stopping.exchange(true)) return;
    asio::post(acceptor_.get_executor(), [this] {
      ErrorOf ignored;
      acceptor_.close(ignored);
      look_timer_.cancel();
      shared_.connections.stop_all();
    });
    if (!shared_.connections.await_none(Seconds(shared_.options.stop_seconds_max))) {
      spdlog::warn("stopping although some clients have not read their answers");
    }
    network_.stop();
    for (std::thread& thread : threads_) thread.join();
  }

  std::uint16_t port() const { return bound_.port(); }

  std::string url() const {
    const std::string address = bound_.address().to_string();
    return std::string(tls_ ? "https" : "http") + "://" +
           (bound_.address().is_v6() ? "[" + address + "]" : address) + ":" +
           std::to_string(bound_.port());
  }

 private:
  Status prepare_tls() {
    const HttpOptions& options = shared_.options;
    if (options.tls_certificate_file.empty() && options.tls_key_file.empty()) return {};
    tls_.emplace(asio::ssl::context::tls_server);
    tls_->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                      asio::ssl::context::no_tlsv1_1);
    ErrorOf failure;
    tls_->use_certificate_chain_file(options.tls_certificate_file, failure);
    std::string file = options.tls_certificate_file;
    if (!failure) {
      file = options.tls_key_file;
      tls_->use_private_key_file(file, asio::ssl::context::pem, failure);
    }
    if (!failure) return {};
    return Error{ErrorCode::invalid,
                 "The TLS file \"" + file + "\" cannot be used: " + failure.message() +
                     ". Give a certificate chain and its key, both as PEM.",
                 false, "bad_tls"};
  }

  Result<tcp::endpoint> wanted_endpoint() const {
    const HttpOptions& options = shared_.options;
    ErrorOf failure;
    const asio::ip::address address = asio::ip::make_address(
        options.address == "localhost" ? "127.0.0.1" : options.address, failure);
    if (failure) {
      return Error{ErrorCode::invalid, "\"" + options.address + "\" is no IP address to listen on.",
                   false, "bad_address"};
    }
    if (!address.is_loopback() && !tls_ && !options.insecure_plain) {
      return Error{ErrorCode::invalid,
                   "Without TLS, tokens and personal data would cross the network readable. Give a "
                   "certificate and key, or listen on 127.0.0.1 behind a proxy that does TLS.",
                   false, "insecure"};
    }
    return tcp::endpoint(address, options.port);
  }

  asio::awaitable<void> accept() {
    while (!shared_.is_stopping) {
      auto [failure, socket] =
          co_await acceptor_.async_accept(asio::make_strand(network_), as_result);
      if (!failure) {
        serve(std::move(socket));
      } else if (!shared_.is_stopping) {
        // No file handles left, most likely; what is open will end some time.
        spdlog::warn("cannot accept a connection: {}", failure.message());
        asio::steady_timer pause(acceptor_.get_executor(), std::chrono::milliseconds(100));
        co_await pause.async_wait(as_result);
      }
    }
  }

  void serve(tcp::socket socket) {
    const bool has_begun =
        tls_ ? std::make_shared<Connection<beast::ssl_stream<beast::tcp_stream>>>(
                   shared_, std::move(socket), *tls_)
                   ->begin()
             : std::make_shared<Connection<beast::tcp_stream>>(shared_, std::move(socket))->begin();
    if (!has_begun) spdlog::warn("a connection was closed: there are too many");
  }

  asio::awaitable<void> look_elsewhere() {
    auto is_looking = std::make_shared<std::atomic<bool>>(false);
    int looks = 0;
    while (!shared_.is_stopping) {
      look_timer_.expires_after(look_elsewhere_every);
      co_await look_timer_.async_wait(as_result);
      if (shared_.is_stopping || is_looking->exchange(true)) continue;
      Office& office = shared_.office;
      const bool compacts = ++looks % looks_per_compaction == 0;
      office.context().run([&office, is_looking, compacts] {
        office.look_elsewhere();
        if (compacts) office.compact();
        *is_looking = false;
      });
    }
  }

  Shared shared_;
  asio::io_context network_;
  tcp::acceptor acceptor_;
  asio::steady_timer look_timer_;
  std::optional<asio::ssl::context> tls_;
  tcp::endpoint bound_;
  std::vector<std::thread> threads_;
};

HttpServer::HttpServer(std::unique_ptr<Machinery> machinery) : machinery_(std::move(machinery)) {}

HttpServer::~HttpServer() { stop(); }

Result<std::unique_ptr<HttpServer>> HttpServer::start(const HttpOptions& options, Office& office,
                                                      WebDoor* web) {
  auto machinery = std::make_unique<Machinery>(options, office, web);
  BRYGGA_TRY(machinery->listen());
  machinery->begin();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(machinery)));
}

std::uint16_t HttpServer::port() const { return machinery_->port(); }
std::string HttpServer::url() const { return machinery_->url(); }
void HttpServer::stop() { machinery_->stop(); }

}  // namespace brygga::server
