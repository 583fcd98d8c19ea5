#include "device/native/curl_transport.hpp"

#include <curl/curl.h>
#include <zstd.h>

#include <mutex>

#include "base/limits.hpp"

namespace brygga {
namespace {

constexpr std::size_t compress_above_bytes = 1024;

void init_curl_once() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

struct ReplyBody {
  Bytes bytes;
  bool is_too_large = false;
};

std::size_t take_body(char* start, std::size_t size, std::size_t count, void* user) {
  auto& body = *static_cast<ReplyBody*>(user);
  const std::size_t bytes = size * count;
  if (body.bytes.size() + bytes > limits::body_bytes_max) {
    body.is_too_large = true;
    return 0;
  }
  body.bytes.insert(body.bytes.end(), start, start + bytes);
  return bytes;
}

// The compressed body, or empty when that does not pay.
Bytes compressed(ByteView body) {
  Bytes out(ZSTD_compressBound(body.size()));
  constexpr int fast = 1;
  const std::size_t size = ZSTD_compress(out.data(), out.size(), body.data(), body.size(), fast);
  if (ZSTD_isError(size) != 0 || size >= body.size()) {
    return {};
  }
  out.resize(size);
  return out;
}

Error error_of(CURLcode code, const char* detail, const std::string& url) {
  const std::string on = std::string(" (") + url + ": " +
                         (detail[0] != '\0' ? detail : curl_easy_strerror(code)) + ")";
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {ErrorCode::invalid,
              "This is no address of an office; it should look like "
              "https://office.example:8470." +
                  on,
              false, "bad_address"};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return {ErrorCode::refused,
              "The office's certificate is not trusted, so nothing was sent; it is tried "
              "again later. Ask the operator if this does not pass." +
                  on,
              true, "certificate"};
    default:
      return {
          ErrorCode::offline,
          "The office cannot be reached now. What you saved is kept here and is sent later." + on,
          true, "offline"};
  }
}

}  // namespace

struct CurlTransport::Handle {
  CURL* easy = nullptr;
  CURLM* multi = nullptr;
  std::mutex multi_mutex;  // against waking a handle that is being made or freed

  Handle() {
    init_curl_once();
    easy = curl_easy_init();
    multi = curl_multi_init();
  }
  ~Handle() {
    curl_multi_cleanup(multi);
    curl_easy_cleanup(easy);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  // Runs the prepared transfer until it is done or stop() says so.
  template <class Stop>
  CURLcode run(const Stop& stop) {
    curl_multi_add_handle(multi, easy);
    CURLcode code = CURLE_ABORTED_BY_CALLBACK;
    int running = 1;
    while (running != 0 && !stop()) {
      if (curl_multi_perform(multi, &running) != CURLM_OK) break;
      if (running != 0) curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
    }
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg == CURLMSG_DONE) code = message->data.result;
    }
    curl_multi_remove_handle(multi, easy);
    return code;
  }
};

CurlTransport::CurlTransport(CurlOptions options)
    : options_(std::move(options)), handle_(std::make_unique<Handle>()) {}

CurlTransport::~CurlTransport() = default;

void CurlTransport::cancel() {
  cancelled_ = true;
  const std::lock_guard lock(handle_->multi_mutex);
  curl_multi_wakeup(handle_->multi);
}

Result<HttpReply> CurlTransport::post(const HttpRequest& request) {
  CURL* easy = handle_->easy;
  ReplyBody reply;
  char detail[CURL_ERROR_SIZE] = {};
  const bool may_compress = options_.compress && request.body.size() > compress_above_bytes;
  const Bytes packed = may_compress ? compressed(request.body) : Bytes{};
  const Bytes& body = packed.empty() ? request.body : packed;

  curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/vnd.brygga");
  headers = curl_slist_append(headers, "Expect:");
  if (!packed.empty()) headers = curl_slist_append(headers, "Content-Encoding: zstd");
  const std::string authorization = "Authorization: Bearer " + request.bearer_token;
  if (!request.bearer_token.empty()) headers = curl_slist_append(headers, authorization.c_str());

  curl_easy_reset(easy);  // keeps the connections
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, reinterpret_cast<const char*>(body.data()));
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &reply);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, detail);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 10'000L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout_ms));
  if (!options_.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
  }

  const CURLcode code = handle_->run([this] { return cancelled_.load(); });
  curl_slist_free_all(headers);
  if (cancelled_.exchange(false) && code != CURLE_OK) {
    return Error{ErrorCode::offline, "The exchange with the office was cancelled.", true,
                 "cancelled"};
  }
  if (reply.is_too_large) {
    return Error{ErrorCode::too_large, "The office's answer is larger than it may be.", true,
                 "too_large"};
  }
  // libcurl calls an answer that is no HTTP an unsupported protocol, too; but who was asked has an
  // address.
  long asked_bytes = 0;
  curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &asked_bytes);
  if (code != CURLE_OK) {
    const bool is_no_http = code == CURLE_UNSUPPORTED_PROTOCOL && asked_bytes > 0;
    return error_of(is_no_http ? CURLE_WEIRD_SERVER_REPLY : code, detail, request.url);
  }
  HttpReply result;
  long status = 0;
  curl_off_t received = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
  result.status = static_cast<int>(status);
  result.body = std::move(reply.bytes);
  result.bytes_on_wire_sent = body.size();
  result.bytes_on_wire_received = static_cast<std::uint64_t>(received);
  return result;
}

}  // namespace brygga
