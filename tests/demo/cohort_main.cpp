// brygga-cohort: writes the CSV file of a synthetic cohort, for the demo, benchmarks and trials.
//
// Its people do not exist: every identity number is a test number. The same options write the same
// bytes on every machine.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "casework/cohort.hpp"
#include "casework/text_encoding.hpp"

namespace {

using namespace brygga;
using namespace brygga::casework;

struct Arguments {
  CohortOptions cohort;
  std::string today;
  std::vector<std::string> coaches;
  std::string output = "-";
  std::string encoding = "utf8";
  std::string separator = ";";
};

int fail(const std::string& what) {
  std::fprintf(stderr, "brygga-cohort: %s\n", what.c_str());
  return 1;
}

void declare(CLI::App& app, Arguments& arguments) {
  app.add_option("--seed", arguments.cohort.seed, "Another seed, other people")
      ->capture_default_str();
  app.add_option("--count", arguments.cohort.count, "Participants enrolled")->capture_default_str();
  app.add_option("--finished", arguments.cohort.finished, "Of them, finished")
      ->capture_default_str();
  app.add_option("--succeeded", arguments.cohort.succeeded, "Of the finished, to work or studies")
      ->capture_default_str();
  app.add_option("--today", arguments.today, "The date on which the file is written, YYYY-MM-DD")
      ->required();
  app.add_option("--coach", arguments.coaches,
                 "A coach and the centre, as \"Alice Andersson@Hisingen\"; may be repeated. "
                 "Without it: one made-up coach each for Hisingen, Centrum-Väster and Öster");
  app.add_option("--output", arguments.output, "The file to write; - is standard output")
      ->capture_default_str();
  app.add_option("--encoding", arguments.encoding, "How letters are written")
      ->check(CLI::IsMember({"utf8", "utf8-bom", "windows-1252"}))
      ->capture_default_str();
  app.add_option("--separator", arguments.separator, "What stands between fields")
      ->check(CLI::IsMember({";", ",", "tab"}))
      ->capture_default_str();
}

TextEncoding encoding_of(const std::string& name) {
  if (name == "windows-1252") return TextEncoding::windows_1252;
  return name == "utf8-bom" ? TextEncoding::utf8_bom : TextEncoding::utf8;
}

Status complete(Arguments& arguments) {
  BRYGGA_ASSIGN(arguments.cohort.today, parse_date(arguments.today));
  if (!arguments.coaches.empty()) {
    arguments.cohort.coaches.clear();
  }
  for (const std::string& text : arguments.coaches) {
    BRYGGA_ASSIGN(CohortCoach coach, parse_cohort_coach(text));
    arguments.cohort.coaches.push_back(std::move(coach));
  }
  return {};
}

bool write_all(const std::string& path, const Bytes& bytes) {
  std::FILE* file = path == "-" ? stdout : std::fopen(path.c_str(), "wb");
  if (file == nullptr) {
    return false;
  }
  const bool is_written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  const bool is_flushed = std::fflush(file) == 0;
  const bool is_closed = file == stdout || std::fclose(file) == 0;
  return is_written && is_flushed && is_closed;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Writes the CSV file of a synthetic cohort; nobody in it exists.", "brygga-cohort");
  Arguments arguments;
  declare(app, arguments);
  CLI11_PARSE(app, argc, argv);
  if (const Status status = complete(arguments); !status) {
    return fail(status.error().what);
  }
  const auto rows = make_cohort(arguments.cohort);
  if (!rows) {
    return fail(rows.error().what);
  }
  const char separator = arguments.separator == "tab" ? '\t' : arguments.separator.front();
  const auto bytes = encode_text(cohort_csv(*rows, separator), encoding_of(arguments.encoding));
  if (!bytes) {
    return fail("a coach or centre has a letter that Windows-1252 lacks; use --encoding utf8");
  }
  if (!write_all(arguments.output, *bytes)) {
    return fail("cannot write " +
                (arguments.output == "-" ? "to standard output" : arguments.output));
  }
  return 0;
}
