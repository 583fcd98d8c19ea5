// The office's machine: the real office over a disk of its own, its work done in an order that the
// dice decide, and crashes with everything that was under way.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "http/sync_exchange.hpp"
#include "office/office.hpp"
#include "simulation/dice.hpp"
#include "simulation/machine_clock.hpp"
#include "simulation/timeline.hpp"
#include "simulation/trace.hpp"
#include "support/fault_vfs.hpp"

namespace brygga::simulation {

class OfficeMachine {
 public:
  static constexpr const char* tenant_name = "office";

  OfficeMachine(Timeline& timeline, Trace& trace, Dice dice, testing::FaultDisk& disk);
  ~OfficeMachine();
  OfficeMachine(const OfficeMachine&) = delete;
  OfficeMachine& operator=(const OfficeMachine&) = delete;

  // Opens the office on what its disk holds; false when the disk failed under it again.
  bool boot(std::uint32_t schema_version);
  bool is_up() const { return office_ != nullptr; }
  // Whether anything is being worked on; held requests do not count.
  bool is_idle() const { return tasks_.empty(); }
  std::uint32_t schema_version() const { return schema_version_; }

  // Power is lost, or the process killed, between two operations of the disk.
  void crash();
  // To be called after whatever used the office: notices that the disk has crashed meanwhile.
  void notice_crash();

  // The bytes of a sync request; the answer, or nothing when the connection breaks.
  using Answer = std::function<void(std::optional<server::HttpReply>)>;
  // exchange: what the device calls it, for has_request().
  struct ExchangeName {
    int device = 0;
    std::uint64_t exchange = 0;
    friend bool operator==(const ExchangeName&, const ExchangeName&) = default;
  };
  void take_sync(const ExchangeName& name, const std::string& token, Bytes body, Answer answer);
  // Whether the request is here and not answered yet.
  bool has_request(const ExchangeName& name) const;
  // The bytes of an enrolment, and the answer at once.
  std::optional<server::HttpReply> take_enrolment(const Bytes& body);

  // For what the office does itself; null when it is down.
  std::shared_ptr<server::Tenant> tenant();

  MachineClock clock;
  // What it says of its backups from now on; as a real one would know it.
  std::uint64_t backed_up = 0;

 private:
  struct Connection {
    ExchangeName name;
    std::shared_ptr<server::SyncExchange> exchange;
    Answer answer;
  };

  void run_one_task();
  void finish(std::uint64_t connection, server::HttpReply reply);

  Timeline& timeline_;
  Trace& trace_;
  Dice dice_;
  DiceRandom random_;
  testing::FaultDisk& disk_;
  std::uint32_t schema_version_ = 1;
  std::uint64_t life_ = 0;  // grows with each crash: what an earlier life planned is void
  std::deque<std::function<void()>> tasks_;
  std::map<std::uint64_t, Connection> connections_;
  std::uint64_t last_connection_ = 0;
  std::unique_ptr<server::Office> office_;
};

}  // namespace brygga::simulation
