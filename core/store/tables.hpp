// Typed tables made from a schema: one per entity, with real columns that sqlite3 and BI tools
// read.
//
// Deleted rows stand apart in table `deleted`, so that no query has to leave them out: whole, and
// erased ones only with their names. A key is never given to a second row. Table `<entity>`: _key
// (SQLite's rowid), id, one column per field with the value that shows, _scope (key into table
// `scope`), _seq, _own (number of the device's latest own unconfirmed edit of the row; always 0 at
// the office), _heads (heads_codec.hpp). Where a field has several heads, those values stand in
// table `conflict`. Dates are ISO text, times are ms since 1970 UTC, sets are JSON arrays. Both the
// device's store and the office's SQLite back end use this. What stands before a table on the same
// connection, such as a temporary view, changes nothing here. Belongs to its Database's thread.
#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "model/row.hpp"
#include "model/schema.hpp"
#include "store/database.hpp"

namespace brygga {

using RowKey64 = std::int64_t;  // _key of a row in its entity's table
using ScopeKey = std::int64_t;  // key of a scope in table `scope`

struct StoredRow {
  RowState state;
  RowKey64 key = 0;
  EditNumber own_edit = 0;
};

class SearchIndex;

class Tables {
 public:
  // Makes the tables that are missing and adds the columns that a newer schema version has. Within
  // the caller's transaction. Newer tables are an error, as is_current() says.
  static Status migrate(Database& database, const Schema& schema);

  // Whether the file's tables are of the schema's version; false when they are older or not there.
  // Newer ones are an error (too_new). Changes nothing.
  static Result<bool> is_current(Database& database, const Schema& schema);

  // Schema and database must outlive the result; migrate() must have been done.
  static Result<std::unique_ptr<Tables>> open(Database& database, const Schema& schema);
  ~Tables();

  // From now on what rows show is told to the index, which must outlive this; it is flushed by
  // RowTransaction. An office has none.
  void keep_index(SearchIndex& index) { index_ = &index; }

  // The row by id, or by key; nothing when there is none.
  Result<std::optional<StoredRow>> load(EntityNumber number, const RowId& id);
  Result<std::optional<StoredRow>> load_at(EntityNumber number, RowKey64 key);

  // Writes a row that is not there yet; returns its key.
  Result<RowKey64> insert(const RowState& row, EditNumber own_edit = 0);
  // Overwrites the row at the key, which may become deleted or come back by it. had_conflicts:
  // whether the row may have entries in `conflict`.
  Status update(RowKey64 key, const RowState& row, EditNumber own_edit, bool had_conflicts);
  // Overwrites only where the row's values come from: its columns hold the same already.
  Status update_heads(RowKey64 key, const RowState& row, EditNumber own_edit);
  // The same for a row of which own_edit is the latest own edit, and which has none then. False,
  // and nothing is written, when there is no such row.
  Result<bool> confirm_made(const RowState& row, EditNumber own_edit);
  // Takes the marks off live rows that have no own edits and whose commit is at most up_to: of the
  // next rows_max of the entity's rows after the key.
  struct LookedAt {
    std::int64_t rows = 0;  // fewer than rows_max: there are no more
    RowKey64 last = 0;
  };
  Result<LookedAt> drop_marks(EntityNumber entity, RowKey64 after, Seq up_to,
                              std::int64_t rows_max);
  // Removes the row without a trace.
  Status erase(EntityNumber entity, RowKey64 key);
  // The same for one that cannot be read.
  Status discard(EntityNumber entity, const RowId& id);
  // The id of the live row at the key.
  Result<std::optional<RowId>> id_at(EntityNumber entity, RowKey64 key);
  Result<std::vector<RowId>> rows_in_scope(EntityNumber entity, const Scope& scope);
  Result<std::vector<RowKey>> deleted_in_scope(const Scope& scope);

