// WebDesk: the web app's files, and what people do who sign in at the office with a browser.
//
// POST /v1/web/... with JSON (docs/PROTOCOL.md#the-web-app). Who has signed in calls the commands
// and queries of docs/CASEWORK.md, which run over the office's own rows with the rights of their
// account. Safe from any thread.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "http/site.hpp"
#include "http/web_door.hpp"
#include "office/office.hpp"
#include "office/session_board.hpp"
#include "office/wrong_code_limit.hpp"

namespace brygga::server {

class WebDesk final : public WebDoor {
 public:
  // site: nothing where the app is served by something else. The office must outlive the desk.
  WebDesk(Office& office, std::optional<Site> site);

  std::string method_of(std::string_view path) const override;
  bool is_known(std::string_view cookie) override;
  HttpReply answer(const WebRequest& request) override;

 private:
  struct Visit;
  Result<std::string> sign_in(Visit& visit);
  Result<std::string> set_password(Visit& visit);
  Result<std::string> sign_out(Visit& visit);
  Result<std::string> who(Visit& visit);
  Result<std::string> call(Visit& visit);
  Result<std::string> begin_session(Visit& visit, Tenant& tenant, const RowId& account);
  Result<std::shared_ptr<Tenant>> tenant_for(Visit& visit);
  Status check_attempts(const Visit& visit, const std::string& name);
  void note_wrong(const Visit& visit, const std::string& name);
  Result<Session> session_of(const WebRequest& request);
  std::mutex& turn_of(const RowId& account);

  struct Action {
    std::string_view path;
    Result<std::string> (WebDesk::*act)(Visit&);
  };
  static const Action* action_at(std::string_view path);

  Office& office_;
  const std::optional<Site> site_;
  SessionBoard sessions_;
  // Of one account one call after the other, but for reports: what looks first and then writes,
  // such as the log of openings with its chain, meets no other. Accounts may share a turn.
  std::array<std::mutex, 64> turns_;
  WrongCodeLimit wrong_;  // passwords and codes, by where they come from and by whose they are
};

}  // namespace brygga::server
