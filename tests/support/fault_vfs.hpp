// Disks in memory under SQLite that lose power, fill up and fail when a test says so.
//
// While a FaultVfs exists it is SQLite's default VFS. Files below the folder of one of its disks
// live in memory, all others go to the system. A disk is what one simulated process writes to: it
// counts operations (writes, truncations, syncs, removals), can stop at any one of them, and after
// that fails every call until reboot() has decided what of the unsynced writes is left. Beside each
// database an empty file of the same name is made in the real folder, for programs that look
// whether it exists. Times and randomness that SQLite asks for are virtual. One thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

struct sqlite3_vfs;

namespace brygga::testing {

class FaultDisk {
 public:
  // folder: without a slash at its end. seed: decides what is lost, torn and kept.
  FaultDisk(std::string folder, std::uint64_t seed);
  ~FaultDisk();
  FaultDisk(const FaultDisk&) = delete;
  FaultDisk& operator=(const FaultDisk&) = delete;

  const std::string& folder() const { return folder_; }

  // Operations so far. Loops over all places of failure count with it.
  std::uint64_t operations() const { return operations_; }

  // The n-th operation from now (1: the next) is the last; it may have been done in part.
  void crash_at(std::uint64_t n);
  void crash();
  void do_not_crash() { crash_at_ = 0; }
  bool has_crashed() const { return has_crashed_; }

  enum class Loss {
    none,      // the process was killed: what was written is there, synced or not
    unsynced,  // power failed: of what was not synced, any sector may be old or new
  };
  // Ends a crash. Locks and shared memory are gone; files that are still open fail for ever.
  void reboot(Loss loss);

  // The n-th operation from now fails once, with an I/O error, and does nothing; likewise the n-th
  // read, and the n-th opening of a file.
  void fail_at(std::uint64_t n);
  void fail_read_at(std::uint64_t n) { fail_read_at_ = n; }
  void fail_open_at(std::uint64_t n) { fail_open_at_ = n; }
  void do_not_fail() { fail_at_ = fail_read_at_ = fail_open_at_ = 0; }
  // Whether anything has failed, for whatever reason, since the last call.
  bool take_failure() { return std::exchange(has_failed_, false); }
  // How many bytes all files together may take; nothing: any number.
  void set_bytes_max(std::optional<std::uint64_t> bytes) { bytes_max_ = bytes; }
  std::uint64_t bytes() const;

  std::vector<std::string> paths() const;
  // What a reader of the file sees now; null when there is no such file.
  const std::string* content(const std::string& path) const;

  // All files with what a reader sees: what a copy of the disk holds. They may be put back, here
  // or on another disk below the same names; files that are open then fail for ever.
  using Image = std::map<std::string, std::string>;
  Image image() const;
  void put_back(const Image& image);

  struct File;  // fault_vfs.cpp

 private:
  friend class FaultVfs;
  friend struct FaultVfsCalls;
  enum class Verdict { proceed, fail, crash };
  Verdict next_operation();
  bool fails_now(std::uint64_t& countdown);
  std::uint64_t draw();
  void lose_unsynced(File& file);

  const std::string folder_;
  std::uint64_t random_;
  std::uint64_t operations_ = 0;
  std::uint64_t crash_at_ = 0;                         // 0: not
  std::uint64_t fail_at_ = 0;                          // 0: not
  std::uint64_t fail_read_at_ = 0, fail_open_at_ = 0;  // counted down; 0: not
  bool has_failed_ = false;
  bool has_crashed_ = false;
  std::uint64_t generation_ = 0;  // grows with each reboot
  std::optional<std::uint64_t> bytes_max_;
  std::map<std::string, std::unique_ptr<File>> files_;
};

class FaultVfs {
 public:
  FaultVfs();
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  // Begins SQLite's own randomness anew, so that the same seed gives the same bytes on disk.
  void set_seed(std::uint64_t seed);
  // The file is then in the disk's hands. The disk must outlive its connections.
  void add(FaultDisk& disk);
  void remove(const FaultDisk& disk);

  // Connections that are opened from now on move their write-ahead log into the database whenever
  // it holds so many pages; 0: SQLite's own choice. Small logs exercise that step in short tests.
  void set_checkpoint_pages(int pages);

 private:
  friend struct FaultVfsCalls;
  std::unique_ptr<sqlite3_vfs> vfs_;
  sqlite3_vfs* system_ = nullptr;
  std::vector<FaultDisk*> disks_;
  std::uint64_t random_ = 1;
};

}  // namespace brygga::testing
