#include "simulation/device_machine.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "protocol/message.hpp"
#include "simulation/schema.hpp"

namespace brygga::simulation {

namespace {

constexpr Pace pace;

// An enrolment's way: request and answer within one call, each of which may be lost.
class DirectTransport final : public Transport {
 public:
  DirectTransport(int device, Network& network, OfficeMachine& office)
      : device_(device), network_(network), office_(office) {}

  Result<HttpReply> post(const HttpRequest& request) override {
    if (!network_.comes_through(device_)) return lost();
    std::optional<server::HttpReply> answer = office_.take_enrolment(request.body);
    if (!answer || !network_.comes_through(device_)) return lost();
    HttpReply reply;
    reply.status = static_cast<int>(answer->status);
    reply.body = std::move(answer->body);
    return reply;
  }
  void cancel() override {}

 private:
  static Error lost() { return {ErrorCode::offline, "Nobody answers.", true, "offline"}; }

  const int device_;
  Network& network_;
  OfficeMachine& office_;
};

}  // namespace

DeviceMachine::DeviceMachine(int index, RowId account, Surroundings surroundings, Dice dice,
                             testing::FaultDisk& disk)
    : clock(surroundings.timeline),
      index_(index),
      name_("device " + std::to_string(index)),
      account_(account),
      world_(std::move(surroundings)),
      dice_(dice.split("sync")),
      random_(dice.split("device")),
      disk_(disk) {}

DeviceMachine::~DeviceMachine() = default;

// --- life -------------------------------------------------------------------------------------

bool DeviceMachine::boot(std::uint32_t schema_version) {
  // Impatient where an ordinary tablet waits for years; commands stay, since by them the oracle
  // knows what was saved.
  DeviceOptions options;
  options.retention = {4, 1'000'000, 1'000'000, 3650, 3};
  auto opened = Device::open(path(), schema_of(schema_version), clock, random_, options);
  if (disk_.has_crashed() || !opened) {
    world_.trace.note("{}   does not start: {}", name_,
                      opened ? "its disk failed" : opened.error().reason);
    opened = Error{};
    crash();
    return false;
  }
  device_ = *std::move(opened);
  schema_version_ = schema_version;
  world_.trace.note("{}   is up, schema {}", name_, schema_version);
  sync_ = {};
  const auto status = device_->status();
  is_enrolled_ = status.ok() && status->replica.is_enrolled();
  if (is_enrolled_) start_sync();
  return true;
}

void DeviceMachine::crash() {
  disk_.crash();
  close();
}

void DeviceMachine::close() {
  ++life_;
  under_way_ = 0;
  device_.reset();
}

bool DeviceMachine::notice_crash() {
  if (!disk_.has_crashed()) return false;
  if (is_up()) {
    world_.trace.note("{}   loses power while it writes", name_);
    crash();
  }
  return true;
}

Status DeviceMachine::enrol(const std::string& code) {
  DirectTransport transport(index_, world_.network, world_.office);
  Status enrolled =
      device_->enrol(transport, "https://office.example", OfficeMachine::tenant_name, code, name_);
  if (notice_crash()) return Error{ErrorCode::offline, "The device crashed.", true, "crashed"};
  if (enrolled.ok() || enrolled.error().reason == "already_enrolled") {
    is_enrolled_ = true;
    start_sync();
  }
  return enrolled;
}

// --- syncing ----------------------------------------------------------------------------------

void DeviceMachine::feed(const SyncEvent& event) {
  if (!is_up() || !is_enrolled_) return;
  const SyncStep next = step(sync_, event, world_.timeline.now_ms(), dice_.u64(), pace);
  sync_ = next.next;
  switch (next.action) {
    case SyncAction::send:
      return exchange(false, false);
    case SyncAction::listen:
      return exchange(true, false);
    case SyncAction::cancel:
      under_way_ = 0;
      return feed({SyncEvent::Kind::cancelled, false});
    case SyncAction::none:
      break;
  }
  if (sync_.wake_ms == 0) return;
  world_.timeline.after(sync_.wake_ms - std::min(sync_.wake_ms, world_.timeline.now_ms()),
                        [this, life = life_, wake_ms = sync_.wake_ms] {
                          if (life == life_ && sync_.wake_ms == wake_ms)
                            feed({SyncEvent::Kind::timer, false});
                        });
}

void DeviceMachine::exchange(bool listens, bool is_repeat) {
  const std::uint32_t wait_seconds = listens ? pace.wait_seconds : 0;
  auto round = device_->begin_round(wait_seconds, world_.plan.page_bytes);
  if (notice_crash()) return;
  const std::uint64_t id = ++last_exchange_;
  under_way_ = id;
  const std::uint64_t life = life_;
  if (!round) {
    judge_error(round.error(), true);
    world_.timeline.after(1, [this, id, life] {
      if (life == life_) fail(id);
    });
    return;
  }
  world_.timeline.after(30'000 + std::uint64_t{wait_seconds} * 1000, [this, id, life] {
    if (life == life_) fail(id);
  });

