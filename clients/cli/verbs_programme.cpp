// `brygga import` and `report`: a programme's participants as a whole.

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <memory>

#include "answer.hpp"
#include "base64.hpp"
#include "pick.hpp"
#include "progress.hpp"
#include "swedish.hpp"
#include "verbs.hpp"

namespace brygga::cli {
namespace {

using Json = Session::Json;

// --- import -----------------------------------------------------------------------------------

struct ImportArguments {
  std::string file;
  std::string programme;
  bool dry_run = false;
};

// Far above any export of an office; a wrong file (a video) is noticed before it is read whole.
constexpr std::size_t file_bytes_max = 32U << 20;

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content(file_bytes_max + 1, '\0');
  if (file) file.read(content.data(), static_cast<std::streamsize>(content.size()));
  if (file.bad() || !file.is_open() || (file.gcount() == 0 && !file.eof())) {
    throw Failure::make(ExitStatus::failed, "file",
                        "The file " + path + " cannot be read. Is the name right?");
  }
  content.resize(static_cast<std::size_t>(file.gcount()));
  if (content.size() > file_bytes_max) {
    throw Failure::make(ExitStatus::failed, "too_large",
                        "The file " + path + " is larger than 32 MiB; split it.");
  }
  return content;
}

void say_warnings(Screen& screen, const Json& answer) {
  const Json& warnings = list_in(answer, "warnings");
  if (warnings.empty() || screen.is_json()) return;
  screen.message("Imported all the same, but look at these lines:");
  for (const Json& warning : warnings) {
    screen.message(
        fmt::format("  line {}: {}", number_in(warning, "line"), text_in(warning, "sentence")));
  }
}

ExitStatus import_file(Session& session, const ImportArguments& given) {
  Json input = {{"csv_base64", base64_of(content_of(given.file))}};
  input["programme"] = pick_programme(session, given.programme);
  if (given.dry_run) input["dry_run"] = true;
  Json answer;
  {
    const Progress progress(session.screen(), "Importing");
    answer = session.save("participants.import", input);
  }
  Screen& screen = session.screen();
  const Json counts = answer.value("counts", Json::object());
  const std::string what = fmt::format(
      "{} ({} finished, {})", count_text(number_in(counts, "participants"), "participant"),
      number_in(counts, "finished"), count_text(number_in(counts, "outcomes"), "outcome"));
  const Json warnings = answer.value("warnings", Json::array());
  Json without_warnings = answer;
  if (!screen.is_json()) without_warnings["warnings"] = Json::array();
  report_saved(session, without_warnings,
               given.dry_run ? "The file is right: it would import " + what + ". Nothing was saved."
                             : "Imported " + what + ".");
  say_warnings(screen, answer);
  return ExitStatus::done;
}

void add_import(CLI::App& program, Run* run) {
  const auto given = std::make_shared<ImportArguments>();
  CLI::App* verb =
      program.add_subcommand("import", "Take over participants from a CSV file, all or none");
  verb->fallthrough();
  verb->add_option("FILE", given->file, "The file, as offices export it")->required();
  verb->add_option("--programme", given->programme, "Into which programme, when there are several");
  verb->add_flag("--dry-run", given->dry_run, "Check the file and save nothing");
  verb->footer(
      "Columns, by their titles in the first line, in Swedish or English and any order: förnamn,\n"
      "efternamn, personnummer (may be empty), enhet, coach, startdatum, stadsdel (may be empty);\n"
      "and if there are any: spår, språk, avslutad, resultat, resultat_från, remittent. Separated\n"
      "by ; or , in UTF-8 or Windows-1252. A single bad line refuses the whole file, and all such\n"
      "lines are named.\n"
      "Example:\n  brygga import deltagare.csv --dry-run");
  verb->callback([=] { *run = [=](Session& session) { return import_file(session, *given); }; });
}

// --- report -----------------------------------------------------------------------------------

std::string share_text(const Json& figures, const char* key) {
  const auto share = figures.find(key);
  if (share == figures.end() || !share->is_object()) return "no data yet";
  return percent_text(number_in(*share, "per_mille"));
}

void add_figures(Table& table, const std::string& name, const Json& figures) {
  const auto number = [&](const char* key) { return std::to_string(number_in(figures, key)); };
  table.add({name, number("enrolled"), number("finished"), number("succeeded"), number("to_work"),
             number("to_studies"), share_text(figures, "share_of_finished"),
             share_text(figures, "share_of_all")});
}

Table report_table(const Json& report) {
  Table table({{"centre", false, 8},
               {"enrolled", true, 0},
               {"finished", true, 0},
               {"succeeded", true, 0},
               {"to work", true, 0},
               {"to studies", true, 0},
               {"of finished", true, 0},
               {"of all", true, 0}});
  for (const Json& unit : list_in(report, "units")) {
    add_figures(table, text_in(unit, "name"), unit.value("figures", Json::object()));
  }
  add_figures(table, "All", report.value("all", Json::object()));
  return table;
}

struct ReportArguments {
  std::string programme;
};

ExitStatus report(Session& session, const ReportArguments& given) {
  const Json input = {{"programme", pick_programme(session, given.programme)}};
  const Json answer = session.call("report.outcomes", input);
  Screen& screen = session.screen();
  screen.json(answer);
  screen.print(report_table(answer));
  screen.message(
      "Succeeded: finished, and to work or studies; each person counts once. Neither share is "
      "shown without the other.");
  return ExitStatus::done;
}

void add_report(CLI::App& program, Run* run) {
  const auto given = std::make_shared<ReportArguments>();
  CLI::App* verb = program.add_subcommand(
      "report", "What a programme led to, per centre and in all, as this device knows it");
  verb->fallthrough();
  verb->add_option("--programme", given->programme, "Which programme, when there are several");
  verb->callback([=] { *run = [=](Session& session) { return report(session, *given); }; });
}

}  // namespace

void add_programme_verbs(CLI::App& program, Run* run) {
  add_import(program, run);
  add_report(program, run);
}

}  // namespace brygga::cli
