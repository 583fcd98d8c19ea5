// Who has signed in at the office: sessions by the digest of their token, in memory alone.
//
// A restart signs everybody out; nothing of a session is in a database that could be put back from
// a backup. Of bounded size: when it is full, the session that was idle longest ends. Safe from any
// thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/environment.hpp"
#include "model/row.hpp"
#include "storage/tenant_store.hpp"

namespace brygga::server {

struct Session {
  std::string tenant;
  RowId account;
  std::uint64_t begun_ms = 0;
  std::uint64_t used_ms = 0;
};

class SessionBoard {
 public:
  static constexpr std::uint64_t idle_ms_max = 60ULL * 60 * 1000;
  static constexpr std::uint64_t age_ms_max = 12ULL * 60 * 60 * 1000;
  static constexpr std::size_t sessions_max = 10'000;

  // The token of a new session.
  std::string begin(const std::string& tenant, const RowId& account, std::uint64_t now_ms,
                    Random& random);
  // The session that the token is of, which is used by that; nothing when there is none any more.
  std::optional<Session> find(std::string_view token, std::uint64_t now_ms);
  void end(std::string_view token);
  // All sessions of the account, such as when its password is another.
  void end_all(const std::string& tenant, const RowId& account);

 private:
  void make_room();

  std::mutex mutex_;
  std::map<Digest, Session> sessions_;
};

}  // namespace brygga::server
