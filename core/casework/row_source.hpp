// Where reports read their rows: the typed tables of a tablet's store, or of the office's file.
//
// Both have the same tables, so the same code reads either, and equal rows give equal figures. A
// source belongs to the call that it is handed to; one thread.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "device/account_store.hpp"
#include "model/value.hpp"

namespace brygga::casework {

class RowSource {
 public:
  virtual ~RowSource() = default;

  // Runs one SELECT, row by row; the callback returns false to stop. Values are as those of
  // Device::query_each.
  virtual Status each(std::string_view sql, const std::vector<Value>& parameters,
                      const std::function<bool(const std::vector<Value>&)>& on_row) = 0;
};

// The rows that a device holds. The device must outlive it.
class StoreRows : public RowSource {
 public:
  explicit StoreRows(AccountStore& store) : store_(store) {}

  Status each(std::string_view sql, const std::vector<Value>& parameters,
              const std::function<bool(const std::vector<Value>&)>& on_row) override {
    return store_.query_each(sql, parameters, on_row);
  }

 private:
  AccountStore& store_;
};

}  // namespace brygga::casework