  const auto shared = std::make_shared<const Device::PendingRound>(*std::move(round));
  if (!shared->request.offered.empty() && dice_.chance(300)) forge(*shared);
  const auto arrive_here = [this, id, life, shared, is_repeat](int status, const Bytes& body,
                                                               bool is_whole) {
    if (life == life_) take_answer(id, *shared, status, body, is_whole, is_repeat);
  };
  const auto answered = [this, id, life, shared, arrive_here](
                            std::optional<server::HttpReply> reply, bool request_is_whole) {
    if (!reply) {  // the connection broke
      world_.timeline.after(1, [this, id, life] {
        if (life == life_) fail(id);
      });
      return;
    }
    const int status = static_cast<int>(reply->status);
    if (world_.network.is_late()) {
      world_.timeline.after(90'000 + dice_.below(60'000),
                            [this, life, shared, status, body = reply->body, request_is_whole] {
                              if (life == life_) {
                                deliver_late(*shared, status, body, request_is_whole);
                              }
                            });
      return;
    }
    world_.network.carry(index_, reply->body, false,
                         [arrive_here, status, request_is_whole](const Bytes& body, bool is_whole) {
                           arrive_here(status, body, is_whole && request_is_whole);
                         });
  };
  world_.network.carry(
      index_, shared->body, true,
      [this, id, token = shared->bearer_token, answered](Bytes body, bool is_whole) {
        world_.office.take_sync({index_, id}, token, std::move(body),
                                [answered, is_whole](std::optional<server::HttpReply> reply) {
                                  answered(std::move(reply), is_whole);
                                });
      });
}

// Somebody with the device's token offers rows to a restored office that it never gave out.
void DeviceMachine::forge(const Device::PendingRound& round) {
  SyncRequest forged = round.request;
  for (OfferedRow& offered : forged.offered) {
    for (FieldChange& field : offered.row.fields) {
      for (Head& head : field.heads) {
        if (std::holds_alternative<std::string>(head.value)) head.value = "qz999999zq";
      }
    }
  }
  world_.trace.note("{}   offers forged rows", name_);
  world_.office.take_sync({index_, 0}, round.bearer_token, encode(forged), [](const auto&) {});
}

void DeviceMachine::fail(std::uint64_t exchange) {
  if (under_way_ != exchange) return;
  under_way_ = 0;
  feed({SyncEvent::Kind::failed, false});
}

void DeviceMachine::take_answer(std::uint64_t exchange, const Device::PendingRound& round,
                                int status, const Bytes& body, bool is_whole, bool is_repeat) {
  if (under_way_ != exchange) return;
  under_way_ = 0;
  auto result = device_->end_round(round, status, body);
  if (notice_crash()) return;
  if (result) {
    if (!result->taken.receipts.empty() || result->taken.rows != 0) {
      world_.trace.note("{}   takes {} receipts, {} rows{}", name_, result->taken.receipts.size(),
                        result->taken.rows, round.request.is_healing ? ", healing" : "");
      world_.stored(*this);
    }
    return feed({SyncEvent::Kind::answered, result->taken.more});
  }
  const Error& error = result.error();
  world_.trace.note("{}   is turned away: {} (at commit {}{})", name_, error.reason,
                    round.request.position.seq, round.request.is_healing ? ", healing" : "");
  judge_error(error, is_whole);
  const bool may_repeat =
      error.reason == "clock_ahead" || error.reason == "moved_on" || error.reason == "copied_store";
  if (may_repeat && !is_repeat) return this->exchange(round.request.wait_seconds != 0, true);
  feed({error.can_retry ? SyncEvent::Kind::failed : SyncEvent::Kind::refused, false});
  if (sync_.phase != SyncPhase::stopped || is_revoked_) return;
  // A person looks at it, and starts again.
  world_.timeline.after(1000 + dice_.below(60'000), [this, life = life_] {
    if (life == life_ && sync_.phase == SyncPhase::stopped) start_sync();
  });
}

// As if another program of the same person had asked with the same store, and waited longer.
void DeviceMachine::deliver_late(const Device::PendingRound& round, int status, const Bytes& body,
                                 bool is_whole) {
  const auto result = device_->end_round(round, status, body);
  if (notice_crash()) return;
  world_.trace.note("{}   hears a late answer: {}", name_,
                    result ? "taken" : std::string_view(result.error().reason));
  if (!result) judge_error(result.error(), is_whole);
  work();
}

void DeviceMachine::judge_error(const Error& error, bool is_whole) {
  if (may_be_revoked_ && error.reason == "revoked_token") {
    is_revoked_ = true;
    return;
  }
  if (may_be_copied_ && error.reason == "copied_store") return;
  static constexpr std::string_view expected[] = {
      "clock_ahead", "moved_on", "busy", "disk_full", "io", "offline", "cannot_open", "internal"};
  const bool is_expected =
      std::find(std::begin(expected), std::end(expected), error.reason) != std::end(expected) ||
      (!is_whole && (error.reason == "not_an_office" || error.reason == "malformed"));
  if (!is_expected) {
    world_.report(name_ + " is turned away with " + error.reason + ": " + error.what);
  }
}

bool DeviceMachine::is_unconfirmed() {
  const auto status = device_->status();
  return status.ok() && (status->replica.is_push_only || status->replica.wants_number);
}

std::string DeviceMachine::restlessness() {
  if (!is_up()) return "is down";
  if (!is_enrolled_) return {};
  if (is_revoked_) return sync_.phase == SyncPhase::stopped ? "" : "goes on though revoked";
  const auto status = device_->status();
  if (!status.ok()) return "cannot read its store";
  if (status->outbox.unsent != 0) return "has unsent work";
  // A copy that may only send is given nothing to load.
  if (status->scopes_loading != 0 && !status->replica.is_push_only) return "is loading";
  if (status->replica.wants_number) return "waits for a number";
  if (status->replica.needs_scrub) return "has files to scrub";
  if (sync_.phase != SyncPhase::listening) return "does not listen";
  return world_.office.has_request({index_, under_way_}) ? "" : "is not heard";
}

}  // namespace brygga::simulation
