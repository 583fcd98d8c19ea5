// The key by which an office knows its own rows again after a restore, in a file of its own.
//
// The file holds 32 random bytes and is made when it is first needed. It must not lie where the
// backups lie: whoever has both can forge rows. Without it a restored office takes back only what
// devices kept of their own edits. Safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "base/environment.hpp"
#include "base/result.hpp"
#include "protocol/notary.hpp"

extern "C" {
struct evp_mac_ctx_st;  // OpenSSL's EVP_MAC_CTX
}

namespace brygga::server {

class NotaryKey final : public Notary {
 public:
  static constexpr std::size_t key_bytes = 32;
  using Key = std::array<std::uint8_t, key_bytes>;

  explicit NotaryKey(const Key& key);
  ~NotaryKey() override;

  // The key in the file, which is made, durably and for its owner's eyes only, when it is not
  // there; its folder too. The error names the file: it cannot be read, or is of another size.
  static Result<std::shared_ptr<const Notary>> open(const std::string& path, Random& random);

  Mac mark(ByteView bytes) const override;

 private:
  mutable std::mutex mutex_;
  // Keyed once: to begin anew with the same key costs a quarter of a whole digest of a row.
  evp_mac_ctx_st* const keyed_;
};

}  // namespace brygga::server
