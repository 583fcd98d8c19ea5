// What is read and written through one connection to a tenant's SQLite file, inside one database
// transaction that its maker began. Belongs to one thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "storage/sqlite_office_tables.hpp"
#include "storage/tenant_store.hpp"
#include "store/tables.hpp"

namespace brygga::server {

// How a row stands in the feed of a scope, as in the column. Where a row has moved away, the place
// may be forgotten; what was deleted can still be erased, and so must be found; what was erased is
// told also to those who have yet to load the scope: they may have edits of it left.
enum class Leaves : std::int64_t { stays = 0, left = 1, erased = 2, deleted = 3 };

struct TenantConnection {
  Database database;
  std::unique_ptr<Tables> tables;
  OfficeStatements statements;
  std::unordered_map<Scope, ScopeKey> scope_keys;  // of scopes that were looked for, and found
  Lineage lineage;                                 // as read last; good while its end is the newest

  // To be called when a transaction was rolled back: keys made in it are no more.
  void forget_keys() {
    tables->forget_keys();
    scope_keys.clear();
    lineage.clear();
  }
};

class SqliteTenantView final : public TenantWriter {
 public:
  // The connection must outlive the view, and be within a transaction.
  explicit SqliteTenantView(TenantConnection& connection) : connection_(connection) {}

  // Writes what has been kept in memory so far; to be called before the commit.
  Status flush();
  // The epoch that was begun through this view; 0: none.
  std::uint64_t begun() const { return begun_; }

  Result<OfficeState> state() override;
  Result<Lineage> lineage() override;
  Result<std::vector<EpochStart>> lost_epochs() override;
  Result<std::vector<TakenBack>> taken_back(const RowKey& row) override;
  Result<std::optional<std::uint64_t>> salt_of(Seq seq) override;
  Result<std::optional<RowState>> row(EntityNumber entity, const RowId& id) override;
  Result<std::optional<RowState>> row_at(const FeedCursor& at) override;
  Result<bool> is_awaited(const RowKey& row, FieldNumber number, const Stamp& stamp) override;
  Result<std::optional<Value>> past_value(const RowKey& row, FieldNumber number,
                                          const Stamp& stamp) override;
  Result<std::vector<RowId>> claimants(EntityNumber number, FieldNumber field_number,
                                       const RowId& named) override;
  Result<std::optional<Receipt>> receipt(const TransactionId& id) override;
  Result<std::optional<Author>> author(DeviceNumber device) override;
  Result<std::vector<Scope>> scopes_of(const std::vector<PrincipalId>& principals,
                                       std::int64_t day) override;
  Result<bool> has_held(const std::vector<PrincipalId>& principals, const Scope& scope) override;
  Result<std::vector<FeedItem>> feed(const Scope& scope, const FeedCursor& after, Seq left_after,
                                     std::size_t limit) override;
  Result<FirstRows> first_rows(const Scope& scope, std::int64_t day, std::size_t limit) override;
  Result<LoadSize> size_of_scope(const Scope& scope) override;
  Result<std::vector<TransactionPart>> staged_parts(DeviceNumber device,
                                                    const TransactionId& id) override;

  Result<TenantInfo> info() override;
  Result<std::optional<DeviceRecord>> device_of_token(const Digest& token) override;
  Result<std::optional<DeviceRecord>> device(DeviceNumber number) override;
  Result<std::optional<Wipe>> wipe(DeviceNumber device) override;
  Result<std::vector<DeviceRecord>> devices() override;
  Result<std::optional<Invitation>> invitation(const Digest& code) override;
  Result<std::vector<CommitTime>> commits(Seq from, std::size_t limit) override;
  Result<std::optional<KeptCommand>> command(const RowId& account, const CommandId& id) override;
  Result<OfficeAccount> office_account(const RowId& account) override;
  Result<bool> has_forgettable() override;
  Result<std::vector<RowState>> rows(EntityNumber number) override;

  Result<Recovery> recovery() override;
  Result<bool> is_guarded() override;
  Result<std::vector<JournalEvent>> queued_events() override;
  Result<std::vector<EventCount>> event_counts() override;
  Result<bool> has_grants_held_back(const RowKey& row) override;
  Result<std::vector<RowKey>> grants_held_back() override;
  Result<std::vector<HeldBackValue>> values_held_back(const RowKey& row) override;
  Result<std::vector<Replay>> replays() override;
  Result<std::vector<Backup>> backups() override;
  Result<Seq> backed_up() override;

  Status alone(const std::function<Status()>& work) override;
  Status store(const CommitInfo& commit, const PushDecision& decision, Touched& touched) override;
  Status erase(const CommitInfo& commit, const std::vector<ErasedRow>& rows,
               Touched& touched) override;
  Status put_device(const DeviceRecord& device, const Digest* token) override;
  Status put_wipe(DeviceNumber device, const Wipe& wipe) override;
  Status put_invitation(const Invitation& invitation) override;
  Status put_command(const RowId& account, const CommandId& id, const KeptCommand& command,
                     std::uint64_t now_ms, std::uint64_t forget_before_ms) override;
  Status put_office_account(const RowId& account, const OfficeAccount& kept) override;
  Status keep_from(Seq seq, Hlc time) override;
  Status forget(std::size_t limit) override;
  Result<std::uint32_t> next_device_counter() override;
  Status begin_epoch(std::uint64_t epoch) override;

