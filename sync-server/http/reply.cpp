#include "http/reply.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "protocol/message.hpp"

namespace brygga::server {
namespace {

struct ReasonStatus {
  std::string_view reason;
  unsigned status;
};

constexpr std::array reasons{
    ReasonStatus{"malformed", 400},
    ReasonStatus{"unknown_version", 400},
    ReasonStatus{"unknown_token", 401},
    ReasonStatus{"revoked_token", 401},
    ReasonStatus{"wipe_ordered", 401},
    ReasonStatus{"wrong_device", 403},
    ReasonStatus{"unknown_code", 403},
    ReasonStatus{"expired_code", 403},
    ReasonStatus{"used_code", 403},
    ReasonStatus{"closed_account", 403},
    ReasonStatus{"no_such_path", 404},
    ReasonStatus{"wrong_method", 405},
    ReasonStatus{"unknown_position", 409},
    ReasonStatus{"copied_store", 409},
    ReasonStatus{"too_many_copies", 409},
    ReasonStatus{"gap", 409},
    ReasonStatus{"missing_piece", 409},
    ReasonStatus{"clock_ahead", 409},
    ReasonStatus{"too_large", 413},
    ReasonStatus{"unsupported_type", 415},
    ReasonStatus{"too_many_attempts", 429},
    ReasonStatus{"headers_too_large", 431},
    ReasonStatus{"busy", 503},
    ReasonStatus{"disk_full", 507},
};

// What went wrong inside the office is for the operator's log, not for whoever asked: such a
// sentence may name files.
const char* sentence_for_others(unsigned status) {
  switch (status) {
    case 503:
      return "The office has too much to do just now; try again in a moment.";
    case 507:
      return "The office has no room left on its disk. The device keeps all its work and can ask "
             "again; tell the office's operator.";
    default:
      return "The office has a fault and cannot answer; its log says more. The device keeps all "
             "its work and can ask again.";
  }
}

}  // namespace

unsigned status_of(const Error& error) {
  const auto* found = std::find_if(reasons.begin(), reasons.end(), [&](const ReasonStatus& known) {
    return known.reason == error.reason;
  });
  if (found != reasons.end()) return found->status;
  return error.code == ErrorCode::busy ? 503 : 500;
}

HttpReply reply_of(const Error& error, std::uint64_t office_ms) {
  HttpReply reply;
  reply.status = status_of(error);
  reply.error_code = error.reason.empty() ? "internal" : error.reason;
  ErrorMessage message{reply.error_code, error.what, error.can_retry, office_ms};
  if (reply.status >= 500) {
    message.sentence = sentence_for_others(reply.status);
    message.can_retry = true;
  }
  reply.body = encode(message);
  return reply;
}

HttpReply reply_of(Bytes message, ContentEncoding encoding) {
  HttpReply reply;
  if (message.size() > compress_above_bytes) reply.encoding = encoding;
  reply.body = compress(reply.encoding, std::move(message));
  return reply;
}

HttpReply json_reply(const std::string& json) {
  HttpReply reply;
  reply.content_type = "application/json";
  reply.body.assign(json.begin(), json.end());
  return reply;
}

}  // namespace brygga::server
