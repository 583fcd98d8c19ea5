// An account's view of a tenant's SQLite file: a connection of its own on which a temporary view
// stands before each table, with the rows of the account's scopes alone.
//
// SQL that names a table finds the view, since SQLite looks among temporary names first; and the
// connection lets no query past the views (QueryReach). Belongs to one thread at a time.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "storage/account_view.hpp"
#include "store/database.hpp"
#include "store/tables.hpp"

namespace brygga::server {

// The connection, which can serve one view after another, of whichever account.
class AccountConnection {
 public:
  // The schema must outlive the result.
  static Result<std::unique_ptr<AccountConnection>> open(const std::string& path,
                                                         const Schema& schema);

  // Begins a view as of now, and ends the one before. On an error there is none.
  Status begin(const AccountSight& sight);
  void end();

  Database& database() { return database_; }
  Tables& tables() { return *tables_; }

 private:
  Status fill(const AccountSight& sight);
  Status fill_scopes(const AccountSight& sight);
  Status fill_own_log(const AccountSight& sight);
  Status note_own(const EntityDef& entity, ScopeKey scope, DeviceNumber device);

  Database database_;
  std::unique_ptr<Tables> tables_;
  // Of whom and as of when the temporary tables are.
  RowId account_;
  std::vector<PrincipalId> principals_;
  bool holds_base_ = false;
  std::int64_t day_ = -1;
  std::int64_t seq_ = -1;
  std::map<EntityNumber, RowKey64> log_looked_at_;  // of rows for the office alone, up to this one
};

class SqliteAccountView final : public AccountView {
 public:
  // The connection has begun a view, which ends with this object; then the connection goes to
  // give_back.
  SqliteAccountView(std::unique_ptr<AccountConnection> connection,
                    std::function<void(std::unique_ptr<AccountConnection>)> give_back);
  ~SqliteAccountView() override;

  Status each(std::string_view sql, const std::vector<Value>& parameters,
              std::vector<std::string>* columns,
              const std::function<bool(const std::vector<Value>&)>& on_row) override;
  Result<std::optional<RowState>> row(EntityNumber entity, const RowId& id) override;
  Result<std::vector<HistoryItem>> history(EntityNumber entity, const RowId& id) override;

 private:
  Result<bool> sees(EntityNumber entity, const RowId& id);

  std::unique_ptr<AccountConnection> connection_;
  const std::function<void(std::unique_ptr<AccountConnection>)> give_back_;
};

}  // namespace brygga::server
