// The log of who looked at whose record: each entry holds the hash of the one before, so that an
// entry that is changed, left out or slipped in shows.
//
// Every device has a chain of its own, made offline and uploaded; the office checks it. Values;
// pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/uuid.hpp"

namespace brygga::casework {

struct AccessEntry {
  Uuid account;
  Uuid participant;
  std::int64_t at_ms = 0;
  std::string reason;  // a choice of access_event.reason
  std::string what;
  std::int64_t place = 1;  // in the chain, from 1
  std::string before;      // the hash of the entry before; empty at place 1
  std::string hash;
};

// The hash of an entry with all that stands in it, the one before included: SHA-256 over a text
// with the fields in the order above, one a line, as 64 hexadecimal digits.
std::string hash_of(const AccessEntry& entry);

enum class ChainFault { changed, missing, forked };
const char* name_of(ChainFault fault);

struct ChainBreak {
  std::int64_t place = 0;
  ChainFault fault = ChainFault::changed;
};

// The first place at which a chain is broken: entries in the order of their places, of one device.
// What is not there yet at the end, since it was not uploaded, is no break.
std::optional<ChainBreak> find_break(std::span<const AccessEntry> entries);

}  // namespace brygga::casework
