#include "http/sync_exchange.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "base/limits.hpp"
#include "office/secrets.hpp"

namespace brygga::server {

SyncExchange::SyncExchange(Office& office, Request request, Callbacks callbacks)
    : office_(office), request_(std::move(request)), callbacks_(std::move(callbacks)) {}

void SyncExchange::run(void (SyncExchange::*step)()) {
  office_.context().run([self = shared_from_this(), step] { ((*self).*step)(); });
}

void SyncExchange::start() { run(&SyncExchange::read); }

void SyncExchange::read() {
  const Status opened = open_round();
  if (!opened.ok()) return fail(opened.error());
  if (round_->request.wiped) return take_wiped();
  if (round_->request.wants_number) return renumber();
  if (round_->request.parts.empty() && !round_->request.is_healing) {
    const bool may_wait = !round_->request.is_handing_over;
    if (may_wait) hold_seconds_ = std::min(round_->request.wait_seconds, limits::wait_seconds_max);
    return pull();
  }
  tenant_->push(round_,
                [self = shared_from_this()](const Status& status) { self->pushed(status); });
}

Status SyncExchange::open_round() {
  // Whom nobody knows costs no more than this look.
  BRYGGA_ASSIGN(tenant_, office_.tenant_of(request_.token));
  const Digest token = digest_of_token(request_.token);
  BRYGGA_TRY(tenant_->check_token(token));
  BRYGGA_ASSIGN(const Bytes body,
                decompress(request_.encoding, request_.body, limits::body_bytes_max));
  request_.body = {};
  auto round = std::make_shared<SyncRound>();
  round->token = token;
  BRYGGA_ASSIGN(round->request, decode_sync_request(body));
  if (round->request.loading.size() > loading_scopes_max) {
    return Error{ErrorCode::invalid, "The request loads too many scopes at once.", false,
                 "malformed"};
  }
  if (round->request.audits.size() > loading_scopes_max) {
    return Error{ErrorCode::invalid, "The request compares too many scopes at once.", false,
                 "malformed"};
  }
  round_ = std::move(round);
  return {};
}

void SyncExchange::pushed(const Status& status) {
  if (!status.ok()) return fail(status.error());
  // Not here: this thread has more devices to tell of their commits.
  run(&SyncExchange::pull);
}

void SyncExchange::renumber() {
  const Status renumbered = tenant_->renumber(*round_);
  if (!renumbered.ok()) return fail(renumbered.error());
  answer();
}

void SyncExchange::take_wiped() {
  const Status taken = tenant_->take_wiped(*round_);
  if (!taken.ok()) return fail(taken.error());
  answer();
}

void SyncExchange::pull() {
  const Status pulled = tenant_->pull(*round_);
  if (!pulled.ok()) return fail(pulled.error());
  if (hold_seconds_ > 0 && says_nothing(round_->request, round_->response)) return hold();
  answer();
}

void SyncExchange::hold() {
  std::uint64_t this_hold = 0;
  {
    const std::lock_guard lock(mutex_);
    if (!is_ending_) {
      state_ = State::holding;
      this_hold = ++holds_;
    }
  }
  if (this_hold == 0) return answer();
  if (this_hold == 1) callbacks_.held(hold_seconds_);
  const WatchBoard::Ticket ticket =
      tenant_->board().watch(round_->scopes, round_->principals, round_->looked_at,
                             [self = shared_from_this()] { self->wake(); });
  bool is_over = false;
  {
    const std::lock_guard lock(mutex_);
    is_over = state_ != State::holding || holds_ != this_hold;
    if (!is_over) ticket_ = ticket;
  }
  if (is_over) tenant_->board().unwatch(ticket);
}

void SyncExchange::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (state_ != State::holding) return;
    state_ = State::working;
  }
  run(&SyncExchange::pull);
}

void SyncExchange::end_hold() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
    if (state_ != State::holding) return;
    state_ = State::working;
  }
  run(&SyncExchange::answer);
}

void SyncExchange::answer() {
  spdlog::debug("sync: tenant {} device {:x}: {} receipts, {} rows, seq {}", tenant_->name(),
                round_->request.device.value, round_->response.receipts.size(),
                round_->response.rows.size(), round_->response.position.seq);
  if (round_->forged != 0) {
    spdlog::warn("heal: tenant {} device {:x}: {} rows or epochs bear no mark of this office",
                 tenant_->name(), round_->request.device.value, round_->forged);
  }
  if (!round_->response.reload.empty()) {
    spdlog::warn(
        "audit: tenant {} device {:x}: {} scopes differ from the office's, and are sent anew",
        tenant_->name(), round_->request.device.value, round_->response.reload.size());
  }
  finish(reply_of(encode(round_->response), request_.answer_encoding));
}

void SyncExchange::fail(const Error& error) {
  // How far ahead is too far goes by the latest time that was shown, also when the clock has been
  // set back since: by less, a device would shift what was taken already.
  const std::uint64_t latest_ms = round_ != nullptr ? round_->latest_ms : 0;
  HttpReply reply = reply_of(error, std::max(latest_ms, office_.context().clock.unix_ms()));
  if (reply.status >= 500) spdlog::error("sync: {}", error.what);
  finish(std::move(reply));
}

void SyncExchange::finish(HttpReply reply) {
  WatchBoard::Ticket ticket = 0;
  {
    const std::lock_guard lock(mutex_);
    if (state_ == State::finished) return;
    state_ = State::finished;
    ticket = std::exchange(ticket_, 0);
  }
  if (ticket != 0) tenant_->board().unwatch(ticket);
  callbacks_.done(std::move(reply));
}

}  // namespace brygga::server
