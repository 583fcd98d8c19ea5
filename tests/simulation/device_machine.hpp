// One device: the real store and device on a disk of its own, a clock that may be wrong, and the
// real state machine of syncing, driven by virtual time over the virtual network.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "device/device.hpp"
#include "protocol/device_sync.hpp"
#include "simulation/machine_clock.hpp"
#include "simulation/network.hpp"
#include "simulation/office_machine.hpp"
#include "simulation/plan.hpp"
#include "simulation/trace.hpp"
#include "support/fault_vfs.hpp"

namespace brygga::simulation {

class DeviceMachine {
 public:
  struct Surroundings {
    Timeline& timeline;
    Trace& trace;
    const Plan& plan;
    Network& network;
    OfficeMachine& office;
    // What must not happen, and did.
    std::function<void(const std::string&)> report;
    // Called when the device has stored an answer with rows.
    std::function<void(class DeviceMachine&)> stored;
  };

  DeviceMachine(int index, RowId account, Surroundings surroundings, Dice dice,
                testing::FaultDisk& disk);
  ~DeviceMachine();
  DeviceMachine(const DeviceMachine&) = delete;
  DeviceMachine& operator=(const DeviceMachine&) = delete;

  int index() const { return index_; }
  const std::string& name() const { return name_; }
  const RowId& account() const { return account_; }
  testing::FaultDisk& disk() { return disk_; }
  std::string path() const { return disk_.folder() + "/store.db"; }

  // Null while the machine is down. Whoever used it calls notice_crash() then.
  Device* device() { return device_.get(); }
  bool is_up() const { return device_ != nullptr; }
  bool is_enrolled() const { return is_enrolled_; }
  std::uint32_t schema_version() const { return schema_version_; }

  // False when the disk failed under it.
  bool boot(std::uint32_t schema_version);
  void crash();
  // True when the disk has crashed meanwhile; the machine is then down.
  bool notice_crash();
  // The program is closed in good order; boot() opens it again.
  void close();

  // Enrols with the code over the network as it is now.
  Status enrol(const std::string& code);

  // Tells the state machine of syncing what happened.
  void work() { feed({SyncEvent::Kind::work, false}); }
  void start_sync() { feed({SyncEvent::Kind::start, false}); }
  // True when its request is held at the office, and nothing is unsent.
  bool is_at_rest() { return restlessness().empty(); }
  // What it still has to do; empty: nothing.
  std::string restlessness();
  // From now on the office may turn it away for good.
  void may_be_revoked() { may_be_revoked_ = true; }
  bool is_revoked() const { return is_revoked_; }
  bool is_revocable() const { return may_be_revoked_; }
  // From now on the office may find out that there is this store twice, or was.
  void may_be_copied() { may_be_copied_ = true; }
  // Whether it waits for somebody at the office to agree that it is given anything.
  bool is_unconfirmed();
  // Grows with every request.
  std::uint64_t exchanges() const { return last_exchange_; }

  MachineClock clock;

 private:
  void feed(const SyncEvent& event);
  void exchange(bool listens, bool is_repeat);
  void take_answer(std::uint64_t exchange, const Device::PendingRound& round, int status,
                   const Bytes& body, bool is_whole, bool is_repeat);
  void forge(const Device::PendingRound& round);
  void fail(std::uint64_t exchange);
  void deliver_late(const Device::PendingRound& round, int status, const Bytes& body,
                    bool is_whole);
  void judge_error(const Error& error, bool is_whole);

  const int index_;
  const std::string name_;
  const RowId account_;
  Surroundings world_;
  Dice dice_;
  DiceRandom random_;
  testing::FaultDisk& disk_;
  std::uint32_t schema_version_ = 1;
  std::unique_ptr<Device> device_;
  bool is_enrolled_ = false;
  bool may_be_revoked_ = false;
  bool is_revoked_ = false;  // and has been told
  bool may_be_copied_ = false;

  std::uint64_t life_ = 0;  // grows whenever the program ends
  SyncState sync_;
  std::uint64_t last_exchange_ = 0;
  std::uint64_t under_way_ = 0;  // the exchange whose answer is waited for; 0: none
};

}  // namespace brygga::simulation
