// The pieces that a device's store is made of, for the files that implement it. Not for callers.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "store/author_table.hpp"
#include "store/compaction.hpp"
#include "store/database.hpp"
#include "store/device_store.hpp"
#include "store/outbox.hpp"
#include "store/overlay.hpp"
#include "store/replica.hpp"
#include "store/scope_reload.hpp"
#include "store/search.hpp"
#include "store/search_index.hpp"
#include "store/tables.hpp"

namespace brygga {

struct DeviceStore::Parts {
  Database database;
  std::unique_ptr<Tables> tables;
  SearchIndex index;
  std::unique_ptr<Search> search;
  Outbox outbox;
  ReplicaTable replica;
  Overlay overlay;
  ScopeReload reload;
  AuthorTable authors;
  Compaction compaction;

  Statement select_command, insert_command;
  Statement insert_history, select_history, delete_history;
  Statement insert_staged, select_staged, delete_staged, delete_staged_in;
  Statement forget_results;  // of commands: they may tell of rows that are no longer here
  Statement insert_own_deletion, select_own_deletion, delete_own_deletion;
  Statement data_version;

  static Status migrate(Database& database, const Schema& schema, std::int32_t from);
  static Result<std::unique_ptr<Parts>> open(Database opened, const Schema& schema,
                                             const Retention& retention);

  // What history has of the field under the stamp.
  Result<std::optional<Value>> past_value(const EntityDef& entity, RowKey64 row,
                                          const FieldDef& field, const Stamp& stamp);
  Status keep_history(EntityNumber entity, RowKey64 row, const Superseded& item, Seq seq);
};

}  // namespace brygga
