// Loading a scope anew while its rows stay and show: what the office does not send again goes at
// the end. Used after an audit found a difference, and when a newer schema knows more than was
// kept. Not thread-safe.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "model/schema.hpp"
#include "store/database.hpp"
#include "store/tables.hpp"

namespace brygga {

class ScopeReload {
 public:
  static Status migrate(Database& database);
  static Result<ScopeReload> open(Database& database, const Schema& schema);

  // Marks all rows of all scopes, which are all to be loaded anew.
  static Status begin_all(Database& database, const Schema& schema);

  // Marks all rows of the scope as not yet sent again.
  Status begin(Tables& tables, const Scope& scope);
  // Whether any row is still marked.
  Result<bool> is_under_way();
  // Marks a row as not yet sent again with the scope.
  Status mark(Tables& tables, EntityNumber entity, RowKey64 row, const Scope& scope);
  Result<bool> is_marked(EntityNumber entity, RowKey64 row);
  // The row has come, or is gone from here (its key may be given again). Whether it was marked.
  Result<bool> unmark(EntityNumber entity, RowKey64 row);
  // The rows of the scope that have not come, and are marked no longer.
  Result<std::vector<RowKey>> take_missing(Tables& tables, const Scope& scope);

 private:
  Database* database_ = nullptr;
  const Schema* schema_ = nullptr;
  Statement erase_, select_, erase_scope_, select_any_, select_row_, insert_;
};

}  // namespace brygga
