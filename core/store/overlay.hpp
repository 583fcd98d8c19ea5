// What a row shows while edits of this device wait: the office's row with those edits on top.
//
// The office's own state of such a row stands in table `office_row`; without pending edits the
// entity's table holds it directly. Not thread-safe.
#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "model/schema.hpp"
#include "store/database.hpp"
#include "store/outbox.hpp"
#include "store/tables.hpp"

namespace brygga {

class Overlay {
 public:
  static Status migrate(Database& database);
  static Result<Overlay> open(Database& database, const Schema& schema);

  // What the office last said of a row that has pending edits; nothing when it never had the row.
  Result<std::optional<RowState>> office_row(EntityNumber entity, RowKey64 key);
  Status keep_office_row(RowKey64 key, const RowState& row);
  Status drop_office_row(EntityNumber entity, RowKey64 key);

  // The own edits of a row that are still pending, oldest first: the chain that ends at newest,
  // without refused and detached ones.
  Result<std::vector<OutboxEdit>> pending(Outbox& outbox, EditNumber newest, EditNumber confirmed);

  // The row as it shows: the office's (if any) with the pending edits on top; nothing when neither
  // is there.
  Result<std::optional<RowState>> shown(Outbox& outbox, std::optional<RowState> office,
                                        const std::vector<OutboxEdit>& pending,
                                        EditNumber confirmed) const;

 private:
  const Schema* schema_ = nullptr;
  Statement select_, insert_, delete_;
};

}  // namespace brygga
