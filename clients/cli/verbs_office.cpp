// `brygga enrol`, `status` and `sync`: this computer and its office.

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <vector>

#include "answer.hpp"
#include "progress.hpp"
#include "swedish.hpp"
#include "verbs.hpp"

namespace brygga::cli {
namespace {

using Json = Session::Json;

// --- enrol ------------------------------------------------------------------------------------

struct EnrolArguments {
  std::string url;
  std::string tenant;
  std::string code;
  std::string device_name;
};

std::string host_name() {
  std::vector<char> name(256, '\0');
  const bool is_known = gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0';
  return is_known ? std::string(name.data()) : "computer";
}

ExitStatus enrol(Session& session, const EnrolArguments& given) {
  Json input = {{"url", given.url}, {"tenant", given.tenant}, {"code", given.code}};
  input["device_name"] = given.device_name.empty() ? host_name() : given.device_name;
  if (!session.ca_file().empty()) input["ca_file"] = session.ca_file();
  const Json result = session.door_made_if_missing().enrol(input);
  session.screen().json(result);
  session.screen().line(fmt::format("This is now a device of {} at {}.",
                                    text_in(result, "account_name"),
                                    text_in(result, "tenant_title")));
  session.screen().message("Next: `brygga sync` gets your participants.");
  return ExitStatus::done;
}

// --- sync -------------------------------------------------------------------------------------

// What the first sync still loads; empty when all of it is here.
Json load_in(const Json& progress) {
  const auto found = progress.find("progress");
  return found != progress.end() && found->is_object() ? *found : Json::object();
}

std::string progress_text(const Json& progress) {
  const Json load = load_in(progress);
  if (!load.empty()) {
    return load_text(number_in(load, "rows"), number_in(load, "rows_total"),
                     number_in(load, "bytes"), number_in(load, "bytes_total"));
  }
  return fmt::format("{} sent, {} received",
                     count_text(number_in(progress, "edits_sent"), "record"),
                     count_text(number_in(progress, "rows_received"), "record"));
}

// How much of the first sync is here, by bytes; nothing when all of it is.
std::optional<double> loaded_share(const Json& progress) {
  const Json load = load_in(progress);
  const auto total = static_cast<double>(number_in(load, "bytes_total"));
  if (total <= 0) return std::nullopt;
  return static_cast<double>(number_in(load, "bytes")) / total;
}

ExitStatus sync_once(Session& session) {
  Json result;
  {
    Progress progress(session.screen(), "Syncing");
    result = session.door().sync([&](const Json& done) {
      progress.set(loaded_share(done), progress_text(done));
      return true;
    });
  }
  session.screen().json(result);
  session.screen().line(fmt::format("In step with the office: {}.", progress_text(result)));
  if (!session.screen().is_json()) say_what_needs_you(session);
  return ExitStatus::done;
}

// Prints one line per event; remembers what was said last, so that hours without a network take
// one line.
class Watch {
 public:
  explicit Watch(Screen& screen) : screen_(screen) {}

  // On the thread of the background.
  void on_report(const Json& report) {
    screen_.json(report, true);
    const std::string phase = text_in(report, "phase");
    if (phase == "stopped") {
      last_error_ = report.value("error", Json::object());
      say("the office turned this device away: " + text_in(last_error_, "sentence"));
      is_turned_away_ = true;
      return;
    }
    const bool is_offline = phase == "backing_off";
    if (is_offline && !is_offline_) {
      say("the office cannot be reached; what you save is kept here, and I go on trying (" +
          text_in(report.value("error", Json::object()), "sentence") + ")");
    }
    if (!is_offline && is_offline_) say("the office can be reached again");
    is_offline_ = is_offline;
    if (!is_offline) say_exchange(report);
  }

  bool is_turned_away() const { return is_turned_away_; }
  // Why; only after the background was stopped.
  const Json& last_error() const { return last_error_; }

 private:
  void say(const std::string& text) { screen_.line(local_time(now_ms()) + "  " + text); }

  void say_exchange(const Json& report) {
    std::string text;
    const auto add = [&](std::int64_t count, const char* verb, const char* noun) {
      if (count == 0) return;
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", verb, count_text(count, noun));
    };
    add(number_in(report, "edits_sent"), "sent", "record");
    add(number_in(report, "receipts"), "got", "receipt");
    add(number_in(report, "rows"), "received", "record");
    if (!text.empty()) say(text);
  }

  Screen& screen_;
  bool is_offline_ = false;
  std::atomic<bool> is_turned_away_{false};
  Json last_error_;
};

// Ctrl-C and SIGTERM, waited for instead of acted on; the background's threads inherit this.
sigset_t hold_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

ExitStatus sync_watch(Session& session) {
  const sigset_t signals = hold_stop_signals();
  Watch watch(session.screen());
  Door& door = session.door();
  door.start_sync([&](const Json& report) { watch.on_report(report); });
  session.screen().message("Keeping in step with the office. Ctrl-C ends it.");
  const timespec quarter{0, 250'000'000};
  while (!watch.is_turned_away() && sigtimedwait(&signals, nullptr, &quarter) < 0) {
  }
  door.stop_sync();
  if (watch.is_turned_away()) throw Failure{ExitStatus::failed, watch.last_error()};
  session.screen().message("Stopped.");
  return ExitStatus::done;
}

void add_enrol(CLI::App& program, Run* run) {
  const auto given = std::make_shared<EnrolArguments>();
  CLI::App* verb = program.add_subcommand(
      "enrol", "Make this computer a device of yours, with the one-time code of the office");
  verb->fallthrough();
  verb->add_option("URL", given->url, "The address of the office")->required();
  verb->add_option("--tenant", given->tenant, "The municipality, as the office names it")
      ->required();
  verb->add_option("--code", given->code, "The one-time code")->required();
  verb->add_option("--device-name", given->device_name,
                   "What to call this device (default: the computer's name)");
  verb->footer(
      "The code works once and for a short time. Without a network, try again later: the\n"
      "code is not used up. One store belongs to one person; a second one takes --store.\n"
      "Example:\n"
      "  brygga enrol https://office.example.se --tenant goteborg --code K7QF-2MXD-9RTB-HW4C");
  verb->callback([=] { *run = [=](Session& session) { return enrol(session, *given); }; });
}

void add_sync(CLI::App& program, Run* run) {
  const auto watches = std::make_shared<bool>(false);
  const auto is_once = std::make_shared<bool>(false);
  CLI::App* verb = program.add_subcommand("sync", "Send what was saved and get what is new");
  verb->fallthrough();
  CLI::Option* once = verb->add_flag("--once", *is_once, "Until both sides have all (the default)");
  verb->add_flag("--watch", *watches, "Stay, and keep in step until Ctrl-C or SIGTERM")
      ->excludes(once);
  verb->footer(
      "Exit status 3 means that the office cannot be reached: nothing is lost, try again later.\n"
      "With --watch --json there is one JSON object per line and exchange.");
  verb->callback([=] {
    *run = [watches, is_once](Session& session) {
      return *watches ? sync_watch(session) : sync_once(session);
    };
  });
}

void add_status(CLI::App& program, Run* run) {
  CLI::App* verb =
      program.add_subcommand("status", "Who this is, what is saved and sent, and what needs you");
  verb->fallthrough();
  verb->callback([=] { *run = show_status; });
}

}  // namespace

void add_office_verbs(CLI::App& program, Run* run) {
  add_enrol(program, run);
  add_status(program, run);
  add_sync(program, run);
}

}  // namespace brygga::cli
