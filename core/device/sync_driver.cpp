#include "device/sync_driver.hpp"

#include <mutex>
#include <utility>

namespace brygga {

namespace {

// Errors that the device has mended itself: the same request, made anew, may be answered.
bool is_mended(const Error& error) {
  return error.reason == "clock_ahead" || error.reason == "moved_on" ||
         error.reason == "copied_store" || error.reason == "wipe_ordered";
}

}  // namespace

struct SyncDriver::Impl {
  Device& device;
  Random& random;
  const Pace usual_pace;
  std::uint64_t observer = 0;
  std::function<void(bool)> wake;

  std::mutex mutex;  // guards what follows; never held while the device works
  SyncState state;
  SyncAction due = SyncAction::none;
  Surroundings surroundings;
  bool has_begun = false;
  bool has_work = false;
  bool is_poked = false;
  bool is_listening = false;
  bool is_repeating = false;  // the request was made anew once

  Impl(Device& d, Random& r, const Pace& p) : device(d), random(r), usual_pace(p) {}

  void apply(SyncEvent event, std::uint64_t now_ms) {
    const SyncStep done =
        step(state, event, now_ms, random.u64(), pace_in(surroundings, usual_pace));
    state = done.next;
    due = done.action == SyncAction::cancel ? SyncAction::none : done.action;
  }

  // What has happened since the last look, the most pressing first.
  std::optional<SyncEvent> take_event(std::uint64_t now_ms) {
    using Kind = SyncEvent::Kind;
    const bool begins = !std::exchange(has_begun, true) && state.phase != SyncPhase::offline;
    if (std::exchange(is_poked, false) || begins) return SyncEvent{Kind::start, false};
    const bool is_asleep = state.phase == SyncPhase::backing_off ||
                           state.phase == SyncPhase::stopped || state.phase == SyncPhase::offline;
    if (has_work && !is_asleep) return SyncEvent{Kind::work, false};
    if (state.wake_ms != 0 && now_ms >= state.wake_ms) return SyncEvent{Kind::timer, false};
    return std::nullopt;
  }

  // True when an exchange is to be made; sets whether it listens.
  bool take_exchange() {
    if (due == SyncAction::none) return false;
    // Work that came since the last exchange goes out now instead of listening.
    is_listening =
        std::exchange(due, SyncAction::none) == SyncAction::listen && !has_work && !is_poked;
    has_work = false;
    is_poked = false;
    return true;
  }

  SyncReport failed(Error error, std::uint64_t now_ms) {
    const auto kind = error.can_retry ? SyncEvent::Kind::failed : SyncEvent::Kind::refused;
    apply({kind, false}, now_ms);
    return {state, std::move(error), {}};
  }
};

SyncDriver::SyncDriver(Device& device, Random& random, const Pace& pace)
    : impl_(std::make_unique<Impl>(device, random, pace)) {
  impl_->observer = device.observe([this](const Changed& changed) {
    if (changed.entities.empty() || changed.is_received) return;
    const bool cancels = note_work();
    if (impl_->wake) impl_->wake(cancels);
  });
}

SyncDriver::~SyncDriver() { impl_->device.unobserve(impl_->observer); }

void SyncDriver::on_work(std::function<void(bool)> wake) { impl_->wake = std::move(wake); }

SyncDriver::Todo SyncDriver::next(std::uint64_t now_ms) {
  Todo todo;
  std::uint32_t wait_seconds = 0;
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->due == SyncAction::none) {
      if (const auto event = impl_->take_event(now_ms)) impl_->apply(*event, now_ms);
    }
    if (!impl_->take_exchange()) {
      const std::uint64_t wake_ms = impl_->state.wake_ms;
      if (wake_ms != 0) todo.wait_ms = wake_ms > now_ms ? wake_ms - now_ms : 0;
      return todo;
    }
    if (impl_->is_listening) {
      wait_seconds = pace_in(impl_->surroundings, impl_->usual_pace).wait_seconds;
    }
  }
  auto round = impl_->device.begin_round(wait_seconds);
  const std::lock_guard lock(impl_->mutex);
  if (!round) {
    impl_->is_listening = false;
    todo.report = impl_->failed(std::move(round).error(), now_ms);
    return todo;
  }
  Exchange exchange;
  exchange.is_listening = impl_->is_listening;
  exchange.http = {round->url, round->bearer_token, round->body,
                   30'000 + std::uint64_t{wait_seconds} * 1000};
  exchange.round = *std::move(round);
  todo.exchange = std::move(exchange);
  return todo;
}

std::optional<SyncReport> SyncDriver::end(const Exchange& exchange, const Result<HttpReply>& reply,
                                          std::uint64_t now_ms) {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->is_listening = false;
    if (!reply) {
      if (reply.error().reason != "cancelled") return impl_->failed(reply.error(), now_ms);
      impl_->apply({SyncEvent::Kind::cancelled, false}, now_ms);
      return std::nullopt;
    }
  }
  auto result = impl_->device.end_round(exchange.round, reply->status, reply->body);
  const std::lock_guard lock(impl_->mutex);
  if (!result && is_mended(result.error()) && !std::exchange(impl_->is_repeating, true)) {
    impl_->due = exchange.is_listening ? SyncAction::listen : SyncAction::send;
    return std::nullopt;
  }
  impl_->is_repeating = false;
  if (!result) return impl_->failed(std::move(result).error(), now_ms);
  SyncReport report{impl_->state, {}, *std::move(result)};
  report.round.bytes_sent = reply->bytes_on_wire_sent;
  report.round.bytes_received = reply->bytes_on_wire_received;
  impl_->apply({SyncEvent::Kind::answered, report.round.taken.more}, now_ms);
  return report;
}

bool SyncDriver::note_work() {
  const std::lock_guard lock(impl_->mutex);
  impl_->has_work = true;
  return impl_->is_listening;
}

bool SyncDriver::poke() {
  const std::lock_guard lock(impl_->mutex);
  impl_->is_poked = true;
  return impl_->is_listening;
}

bool SyncDriver::hint(const Surroundings& surroundings) {
  const std::lock_guard lock(impl_->mutex);
  const Surroundings before = std::exchange(impl_->surroundings, surroundings);
  if (before == surroundings) return false;
  if (before.is_online && !surroundings.is_online) {
    const bool was_under_way =
        impl_->state.phase == SyncPhase::sending || impl_->state.phase == SyncPhase::listening;
    impl_->apply({SyncEvent::Kind::lost, false}, 0);
    return was_under_way;
  }
  // What the network allows now may differ from what is being waited for.
  if (surroundings.is_online) impl_->is_poked = true;
  return impl_->is_listening;
}

}  // namespace brygga
