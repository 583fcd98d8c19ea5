// What browsers ask of the office besides syncing: the app's files, and calls of who has signed in.
//
// The server moves the bytes and keeps their bounds; a WebDoor says what the answers are. Safe from
// any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "http/reply.hpp"

namespace brygga::server {

struct WebRequest {
  std::string method;           // GET or POST
  std::string path;             // "/assets/app.js", without what follows a '?'
  std::string content_type;     // of the body
  std::string cookie;           // the header, as it came
  std::string accept_encoding;  // the header
  std::string if_none_match;    // the header
  std::string peer;             // where it comes from, for slowing down guesses
  bool is_encrypted = false;    // TLS, by this server
  Bytes body;
};

class WebDoor {
 public:
  virtual ~WebDoor() = default;

  // The method by which the path may be asked for; empty: there is nothing there.
  virtual std::string method_of(std::string_view path) const = 0;
  // Whether the request may send a large body: it comes from somebody who has signed in.
  virtual bool is_known(std::string_view cookie) = 0;
  // May block.
  virtual HttpReply answer(const WebRequest& request) = 0;
};

}  // namespace brygga::server
