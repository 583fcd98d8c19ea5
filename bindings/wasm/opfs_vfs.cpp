#include "opfs_vfs.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <memory>
#include <set>

// slots.js. Offsets and sizes are doubles, exact far beyond any quota.
extern "C" {
int brygga_slot_read(int slot, std::uint8_t* to, int size, double offset);
int brygga_slot_write(int slot, const std::uint8_t* bytes, int size, double offset);
int brygga_slot_truncate(int slot, double size);
int brygga_slot_flush(int slot);
double brygga_slot_size(int slot);
}

namespace brygga::wasm {
namespace {

class OpfsSlots final : public Slots {
 public:
  explicit OpfsSlots(int count) : count_(count) {}
  int count() const override { return count_; }
  std::int64_t read(int slot, std::span<std::uint8_t> to, std::int64_t offset) override {
    return brygga_slot_read(slot, to.data(), static_cast<int>(to.size()),
                            static_cast<double>(offset));
  }
  SlotOutcome write(int slot, std::span<const std::uint8_t> bytes, std::int64_t offset) override {
    return outcome_of(brygga_slot_write(slot, bytes.data(), static_cast<int>(bytes.size()),
                                        static_cast<double>(offset)));
  }
  SlotOutcome truncate(int slot, std::int64_t size) override {
    return outcome_of(brygga_slot_truncate(slot, static_cast<double>(size)));
  }
  SlotOutcome flush(int slot) override { return outcome_of(brygga_slot_flush(slot)); }
  std::int64_t size(int slot) override { return static_cast<std::int64_t>(brygga_slot_size(slot)); }

 private:
  static SlotOutcome outcome_of(int code) {
    if (code == 0) return SlotOutcome::ok;
    return code == 1 ? SlotOutcome::full : SlotOutcome::failed;
  }
  int count_;
};

// One worker has one pool, for as long as it lives: SQLite's file systems are global.
struct Files {
  explicit Files(int count) : slots(count), pool(slots) {}
  OpfsSlots slots;
  SlotPool pool;
  std::set<int> open_slots;
};
std::unique_ptr<Files> files;  // NOLINT: see above

struct File {
  sqlite3_file base;
  int slot;
};

int slot_of(sqlite3_file* file) { return reinterpret_cast<File*>(file)->slot; }

int code_of(SlotOutcome outcome, int code_of_failure) {
  if (outcome == SlotOutcome::ok) return SQLITE_OK;
  return outcome == SlotOutcome::full ? SQLITE_FULL : code_of_failure;
}

// --- a file -------------------------------------------------------------------------------------

int close_file(sqlite3_file* file) {
  files->open_slots.erase(slot_of(file));
  return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  const std::span out(static_cast<std::uint8_t*>(to), static_cast<std::size_t>(size));
  const std::int64_t got = files->pool.read(slot_of(file), out, offset);
  if (got < 0) return SQLITE_IOERR_READ;
  if (got == size) return SQLITE_OK;
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(got), out.end(), std::uint8_t{0});
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  const std::span in(static_cast<const std::uint8_t*>(bytes), static_cast<std::size_t>(size));
  return code_of(files->pool.write(slot_of(file), in, offset), SQLITE_IOERR_WRITE);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  return code_of(files->pool.truncate(slot_of(file), size), SQLITE_IOERR_TRUNCATE);
}

int sync_file(sqlite3_file* file, int) {
  return code_of(files->pool.flush(slot_of(file)), SQLITE_IOERR_FSYNC);
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
  *size = files->pool.size(slot_of(file));
  return *size < 0 ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

// There is nobody to lock out: a file that is open cannot be opened again.
int lock_file(sqlite3_file*, int) { return SQLITE_OK; }
int check_lock(sqlite3_file*, int* is_reserved) {
  *is_reserved = 0;
  return SQLITE_OK;
}

int control_file(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 4096; }

// As for a file of the system's, which a handle stands for.
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

// Version 1: no memory shared between connections.
constexpr sqlite3_io_methods methods = {
    1,         close_file, read_file,  write_file,   truncate_file, sync_file,       size_of_file,
    lock_file, lock_file,  check_lock, control_file, sector_size,   characteristics, nullptr,
    nullptr,   nullptr,    nullptr,    nullptr,      nullptr};

// --- the file system ----------------------------------------------------------------------------

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  file->pMethods = nullptr;
  // SQLite is built to keep what has no name in memory.
  if (name == nullptr || files == nullptr) return SQLITE_CANTOPEN;
  int slot = files->pool.find(name);
  if (slot == SlotPool::no_slot) {
    if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    const SlotOutcome made = files->pool.create(name, &slot);
    if (made != SlotOutcome::ok) return code_of(made, SQLITE_CANTOPEN);
  }
  if (!files->open_slots.insert(slot).second) return SQLITE_BUSY;
  auto* opened = reinterpret_cast<File*>(file);
  opened->slot = slot;
  opened->base.pMethods = &methods;
  if (flags_out != nullptr) *flags_out = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs*, const char* name, int) {
  if (files == nullptr || files->pool.find(name) == SlotPool::no_slot) {
    return SQLITE_IOERR_DELETE_NOENT;
  }
  return code_of(files->pool.remove(name), SQLITE_IOERR_DELETE);
}

int access_file(sqlite3_vfs*, const char* name, int, int* is_there) {
  *is_there = files != nullptr && files->pool.find(name) != SlotPool::no_slot ? 1 : 0;
  return SQLITE_OK;
}

int full_name(sqlite3_vfs*, const char* name, int size, char* out) {
  const std::size_t length = std::strlen(name);
  if (length + 1 > static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  std::memcpy(out, name, length + 1);
  return SQLITE_OK;
}

int random_bytes(sqlite3_vfs*, int size, char* out) {
  constexpr int size_max = 256;  // of getentropy()
  const int wanted = std::min(size, size_max);
  return getentropy(out, static_cast<std::size_t>(wanted)) == 0 ? wanted : 0;
}

int sleep_microseconds(sqlite3_vfs*, int) { return 0; }
int last_error(sqlite3_vfs*, int, char*) { return 0; }

int now_ms(sqlite3_vfs*, sqlite3_int64* julian_ms) {
  constexpr sqlite3_int64 unix_epoch_julian_ms = 210'866'760'000'000;
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  *julian_ms = unix_epoch_julian_ms +
               std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count();
  return SQLITE_OK;
}

int now_days(sqlite3_vfs* vfs, double* julian_days) {
  sqlite3_int64 ms = 0;
  const int code = now_ms(vfs, &ms);
  *julian_days = static_cast<double>(ms) / 86'400'000.0;
  return code;
}

}  // namespace

SlotPool::Opened open_slots(int count) {
  auto opened = std::make_unique<Files>(count);
  const SlotPool::Opened outcome = opened->pool.open();
  if (outcome == SlotPool::Opened::ok) files = std::move(opened);
  return outcome;
}

}  // namespace brygga::wasm

// SQLite's own hooks for a system that it does not know (SQLITE_OS_OTHER).
extern "C" int sqlite3_os_init() {
  using namespace brygga::wasm;
  static sqlite3_vfs vfs = {2,           sizeof(File), 1024,         nullptr,
                            "opfs",      nullptr,      open_file,    delete_file,
                            access_file, full_name,    nullptr,      nullptr,
                            nullptr,     nullptr,      random_bytes, sleep_microseconds,
                            now_days,    last_error,   now_ms,       nullptr,
                            nullptr,     nullptr};
  return sqlite3_vfs_register(&vfs, 1);
}

extern "C" int sqlite3_os_end() { return SQLITE_OK; }
