#include "support/fault_vfs.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace brygga::testing {

namespace {

constexpr std::size_t sector_bytes = 512;
constexpr std::size_t shared_region_slots = SQLITE_SHM_NLOCK;

std::uint64_t next_random(std::uint64_t& state) {  // SplitMix64
  std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

// A write, or with no data a change of size.
struct Change {
  bool is_resize = false;
  std::size_t offset = 0;  // or the new size
  std::string data;
};

void redo(const Change& change, std::string& content) {
  if (change.is_resize) {
    content.resize(change.offset);
    return;
  }
  if (content.size() < change.offset + change.data.size()) {
    content.resize(change.offset + change.data.size());
  }
  std::copy(change.data.begin(), change.data.end(),
            content.begin() + static_cast<std::ptrdiff_t>(change.offset));
}

}  // namespace

struct OpenFile;

struct FaultDisk::File {
  std::string content;  // as readers see it
  std::string synced;   // as it is after loss of power, at least
  std::vector<Change> unsynced;

  // Locks of connections, as SQLite's rollback journal and WAL code want them.
  int readers = 0;
  OpenFile* reserved = nullptr;
  OpenFile* exclusive = nullptr;
  std::vector<std::unique_ptr<std::vector<char>>> regions;
  int region_users = 0;
  std::array<int, shared_region_slots> shared_locks{};
  std::array<OpenFile*, shared_region_slots> exclusive_locks{};
};

struct OpenFile {
  FaultDisk* disk = nullptr;
  FaultDisk::File* file = nullptr;
  std::uint64_t generation = 0;
  std::string path;
  bool is_temporary = false;  // goes when it is closed
  int lock = SQLITE_LOCK_NONE;
  bool uses_regions = false;
  unsigned shared_slots = 0;     // bits of the slots that this connection holds
  unsigned exclusive_slots = 0;  // the same
};

namespace {

struct Handle {
  sqlite3_file base;
  OpenFile* open;
};

OpenFile& open_of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file)->open; }

}  // namespace

// SQLite's calls; each is a static function because the C interface wants pointers.
struct FaultVfsCalls {
  static FaultVfs& self(sqlite3_vfs* vfs) { return *static_cast<FaultVfs*>(vfs->pAppData); }

  static FaultDisk* disk_of(sqlite3_vfs* vfs, const char* path) {
    if (path == nullptr) return nullptr;
    for (FaultDisk* disk : self(vfs).disks_) {
      const std::string& folder = disk->folder();
      if (std::strncmp(path, folder.c_str(), folder.size()) == 0 && path[folder.size()] == '/') {
        return disk;
      }
    }
    return nullptr;
  }

  // A file of a machine that is down, or was rebooted since.
  static bool is_dead(const OpenFile& open) {
    return open.disk->has_crashed_ || open.generation != open.disk->generation_;
  }

