// One sync request from its bytes to its reply: unpack, push, pull, and hold when there is nothing
// to say.
//
// Works on the office's threads and never blocks its caller. While the request is held, a commit
// that concerns the device makes the exchange look again; the connection ends the hold when its
// time is over, the client has gone, or the server stops. Safe from any thread; done is called
// exactly once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "http/reply.hpp"
#include "office/office.hpp"

namespace brygga::server {

class SyncExchange : public std::enable_shared_from_this<SyncExchange> {
 public:
  struct Request {
    std::string token;
    ContentEncoding encoding = ContentEncoding::identity;         // of the body
    ContentEncoding answer_encoding = ContentEncoding::identity;  // that the client likes best
    Bytes body;
  };
  struct Callbacks {
    // The request is held from now on, for at most so many seconds; called at most once, before
    // done, on some thread.
    std::function<void(std::uint32_t seconds)> held;
    std::function<void(HttpReply)> done;
  };

  SyncExchange(Office& office, Request request, Callbacks callbacks);

  void start();
  // Answers with what there is as soon as may be.
  void end_hold();

 private:
  enum class State { working, holding, finished };

  void read();
  Status open_round();
  void pushed(const Status& status);
  void renumber();
  void take_wiped();
  void pull();
  void hold();
  void wake();
  void answer();
  void fail(const Error& error);
  void finish(HttpReply reply);
  void run(void (SyncExchange::*step)());

  Office& office_;
  Request request_;
  Callbacks callbacks_;
  std::shared_ptr<Tenant> tenant_;
  std::shared_ptr<SyncRound> round_;
  std::uint32_t hold_seconds_ = 0;

  std::mutex mutex_;
  State state_ = State::working;
  bool is_ending_ = false;
  std::uint64_t holds_ = 0;  // how often it has begun to hold
  WatchBoard::Ticket ticket_ = 0;
};

}  // namespace brygga::server
