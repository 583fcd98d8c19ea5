// What a tenant's storage keeps for the day when it is put back from a backup: events on their way
// to the journal, what the journal knew better, and which backups there are.
//
// Part of the storage port (tenant_store.hpp), apart for its size.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/scope.hpp"
#include "storage/journal_event.hpp"

namespace brygga::server {

struct Touched;

// How a tenant stands after restores.
struct Recovery {
  std::uint64_t tenant = 0;  // the number that the tenant was made with
  bool has_journal = false;  // there has been one
  // Why no device is sent anything until an operator agrees; empty: nothing is wrong.
  std::string guarded_because;
  std::uint64_t guarded_ms = 0;  // since when
  bool is_backup = false;        // this file was made as a backup and has not been opened since
  bool needs_scrub = false;      // something was erased of which no byte may stay in the files
  friend bool operator==(const Recovery&, const Recovery&) = default;
};

// What one opening after a restore took from the journal.
struct Replay {
  std::uint64_t at_ms = 0;
  Seq seq = 0;             // the newest commit that the restored file held
  std::uint64_t lost = 0;  // commits after it that the journal has heard of
  std::uint64_t enrolled = 0;
  std::uint64_t revoked = 0;
  std::uint64_t erased = 0;
  std::uint64_t raised = 0;
  std::uint64_t held_back = 0;  // rows whose grants do not count for now
  friend bool operator==(const Replay&, const Replay&) = default;
};

struct Backup {
  Seq seq = 0;  // it holds all commits up to this one
  std::uint64_t at_ms = 0;
  std::string path;
  friend bool operator==(const Backup&, const Backup&) = default;
};

// A value that a row gets as soon as it comes back.
struct HeldBackValue {
  EntityNumber entity = 0;
  RowId row;
  FieldNumber field = 0;
  Stamp stamp;
  Value value;
  friend bool operator==(const HeldBackValue&, const HeldBackValue&) = default;
};

// A row to be erased; scope: where it was, for one that is not there.
struct ErasedRow {
  EntityNumber entity = 0;
  RowId row;
  Scope scope;
  RowKey key() const { return {entity, row}; }
};

class RecoveryReader {
 public:
  virtual ~RecoveryReader() = default;

  virtual Result<Recovery> recovery() = 0;
  virtual Result<bool> is_guarded() = 0;  // the same, when nothing else is asked
  // Events that are committed or about to be, and not yet said to be in the journal; in order.
  virtual Result<std::vector<JournalEvent>> queued_events() = 0;
  // The events that this database knows, by epoch.
  virtual Result<std::vector<EventCount>> event_counts() = 0;
  // Whether the row's grants do not count for now.
  virtual Result<bool> has_grants_held_back(const RowKey& row) = 0;
  virtual Result<std::vector<RowKey>> grants_held_back() = 0;  // of all rows
  virtual Result<std::vector<HeldBackValue>> values_held_back(const RowKey& row) = 0;
  virtual Result<std::vector<Replay>> replays() = 0;  // oldest first
  virtual Result<std::vector<Backup>> backups() = 0;  // oldest first
  // The oldest backup that is kept holds everything up to this commit; 0: there is none.
  virtual Result<Seq> backed_up() = 0;
};

class RecoveryWriter {
 public:
  virtual ~RecoveryWriter() = default;

  virtual Status put_recovery(const Recovery& recovery) = 0;
  // Numbers the event within the current epoch, counts it, and queues it for the journal.
  virtual Status queue_event(JournalEvent event) = 0;
  virtual Status unqueue_event(std::uint64_t epoch, std::uint64_t number) = 0;
  // From now on this database knows the epoch's events up to this one.
  virtual Status count_events(const EventCount& count) = 0;
  // The row's grants do not count until the row is written to, is healed to a version of this seq
  // or later, or an operator agrees. touched as of TenantWriter::store.
  virtual Status hold_grants_back(const RowKey& row, Seq seq, Touched& touched) = 0;
  // The row is about to be stored in a version of this seq: what is held back up to it counts.
  virtual Status release_grants(const RowKey& row, Seq seq) = 0;
  // Whatever is held back counts again.
  virtual Status release_all_grants(Touched& touched) = 0;
  virtual Status hold_value_back(const HeldBackValue& value) = 0;
  virtual Status forget_values_held_back(const RowKey& row) = 0;
  virtual Status put_replay(const Replay& replay) = 0;
  virtual Status put_backup(const Backup& backup) = 0;
  virtual Status forget_backup(const std::string& path) = 0;
};

}  // namespace brygga::server