  // --- the file system ---

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags,
                  int* flags_out) {
    FaultDisk* disk = disk_of(vfs, path);
    sqlite3_vfs* system = self(vfs).system_;
    if (disk == nullptr) return system->xOpen(system, path, file, flags, flags_out);
    file->pMethods = nullptr;
    if (disk->has_crashed_ || disk->fails_now(disk->fail_open_at_)) return SQLITE_CANTOPEN;
    auto found = disk->files_.find(path);
    if (found == disk->files_.end()) {
      if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
      found = disk->files_.emplace(path, std::make_unique<FaultDisk::File>()).first;
      if ((flags & SQLITE_OPEN_MAIN_DB) != 0) mark(path);
    }
    auto* opened = new OpenFile;
    opened->disk = disk;
    opened->file = found->second.get();
    opened->generation = disk->generation_;
    opened->path = path;
    opened->is_temporary = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    auto* handle = reinterpret_cast<Handle*>(file);
    handle->open = opened;
    handle->base.pMethods = &methods;
    if (flags_out != nullptr) *flags_out = flags;
    return SQLITE_OK;
  }

  static void mark(const char* path) {
    const int descriptor = ::open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (descriptor >= 0) ::close(descriptor);
  }

  static int remove(sqlite3_vfs* vfs, const char* path, int sync_folder) {
    FaultDisk* disk = disk_of(vfs, path);
    sqlite3_vfs* system = self(vfs).system_;
    if (disk == nullptr) return system->xDelete(system, path, sync_folder);
    if (disk->has_crashed_) return SQLITE_IOERR_DELETE;
    if (disk->files_.count(path) == 0) return SQLITE_IOERR_DELETE_NOENT;
    const auto verdict = disk->next_operation();
    if (verdict == FaultDisk::Verdict::fail) return SQLITE_IOERR_DELETE;
    const bool is_done = verdict == FaultDisk::Verdict::proceed || disk->draw() % 2 == 0;
    if (is_done) disk->files_.erase(path);
    return verdict == FaultDisk::Verdict::proceed ? SQLITE_OK : SQLITE_IOERR_DELETE;
  }

  static int access(sqlite3_vfs* vfs, const char* path, int flags, int* result) {
    FaultDisk* disk = disk_of(vfs, path);
    sqlite3_vfs* system = self(vfs).system_;
    if (disk == nullptr) return system->xAccess(system, path, flags, result);
    if (disk->has_crashed_) return SQLITE_IOERR_ACCESS;
    const auto found = disk->files_.find(path);
    // As the system's: an empty file is none, when SQLite asks whether a journal is there.
    *result = found != disk->files_.end() &&
              (flags != SQLITE_ACCESS_EXISTS || !found->second->content.empty());
    return SQLITE_OK;
  }

  static int full_path(sqlite3_vfs* vfs, const char* path, int size, char* out) {
    if (disk_of(vfs, path) == nullptr) {
      sqlite3_vfs* system = self(vfs).system_;
      return system->xFullPathname(system, path, size, out);
    }
    sqlite3_snprintf(size, out, "%s", path);
    return SQLITE_OK;
  }

  static int randomness(sqlite3_vfs* vfs, int size, char* out) {
    for (int i = 0; i < size; ++i) out[i] = static_cast<char>(next_random(self(vfs).random_));
    return size;
  }

  static int sleep(sqlite3_vfs*, int microseconds) { return microseconds; }

  static int current_time(sqlite3_vfs*, sqlite3_int64* out) {
    *out = 212'000'000'000'000;  // ms of the Julian calendar: some day in this century
    return SQLITE_OK;
  }

  // --- one file ---

  static int close(sqlite3_file* file) {
    OpenFile* opened = &open_of(file);
    unmap(file, 0);
    unlock(file, SQLITE_LOCK_NONE);
    if (opened->is_temporary && !is_dead(*opened)) opened->disk->files_.erase(opened->path);
    delete opened;
    return SQLITE_OK;
  }

  static int read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
    OpenFile& opened = open_of(file);
    if (is_dead(opened) || opened.disk->fails_now(opened.disk->fail_read_at_)) {
      return SQLITE_IOERR_READ;
    }
    const std::string& content = opened.file->content;
    const auto from = std::min(content.size(), static_cast<std::size_t>(offset));
    const auto wanted = static_cast<std::size_t>(size);
    const std::size_t there = std::min(wanted, content.size() - from);
    std::memcpy(out, content.data() + from, there);
    if (there == wanted) return SQLITE_OK;
    std::memset(static_cast<char*>(out) + there, 0, wanted - there);
    return SQLITE_IOERR_SHORT_READ;
  }

  static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    OpenFile& opened = open_of(file);
    if (is_dead(opened)) return SQLITE_IOERR_WRITE;
    const std::size_t end = static_cast<std::size_t>(offset) + static_cast<std::size_t>(size);
    const auto verdict = opened.disk->next_operation();
    if (verdict == FaultDisk::Verdict::fail) return SQLITE_IOERR_WRITE;
    const std::size_t grows = end - std::min(end, opened.file->content.size());
    if (opened.disk->bytes_max_ && grows > 0 &&
        opened.disk->bytes() + grows > *opened.disk->bytes_max_) {
      opened.disk->has_failed_ = true;
      return SQLITE_FULL;
    }
    std::string written(static_cast<const char*>(data), static_cast<std::size_t>(size));
    if (verdict == FaultDisk::Verdict::crash)
      written.resize(opened.disk->draw() % (written.size() + 1U));
    Change change{false, static_cast<std::size_t>(offset), std::move(written)};
    if (!change.data.empty()) {
      redo(change, opened.file->content);
      opened.file->unsynced.push_back(std::move(change));
    }
    return verdict == FaultDisk::Verdict::crash ? SQLITE_IOERR_WRITE : SQLITE_OK;
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    OpenFile& opened = open_of(file);
    if (is_dead(opened)) return SQLITE_IOERR_TRUNCATE;
    const auto verdict = opened.disk->next_operation();
    if (verdict == FaultDisk::Verdict::fail) return SQLITE_IOERR_TRUNCATE;
    if (verdict == FaultDisk::Verdict::crash && opened.disk->draw() % 2 == 0) {
      return SQLITE_IOERR_TRUNCATE;
    }
    Change change{true, static_cast<std::size_t>(size), {}};
    redo(change, opened.file->content);
    opened.file->unsynced.push_back(std::move(change));
    return verdict == FaultDisk::Verdict::crash ? SQLITE_IOERR_TRUNCATE : SQLITE_OK;
  }

  static int sync(sqlite3_file* file, int) {
    OpenFile& opened = open_of(file);
    if (is_dead(opened)) return SQLITE_IOERR_FSYNC;
    const auto verdict = opened.disk->next_operation();
    if (verdict == FaultDisk::Verdict::fail) return SQLITE_IOERR_FSYNC;
    if (verdict == FaultDisk::Verdict::crash && opened.disk->draw() % 2 == 0) {
      return SQLITE_IOERR_FSYNC;
    }
    for (const Change& change : opened.file->unsynced) redo(change, opened.file->synced);
    opened.file->unsynced.clear();
    return verdict == FaultDisk::Verdict::crash ? SQLITE_IOERR_FSYNC : SQLITE_OK;
  }

  static int size(sqlite3_file* file, sqlite3_int64* out) {
    OpenFile& opened = open_of(file);
    if (is_dead(opened)) return SQLITE_IOERR_FSTAT;
    *out = static_cast<sqlite3_int64>(opened.file->content.size());
    return SQLITE_OK;
  }

  // --- locks of the file ---

  static int lock(sqlite3_file* file, int level) {
    OpenFile& opened = open_of(file);
    if (is_dead(opened)) return SQLITE_IOERR_LOCK;
    if (level <= opened.lock) return SQLITE_OK;
    FaultDisk::File& state = *opened.file;
    if (state.exclusive != nullptr && state.exclusive != &opened) return SQLITE_BUSY;
    if (level == SQLITE_LOCK_SHARED) {
      ++state.readers;
    } else {
      if (state.reserved != nullptr && state.reserved != &opened) return SQLITE_BUSY;
      state.reserved = &opened;
      if (level == SQLITE_LOCK_EXCLUSIVE) {
        if (state.readers > 1) return SQLITE_BUSY;
        state.exclusive = &opened;
      }
    }
    opened.lock = level;
    return SQLITE_OK;
  }

  static int unlock(sqlite3_file* file, int level) {
    OpenFile& opened = open_of(file);
    if (opened.generation != opened.disk->generation_ || level >= opened.lock) return SQLITE_OK;
    FaultDisk::File& state = *opened.file;
    if (state.exclusive == &opened) state.exclusive = nullptr;
    if (state.reserved == &opened) state.reserved = nullptr;
    if (level == SQLITE_LOCK_NONE && opened.lock >= SQLITE_LOCK_SHARED) --state.readers;
    opened.lock = level;
    return SQLITE_OK;
  }

  static int is_reserved(sqlite3_file* file, int* out) {
    OpenFile& opened = open_of(file);
    if (is_dead(opened)) return SQLITE_IOERR_CHECKRESERVEDLOCK;
    *out = opened.file->reserved != nullptr ? 1 : 0;
    return SQLITE_OK;
  }

  static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int sector_size(sqlite3_file*) { return 4096; }
  static int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

  // --- memory that connections share, for the write-ahead log ---

  static int map(sqlite3_file* file, int index, int size, int extend, void volatile** out) {
    OpenFile& opened = open_of(file);
    *out = nullptr;
    if (is_dead(opened)) return SQLITE_IOERR_SHMMAP;
    FaultDisk::File& state = *opened.file;
    if (!opened.uses_regions) {
      opened.uses_regions = true;
      ++state.region_users;
    }
    const auto wanted = static_cast<std::size_t>(index);
    if (state.regions.size() <= wanted) {
      if (extend == 0) return SQLITE_OK;
      while (state.regions.size() <= wanted) {
        state.regions.push_back(
            std::make_unique<std::vector<char>>(static_cast<std::size_t>(size), '\0'));
      }
    }
    *out = state.regions[wanted]->data();
    return SQLITE_OK;
  }

  static int shared_lock(sqlite3_file* file, int offset, int count, int flags) {
    OpenFile& opened = open_of(file);
    if (opened.generation != opened.disk->generation_) return SQLITE_IOERR_SHMLOCK;
    FaultDisk::File& state = *opened.file;
    const auto first = static_cast<unsigned>(offset);
    const unsigned end = first + static_cast<unsigned>(count);
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      for (unsigned slot = first; slot < end; ++slot) release_slot(opened, state, slot);
      return SQLITE_OK;
    }
    if (opened.disk->has_crashed_) return SQLITE_IOERR_SHMLOCK;
    const bool is_exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    for (unsigned slot = first; slot < end; ++slot) {
      const int own = (opened.shared_slots >> slot & 1U) != 0 ? 1 : 0;
      OpenFile* holder = state.exclusive_locks[slot];
      const bool is_taken = (holder != nullptr && holder != &opened) ||
                            (is_exclusive && state.shared_locks[slot] > own);
      if (is_taken) return SQLITE_BUSY;
    }
    for (unsigned slot = first; slot < end; ++slot) take_slot(opened, state, slot, is_exclusive);
    return SQLITE_OK;
  }

  static void take_slot(OpenFile& opened, FaultDisk::File& state, unsigned slot,
                        bool is_exclusive) {
    const unsigned bit = 1U << slot;
    if (is_exclusive) {
      state.exclusive_locks[slot] = &opened;
      opened.exclusive_slots |= bit;
    } else if ((opened.shared_slots & bit) == 0) {
      ++state.shared_locks[slot];
      opened.shared_slots |= bit;
    }
  }

  static void release_slot(OpenFile& opened, FaultDisk::File& state, unsigned slot) {
    const unsigned bit = 1U << slot;
    if ((opened.exclusive_slots & bit) != 0) state.exclusive_locks[slot] = nullptr;
    if ((opened.shared_slots & bit) != 0) --state.shared_locks[slot];
    opened.exclusive_slots &= ~bit;
    opened.shared_slots &= ~bit;
  }

  static void barrier(sqlite3_file*) {}

  static int unmap(sqlite3_file* file, int) {
    OpenFile& opened = open_of(file);
    if (!opened.uses_regions || opened.generation != opened.disk->generation_) return SQLITE_OK;
    FaultDisk::File& state = *opened.file;
    for (unsigned slot = 0; slot < shared_region_slots; ++slot) release_slot(opened, state, slot);
    opened.uses_regions = false;
    if (--state.region_users == 0) state.regions.clear();
    return SQLITE_OK;
  }

  static const sqlite3_io_methods methods;
};

