// A device's store with the person who uses it, against an office in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/device_store.hpp"
#include "support/memory_office.hpp"
#include "support/temp_folder.hpp"

namespace brygga::testing {

struct Tablet {
  MemoryOffice& office;
  DeviceNumber number;
  RowId account;
  const Schema* schema = &test_schema();
  std::string path;
  std::unique_ptr<DeviceStore> store;
  std::uint64_t now_ms = 2'000'000;
  std::uint64_t saves = 0;
  std::uint32_t page_bytes = 0;
  std::optional<std::int64_t> today;  // stated while scopes are loading
  Retention retention;                // from the next open() on

  Tablet(MemoryOffice& the_office, DeviceNumber device, RowId person, std::string file);
  ~Tablet();

  void open();
  TransactionId next_id();

  // --- saving ---
  Result<Saved> save(std::vector<Change> changes);
  EditNumber must_save(std::vector<Change> changes);
  RowVersion version(EntityNumber entity, std::uint64_t row);
  static Change set(std::uint64_t row, FieldNumber field_number, Value value, RowVersion seen);
  // Of the card as it shows now.
  Change deletion(std::uint64_t row);
  static Change new_card(std::uint64_t row, std::string title);
  // A card with the membership that gives its scope to this tablet's person.
  std::vector<Change> new_own_card(std::uint64_t row, std::string title) const;
  // Sees the card as it now is, and changes it.
  EditNumber edit(std::uint64_t row, FieldNumber field_number, Value value);

  // --- reading ---
  std::optional<RowView> read(EntityNumber entity, std::uint64_t row);
  Value shown(std::uint64_t row, FieldNumber field_number);
  std::vector<Head> heads(std::uint64_t row, FieldNumber field_number);
  std::vector<HistoryItem> history(std::uint64_t row);
  bool has_history(std::uint64_t row, const Value& value);
  std::optional<Receipt> receipt_of(EditNumber first);

  // --- syncing ---
  SyncRequest make_request();
  // One round; false: there is no more.
  bool round();
  int sync();
  // The office takes the request, and the answer is lost.
  void lose_answer();
};

}  // namespace brygga::testing
