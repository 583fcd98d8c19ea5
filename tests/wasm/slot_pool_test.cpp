// Files by name over open slots: what is cut off in the middle leaves either the file or none, and
// what is damaged is told and left alone.
#include "bindings/wasm/slot_pool.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

namespace brygga::wasm {
namespace {

using Bytes = std::vector<std::uint8_t>;

// Slots in memory. With a limit, so many bytes (a truncation counts as one) still arrive, and the
// rest is lost, as when the power goes.
class MemorySlots final : public Slots {
 public:
  explicit MemorySlots(std::size_t count) : contents(count) {}

  int count() const override { return static_cast<int>(contents.size()); }
  std::int64_t read(int slot, std::span<std::uint8_t> to, std::int64_t offset) override {
    const Bytes& from = at(slot);
    const auto begin = std::min(static_cast<std::size_t>(offset), from.size());
    const auto size = std::min(to.size(), from.size() - begin);
    std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(begin), size, to.begin());
    return static_cast<std::int64_t>(size);
  }
  SlotOutcome write(int slot, std::span<const std::uint8_t> bytes, std::int64_t offset) override {
    if (room_left && *room_left < bytes.size()) return SlotOutcome::full;
    const std::size_t size = arriving(bytes.size());
    const auto begin = static_cast<std::size_t>(offset);
    if (size > 0) {
      at(slot).resize(std::max(at(slot).size(), begin + size));
      std::copy_n(bytes.begin(), size, at(slot).begin() + offset);
    }
    return size == bytes.size() ? SlotOutcome::ok : SlotOutcome::failed;
  }
  SlotOutcome truncate(int slot, std::int64_t size) override {
    if (arriving(1) == 0) return SlotOutcome::failed;
    at(slot).resize(static_cast<std::size_t>(size));
    return SlotOutcome::ok;
  }
  SlotOutcome flush(int) override { return SlotOutcome::ok; }
  std::int64_t size(int slot) override { return static_cast<std::int64_t>(at(slot).size()); }

  std::vector<Bytes> contents;
  std::optional<std::size_t> bytes_until_cut;
  std::optional<std::size_t> room_left;