const sqlite3_io_methods FaultVfsCalls::methods = {
    2,
    FaultVfsCalls::close,
    FaultVfsCalls::read,
    FaultVfsCalls::write,
    FaultVfsCalls::truncate,
    FaultVfsCalls::sync,
    FaultVfsCalls::size,
    FaultVfsCalls::lock,
    FaultVfsCalls::unlock,
    FaultVfsCalls::is_reserved,
    FaultVfsCalls::control,
    FaultVfsCalls::sector_size,
    FaultVfsCalls::characteristics,
    FaultVfsCalls::map,
    FaultVfsCalls::shared_lock,
    FaultVfsCalls::barrier,
    FaultVfsCalls::unmap,
    nullptr,
    nullptr,
};

// --- disks ------------------------------------------------------------------------------------

FaultDisk::FaultDisk(std::string folder, std::uint64_t seed)
    : folder_(std::move(folder)), random_(seed) {}

FaultDisk::~FaultDisk() = default;

std::uint64_t FaultDisk::draw() { return next_random(random_); }

void FaultDisk::crash_at(std::uint64_t n) { crash_at_ = operations_ + n; }

void FaultDisk::fail_at(std::uint64_t n) { fail_at_ = operations_ + n; }

void FaultDisk::crash() {
  crash_at_ = 0;
  has_crashed_ = true;
  has_failed_ = true;
}

