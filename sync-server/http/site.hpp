// The web app's files, as they are sent to browsers: read once, when the server starts.
//
// A file with a ".gz" beside it is sent so to whoever takes it. Names under assets/ have a hash of
// their content in them, and may be kept for ever; the others are asked for again each time, which
// costs an answer without a body. Safe from any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "http/web_door.hpp"

namespace brygga::server {

class Site {
 public:
  static constexpr std::size_t bytes_max = 64U << 20;  // of all files together

  // All files below the folder, which must have an index.html. Errors: there is none; too_large; a
  // file cannot be read.
  static Result<Site> load(const std::string& folder);

  // "/" is index.html.
  bool has(std::string_view path) const { return find(path) != nullptr; }
  // There must be such a file.
  HttpReply answer(const WebRequest& request) const;

 private:
  struct File {
    Bytes plain;
    Bytes gzip;  // empty: it is sent as it is
    std::string type;
    std::string tag;  // quoted, as in ETag
    bool is_lasting = false;
  };
  const File* find(std::string_view path) const;

  std::map<std::string, File, std::less<>> files_;  // by path, with its '/'
};

}  // namespace brygga::server
