#include "http/site.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/sha256.hpp"

namespace brygga::server {
namespace {

namespace fs = std::filesystem;

using Type = std::pair<std::string_view, const char*>;
constexpr std::array types{
    Type{".html", "text/html; charset=utf-8"},
    Type{".js", "text/javascript; charset=utf-8"},
    Type{".css", "text/css; charset=utf-8"},
    Type{".json", "application/json"},
    Type{".webmanifest", "application/manifest+json"},
    Type{".wasm", "application/wasm"},
    Type{".svg", "image/svg+xml"},
    Type{".png", "image/png"},
    Type{".ico", "image/x-icon"},
    Type{".woff2", "font/woff2"},
    Type{".txt", "text/plain; charset=utf-8"},
};

// What a page of ours may do: load what is its own, and nothing else. WebAssembly has to be allowed
// by name.
constexpr const char* content_policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' "
    "blob: data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; font-src 'self'; "
    "media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

Error cannot_use(const std::string& folder, const std::string& why) {
  return {ErrorCode::invalid, "The web app in " + folder + " cannot be served: " + why, false,
          "bad_site"};
}

const char* type_of(std::string_view path) {
  const auto* found = std::find_if(types.begin(), types.end(),
                                   [&](const Type& type) { return path.ends_with(type.first); });
  return found != types.end() ? found->second : "application/octet-stream";
}

Result<Bytes> read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  Bytes bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad() || !file.is_open()) return cannot_use(path.string(), "it cannot be read.");
  return bytes;
}

bool takes_gzip(std::string_view accept_encoding) {
  const std::size_t at = accept_encoding.find("gzip");
  return at != std::string_view::npos && !accept_encoding.substr(at).starts_with("gzip;q=0");
}

}  // namespace

Result<Site> Site::load(const std::string& folder) {
  Site site;
  std::map<std::string, Bytes, std::less<>> compressed;
  std::size_t bytes = 0;
  std::error_code failure;
  for (const auto& entry : fs::recursive_directory_iterator(folder, failure)) {
    if (!entry.is_regular_file()) continue;
    BRYGGA_ASSIGN(Bytes content, read_file(entry.path()));
    bytes += content.size();
    if (bytes > bytes_max) return cannot_use(folder, "it is larger than 64 MiB.");
    std::string path = "/" + fs::relative(entry.path(), folder).generic_string();
    if (path.ends_with(".gz")) {
      path.resize(path.size() - 3);
      compressed.emplace(std::move(path), std::move(content));
      continue;
    }
    File file;
    file.type = type_of(path);
    file.tag = '"' + to_hex(sha256(content)).substr(0, 32) + '"';
    file.is_lasting = path.starts_with("/assets/");
    file.plain = std::move(content);
    site.files_.emplace(std::move(path), std::move(file));
  }
  if (failure) return cannot_use(folder, failure.message() + ".");
  for (auto& [path, content] : compressed) {
    const auto found = site.files_.find(path);
    if (found != site.files_.end()) found->second.gzip = std::move(content);
  }
  if (!site.has("/")) return cannot_use(folder, "it has no index.html.");
  return site;
}

const Site::File* Site::find(std::string_view path) const {
  const auto found = files_.find(path == "/" ? std::string_view("/index.html") : path);
  return found != files_.end() ? &found->second : nullptr;
}

HttpReply Site::answer(const WebRequest& request) const {
  const File& file = *find(request.path);
  HttpReply reply;
  reply.content_type = file.type;
  reply.cache_control = file.is_lasting ? "public, max-age=31536000, immutable" : "no-cache";
  reply.headers = {{"ETag", file.tag},
                   {"Vary", "Accept-Encoding"},
                   {"Content-Security-Policy", content_policy},
                   {"X-Content-Type-Options", "nosniff"},
                   {"Referrer-Policy", "no-referrer"},
                   {"Cross-Origin-Opener-Policy", "same-origin"},
                   {"Permissions-Policy", "camera=(self), geolocation=(), microphone=()"}};
  if (request.if_none_match == file.tag) {
    reply.status = 304;
    return reply;
  }
  const bool is_compressed = !file.gzip.empty() && takes_gzip(request.accept_encoding);
  if (is_compressed) reply.encoding = ContentEncoding::gzip;
  reply.body = is_compressed ? file.gzip : file.plain;
  return reply;
}

}  // namespace brygga::server