FaultDisk::Verdict FaultDisk::next_operation() {
  ++operations_;
  if (operations_ == crash_at_) {
    crash();
    return Verdict::crash;
  }
  if (operations_ != fail_at_) return Verdict::proceed;
  has_failed_ = true;
  return Verdict::fail;
}

bool FaultDisk::fails_now(std::uint64_t& countdown) {
  if (countdown == 0 || --countdown != 0) return false;
  has_failed_ = true;
  return true;
}

// Each sector of each write is there or not; so is each change of size.
void FaultDisk::lose_unsynced(File& file) {
  const std::uint64_t kept_of_four = draw() % 5;
  std::string content = file.synced;
  for (const Change& change : file.unsynced) {
    if (change.is_resize) {
      if (draw() % 4 < kept_of_four) redo(change, content);
      continue;
    }
    for (std::size_t from = 0; from < change.data.size();) {
      const std::size_t sector_end =
          ((change.offset + from) / sector_bytes + 1) * sector_bytes - change.offset;
      const std::size_t to = std::min(change.data.size(), sector_end);
      const bool is_kept = draw() % 4 < kept_of_four;
      if (is_kept)
        redo({false, change.offset + from, change.data.substr(from, to - from)}, content);
      from = to;
    }
  }
  file.content = content;
  file.synced = std::move(content);
  file.unsynced.clear();
}

