// Who has a tenant open: a lock on a file beside its database, which the system lifts when a
// process ends, however it ends.
//
// Many processes share it while they work; whoever puts a database back must have it alone, and so
// must whoever looks, on opening, whether the files fit together. Within one process locks never
// stand in each other's way. Moves; one thread.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "base/result.hpp"

namespace brygga::server {

class TenantLock {
 public:
  TenantLock() = default;
  TenantLock(TenantLock&& other) noexcept
      : file_(std::exchange(other.file_, -1)), is_alone_(other.is_alone_) {}
  TenantLock& operator=(TenantLock&& other) noexcept {
    std::swap(file_, other.file_);
    std::swap(is_alone_, other.is_alone_);
    return *this;
  }
  ~TenantLock();

  // Alone when nobody has the tenant open, else among others; waits a while for somebody who is
  // alone. The errors have code busy and name the process that is in the way.
  static Result<TenantLock> enter(const std::string& path);
  static Result<TenantLock> enter_alone(const std::string& path);
  bool is_alone() const { return is_alone_; }
  Status let_others_in();

  // A number that outlives the process; 0 before the first was kept.
  std::uint64_t kept_number() const;
  Status keep_number(std::uint64_t number) const;

 private:
  TenantLock(int file, bool is_alone) : file_(file), is_alone_(is_alone) {}
  static Result<TenantLock> open_file(const std::string& path);
  int file_ = -1;
  bool is_alone_ = false;
};

}  // namespace brygga::server
