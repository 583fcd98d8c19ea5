#include "app/web_desk.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

#include "app/office_calls.hpp"
#include "base/text_folding.hpp"
#include "casework/casework.hpp"
#include "casework/json.hpp"
#include "office/account_desk.hpp"
#include "office/passwords.hpp"
#include "office/secrets.hpp"
#include "office/turning_away.hpp"

namespace brygga::server {

namespace {

constexpr std::string_view cookie_name = "brygga";

// The token in the Cookie header; empty: there is none.
std::string_view token_in(std::string_view cookie) {
  while (!cookie.empty()) {
    const std::size_t end = cookie.find(';');
    std::string_view one = cookie.substr(0, end);
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with(cookie_name) && one.substr(cookie_name.size()).starts_with('=')) {
      return one.substr(cookie_name.size() + 1);
    }
    cookie = end == std::string_view::npos ? std::string_view() : cookie.substr(end + 1);
  }
  return {};
}

// No script reads it, no other site sends it, and it goes to the calls alone.
std::string cookie_of(std::string_view token, const WebRequest& request) {
  std::string cookie(cookie_name);
  cookie.append("=").append(token).append("; Path=/v1/web; HttpOnly; SameSite=Strict");
  if (token.empty()) cookie += "; Max-Age=0";
  if (request.is_encrypted) cookie += "; Secure";
  return cookie;
}

Error not_signed_in() {
  return turn_away(ErrorCode::refused, "not_signed_in",
                   "Nobody has signed in here, or it was long ago. Sign in again.");
}

// The same whether the name or the password is wrong: nobody shall learn who works here.
Error wrong_password() {
  return turn_away(ErrorCode::refused, "wrong_password",
                   "The name or the password is wrong, or no password has been chosen yet.");
}

// An error that is an answer: it says what to do, and nothing is wrong with the office.
bool is_answer(const Error& error) {
  return error.code == ErrorCode::invalid || error.code == ErrorCode::not_found ||
         error.code == ErrorCode::refused || error.code == ErrorCode::conflict;
}

unsigned status_for(const Error& error) {
  if (error.reason == "not_signed_in") return 401;
  if (error.reason == "wrong_password") return 403;
  const bool is_input = error.code == ErrorCode::invalid || error.code == ErrorCode::not_found;
  const unsigned status = status_of(error);
  return status == 500 && is_input ? 400 : status;
}

}  // namespace

// One request on its way to its answer.
struct WebDesk::Visit {
  const WebRequest& request;
  casework::Json given;               // the body
  std::optional<std::string> cookie;  // to be set with the answer
  std::string field;                  // that an error is about; empty: none in particular

  std::string text(const char* name) const {
    const casework::Json* found = given.find(name);
    const std::string* text = found != nullptr ? found->string() : nullptr;
    return text != nullptr ? *text : std::string();
  }

  Error about(const char* name, Error error) {
    field = name;
    return error;
  }
  Error missing(const char* name) { return about(name, missing_field(name)); }
};

const WebDesk::Action* WebDesk::action_at(std::string_view path) {
  static constexpr std::array actions{
      Action{"/v1/web/call", &WebDesk::call},
      Action{"/v1/web/password", &WebDesk::set_password},
      Action{"/v1/web/sign-in", &WebDesk::sign_in},
      Action{"/v1/web/sign-out", &WebDesk::sign_out},
      Action{"/v1/web/who", &WebDesk::who},
  };
  const auto* found = std::find_if(actions.begin(), actions.end(),
                                   [&](const Action& action) { return action.path == path; });
  return found != actions.end() ? found : nullptr;
}

WebDesk::WebDesk(Office& office, std::optional<Site> site)
    : office_(office), site_(std::move(site)) {}

std::string WebDesk::method_of(std::string_view path) const {
  if (action_at(path) != nullptr) return "POST";
  return site_ && site_->has(path) ? "GET" : "";
}

bool WebDesk::is_known(std::string_view cookie) {
  const std::string_view token = token_in(cookie);
  return !token.empty() && sessions_.find(token, office_.context().clock.unix_ms()).has_value();
}

