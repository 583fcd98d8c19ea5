// What persons saved and what they had seen when they did, written down outside of the engine: the
// oracle's own memory. Values are plain texts here: a text as it is, an integer in decimal, an id
// in its usual form.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "simulation/raw_store.hpp"

namespace brygga::simulation {

// Names a write that a person saw: by stamp, or on the same device by the number of its edit.
struct Sight {
  std::uint64_t own_edit = 0;  // 0: named by its stamp
  std::uint64_t time = 0;
  std::uint64_t device = 0;
};

struct WrittenField {
  enum class Kind { assign, add, remove, reset };  // as WriteKind
  int field = 0;
  Kind kind = Kind::assign;
  std::optional<std::string> value;  // nothing: emptied
  std::vector<Sight> seen;           // heads of the field (of a set: of the element) in the form
};

struct WrittenRow {
  int entity = 0;
  std::string row;
  bool creates = false;
  char scope_kind = 0;   // when it creates
  std::string scope_id;  // when it creates
  std::string moves_to;  // id of another scope of the same kind; empty: it is not moved
  bool deletes = false;
  std::vector<Sight> seen;  // when it deletes: all heads of the row in the form
  std::vector<WrittenField> fields;
};

// One save.
struct WrittenTransaction {
  // Whether it is in the device's store. A save that was cut off by a crash or an error of the disk
  // is open until the store is looked into.
  enum class Fate { saved, open, absent };
  int device = 0;       // index; -1: the office itself
  std::string command;  // id of the intention, by which the store knows it
  Fate fate = Fate::open;
  std::uint64_t first = 0;  // number of its first edit, once known
  // Of the office's own: its stamp, its number in the epoch of the commit, and the number of its
  // first edit in that epoch; first goes on counting.
  std::uint64_t time = 0, number = 0, first_in_epoch = 0;
  std::vector<WrittenRow> rows;
  // Of a refused save whose scope was lost: the device sends it once more, to be handed over.
  bool is_copy = false;
  bool has_copy = false;
};

// What the oracle has seen in a device's outbox. The device may let go of it later.
struct SeenOutbox {
  std::map<std::uint64_t, RawTransaction> transactions;  // by first edit
  std::map<std::uint64_t, RawEdit> edits;
};

// The saves of a store that was then put back to an older copy (copied_stores.hpp).
struct EndedLine {
  int index = 0;  // stands where a device's does
  std::string account;
  SeenOutbox outbox;
};

struct Journal {
  std::deque<WrittenTransaction> transactions;  // stable addresses; in the order of saving
  std::map<int, SeenOutbox> outboxes;           // by device
  std::map<std::string, RawReceipt> receipts;   // of the office; it may let go of them later
  std::uint64_t backed_up = 0;                  // as the office has said to devices, at the most
  std::set<int> copied;                         // devices with a store that there is twice, or was
  std::deque<EndedLine> ended;
  // What a copy sent so late that the office could not tell whether it had it.
  std::map<std::string, std::vector<RawReceipt>> too_old;

  // From the first restore or erasure on, the order in which the office decided says no more what
  // must be there; what was saved and seen still does (healed_oracle.cpp).
  bool is_disturbed = false;
  // Whether the office may have sent again what a restore made it forget not to.
  bool is_restore_confirmed = false;
  // Words that devices showed when the office was put back, with the devices.
  std::map<std::string, std::set<int>> held_words;
  std::set<std::pair<int, std::string>> erased;          // rows
  std::set<std::pair<int, std::string>> perhaps_erased;  // an error was all that was heard
};

}  // namespace brygga::simulation
