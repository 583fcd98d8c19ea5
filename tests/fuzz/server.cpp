// What the server reads before it knows who speaks.
#include "fuzz/target.hpp"
#include "http/content_encoding.hpp"
#include "office/secrets.hpp"

namespace brygga::fuzz {

using namespace brygga::server;

Fault run_body(ByteView input) {
  if (input.empty()) return "";
  constexpr std::size_t bytes_max = 1U << 18;
  const auto encoding = input[0] % 2 == 0 ? ContentEncoding::zstd : ContentEncoding::gzip;
  const Result<Bytes> body = decompress(encoding, input.subspan(1), bytes_max);
  if (!body) {
    const std::string& reason = body.error().reason;
    return reason == "too_large" || reason == "malformed" ? "" : "Its error is " + reason + ".";
  }
  if (body->size() > bytes_max) return "It is larger than its bound.";
  const Result<Bytes> again = decompress(encoding, compress(encoding, *body), bytes_max);
  return again && *again == *body ? "" : "What was compressed again is something else.";
}

Fault run_header(ByteView input) {
  const std::string_view text = as_text(input);
  (void)parse_content_encoding(text);
  (void)choose_content_encoding(text);
  (void)digest_of_code("kommun", text);
  const auto tenant = tenant_of_token(text);
  return !tenant || is_tenant_name(*tenant) ? "" : "A token names what can be no tenant.";
}

}  // namespace brygga::fuzz