  Status put_recovery(const Recovery& recovery) override;
  Status queue_event(JournalEvent event) override;
  Status unqueue_event(std::uint64_t epoch, std::uint64_t number) override;
  Status count_events(const EventCount& count) override;
  Status hold_grants_back(const RowKey& row, Seq seq, Touched& touched) override;
  Status release_grants(const RowKey& row, Seq seq) override;
  Status release_all_grants(Touched& touched) override;
  Status hold_value_back(const HeldBackValue& value) override;
  Status forget_values_held_back(const RowKey& row) override;
  Status put_replay(const Replay& replay) override;
  Status put_backup(const Backup& backup) override;
  Status forget_backup(const std::string& path) override;

 private:
  Error damaged(const std::string& what) const;

  Status forget_office_numbers();

  struct Meta {
    TenantInfo info;
    OfficeState state;
    std::uint32_t next_device = 1;
  };
  // What store() must know of a row as it was before: read on the way, when the row was looked up.
  struct Before {
    bool exists = false;
    RowKey64 key = 0;
    Seq seq = 0;
    Scope scope;
    bool had_conflicts = false;
    bool was_deleted = false;
    std::size_t bytes = 0;  // size_estimate()
  };
  struct RowName {
    EntityNumber entity = 0;
    RowId id;
    friend bool operator==(const RowName&, const RowName&) = default;
  };
  struct RowNameHash {
    std::size_t operator()(const RowName& name) const {
      return std::hash<RowId>{}(name.id) * 31 + name.entity;
    }
  };
  // A scope that a commit touches, how much it gains by it, and what its feed gets: the keys of
  // rows, as a JSON list that is still open.
  struct TouchedScope {
    ScopeKey key = 0;
    std::int64_t rows = 0, bytes = 0;
    std::map<std::pair<Leaves, EntityNumber>, std::string> feed = {};
  };
  using ScopeSet = std::unordered_map<Scope, TouchedScope>;

  Result<Meta*> meta();
  Result<std::optional<ScopeKey>> known_scope(const Scope& scope);
  Result<std::optional<DeviceRecord>> read_device(Statement& select);
  Result<Before> before(const RowState& row);
  Status add_first_rows(const EntityDef& entity, ScopeKey scope, std::int64_t day,
                        std::size_t limit, FirstRows& first);
  void remember(EntityNumber entity, const RowId& id, const std::optional<StoredRow>& stored);
  Status begin_commit(const CommitInfo& commit);
  Status end_commit(const CommitInfo& commit, ScopeSet& scopes, Touched& touched);
  // made_in: where a new row was made that is somewhere else now.
  Status store_row(const RowState& row, const CommitInfo& commit, ScopeSet& scopes,
                   Touched& touched, const Scope* made_in = nullptr);
  Status note_raised(const RowState& row, const CommitInfo& commit);
  Status note_lowered(const CommitInfo& commit, const HistoryEntry& entry);
  Status note_ended_grants(const RowState& row, const CommitInfo& commit);
  Status note_ended_rights(const RowState& row, const CommitInfo& commit);
  Status erase_row(const ErasedRow& erased, const CommitInfo& commit, ScopeSet& scopes,
                   Touched& touched);
  // Grants of an erased row that stay: those of scopes that are closed for ever with it.
  Result<std::vector<Grant>> lasting_grants(EntityNumber entity, RowKey64 key);
  Result<bool> is_closed(const Scope& scope);
  Status erase_pieces(const std::unordered_set<RowKey>& rows);
  Status move_in_feed(const Before& was, const RowState& row, RowKey64 key, ScopeSet& scopes,
                      const Scope* made_in);
  Status store_grants(const RowState& row, RowKey64 key, const CommitInfo& commit,
                      Touched& touched);
  Result<std::vector<Grant>> stored_grants(EntityNumber entity, RowKey64 key);
  // Tells whether some of the grants that there were are gone.
  Result<bool> replace_grants(EntityNumber entity, RowKey64 key, const std::vector<Grant>& now,
                              Touched& touched);
  Status store_history(const CommitInfo& commit, const HistoryEntry& entry);
  Status store_receipt(const DecidedTransaction& decided);
  Status store_healing(const PushDecision& decision);
  Result<std::vector<EpochStart>> epochs(bool lost);
  Status store_staged(DeviceNumber device, const PushDecision& decision);
  Status check_staged_bytes(DeviceNumber device);
  Status store_feed(TouchedScope& scope, Seq seq);
  Status store_sizes(const ScopeSet& scopes);

  TenantConnection& connection_;
  std::optional<Meta> meta_;
  bool is_meta_dirty_ = false;
  std::uint64_t begun_ = 0;
  std::unordered_set<RowKey> erasing_;  // rows that erase() is about to erase, or has
  // Why SQLite has given up the whole transaction, a full disk for example: what ran from then on
  // would be committed by itself, without what the others and the tenant's own row need.
  std::optional<Error> given_up_;
  std::unordered_map<RowName, Before, RowNameHash> known_;
};

}  // namespace brygga::server
