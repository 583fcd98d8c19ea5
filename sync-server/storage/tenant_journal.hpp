// The journal of a tenant: what an office must still know after its database was restored from a
// backup. The port; one contract test holds back ends to it.
//
// It lies beside the database and is in no backup, so that it never goes back in time with it.
// Safe from any thread; several processes may have the same journal open.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "storage/journal_event.hpp"

namespace brygga::server {

// The newest commit of an epoch that the journal has heard of.
struct EpochMark {
  std::uint64_t epoch = 0;
  Seq seq = 0;
  friend bool operator==(const EpochMark&, const EpochMark&) = default;
};

class TenantJournal {
 public:
  virtual ~TenantJournal() = default;

  // Which database this journal belongs to: the number that the tenant was made with.
  virtual Result<std::uint64_t> tenant() = 0;
  // Adds events, durably when this returns; those that it has already stay as they are.
  virtual Status append(const std::vector<JournalEvent>& events) = 0;
  // Adds an epoch whose commits will come after the given one, durably; one that it has stays.
  virtual Status begin_epoch(const EpochMark& epoch) = 0;
  // Notes a commit without waiting for the disk: kill -9 does not undo it, loss of power may.
  virtual Status mark(const EpochMark& newest) = 0;
  // The epoch's mark; nothing when the journal has never heard of it.
  virtual Result<std::optional<Seq>> mark_of(std::uint64_t epoch) = 0;
  // All of them, in the order in which they began.
  virtual Result<std::vector<EpochMark>> epochs() = 0;
  // The events beyond those that are known, in the order in which they were appended. An epoch that
  // is not among known has none known.
  virtual Result<std::vector<JournalEvent>> events_beyond(const std::vector<EventCount>& known) = 0;
};

// Where the tenants' journals are.
class TenantJournals {
 public:
  virtual ~TenantJournals() = default;

  // Null when there is no journal. The error has code corrupt or too_new when what is there is
  // none.
  virtual Result<std::unique_ptr<TenantJournal>> open(std::string_view name) = 0;
  // Makes an empty one; one that is there is opened as it is.
  virtual Result<std::unique_ptr<TenantJournal>> make(std::string_view name,
                                                      std::uint64_t tenant) = 0;
};

}  // namespace brygga::server
