// AccountDesk: what somebody who has signed in at the office sees and may write there.
//
// The same commands and queries run on it as on a tablet; instead of keeping work until it can be
// sent, it hands it to the tenant at once, with the account's own rights, so that nothing here is
// ever unsent or refused later. For one call: everything it reads is as of one commit, or as of its
// own last save. One thread; the tenant must outlive it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "device/account_store.hpp"
#include "office/tenant.hpp"

namespace brygga::server {

class AccountDesk final : public AccountStore {
 public:
  // The context as the tenant has it.
  AccountDesk(Tenant& tenant, const RowId& account, const OfficeContext& context)
      : tenant_(tenant), account_(account), context_(context) {}

  Result<Saved> write(const WriteSet& writes) override;
  RowId new_row_id() override;
  Bytes random_bytes(std::size_t count) override;
  std::uint64_t now_ms() override;
  Result<std::optional<RowView>> read(EntityNumber entity, const RowId& id) override;
  Result<std::vector<HistoryItem>> history(EntityNumber entity, const RowId& id) override;
  Status query_each(std::string_view sql, const std::vector<Value>& parameters,
                    const std::function<bool(const std::vector<Value>&)>& on_row) override;
  Result<QueryResult> query(std::string_view sql, const std::vector<Value>& parameters) override;
  Result<SearchHits> search(std::string_view text, const std::vector<EntityNumber>& entities,
                            std::size_t limit) override;
  std::optional<std::int64_t> rows_version(EntityNumber) override { return std::nullopt; }
  Result<StoreStatus> status() override;
  Result<std::vector<OutboxTransaction>> transactions(std::size_t limit, bool only_open) override;
  Result<std::optional<Edit>> edit(EditNumber number) override;
  Result<Saved> send_again(EditNumber first, const CommandToKeep& command) override;
  Result<Saved> dismiss(EditNumber first, const CommandToKeep& command) override;
  Result<Saved> close_deletion(EntityNumber entity, const RowId& id,
                               const CommandToKeep& command) override;
  const Schema& schema() const override { return context_.schema; }

 private:
  // The view of this call, begun when it is first asked for and again after each save.
  Result<AccountView*> view();

  Tenant& tenant_;
  const RowId account_;
  const OfficeContext& context_;
  std::unique_ptr<AccountView> view_;
};

}  // namespace brygga::server
