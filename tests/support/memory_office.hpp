// An office in memory: OfficeReader and what a back end does around decide_push and build_page,
// with the real protocol code and messages that really went through their bytes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "protocol/office_pull.hpp"
#include "protocol/office_push.hpp"
#include "support/builders.hpp"

namespace brygga::testing {

// Not secure, but whoever does not look inside cannot tell.
class SimpleNotary : public Notary {
 public:
  Mac mark(ByteView bytes) const override;
};

class MemoryOffice : public OfficeReader {
 public:
  struct DeviceEntry {
    RowId account;
    EditNumber consumed = 0;
    Hlc last_time;
    bool is_push_only = false;
  };

  explicit MemoryOffice(const Schema& schema = test_schema());
  MemoryOffice(const MemoryOffice&);
  MemoryOffice& operator=(const MemoryOffice&);
  ~MemoryOffice() override;

  std::uint64_t now_ms = 1'000'000;
  std::map<DeviceNumber, DeviceEntry> devices;
  std::map<TransactionId, Receipt> receipts;
  std::map<DeviceNumber, WipeReceipt> wiped;  // what devices said that were wiped
  std::vector<HistoryEntry> history;
  std::map<TransactionId, std::vector<TransactionPart>> staged;
  std::uint64_t fail_reads_after = ~0ULL;  // so many reads of rows succeed
  Seq backed_up = 0;                       // what it says of its backups
  SimpleNotary notary;
  std::size_t forged = 0;  // what was offered and bore no mark of this office

  // As if somebody put the backup in this office's place, and a program opened it.
  void restore(const MemoryOffice& backup, std::uint64_t epoch);
  // As if a program opened its database anew.
  void begin_epoch(std::uint64_t epoch);

  // A person with an account, made by the office itself.
  RowId add_person(std::uint64_t number, const std::vector<std::string>& roles = {},
                   const std::vector<std::uint64_t>& groups = {});
  EnrolResponse enrol(DeviceNumber device, const RowId& account);
  // The account becomes a member of the card's scopes.
  void add_member(std::uint64_t member_row, std::uint64_t card_row, const RowId& account);

  // One transaction by the office itself, which must apply.
  Receipt write(std::vector<Edit> edits);

  Actor actor_of(DeviceNumber device);

  std::vector<Scope> held_by(DeviceNumber device);

  // A whole round, as a server does it, bytes in and bytes out.
  Result<SyncResponse> exchange(const SyncRequest& sent);

  // Unlike a real one, this office does not ask who has the copy.
  SyncResponse renumber(const SyncRequest& request);

  Status push(const SyncRequest& request, SyncResponse& response, PullContext& pull);

  void store(DeviceNumber device, PushDecision decision);

  const RowState* find(EntityNumber entity, std::uint64_t number) const;
  Value shown(EntityNumber entity, std::uint64_t row_number, FieldNumber field_number) const;
  std::vector<RowState> all_rows() const;
  Seq seq() const { return state_.seq; }

  // --- OfficeReader ---
  Result<Lineage> lineage() override;
  Result<std::vector<EpochStart>> lost_epochs() override;
  Result<std::vector<TakenBack>> taken_back(const RowKey& row) override;
  Result<OfficeState> state() override;
  Result<std::optional<std::uint64_t>> salt_of(Seq seq) override;
  Result<std::optional<RowState>> row(EntityNumber entity, const RowId& id) override;
  Result<std::optional<RowState>> row_at(const FeedCursor& at) override;
  Result<std::optional<Value>> past_value(const RowKey& row, FieldNumber field,
                                          const Stamp& stamp) override;
  Result<bool> is_awaited(const RowKey& row, FieldNumber field, const Stamp& stamp) override;
  Result<std::vector<RowId>> claimants(EntityNumber entity, FieldNumber field,
                                       const RowId& named) override;
  Result<std::optional<Receipt>> receipt(const TransactionId& id) override;
  // Its device's name is that of its counter.
  Result<std::optional<Author>> author(DeviceNumber device) override;
  Result<std::vector<Scope>> scopes_of(const std::vector<PrincipalId>& principals,
                                       std::int64_t day) override;
  Result<bool> has_held(const std::vector<PrincipalId>& principals, const Scope& scope) override;
  Result<std::vector<FeedItem>> feed(const Scope& scope, const FeedCursor& after, Seq left_after,
                                     std::size_t limit) override;
  Result<FirstRows> first_rows(const Scope& scope, std::int64_t day, std::size_t limit) override;
  Result<LoadSize> size_of_scope(const Scope& scope) override;
  // Forgets salts and what left scopes below the commit.
  void keep_from(Seq seq);
  Result<std::vector<TransactionPart>> staged_parts(DeviceNumber, const TransactionId& id) override;

 private:
  using Key = std::pair<EntityNumber, Uuid>;
  struct Stored {
    RowState row;
    std::uint64_t key = 0;
  };

  Account account_of_device(DeviceNumber device);
  static bool is_first(const EntityDef& entity, const RowState& row, std::int64_t day);
  void put_row(RowState row, const Scope* made_in = nullptr);

  const Schema* schema_;
  OfficeState state_;
  Lineage lineage_;
  std::vector<EpochStart> lost_epochs_;
  std::unordered_map<RowKey, std::vector<TakenBack>> taken_back_;
  std::map<Seq, std::uint64_t> salts_;
  std::map<Key, Stored> rows_;
  std::map<std::uint64_t, Key> keys_;
  std::set<Grant> held_;                              // at any time
  std::map<Scope, std::map<FeedCursor, bool>> feed_;  // true: the row has left the scope
};

}  // namespace brygga::testing