HttpReply WebDesk::answer(const WebRequest& request) {
  const Action* action = action_at(request.path);
  if (action == nullptr) return site_->answer(request);
  Visit visit{request, {}, {}, {}};
  const auto run = [&]() -> Result<std::string> {
    // A form of another site cannot send this type.
    if (!request.content_type.starts_with("application/json")) {
      return turn_away(ErrorCode::invalid, "unsupported_type",
                       "The body must be of type application/json.");
    }
    casework::JsonReading reading =
        casework::read_json(request.body.empty() ? std::string_view("{}") : as_text(request.body));
    if (!reading.value || reading.value->members() == nullptr) {
      return turn_away(ErrorCode::invalid, "malformed", "The body is no JSON object.");
    }
    visit.given = *std::move(reading.value);
    return (this->*action->act)(visit);
  };
  const Result<std::string> answered = run();
  HttpReply reply =
      json_reply(answered.ok() ? *answered : casework::error_json(answered.error(), visit.field));
  if (!answered.ok()) {
    reply.status = status_for(answered.error());
    reply.error_code = answered.error().reason;
    // What went wrong inside is for the operator's log.
    if (reply.status >= 500) {
      spdlog::error("web: {}: {}", request.path, answered.error().what);
      reply.body = json_reply(casework::error_json(turn_away(
                                  ErrorCode::storage, "internal",
                                  "The office has a fault and cannot answer; its log says more.")))
                       .body;
    }
  }
  reply.headers.emplace_back("X-Content-Type-Options", "nosniff");
  if (visit.cookie) reply.headers.emplace_back("Set-Cookie", *visit.cookie);
  return reply;
}

// --- signing in and out -------------------------------------------------------------------------

// The one that is named; where there is only one, nobody has to name it.
Result<std::shared_ptr<Tenant>> WebDesk::tenant_for(Visit& visit) {
  std::string name = visit.text("tenant");
  if (name.empty()) {
    BRYGGA_ASSIGN(const std::vector<std::string> names, office_.tenant_names());
    if (names.size() != 1) return visit.missing("tenant");
    name = names.front();
  }
  return office_.tenant(name);
}

Status WebDesk::check_attempts(const Visit& visit, const std::string& name) {
  const std::uint64_t now_ms = office_.context().clock.unix_ms();
  if (!wrong_.is_exhausted(visit.request.peer, now_ms) && !wrong_.is_exhausted(name, now_ms)) {
    return {};
  }
  return turn_away(ErrorCode::refused, "too_many_attempts",
                   "There were too many attempts. Wait a minute, and try again.");
}

void WebDesk::note_wrong(const Visit& visit, const std::string& name) {
  const std::uint64_t now_ms = office_.context().clock.unix_ms();
  wrong_.note_wrong(visit.request.peer, now_ms);
  wrong_.note_wrong(name, now_ms);
}

Result<std::string> WebDesk::sign_in(Visit& visit) {
  const std::string name = visit.text("name");
  const std::string password = visit.text("password");
  if (name.empty()) return visit.missing("name");
  if (password.empty()) return visit.missing("password");
  // Apart from any address: tenants and names hold no '@' first.
  const std::string guessed = "@" + visit.text("tenant") + "/" + to_lower(name);
  BRYGGA_TRY(check_attempts(visit, guessed));
  const Result<std::shared_ptr<Tenant>> tenant = tenant_for(visit);
  if (!tenant.ok() && tenant.error().reason == "missing_field") return tenant.error();
  std::optional<RowId> account;
  OfficeAccount kept;
  if (tenant.ok()) {
    BRYGGA_ASSIGN(account, (*tenant)->account_named(name));
  }
  if (account) {
    BRYGGA_ASSIGN(kept, (*tenant)->office_account(*account));
  }
  if (!is_password(kept.password_hash, password)) {
    note_wrong(visit, guessed);
    spdlog::warn("web: sign-in refused");
    return wrong_password();
  }
  return begin_session(visit, **tenant, *account);
}

