// What must hold even after the office's database was restored from a backup: devices that were
// enrolled or turned away, rows that were erased, consents that were withdrawn, memberships that
// ended.
//
// Events are named by the epoch of the database that they happened in and a number within it. A
// database counts those that it knows, so that one which was put back finds in the journal what it
// misses. They hold ids, names of devices and states, and no content. Values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/row.hpp"
#include "protocol/message.hpp"

namespace brygga::server {

// A SHA-256 digest. Secrets are stored as nothing else.
using Digest = std::array<std::uint8_t, 32>;

struct JournalEvent {
  enum class Kind : std::uint8_t {
    device_enrolled = 1,   // or given a token, or a number of its own
    device_confirmed = 2,  // a copied store may have what the first one has
    device_revoked = 3,
    row_erased = 4,
    value_raised = 5,   // a field got a value that is_journaled (model/schema.hpp)
    value_lowered = 6,  // and somebody who had seen it covered it
    grants_ended = 7,   // a row grants less than before
    wipe_ordered = 8,   // of a device, by the account
    device_wiped = 9,   // its receipt
  };
  Kind kind = Kind::device_enrolled;
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;  // within the epoch, from 1
  Seq seq = 0;               // the commit that it belongs to, or the newest one at the time
  std::uint64_t at_ms = 0;   // ms since 1970 UTC

  // Of devices; name and all below it only where one is enrolled.
  DeviceNumber device;
  DeviceNumber lineage;
  RowId account;
  std::string name;
  bool is_push_only = false;
  std::optional<Digest> token;
  std::optional<Digest> code;  // the invitation that it used up
  Uuid attempt;                // of the request that did
  WipeReceipt wiped;           // where one was wiped

  // Of rows.
  EntityNumber entity = 0;
  RowId row;
  Scope scope;  // where an erased row was
  FieldNumber field = 0;
  Stamp stamp;
  Value value;

  RowKey key() const { return {entity, row}; }
  friend bool operator==(const JournalEvent&, const JournalEvent&) = default;
};

// How many events of an epoch a database or journal knows: those numbered up to here.
struct EventCount {
  std::uint64_t epoch = 0;
  std::uint64_t events = 0;
  friend bool operator==(const EventCount&, const EventCount&) = default;
};

}  // namespace brygga::server