void FaultDisk::reboot(Loss loss) {
  has_crashed_ = false;
  crash_at_ = 0;
  ++generation_;
  for (auto& entry : files_) {
    std::unique_ptr<File>& file = entry.second;
    if (loss == Loss::unsynced) lose_unsynced(*file);
    auto fresh = std::make_unique<File>();
    fresh->content = std::move(file->content);
    fresh->synced = std::move(file->synced);
    fresh->unsynced = std::move(file->unsynced);
    file = std::move(fresh);
  }
}

std::uint64_t FaultDisk::bytes() const {
  std::uint64_t sum = 0;
  for (const auto& [path, file] : files_) sum += file->content.size();
  return sum;
}

std::vector<std::string> FaultDisk::paths() const {
  std::vector<std::string> paths;
  for (const auto& [path, file] : files_) paths.push_back(path);
  return paths;
}

const std::string* FaultDisk::content(const std::string& path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second->content;
}

FaultDisk::Image FaultDisk::image() const {
  Image image;
  for (const auto& [path, file] : files_) image.emplace(path, file->content);
  return image;
}

void FaultDisk::put_back(const Image& image) {
  has_crashed_ = false;
  crash_at_ = 0;
  ++generation_;
  files_.clear();
  for (const auto& [path, content] : image) {
    auto file = std::make_unique<File>();
    file->content = file->synced = content;
    files_.emplace(path, std::move(file));
  }
}

// --- the VFS ----------------------------------------------------------------------------------

namespace {

int checkpoint_pages = 0;  // of connections to come; SQLite's hook takes no argument

int set_up_connection(sqlite3* database, char**, const sqlite3_api_routines*) {
  if (checkpoint_pages != 0) sqlite3_wal_autocheckpoint(database, checkpoint_pages);
  return SQLITE_OK;
}

}  // namespace

FaultVfs::FaultVfs() : vfs_(std::make_unique<sqlite3_vfs>()), system_(sqlite3_vfs_find(nullptr)) {
  *vfs_ = *system_;
  vfs_->iVersion = 2;
  vfs_->szOsFile = std::max(system_->szOsFile, static_cast<int>(sizeof(Handle)));
  vfs_->pNext = nullptr;
  vfs_->zName = "brygga-faults";
  vfs_->pAppData = this;
  vfs_->xOpen = FaultVfsCalls::open;
  vfs_->xDelete = FaultVfsCalls::remove;
  vfs_->xAccess = FaultVfsCalls::access;
  vfs_->xFullPathname = FaultVfsCalls::full_path;
  vfs_->xRandomness = FaultVfsCalls::randomness;
  vfs_->xSleep = FaultVfsCalls::sleep;
  vfs_->xCurrentTimeInt64 = FaultVfsCalls::current_time;
  sqlite3_vfs_register(vfs_.get(), 1);
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(set_up_connection));
}

FaultVfs::~FaultVfs() {
  set_checkpoint_pages(0);
  sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(set_up_connection));
  sqlite3_vfs_unregister(vfs_.get());
  sqlite3_vfs_register(system_, 1);
}

void FaultVfs::set_seed(std::uint64_t seed) {
  random_ = seed;
  sqlite3_randomness(0, nullptr);
}

void FaultVfs::add(FaultDisk& disk) { disks_.push_back(&disk); }

void FaultVfs::remove(const FaultDisk& disk) {
  std::erase_if(disks_, [&](const FaultDisk* known) { return known == &disk; });
}

void FaultVfs::set_checkpoint_pages(int pages) { checkpoint_pages = pages; }

}  // namespace brygga::testing
