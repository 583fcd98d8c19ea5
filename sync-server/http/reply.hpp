// What is sent back over HTTP, before it becomes bytes of HTTP.
//
// Every error is an ErrorMessage in the body, its code in the header Brygga-Error, and the HTTP
// status that fits; docs/PROTOCOL.md lists them. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "http/content_encoding.hpp"

namespace brygga::server {

inline constexpr const char* message_type = "application/vnd.brygga";
// Bodies up to this size are not worth compressing.
inline constexpr std::size_t compress_above_bytes = 1024;

struct HttpReply {
  unsigned status = 200;
  std::string content_type = message_type;
  ContentEncoding encoding = ContentEncoding::identity;
  std::string error_code;  // empty when it is no error
  std::string allow;       // of a 405: the method that there is
  std::string cache_control = "no-store";
  std::vector<std::pair<std::string, std::string>> headers;  // further ones
  Bytes body;
};

// The HTTP status of an error, by its reason, else by its code.
unsigned status_of(const Error& error);

HttpReply reply_of(const Error& error, std::uint64_t office_ms);
// A message's bytes, compressed when that pays.
HttpReply reply_of(Bytes message, ContentEncoding encoding);
HttpReply json_reply(const std::string& json);

}  // namespace brygga::server
