// What is read and written through one connection to a tenant's SQLite file, inside one database
// transaction that its maker began. Belongs to one thread.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "storage/sqlite_office_tables.hpp"
#include "storage/tenant_store.hpp"
#include "store/tables.hpp"

namespace brygga::server {

struct TenantConnection {
  Database database;
  std::unique_ptr<Tables> tables;
  OfficeStatements statements;
  std::unordered_map<Scope, ScopeKey> scope_keys;  // of scopes that were looked for, and found

  // To be called when a transaction was rolled back: keys made in it are no more.
  void forget_keys() {
    tables->forget_keys();
    scope_keys.clear();
  }
};

class SqliteTenantView final : public TenantWriter {
 public:
  // The connection must outlive the view, and be within a transaction.
  explicit SqliteTenantView(TenantConnection& connection) : connection_(connection) {}

  // Writes what has been kept in memory so far; to be called before the commit.
  Status flush();

  Result<OfficeState> state() override;
  Result<std::optional<std::uint64_t>> salt_of(Seq seq) override;
  Result<std::optional<RowState>> row(EntityNumber entity, const RowId& id) override;
  Result<std::optional<RowState>> row_at(const FeedCursor& at) override;
  Result<std::optional<Value>> past_value(const RowKey& row, FieldNumber number,
                                          const Stamp& stamp) override;
  Result<std::vector<RowId>> claimants(EntityNumber entity, FieldNumber field,
                                       const RowId& named) override;
  Result<std::optional<Receipt>> receipt(const TransactionId& id) override;
  Result<std::vector<Scope>> scopes_of(const std::vector<PrincipalId>& principals) override;
  Result<bool> has_held(const std::vector<PrincipalId>& principals, const Scope& scope) override;
  Result<std::vector<FeedItem>> feed(const Scope& scope, const FeedCursor& after,
                                     std::size_t limit) override;
  Result<std::vector<TransactionPart>> staged_parts(DeviceNumber device,
                                                    const TransactionId& id) override;

  Result<TenantInfo> info() override;
  Result<std::optional<DeviceRecord>> device_of_token(const Digest& token) override;
  Result<std::optional<DeviceRecord>> device(DeviceNumber number) override;
  Result<std::vector<DeviceRecord>> devices() override;
  Result<std::optional<Invitation>> invitation(const Digest& code) override;
  Result<std::vector<RowState>> rows(EntityNumber number) override;

  Status alone(const std::function<Status()>& work) override;
  Status store(const CommitInfo& commit, const PushDecision& decision, Touched& touched) override;
  Status put_device(const DeviceRecord& device, const Digest* token) override;
  Status put_invitation(const Invitation& invitation) override;
  Result<std::uint32_t> next_device_counter() override;

 private:
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
  using ScopeSet = std::unordered_map<Scope, ScopeKey>;

  Result<Meta*> meta();
  Result<std::optional<ScopeKey>> known_scope(const Scope& scope);
  Result<std::optional<DeviceRecord>> read_device(Statement& select);
  Result<Before> before(const RowState& row);
  void remember(EntityNumber entity, const RowId& id, const std::optional<StoredRow>& stored);
  Status store_row(const RowState& row, Seq seq, ScopeSet& scopes, Touched& touched);
  Status move_in_feed(const Before& was, const RowState& row, RowKey64 key, Seq seq,
                      ScopeSet& scopes);
  Status store_grants(const RowState& row, RowKey64 key, Touched& touched);
  Status store_history(const CommitInfo& commit, const HistoryEntry& entry);
  Status store_receipt(DeviceNumber device, const DecidedTransaction& decided);
  Status store_staged(DeviceNumber device, const PushDecision& decision);
  Status check_staged_bytes(DeviceNumber device);
  Status put_feed(ScopeKey scope, Seq seq, EntityNumber entity, RowKey64 key, bool leaves);

  TenantConnection& connection_;
  std::optional<Meta> meta_;
  bool is_meta_dirty_ = false;
  // Why SQLite has given up the whole transaction, a full disk for example: what ran from then on
  // would be committed by itself, without what the others and the tenant's own row need.
  std::optional<Error> given_up_;
  std::unordered_map<RowName, Before, RowNameHash> known_;
};

}  // namespace brygga::server
