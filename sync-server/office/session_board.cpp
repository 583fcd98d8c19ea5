#include "office/session_board.hpp"

#include <algorithm>

#include "office/secrets.hpp"

namespace brygga::server {

std::string SessionBoard::begin(const std::string& tenant, const RowId& account,
                                std::uint64_t now_ms, Random& random) {
  std::string token = make_token(tenant, random);
  const std::lock_guard lock(mutex_);
  make_room();
  sessions_.insert_or_assign(digest_of_token(token), Session{tenant, account, now_ms, now_ms});
  return token;
}

std::optional<Session> SessionBoard::find(std::string_view token, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(digest_of_token(token));
  if (found == sessions_.end()) return std::nullopt;
  Session& session = found->second;
  // A clock that was set back ends nobody's session.
  const bool is_over =
      now_ms > session.used_ms + idle_ms_max || now_ms > session.begun_ms + age_ms_max;
  if (is_over) {
    sessions_.erase(found);
    return std::nullopt;
  }
  session.used_ms = std::max(session.used_ms, now_ms);
  return session;
}

void SessionBoard::end(std::string_view token) {
  const std::lock_guard lock(mutex_);
  sessions_.erase(digest_of_token(token));
}

void SessionBoard::end_all(const std::string& tenant, const RowId& account) {
  const std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [&](const auto& entry) {
    return entry.second.tenant == tenant && entry.second.account == account;
  });
}

void SessionBoard::make_room() {
  if (sessions_.size() < sessions_max) return;
  const auto oldest = std::min_element(
      sessions_.begin(), sessions_.end(),
      [](const auto& a, const auto& b) { return a.second.used_ms < b.second.used_ms; });
  sessions_.erase(oldest);
}

}  // namespace brygga::server