Result<std::string> WebDesk::begin_session(Visit& visit, Tenant& tenant, const RowId& account) {
  const OfficeContext& context = office_.context();
  const std::string token =
      sessions_.begin(tenant.name(), account, context.clock.unix_ms(), context.random);
  visit.cookie = cookie_of(token, visit.request);
  AccountDesk desk(tenant, account, context);
  return casework::Casework(desk).call("me", "{}").json;
}

// With a one-time code of the office, or, signed in, with the password so far.
Result<std::string> WebDesk::set_password(Visit& visit) {
  const std::string password = visit.text("password");
  if (password.empty()) return visit.missing("password");
  if (std::optional<Error> fault = fault_of_password(password)) {
    return visit.about("password", *std::move(fault));
  }
  const std::string code = visit.text("code");
  std::shared_ptr<Tenant> tenant;
  RowId account;
  if (!code.empty()) {
    BRYGGA_TRY(check_attempts(visit, "@code"));
    BRYGGA_ASSIGN(tenant, tenant_for(visit));
    const Result<RowId> redeemed = tenant->redeem(code);
    if (!redeemed.ok()) {
      if (redeemed.error().reason == "unknown_code") {
        wrong_.note_wrong(visit.request.peer, office_.context().clock.unix_ms());
      }
      return visit.about("code", redeemed.error());
    }
    account = *redeemed;
  } else {
    BRYGGA_ASSIGN(const Session session, session_of(visit.request));
    const std::string guessed = "@" + to_string(session.account.uuid);
    BRYGGA_TRY(check_attempts(visit, guessed));
    BRYGGA_ASSIGN(tenant, office_.tenant(session.tenant));
    account = session.account;
    BRYGGA_ASSIGN(const OfficeAccount kept, tenant->office_account(account));
    if (!is_password(kept.password_hash, visit.text("old"))) {
      note_wrong(visit, guessed);
      return visit.about("old", wrong_password());
    }
  }
  BRYGGA_ASSIGN(const std::string hash, hash_of_password(password));
  BRYGGA_TRY(tenant->set_password(account, hash));
  sessions_.end_all(tenant->name(), account);
  return begin_session(visit, *tenant, account);
}

Result<std::string> WebDesk::sign_out(Visit& visit) {
  sessions_.end(token_in(visit.request.cookie));
  visit.cookie = cookie_of("", visit.request);
  return std::string("{}");
}

Result<Session> WebDesk::session_of(const WebRequest& request) {
  const std::string_view token = token_in(request.cookie);
  std::optional<Session> session;
  if (!token.empty()) session = sessions_.find(token, office_.context().clock.unix_ms());
  if (!session) return not_signed_in();
  return *std::move(session);
}

std::mutex& WebDesk::turn_of(const RowId& account) {
  return turns_[account.uuid.bytes.back() % turns_.size()];
}

// --- working ------------------------------------------------------------------------------------

Result<std::string> WebDesk::who(Visit& visit) {
  BRYGGA_ASSIGN(const Session session, session_of(visit.request));
  BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, office_.tenant(session.tenant));
  AccountDesk desk(*tenant, session.account, office_.context());
  return casework::Casework(desk).call("me", "{}").json;
}

Result<std::string> WebDesk::call(Visit& visit) {
  BRYGGA_ASSIGN(const Session session, session_of(visit.request));
  const std::string name = visit.text("call");
  if (name.empty()) return visit.missing("call");
  const casework::Json none = casework::Json::object();
  const casework::Json* given = visit.given.find("with");
  const casework::Json& with = given != nullptr ? *given : none;
  BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, office_.tenant(session.tenant));
  if (is_office_call(name)) {
    const Result<std::string> answer =
        office_call(*tenant, office_.context(), session.account, name, with, visit.field);
    return answer.ok() || !is_answer(answer.error())
               ? answer
               : casework::error_json(answer.error(), visit.field);
  }
  AccountDesk desk(*tenant, session.account, office_.context());
  std::unique_lock<std::mutex> turn(turn_of(session.account), std::defer_lock);
  if (!std::string_view(name).starts_with("report.")) turn.lock();
  // An error of casework is an answer: it names the field and says what to do.
  return casework::Casework(desk).call(name, with.text()).json;
}

}  // namespace brygga::server