 private:
  Bytes& at(int slot) { return contents[static_cast<std::size_t>(slot)]; }
  std::size_t arriving(std::size_t wanted) {
    if (!bytes_until_cut) return wanted;
    const std::size_t size = std::min(wanted, *bytes_until_cut);
    *bytes_until_cut -= size;
    return size;
  }
};

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

std::string content(SlotPool& pool, std::string_view name) {
  const int slot = pool.find(name);
  if (slot == SlotPool::no_slot) return "none";
  Bytes bytes(static_cast<std::size_t>(pool.size(slot)));
  pool.read(slot, bytes, 0);
  return {bytes.begin(), bytes.end()};
}

void make(SlotPool& pool, std::string_view name, std::string_view text) {
  int slot = SlotPool::no_slot;
  ASSERT_EQ(pool.create(name, &slot), SlotOutcome::ok);
  ASSERT_EQ(pool.write(slot, bytes_of(text), 0), SlotOutcome::ok);
}

TEST(SlotPool, files_are_found_again_with_what_was_written) {
  MemorySlots slots(3);
  {
    SlotPool pool(slots);
    ASSERT_EQ(pool.open(), SlotPool::Opened::ok);
    make(pool, "store.db", "the store");
    make(pool, "store.db-wal", "its log");
  }
  SlotPool again(slots);
  ASSERT_EQ(again.open(), SlotPool::Opened::ok);
  EXPECT_EQ(content(again, "store.db"), "the store");
  EXPECT_EQ(content(again, "store.db-wal"), "its log");
  EXPECT_EQ(content(again, "other"), "none");
  EXPECT_EQ(content(again, ""), "none");
}

TEST(SlotPool, a_removed_file_gives_its_slot_to_the_next_and_leaves_nothing_in_it) {
  MemorySlots slots(1);
  SlotPool pool(slots);
  ASSERT_EQ(pool.open(), SlotPool::Opened::ok);
  make(pool, "first", "secret");
  int slot = SlotPool::no_slot;
  EXPECT_EQ(pool.create("second", &slot), SlotOutcome::full);
  EXPECT_EQ(pool.remove("first"), SlotOutcome::ok);
  EXPECT_EQ(pool.remove("first"), SlotOutcome::ok);
  ASSERT_EQ(pool.create("second", &slot), SlotOutcome::ok);
  EXPECT_EQ(content(pool, "second"), "");
  EXPECT_EQ(content(pool, "first"), "none");
}

TEST(SlotPool, a_name_that_does_not_fit_or_is_taken_is_refused) {
  MemorySlots slots(2);
  SlotPool pool(slots);
  ASSERT_EQ(pool.open(), SlotPool::Opened::ok);
  int slot = SlotPool::no_slot;
  EXPECT_EQ(pool.create("", &slot), SlotOutcome::failed);
  make(pool, "store.db", "");
  EXPECT_EQ(pool.create("store.db", &slot), SlotOutcome::failed);
  EXPECT_EQ(pool.create(std::string(SlotPool::name_bytes_max + 1, 'a'), &slot),
            SlotOutcome::failed);
  EXPECT_EQ(pool.create(std::string(SlotPool::name_bytes_max, 'a'), &slot), SlotOutcome::ok);
}

TEST(SlotPool, without_room_a_file_is_not_made_and_the_others_stay) {
  MemorySlots slots(2);
  SlotPool pool(slots);
  ASSERT_EQ(pool.open(), SlotPool::Opened::ok);
  make(pool, "store.db", "the store");
  slots.room_left = 0;
  int slot = SlotPool::no_slot;
  EXPECT_EQ(pool.create("store.db-wal", &slot), SlotOutcome::full);
  EXPECT_EQ(content(pool, "store.db-wal"), "none");
  slots.room_left.reset();
  EXPECT_EQ(pool.create("store.db-wal", &slot), SlotOutcome::ok);
  EXPECT_EQ(content(pool, "store.db"), "the store");
}

// Cut off after each number of bytes that the work writes.
TEST(SlotPool, a_file_whose_making_was_cut_off_is_there_and_empty_or_not_there) {
  for (std::size_t cut = 0;; ++cut) {
    MemorySlots slots(2);
    SlotPool pool(slots);
    ASSERT_EQ(pool.open(), SlotPool::Opened::ok);
    make(pool, "store.db", "the store");
    slots.bytes_until_cut = cut;
    int slot = SlotPool::no_slot;
    const bool is_done = pool.create("store.db-wal", &slot) == SlotOutcome::ok;
    slots.bytes_until_cut.reset();

    SlotPool again(slots);
    ASSERT_EQ(again.open(), SlotPool::Opened::ok) << cut;
    EXPECT_EQ(content(again, "store.db"), "the store") << cut;
    const std::string wal = content(again, "store.db-wal");
    EXPECT_TRUE(wal.empty() || (wal == "none" && !is_done)) << cut << wal;
    if (is_done) break;
  }
}

TEST(SlotPool, a_file_whose_removal_was_cut_off_is_whole_or_empty_or_not_there) {
  for (std::size_t cut = 0;; ++cut) {
    MemorySlots slots(2);
    SlotPool pool(slots);
    ASSERT_EQ(pool.open(), SlotPool::Opened::ok);
    make(pool, "store.db", "the store");
    make(pool, "store.db-wal", "its log");
    slots.bytes_until_cut = cut;
    const bool is_done = pool.remove("store.db-wal") == SlotOutcome::ok;
    slots.bytes_until_cut.reset();

    SlotPool again(slots);
    ASSERT_EQ(again.open(), SlotPool::Opened::ok) << cut;
    EXPECT_EQ(content(again, "store.db"), "the store") << cut;
    const std::string wal = content(again, "store.db-wal");
    EXPECT_TRUE(wal == "none" || (!is_done && (wal == "its log" || wal.empty()))) << cut << wal;
    if (wal == "none") make(again, "store.db-wal", "new");
    if (is_done) break;
  }
}

TEST(SlotPool, a_broken_header_over_bytes_is_damage_and_stays_as_it_was) {
  MemorySlots slots(2);
  {
    SlotPool pool(slots);
    ASSERT_EQ(pool.open(), SlotPool::Opened::ok);
    make(pool, "store.db", "the store");
  }
  for (const std::size_t at : {0U, 9U, 12U, 2000U, 4095U}) {
    slots.contents[0][at] ^= 1;
    const auto before = slots.contents;
    SlotPool again(slots);
    EXPECT_EQ(again.open(), SlotPool::Opened::damaged) << at;
    EXPECT_EQ(slots.contents, before);
    slots.contents[0][at] ^= 1;
  }
  SlotPool again(slots);
  EXPECT_EQ(again.open(), SlotPool::Opened::ok);
}

TEST(SlotPool, two_slots_of_one_name_are_damage) {
  MemorySlots slots(2);
  {
    SlotPool pool(slots);
    ASSERT_EQ(pool.open(), SlotPool::Opened::ok);
    make(pool, "store.db", "the store");
  }
  slots.contents[1] = slots.contents[0];
  SlotPool again(slots);
  EXPECT_EQ(again.open(), SlotPool::Opened::damaged);
}

// docs/STORE.md describes these bytes.
TEST(SlotPool, a_header_has_the_bytes_that_were_published) {
  MemorySlots slots(1);
  SlotPool pool(slots);
  ASSERT_EQ(pool.open(), SlotPool::Opened::ok);
  make(pool, "store.db", "");
  std::ifstream golden(BRYGGA_SOURCE_DIR "/tests/wasm/golden/slot_header_1.bin", std::ios::binary);
  const Bytes expected{std::istreambuf_iterator<char>(golden), {}};
  EXPECT_EQ(slots.contents[0], expected);
}

}  // namespace
}  // namespace brygga::wasm
