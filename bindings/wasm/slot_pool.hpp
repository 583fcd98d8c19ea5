// SlotPool: a few files by name, over slots that are open all the time.
//
// A browser gives files that can be read and written at once only to who has opened them before,
// asynchronously. So a fixed number of slots is opened when the program starts, and the first 4 KiB
// of each say which file it is (docs/STORE.md). What is cut off by a crash is told from what
// is damaged: a slot whose header is broken is free when there is nothing behind the header, since
// files are made and removed in that order; with something behind it, it is an error, not a free
// slot.
//
// Belongs to one thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace brygga::wasm {

// What came of moving bytes; full: the browser gives this site no more room.
enum class SlotOutcome { ok, full, failed };

// The open slots themselves, counted from 0.
class Slots {
 public:
  virtual ~Slots() = default;
  virtual int count() const = 0;
  // Fills as much of the span as there is, and says how many bytes; -1: reading failed.
  virtual std::int64_t read(int slot, std::span<std::uint8_t> to, std::int64_t offset) = 0;
  virtual SlotOutcome write(int slot, std::span<const std::uint8_t> bytes, std::int64_t offset) = 0;
  virtual SlotOutcome truncate(int slot, std::int64_t size) = 0;
  // When it returns ok, what was written before survives a loss of power.
  virtual SlotOutcome flush(int slot) = 0;
  virtual std::int64_t size(int slot) = 0;  // -1: failed
};

class SlotPool {
 public:
  static constexpr std::int64_t header_bytes = 4096;
  static constexpr std::size_t name_bytes_max = 512;
  static constexpr int no_slot = -1;

  enum class Opened { ok, damaged, failed };

  explicit SlotPool(Slots& slots) : slots_(slots) {}

  // Reads all headers. damaged: a slot holds bytes of a file whose name cannot be told any more, or
  // two slots have one name; nothing was changed.
  Opened open();

  // The slot of the file; no_slot when there is none.
  int find(std::string_view name) const;
  // Makes an empty file; ok sets *slot. full, too, when every slot is taken; failed, too, for a
  // name that is there already, empty or too long.
  SlotOutcome create(std::string_view name, int* slot);
  SlotOutcome remove(std::string_view name);

  // The file's own bytes, without the header.
  std::int64_t read(int slot, std::span<std::uint8_t> to, std::int64_t offset);
  SlotOutcome write(int slot, std::span<const std::uint8_t> bytes, std::int64_t offset);
  SlotOutcome truncate(int slot, std::int64_t size);
  SlotOutcome flush(int slot);
  std::int64_t size(int slot);

 private:
  SlotOutcome write_header(int slot, std::string_view name);

  Slots& slots_;
  std::vector<std::string> names_;  // by slot; empty: free
};

}  // namespace brygga::wasm
