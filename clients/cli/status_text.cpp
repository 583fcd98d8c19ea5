// `brygga status` in words.

#include <fmt/format.h>

#include "answer.hpp"
#include "progress.hpp"
#include "swedish.hpp"

namespace brygga::cli {
namespace {

using Json = nlohmann::json;

// How long ago the instant under a key was; empty when it is missing.
std::string age_in(const Json& object, const char* key) {
  const auto instant = parse_instant(text_in(object, key));
  return instant ? duration_text(now_ms() - *instant) : std::string();
}

std::string unsent_text(const Json& status) {
  const std::int64_t unsent = number_in(status, "unsent");
  if (unsent == 0) return "everything that was saved here has been sent";
  return fmt::format("{} saved here {} not sent yet, the oldest {} old",
                     count_text(unsent, "change"), unsent == 1 ? "is" : "are",
                     age_in(status, "oldest_unsent"));
}

std::string needs_text(const Json& status) {
  const std::int64_t refused = number_in(status, "refused");
  const std::int64_t conflicts = number_in(status, "conflicts");
  if (refused + conflicts == 0) return {};
  std::string text;
  if (refused > 0)
    text = count_text(refused, "change") + (refused == 1 ? " was" : " were") + " refused";
  if (conflicts > 0) {
    text += (text.empty() ? "" : ", and ") + count_text(conflicts, "field") +
            (conflicts == 1 ? " was" : " were") + " changed by two people at once";
  }
  return text + "; see `brygga inbox`";
}

std::string last_sync_text(const Json& status) {
  const std::string at = time_in(status, "last_sync");
  if (at.empty()) return "never; `brygga sync` gets your participants";
  std::string loading;
  if (number_in(status, "scopes_loading") > 0) {
    const Json load = status.value("progress", Json::object());
    loading = "; the first sync is not finished: " +
              load_text(number_in(load, "rows"), number_in(load, "rows_total"),
                        number_in(load, "bytes"), number_in(load, "bytes_total"));
  }
  return fmt::format("{} ({} ago){}", at, age_in(status, "last_sync"), loading);
}

}  // namespace

void say_what_needs_you(Session& session) {
  const std::string needs = needs_text(session.call("status"));
  if (!needs.empty()) session.screen().line("Needs you: " + needs + ".");
}

ExitStatus show_status(Session& session) {
  const Json status = session.call("status");
  Screen& screen = session.screen();
  if (!text_in(status, "wiped_at").empty()) {
    throw Failure::make(ExitStatus::not_enrolled, "wiped",
                        "This device was wiped at the office's order on " +
                            time_in(status, "wiped_at") + "; nothing is left on it.");
  }
  if (!flag_in(status, "enrolled")) {
    throw Failure::make(ExitStatus::not_enrolled, "not_enrolled",
                        "This store belongs to no office yet. Ask the office for a one-time code "
                        "and run `brygga enrol`.");
  }
  const Json me = session.call("me");
  Json both = status;
  both["me"] = me;
  screen.json(both);
  if (screen.is_json()) return ExitStatus::done;
  screen.line(fmt::format("You:        {}", text_in(me, "name")));
  screen.line(
      fmt::format("Office:     {} ({})", text_in(me, "tenant_title"), text_in(me, "office_url")));
  screen.line("Store:      " + session.store_path());
  screen.line("To send:    " + unsent_text(status));
  screen.line("Last sync:  " + last_sync_text(status));
  if (flag_in(status, "copy")) {
    screen.line(
        "Copy:       this store is a copy of one that went on; what you save is sent, and "
        "you receive nothing until the office confirms this device (`brygga-server device "
        "confirm`)");
  }
  if (flag_in(status, "scrub_due")) {
    screen.line(
        "Removed:    what left this device is out of sight, but its last bytes are still in the "
        "file; close other programs that read it, and sync");
  }
  const std::string needs = needs_text(status);
  screen.line("Needs you:  " + (needs.empty() ? "nothing" : needs));
  return ExitStatus::done;
}

}  // namespace brygga::cli
