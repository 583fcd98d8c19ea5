#include "storage/tenant_lock.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>

namespace brygga::server {
namespace {

constexpr int tries_max = 200;
constexpr std::chrono::milliseconds try_again_after{20};

struct flock lock_of(bool is_alone) {
  struct flock lock {};
  lock.l_type = is_alone ? F_WRLCK : F_RDLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

bool set(int file, bool is_alone) {
  const struct flock lock = lock_of(is_alone);
  return fcntl(file, F_SETLK, &lock) == 0;
}

Error in_the_way(int file, bool is_alone, const std::string& path) {
  struct flock lock = lock_of(is_alone);
  std::string who = "another process";
  if (fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK) {
    who = "process " + std::to_string(lock.l_pid);
  }
  const std::string name = std::filesystem::path(path).stem().string();
  return {ErrorCode::busy,
          is_alone ? "Tenant " + name + " is open in " + who +
                         ". Stop it first (a server: SIGTERM, and wait for its end)."
                   : "Tenant " + name + " is being put back from a backup by " + who + ".",
          true, "tenant_in_use"};
}

}  // namespace

TenantLock::~TenantLock() {
  if (file_ >= 0) close(file_);
}

Result<TenantLock> TenantLock::open_file(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) return TenantLock(file, false);
  return Error{ErrorCode::storage,
               "The file " + path + " cannot be opened: " + std::strerror(errno) + ".", false,
               "cannot_open"};
}

Result<TenantLock> TenantLock::enter(const std::string& path) {
  BRYGGA_ASSIGN(TenantLock made, open_file(path));
  for (int tries = 0; tries < tries_max; ++tries) {
    made.is_alone_ = set(made.file_, true);
    if (made.is_alone_ || set(made.file_, false)) return made;
    std::this_thread::sleep_for(try_again_after);
  }
  return in_the_way(made.file_, false, path);
}

Result<TenantLock> TenantLock::enter_alone(const std::string& path) {
  BRYGGA_ASSIGN(TenantLock made, open_file(path));
  made.is_alone_ = set(made.file_, true);
  if (made.is_alone_) return made;
  return in_the_way(made.file_, true, path);
}

Status TenantLock::let_others_in() {
  is_alone_ = false;
  if (set(file_, false)) return {};
  return Error{ErrorCode::storage,
               std::string("A tenant's lock cannot be shared: ") + std::strerror(errno) + ".", true,
               "io"};
}

std::uint64_t TenantLock::kept_number() const {
  std::array<char, 24> text{};
  const ssize_t size = pread(file_, text.data(), text.size(), 0);
  std::uint64_t number = 0;
  if (size <= 0) return 0;
  const auto parsed = std::from_chars(text.data(), text.data() + size, number);
  return parsed.ec == std::errc{} && parsed.ptr != text.data() + size && *parsed.ptr == '\n'
             ? number
             : 0;
}

Status TenantLock::keep_number(std::uint64_t number) const {
  std::string text = std::to_string(number) + "\n";
  text.resize(22, ' ');
  text.back() = '\n';
  if (pwrite(file_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size())) return {};
  return Error{ErrorCode::storage,
               std::string("A tenant's lock file cannot be written: ") + std::strerror(errno) + ".",
               true, "io"};
}

}  // namespace brygga::server
