// Device: what a client opens. Write, read, query and observe a store; enrol and sync it.
//
// Everything a person does works without a network and returns when it is durable; syncing goes on
// beside it. All methods may be called from any thread. Observers are called on the thread that
// made the change (for synced changes: the thread that syncs), with no lock held; they may call the
// device again. The schema and the environment must outlive the device.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/environment.hpp"
#include "base/result.hpp"
#include "device/account_store.hpp"
#include "device/transport.hpp"
#include "model/schema.hpp"

namespace brygga {

struct DeviceOptions {
  // Queries run on a connection of their own, so that a screen never waits for a sync that is being
  // stored. Off where a file can be opened only once (a browser): the store's connection then keeps
  // the file to itself, and queries wait for it.
  bool separate_reader = true;
  // What the store lets go of; tests make it less patient.
  Retention retention = {};
};

// What a sync has done so far, for progress and budgets.
struct SyncProgress {
  std::uint64_t rounds = 0;
  std::uint64_t edits_sent = 0;
  std::uint64_t rows_received = 0;
  std::uint64_t bytes_sent = 0;  // bodies, as on the wire
  std::uint64_t bytes_received = 0;
  std::size_t scopes = 0;
  std::size_t scopes_loading = 0;
  LoadProgress load;  // of the scopes that are loading
};

struct SyncOptions {
  // Called after every round; returning false ends the sync early, with everything so far kept.
  std::function<bool(const SyncProgress&)> on_progress;
  std::uint32_t page_bytes = 0;       // how much to ask for at a time; 0: the office's choice
  std::uint64_t timeout_ms = 30'000;  // of each exchange
};

// One exchange of messages with the office.
struct RoundResult {
  Taken taken;
  std::uint64_t edits_sent = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
};

// What an observer is told.
struct Changed {
  std::set<EntityNumber> entities;  // whose rows may look different now
  bool status = false;              // sync status, receipts or scopes changed
  bool is_received = false;         // by an answer of the office, not by a save here
};

class Device : public AccountStore {
 public:
  static Result<std::unique_ptr<Device>> open(const std::string& path, const Schema& schema,
                                              Clock& clock, Random& random,
                                              const DeviceOptions& options = {});
  ~Device() override;

  // --- work (AccountStore) ---
  Result<Saved> write(const WriteSet& writes) override;
  RowId new_row_id() override;
  Bytes random_bytes(std::size_t count) override;
  std::uint64_t now_ms() override;
  Result<std::optional<RowView>> read(EntityNumber entity, const RowId& id) override;
  Result<std::vector<HistoryItem>> history(EntityNumber entity, const RowId& id) override;
  Status query_each(std::string_view sql, const std::vector<Value>& parameters,
                    const std::function<bool(const std::vector<Value>&)>& on_row) override;
  Result<QueryResult> query(std::string_view sql,
                            const std::vector<Value>& parameters = {}) override;
  Result<SearchHits> search(std::string_view text, const std::vector<EntityNumber>& entities,
                            std::size_t limit) override;
  std::optional<std::int64_t> rows_version(EntityNumber entity) override;
  Result<StoreStatus> status() override;
  Result<std::vector<OutboxTransaction>> transactions(std::size_t limit, bool only_open) override;
  Result<std::optional<Edit>> edit(EditNumber number) override;
  Result<Saved> send_again(EditNumber first, const CommandToKeep& command = {}) override;
  Result<Saved> dismiss(EditNumber first, const CommandToKeep& command = {}) override;
  Result<Saved> close_deletion(EntityNumber entity, const RowId& id,
                               const CommandToKeep& command = {}) override;

  // --- observing ---
  using Observer = std::function<void(const Changed&)>;
  // Calls the observer after every change until unobserve(). The id is never 0.
  std::uint64_t observe(Observer observer);
  // When this returns, the observer is not running (unless this is called from it) and will not be
  // called again.
  void unobserve(std::uint64_t id);

  // --- office ---
  // Makes this store a device of the person to whom the one-time code belongs.
  Status enrol(Transport& transport, const std::string& office_url, const std::string& tenant,
               const std::string& code, const std::string& device_name);

  // The same for a host with its own HTTP: the request, then its answer. While nobody answers, the
  // same request may be sent again: the office takes it for one.
  struct PendingEnrolment {
    HttpRequest http;
    std::string office_url;
  };
  Result<PendingEnrolment> begin_enrol(const std::string& office_url, const std::string& tenant,
                                       const std::string& code, const std::string& device_name);
  Status end_enrol(const PendingEnrolment& enrolment, int http_status, ByteView body);

  // Exchanges messages until both sides have all that the other has.
  Result<SyncProgress> sync_once(Transport& transport, const SyncOptions& options = {});

  // One exchange; the office may hold it for wait_seconds when it has nothing to say. A clock that
  // runs ahead of the office's is corrected here, and the exchange repeated once.
  Result<RoundResult> sync_round(Transport& transport, std::uint32_t wait_seconds,
                                 std::uint32_t page_bytes = 0, std::uint64_t timeout_ms = 30'000);

  // The same for a host with its own HTTP, one at a time (sync_driver.hpp says when).
  struct PendingRound {
    std::string url;
    std::string bearer_token;
    Bytes body;
    SyncRequest request;
  };
  Result<PendingRound> begin_round(std::uint32_t wait_seconds, std::uint32_t page_bytes = 0);
  Result<RoundResult> end_round(const PendingRound& round, int http_status, ByteView body);

  // Another number after every write by another connection to the file; cheap.
  Result<std::int64_t> data_version();

  const Schema& schema() const override;

 private:
  Result<RoundResult> take_answer(const PendingRound& round, int http_status, ByteView body);
  Error wipe_unheard();
  struct Impl;
  explicit Device(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace brygga
