// AccountStore: what one account sees and may write, wherever it is kept.
//
// What stands on it needs nothing below it, so that the same commands and queries work on a
// tablet's own file (device/device.hpp) and, for who works at the office, over the office's rows
// there. Methods may be called from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/schema.hpp"
#include "store/device_store.hpp"

namespace brygga {

// A row of a query's result: SQL integers, reals and texts as such, 16-byte blobs as Uuid.
struct QueryResult {
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
};

class AccountStore {
 public:
  virtual ~AccountStore() = default;

  // Saves the changes as one transaction, all or nothing, durably. The error (invalid, with the
  // code of the refusal as reason) names entity and field.
  virtual Result<Saved> write(const WriteSet& writes) = 0;
  virtual RowId new_row_id() = 0;
  virtual Bytes random_bytes(std::size_t count) = 0;
  virtual std::uint64_t now_ms() = 0;  // the wall clock, ms since 1970 UTC

  virtual Result<std::optional<RowView>> read(EntityNumber entity, const RowId& id) = 0;
  virtual Result<std::vector<HistoryItem>> history(EntityNumber entity, const RowId& id) = 0;

  // Runs one SELECT over the typed tables, row by row; parameters are bound to ?1, ?2, ..., and the
  // callback returns false to stop. A statement that would write is an error.
  virtual Status query_each(std::string_view sql, const std::vector<Value>& parameters,
                            const std::function<bool(const std::vector<Value>&)>& on_row) = 0;
  // The same, all rows at once.
  virtual Result<QueryResult> query(std::string_view sql,
                                    const std::vector<Value>& parameters = {}) = 0;

  // What holds the text, best first (search.hpp); no entities: any that is searched.
  virtual Result<SearchHits> search(std::string_view text,
                                    const std::vector<EntityNumber>& entities,
                                    std::size_t limit) = 0;

  // Another number whenever rows of the entity may read otherwise than before, so that what was
  // made of them can be kept until then; nothing where that is not known. Cheap.
  virtual std::optional<std::int64_t> rows_version(EntityNumber entity) = 0;

  virtual Result<StoreStatus> status() = 0;
  // What was saved, with its receipts, newest first; only_open: what is undecided, refused or in
  // conflict.
  virtual Result<std::vector<OutboxTransaction>> transactions(std::size_t limit,
                                                              bool only_open) = 0;
  // The content of one edit that was saved here.
  virtual Result<std::optional<Edit>> edit(EditNumber number) = 0;

  // Saves what was refused once more, with what depends on it. first: number of its first edit.
  // Errors as of DeviceStore::send_again().
  virtual Result<Saved> send_again(EditNumber first, const CommandToKeep& command = {}) = 0;
  // The person is done with the refused transaction.
  virtual Result<Saved> dismiss(EditNumber first, const CommandToKeep& command = {}) = 0;
  // The person knows that the row that they deleted is there again.
  virtual Result<Saved> close_deletion(EntityNumber entity, const RowId& id,
                                       const CommandToKeep& command = {}) = 0;

  virtual const Schema& schema() const = 0;
};

}  // namespace brygga