  // The key of a scope, made when it is new.
  Result<ScopeKey> scope_key(const Scope& scope);
  // Nothing when the scope is not in the table.
  Result<std::optional<Scope>> scope_at(ScopeKey key);
  // Takes the scope out of the table if nothing of this class names it. False, and nothing is done,
  // if something does, or its key is the greatest: no key is ever given to a second scope.
  Result<bool> drop_scope(ScopeKey key);
  // Must be called when a write transaction begins: another process may have added rows, or dropped
  // scopes.
  void begin() {
    last_keys_.clear();
    scope_keys_.clear();
  }
  // Must be called when a transaction was rolled back: keys made in it are no more.
  void forget_keys();
  // Must be called before a transaction is committed, where an index is kept.
  Status flush_index();

  const Schema& schema() const { return schema_; }

 private:
  struct EntityStatements;
  Tables(Database& database, const Schema& schema);
  Result<EntityStatements*> statements(EntityNumber number);
  Result<std::optional<StoredRow>> read(EntityStatements& statements, Statement& select);
  Status read_conflicts(EntityStatements& statements, StoredRow& row);
  Status write_conflicts(const EntityDef& entity, RowKey64 key, const RowState& row);
  Status erase_conflicts(EntityNumber entity, RowKey64 key);
  Result<std::optional<StoredRow>> read_deleted(const EntityDef& entity, Statement& select);
  Status bury(RowKey64 key, const RowState& row, EditNumber own_edit);
  Result<Bytes> heads_of(const EntityDef& entity, const RowState& row);
  Result<bool> read_heads(const EntityDef& entity, const Statement& select, RowState& row);
  // The file's own number of a writer, made when it is new; and the writer of a number.
  Result<std::uint64_t> writer_key(DeviceNumber device);
  Result<std::optional<DeviceNumber>> writer_at(std::uint64_t key);
  Result<RowKey64> new_key(EntityStatements& statements);
  Status insert_at(RowKey64 key, EntityStatements& statements, const RowState& row,
                   EditNumber own_edit);

  Status tell_index(const EntityDef& entity, RowKey64 key, const RowState* row);

  Database& database_;
  const Schema& schema_;
  SearchIndex* index_ = nullptr;
  std::vector<std::unique_ptr<EntityStatements>> statements_;
  std::unordered_map<Scope, ScopeKey> scope_keys_;
  std::unordered_map<ScopeKey, Scope> scopes_;
  std::unordered_map<std::uint64_t, std::uint64_t> writer_keys_;  // by device number
  std::unordered_map<std::uint64_t, DeviceNumber> writers_;
  std::unordered_map<EntityNumber, RowKey64> last_keys_;  // greatest in use, where it was looked up
  Statement insert_conflict_, erase_conflicts_, select_conflicts_;
  Statement select_deleted_, select_deleted_at_, select_deleted_in_, select_deleted_id_,
      insert_deleted_, erase_deleted_, last_deleted_;
  Statement select_scope_, insert_scope_, select_scope_by_key_, erase_scope_;
  Statement select_writer_, select_writer_by_key_, insert_writer_;
};

// True when some field of the row has several heads that are kept in `conflict`.
bool has_conflict_entries(const EntityDef& entity, const RowState& row);

// Binds a value to a parameter in the form that a column of the type has. scratch keeps text alive
// until the statement has run.
void bind_value(Statement& statement, int at, Type type, const Value& value, std::string& scratch);
// Reads a column of the type; absent for NULL. Nothing when the column holds something else.
std::optional<Value> read_column(const Statement& statement, int column, Type type);

// A transaction that writes rows. What it made that is not in the file, such as keys, is forgotten
// unless it was committed.
class RowTransaction {
 public:
  RowTransaction(SqlTransaction& transaction, Tables& tables)
      : transaction_(transaction), tables_(&tables) {
    tables.begin();
  }
  RowTransaction(const RowTransaction&) = delete;
  RowTransaction& operator=(const RowTransaction&) = delete;
  ~RowTransaction() {
    if (tables_ != nullptr) tables_->forget_keys();
  }
  Status commit() {
    BRYGGA_TRY(tables_->flush_index());
    BRYGGA_TRY(transaction_.commit());
    tables_ = nullptr;
    return {};
  }

 private:
  SqlTransaction& transaction_;
  Tables* tables_;
};

}  // namespace brygga
