#include "http/content_encoding.hpp"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "base/check.hpp"

namespace brygga::server {
namespace {

constexpr int zstd_level = 1;
constexpr int gzip_level = 1;
// 8 MiB: RFC 8878's recommendation for what every decoder should bear.
constexpr int zstd_window_log_max = 23;
constexpr int gzip_window_bits = 15 + 16;  // the largest window; + 16: with a gzip header
constexpr std::size_t chunk_bytes = 64U << 10;

Error too_large(std::size_t bytes_max) {
  return {ErrorCode::too_large,
          "The body is larger than " + std::to_string(bytes_max) + " bytes when decompressed.",
          false, "too_large"};
}

Error malformed(const char* encoding) {
  return {ErrorCode::corrupt, std::string("The body is not sound ") + encoding + " data.", false,
          "malformed"};
}

// Makes room for one more chunk; false when the bound is reached.
bool grow(Bytes& out, std::size_t used, std::size_t bytes_max) {
  if (used > bytes_max) return false;
  out.resize(std::min(used + std::max(chunk_bytes, used), bytes_max + 1));
  return out.size() > used;
}

Result<Bytes> decompress_zstd(ByteView body, std::size_t bytes_max) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                     &ZSTD_freeDCtx);
  BRYGGA_CHECK(context != nullptr);
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, zstd_window_log_max);
  ZSTD_inBuffer in{body.data(), body.size(), 0};
  Bytes out;
  std::size_t used = 0;
  std::size_t expected = 1;
  while (expected != 0) {
    if (used == out.size() && !grow(out, used, bytes_max)) return too_large(bytes_max);
    ZSTD_outBuffer room{out.data(), out.size(), used};
    const std::size_t read_before = in.pos;
    expected = ZSTD_decompressStream(context.get(), &room, &in);
    if (ZSTD_isError(expected) != 0) return malformed("zstd");
    const bool is_stuck = in.pos == read_before && room.pos == used;
    used = room.pos;
    if (expected != 0 && is_stuck) return malformed("zstd");
  }
  if (in.pos != in.size) return malformed("zstd");
  if (used > bytes_max) return too_large(bytes_max);
  out.resize(used);
  return out;
}

struct InflateEnd {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

Result<Bytes> decompress_gzip(ByteView body, std::size_t bytes_max) {
  z_stream stream{};
  BRYGGA_CHECK(inflateInit2(&stream, gzip_window_bits) == Z_OK);
  const std::unique_ptr<z_stream, InflateEnd> end(&stream);
  stream.next_in = const_cast<Bytef*>(body.data());
  stream.avail_in = static_cast<uInt>(body.size());
  Bytes out;
  std::size_t used = 0;
  int code = Z_OK;
  while (code != Z_STREAM_END) {
    if (used == out.size() && !grow(out, used, bytes_max)) return too_large(bytes_max);
    stream.next_out = out.data() + used;
    stream.avail_out = static_cast<uInt>(out.size() - used);
    code = inflate(&stream, Z_NO_FLUSH);
    const std::size_t now_used = out.size() - stream.avail_out;
    const bool is_stuck = code == Z_BUF_ERROR || (now_used == used && stream.avail_in == 0);
    if (code != Z_STREAM_END && (is_stuck || code != Z_OK)) return malformed("gzip");
    used = now_used;
  }
  if (stream.avail_in != 0) return malformed("gzip");
  if (used > bytes_max) return too_large(bytes_max);
  out.resize(used);
  return out;
}

Bytes compress_zstd(const Bytes& body) {
  Bytes out(ZSTD_compressBound(body.size()));
  const std::size_t size =
      ZSTD_compress(out.data(), out.size(), body.data(), body.size(), zstd_level);
  BRYGGA_CHECK(ZSTD_isError(size) == 0);
  out.resize(size);
  return out;
}

struct DeflateEnd {
  void operator()(z_stream* stream) const { deflateEnd(stream); }
};

Bytes compress_gzip(const Bytes& body) {
  z_stream stream{};
  BRYGGA_CHECK(deflateInit2(&stream, gzip_level, Z_DEFLATED, gzip_window_bits, 8,
                            Z_DEFAULT_STRATEGY) == Z_OK);
  const std::unique_ptr<z_stream, DeflateEnd> end(&stream);
  Bytes out(deflateBound(&stream, static_cast<uLong>(body.size())));
  stream.next_in = const_cast<Bytef*>(body.data());
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  BRYGGA_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

// Whether one element of an Accept-Encoding list ("gzip;q=0.5") allows its encoding.
bool is_allowed(std::string_view parameters) {
  const std::size_t q = parameters.find("q=");
  if (q == std::string_view::npos) return true;
  const std::string_view weight = parameters.substr(q + 2);
  return weight.find_first_of("123456789") < weight.find_first_of(",; ");
}

}  // namespace

const char* name_of(ContentEncoding encoding) {
  switch (encoding) {
    case ContentEncoding::identity:
      return "identity";
    case ContentEncoding::gzip:
      return "gzip";
    case ContentEncoding::zstd:
      return "zstd";
  }
  return "identity";
}

std::optional<ContentEncoding> parse_content_encoding(std::string_view header) {
  const std::string name = lower(trimmed(header));
  if (name.empty() || name == "identity") return ContentEncoding::identity;
  if (name == "gzip" || name == "x-gzip") return ContentEncoding::gzip;
  if (name == "zstd") return ContentEncoding::zstd;
  return std::nullopt;
}

ContentEncoding choose_content_encoding(std::string_view accept_header) {
  ContentEncoding best = ContentEncoding::identity;
  const std::string list = lower(accept_header);
  std::string_view rest = list;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view element = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    const std::size_t semicolon = std::min(element.find(';'), element.size());
    const std::string_view name = trimmed(element.substr(0, semicolon));
    if (!is_allowed(element.substr(semicolon))) continue;
    if (name == "zstd") best = ContentEncoding::zstd;
    if (name == "gzip" && best == ContentEncoding::identity) best = ContentEncoding::gzip;
  }
  return best;
}

Result<Bytes> decompress(ContentEncoding encoding, ByteView body, std::size_t bytes_max) {
  switch (encoding) {
    case ContentEncoding::gzip:
      return decompress_gzip(body, bytes_max);
    case ContentEncoding::zstd:
      return decompress_zstd(body, bytes_max);
    case ContentEncoding::identity:
      break;
  }
  if (body.size() > bytes_max) return too_large(bytes_max);
  return Bytes(body.begin(), body.end());
}

Bytes compress(ContentEncoding encoding, Bytes body) {
  switch (encoding) {
    case ContentEncoding::gzip:
      return compress_gzip(body);
    case ContentEncoding::zstd:
      return compress_zstd(body);
    case ContentEncoding::identity:
      break;
  }
  return body;
}

}  // namespace brygga::server
