#include "simulation/office_machine.hpp"

#include <algorithm>

#include "office/journaled_stores.hpp"
#include "office/notary_key.hpp"
#include "protocol/message.hpp"
#include "simulation/schema.hpp"
#include "storage/sqlite_tenant_journal.hpp"
#include "storage/sqlite_tenant_store.hpp"

namespace brygga::simulation {

using server::HttpReply;

OfficeMachine::OfficeMachine(Timeline& timeline, Trace& trace, Dice dice, testing::FaultDisk& disk)
    : clock(timeline),
      timeline_(timeline),
      trace_(trace),
      dice_(dice.split("order of work")),
      random_(dice.split("office")),
      disk_(disk) {}

OfficeMachine::~OfficeMachine() {
  if (is_up()) crash();
}

bool OfficeMachine::boot(std::uint32_t schema_version) {
  schema_version_ = schema_version;
  const server::OfficeContext context{
      schema_of(schema_version), clock, random_,
      [this](std::function<void()> work) {
        tasks_.push_back(std::move(work));
        timeline_.after(dice_.below(3), [this, life = life_] {
          if (life == life_) run_one_task();
        });
      },
      [](const std::string&) {
        return Result<std::shared_ptr<const Notary>>(
            std::make_shared<server::NotaryKey>(server::NotaryKey::Key{}));
      }};
  office_ = std::make_unique<server::Office>(
      server::journaled_stores(server::sqlite_tenant_stores(disk_.folder(), context.schema),
                               server::sqlite_tenant_journals(disk_.folder() + "/journal"),
                               context.schema, clock, random_),
      context);
  const Status made = office_->create_tenant(tenant_name, "The office");
  const auto opened = office_->tenant(tenant_name);
  const bool is_there = opened.ok() && (made.ok() || made.error().code == ErrorCode::conflict);
  if (disk_.has_crashed() || !is_there) {
    trace_.note("office     does not start: {}",
                opened.ok() ? "its disk failed" : opened.error().reason);
    crash();
    return false;
  }
  trace_.note("office     is up, schema {}", schema_version);
  return true;
}

// What was under way comes to its end in a process without a disk; nobody hears of it.
void OfficeMachine::crash() {
  disk_.crash();
  ++life_;
  std::map<std::uint64_t, Connection> broken;
  broken.swap(connections_);
  for (auto& [id, connection] : broken) connection.exchange->end_hold();
  while (!tasks_.empty()) {
    const std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    task();
  }
  for (auto& [id, connection] : broken) connection.answer(std::nullopt);
  broken.clear();
  office_.reset();
}

void OfficeMachine::notice_crash() {
  if (!is_up() || !disk_.has_crashed()) return;
  trace_.note("office     loses power while it writes");
  crash();
}

void OfficeMachine::run_one_task() {
  if (tasks_.empty()) return;
  // Which of several threads is quicker, the dice decide.
  const auto at = tasks_.begin() + static_cast<std::ptrdiff_t>(dice_.below(tasks_.size()));
  const std::function<void()> task = std::move(*at);
  tasks_.erase(at);
  task();
  notice_crash();
}

void OfficeMachine::take_sync(const ExchangeName& name, const std::string& token, Bytes body,
                              Answer answer) {
  if (!is_up()) return answer(std::nullopt);
  const std::uint64_t id = ++last_connection_;
  server::SyncExchange::Callbacks callbacks;
  callbacks.held = [this, id, life = life_](std::uint32_t seconds) {
    timeline_.after(std::uint64_t{seconds} * 1000, [this, id, life] {
      const auto found = connections_.find(id);
      if (life == life_ && found != connections_.end()) found->second.exchange->end_hold();
    });
  };
  callbacks.done = [this, id, life = life_](HttpReply reply) {
    if (life == life_) finish(id, std::move(reply));
  };
  server::SyncExchange::Request request;
  request.token = token;
  request.body = std::move(body);
  auto exchange =
      std::make_shared<server::SyncExchange>(*office_, std::move(request), std::move(callbacks));
  connections_.emplace(id, Connection{name, exchange, std::move(answer)});
  exchange->start();
}

bool OfficeMachine::has_request(const ExchangeName& name) const {
  return std::any_of(connections_.begin(), connections_.end(),
                     [&](const auto& entry) { return entry.second.name == name; });
}

void OfficeMachine::finish(std::uint64_t connection, HttpReply reply) {
  const auto found = connections_.find(connection);
  if (found == connections_.end()) return;
  if (backed_up != 0 && reply.status == 200) {
    Result<SyncResponse> response = decode_sync_response(reply.body);
    if (response) {
      response->backed_up = backed_up;
      reply.body = encode(*response);
    }
  }
  const Answer answer = std::move(found->second.answer);
  connections_.erase(found);
  answer(std::move(reply));
}

std::optional<HttpReply> OfficeMachine::take_enrolment(const Bytes& body) {
  if (!is_up()) return std::nullopt;
  const auto enrol = [&]() -> Result<EnrolResponse> {
    BRYGGA_ASSIGN(const EnrolRequest request, decode_enrol_request(body));
    return office_->enrol(request, "192.0.2.1");
  };
  const Result<EnrolResponse> response = enrol();
  HttpReply reply = response.ok()
                        ? server::reply_of(encode(*response), server::ContentEncoding::identity)
                        : server::reply_of(response.error(), clock.unix_ms());
  if (disk_.has_crashed()) {
    notice_crash();
    return std::nullopt;
  }
  return reply;
}

std::shared_ptr<server::Tenant> OfficeMachine::tenant() {
  if (!is_up()) return nullptr;
  const auto found = office_->tenant(tenant_name);
  return found.ok() ? *found : nullptr;
}

}  // namespace brygga::simulation
