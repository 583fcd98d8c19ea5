// What one account sees of a tenant: the typed tables as a tablet of theirs would have them, as of
// one commit.
//
// Queries that were written for a tablet's file run here as they are, and find only the rows of the
// scopes that the account is granted. Belongs to one thread; its store must outlive it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "merge/grants.hpp"
#include "model/row.hpp"
#include "model/value.hpp"
#include "store/device_store.hpp"

namespace brygga::server {

// Whose view it is, as Tenant knows them.
struct AccountSight {
  RowId account;
  std::string account_name;
  std::string tenant_title;
  std::vector<PrincipalId> principals;
  bool holds_base = true;    // the schema's base scopes too
  DeviceNumber device;       // under which the account writes at the office
  EditNumber consumed = 0;   // of that device
  std::uint64_t now_ms = 0;  // ms since 1970 UTC
};

class AccountView {
 public:
  virtual ~AccountView() = default;

  // Runs one SELECT, as run_query() does, over the entities' tables and over `scope`, `conflict`,
  // `replica` and `command`, as a device's store has them (docs/STORE.md). Anything else is an
  // error. columns may be null.
  virtual Status each(std::string_view sql, const std::vector<Value>& parameters,
                      std::vector<std::string>* columns,
                      const std::function<bool(const std::vector<Value>&)>& on_row) = 0;
  // The live row, if the account sees it.
  virtual Result<std::optional<RowState>> row(EntityNumber entity, const RowId& id) = 0;
  // What fields of such a row held before, newest first.
  virtual Result<std::vector<HistoryItem>> history(EntityNumber entity, const RowId& id) = 0;
};

}  // namespace brygga::server
