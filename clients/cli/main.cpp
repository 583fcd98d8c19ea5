// `brygga`: casework from the command line: for scripts, operators and tests, and to see what a
// tablet does. Stands on brygga.h alone.

#include <signal.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string_view>

#include "verbs.hpp"

namespace brygga::cli {
namespace {

constexpr const char* purpose =
    "Casework on this computer: works without a network, and sends what you saved to the office\n"
    "when it can be reached.";

constexpr const char* examples = R"(First time:
  brygga enrol https://office.example.se --tenant goteborg --code K7QF-2MXD-9RTB-HW4C
                                                 become a device
  brygga sync                                    get your participants
Every day:
  brygga today                                   what is due
  brygga participants                            whom you work with
  brygga participants show "Åsa Öberg"           by name, part of a name, number or id
  brygga checkin "Åsa" --attended 240 --planned 240 --comment "Kom i tid"
  brygga note "Åsa" "Vill till vården."
  brygga sync --watch                            keep in step until Ctrl-C
When something needs you:
  brygga status                                  what is saved, sent, and needs you
  brygga inbox                                   what was refused, or changed by two people
For scripts: add --json to any verb; `brygga commands` and `brygga call NAME JSON` reach the rest.

Exit status: 0 done, 1 refused or failed (nothing was changed), 2 command line not understood,
3 offline (your work is saved here and is sent later), 4 not enrolled, 5 not found or several that
fit, 6 the store cannot be opened.

Environment: BRYGGA_STORE (as --store), BRYGGA_CA_FILE (as --ca-file), NO_COLOR.)";

bool asks_for_json(int count, char** arguments) {
  for (int at = 1; at < count; ++at) {
    if (std::string_view(arguments[at]) == "--json") return true;
  }
  return false;
}

int exit_code(ExitStatus status) { return static_cast<int>(status); }

// A command line that is not understood, or a wish for help.
int end_of_parsing(const CLI::App& program, const CLI::ParseError& error, bool wants_json) {
  if (error.get_exit_code() == 0) return program.exit(error);
  if (wants_json) {
    Screen({true, false}).error({{"code", "usage"}, {"sentence", error.what()}});
  } else {
    program.exit(error);
  }
  return exit_code(ExitStatus::usage);
}

int run_verb(const Settings& settings, const Run& run) {
  Screen screen(settings.screen);
  try {
    Session session(settings, screen);
    return exit_code(run(session));
  } catch (const Failure& failure) {
    screen.error(failure.error);
    return exit_code(failure.status);
  } catch (const std::exception& error) {
    screen.error({{"code", "internal"},
                  {"sentence", std::string("A bug in this program: ") + error.what()}});
    return exit_code(ExitStatus::failed);
  }
}

int main(int count, char** arguments) {
  // Stores hold personal data: nobody but their owner reads them.
  umask(077);
  // A limit on the size of files is an error to report, not a death in the middle of it.
  signal(SIGXFSZ, SIG_IGN);

  Settings settings;
  Run run;
  CLI::App program(purpose, "brygga");
  program.footer(examples);
  program.set_version_flag(
      "--version",
      "brygga " + nlohmann::json::parse(brygga_versions()).at("version").get<std::string>());
  program.require_subcommand(1);
  program.fallthrough();
  program
      .add_option("--store", settings.store, "The store file (default: " + default_store() + ")")
      ->envname("BRYGGA_STORE")
      ->type_name("PATH");
  program
      .add_option("--ca-file", settings.ca_file,
                  "Trust these certificates (PEM) instead of the system's")
      ->envname("BRYGGA_CA_FILE")
      ->type_name("PATH");
  program
      .add_option("--command-id", settings.command_id,
                  "For scripts: one id for one command; saved once, however often it is repeated")
      ->type_name("UUID");
  program.add_flag("--json", settings.screen.json, "Print JSON on standard output, nothing else");
  program.add_flag("-q,--quiet", settings.screen.quiet, "Print results and errors only");
  add_office_verbs(program, &run);
  add_today_verbs(program, &run);
  add_participant_verbs(program, &run);
  add_search_verbs(program, &run);
  add_record_verbs(program, &run);
  add_receipt_verbs(program, &run);
  add_programme_verbs(program, &run);
  add_raw_verbs(program, &run);

  try {
    program.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    return end_of_parsing(program, error, asks_for_json(count, arguments));
  }
  return run_verb(settings, run);
}

}  // namespace
}  // namespace brygga::cli

int main(int count, char** arguments) { return brygga::cli::main(count, arguments); }
