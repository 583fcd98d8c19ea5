#include "office/notary_key.hpp"

#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include "base/check.hpp"

namespace brygga::server {
namespace {

Error unusable(const std::string& path, const std::string& why) {
  return {ErrorCode::storage,
          "The key file " + path + " " + why +
              ". Put the right one there: without it, rows that a restore loses do not come back.",
          false, "bad_key"};
}

class File {
 public:
  File(const std::string& path, int flags) : file_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (file_ >= 0) close(file_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool is_open() const { return file_ >= 0; }
  int number() const { return file_; }

 private:
  const int file_;
};

// Nothing when there is no such file.
Result<std::optional<NotaryKey::Key>> read_key(const std::string& path) {
  const File file(path, O_RDONLY);
  if (!file.is_open() && errno == ENOENT) return std::optional<NotaryKey::Key>{};
  if (!file.is_open())
    return unusable(path, std::string("cannot be read: ") + std::strerror(errno));
  std::array<std::uint8_t, NotaryKey::key_bytes + 1> bytes{};
  const ssize_t size = read(file.number(), bytes.data(), bytes.size());
  if (size != static_cast<ssize_t>(NotaryKey::key_bytes)) {
    return unusable(path, "does not hold 32 bytes");
  }
  NotaryKey::Key key{};
  std::copy_n(bytes.begin(), key.size(), key.begin());
  return std::optional<NotaryKey::Key>(key);
}

// Whole or not at all; when another process is quicker, its key stays.
Status make_key(const std::string& path, Random& random) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  const std::string draft = path + "." + std::to_string(getpid());
  NotaryKey::Key key{};
  random.fill(key);
  {
    const File file(draft, O_WRONLY | O_CREAT | O_TRUNC);
    const bool is_written =
        file.is_open() && fchmod(file.number(), 0600) == 0 &&
        write(file.number(), key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
        fsync(file.number()) == 0;
    if (!is_written) {
      return unusable(path, std::string("cannot be made: ") + std::strerror(errno));
    }
  }
  const bool is_linked = link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST;
  const int code = errno;
  unlink(draft.c_str());
  const File open_folder(folder.string(), O_RDONLY);
  if (is_linked && open_folder.is_open() && fsync(open_folder.number()) == 0) return {};
  return unusable(path, std::string("cannot be made: ") + std::strerror(code));
}

}  // namespace

Result<std::shared_ptr<const Notary>> NotaryKey::open(const std::string& path, Random& random) {
  BRYGGA_ASSIGN(std::optional<Key> key, read_key(path));
  if (!key) {
    BRYGGA_TRY(make_key(path, random));
    BRYGGA_ASSIGN(key, read_key(path));
  }
  if (!key) return unusable(path, "cannot be read");
  return std::shared_ptr<const Notary>(std::make_shared<NotaryKey>(*key));
}

NotaryKey::NotaryKey(const Key& key)
    : keyed_([&] {
        char sha256[] = "SHA256";
        const std::array<OSSL_PARAM, 2> digest{
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha256, 0),
            OSSL_PARAM_construct_end()};
        EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
        EVP_MAC_CTX* const keyed = EVP_MAC_CTX_new(hmac);
        EVP_MAC_free(hmac);
        BRYGGA_CHECK(keyed != nullptr &&
                     EVP_MAC_init(keyed, key.data(), key.size(), digest.data()) == 1);
        return keyed;
      }()) {}

NotaryKey::~NotaryKey() { EVP_MAC_CTX_free(keyed_); }

Mac NotaryKey::mark(ByteView bytes) const {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  std::size_t size = 0;
  const std::lock_guard lock(mutex_);
  const bool is_made = EVP_MAC_init(keyed_, nullptr, 0, nullptr) == 1 &&
                       EVP_MAC_update(keyed_, bytes.data(), bytes.size()) == 1 &&
                       EVP_MAC_final(keyed_, digest.data(), &size, digest.size()) == 1;
  BRYGGA_CHECK(is_made && size >= sizeof(Mac));
  Mac mac{};
  std::copy_n(digest.begin(), mac.size(), mac.begin());
  return mac;
}

}  // namespace brygga::server
