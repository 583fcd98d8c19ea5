// Reading queries over the typed tables: one SELECT, its parameters, its rows as values.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/value.hpp"
#include "store/database.hpp"
#include "store/search.hpp"

namespace brygga {

using RowCallback = std::function<bool(const std::vector<Value>&)>;

// What a query may read: any table, or no table but through a view, so that nothing is seen that
// the views leave out.
enum class QueryReach { tables, views_only };

// Runs one SELECT on the database; columns (may be null) takes the names. SQL integers, reals and
// texts come as such, 16-byte blobs as Uuid, other blobs as bytes, NULL as absent. The callback
// returns false to stop. A statement that would write, and more than one statement, are errors.
Status run_query(Database& database, std::string_view sql, const std::vector<Value>& parameters,
                 std::vector<std::string>* columns, const RowCallback& on_row,
                 QueryReach reach = QueryReach::tables);

// The same, and searching, on a read-only connection of its own to a store's file. The schema must
// outlive the result.
class QueryRunner {
 public:
  static Result<std::unique_ptr<QueryRunner>> open(const std::string& path, const Schema& schema);
  Status run(std::string_view sql, const std::vector<Value>& parameters,
             std::vector<std::string>* columns, const RowCallback& on_row) {
    return run_query(database_, sql, parameters, columns, on_row);
  }

  Search& search() { return *search_; }

  // Another number after every write to the file, by whomever.
  Result<std::int64_t> data_version();

 private:
  Database database_;
  Statement data_version_;
  std::unique_ptr<Search> search_;
};

}  // namespace brygga
