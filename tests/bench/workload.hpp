// The record that is measured: a check-in with a 160-character note, as the casework schema has it
// and as a plain SQLite table of the same columns would.
#pragma once

#include <string>
#include <vector>

#include "device/device.hpp"
#include "store/database.hpp"

namespace brygga::bench {

struct CheckinRecord {
  Uuid id;
  Uuid participant;
  std::int64_t at_ms = 0;
  std::string place;
  std::int64_t planned_minutes = 0;
  std::int64_t attended_minutes = 0;
  std::int64_t mood = 0;
  Uuid recorded_by;
  std::string comment;  // 160 characters
};

// The same records for the same number, with ids as the device makes them.
std::vector<CheckinRecord> make_records(std::size_t count, Device& device, const RowId& participant,
                                        const Uuid& recorded_by);

// The record as a change for a device.
Change change_of(const CheckinRecord& record, const RowId& participant);

// A participant of their own case, with the coach in the team.
WriteSet participant_of(Device& device, const RowId& participant, const Uuid& coach);

// What an analyst would have: one table with the columns of a check-in, the id as key and an index
// on the participant, under the same pragmas as a device's store.
class PlainTable {
 public:
  explicit PlainTable(const std::string& path);
  void insert(const CheckinRecord& record);
  void insert_durably(const CheckinRecord& record);            // a transaction of its own
  void insert_all(const std::vector<CheckinRecord>& records);  // one transaction

 private:
  Database database_;
  Statement insert_;
};

}  // namespace brygga::bench
