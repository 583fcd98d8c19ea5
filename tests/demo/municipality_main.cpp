// brygga_municipality: writes a synthetic municipality as JSON lines, one row each, for the demo,
// benchmarks and trials.
//
// Nobody in it exists; see core/casework/synthetic/municipality.hpp. A line is {"entity", "id",
// "scope", "fields"}: the scope as its letter and id, a set's elements as a list, dates as days and
// times as milliseconds since 1970. The same options write the same bytes on every machine.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "casework/casework.hpp"
#include "casework/json.hpp"
#include "casework/synthetic/municipality.hpp"

namespace {

using namespace brygga;
using namespace brygga::casework;

struct Arguments {
  MunicipalityOptions municipality;
  std::string today;
  std::vector<std::string> programmes;
  std::string output = "-";
  bool only_counts = false;
};

int fail(const std::string& what) {
  std::fprintf(stderr, "brygga_municipality: %s\n", what.c_str());
  return 1;
}

void declare(CLI::App& app, Arguments& arguments) {
  MunicipalityOptions& options = arguments.municipality;
  app.add_option("--participants", options.participants, "How many")->capture_default_str();
  app.add_option("--years", options.years, "Enrolments began since so many years ago")
      ->capture_default_str();
  app.add_option("--seed", options.seed, "Another seed, other people")->capture_default_str();
  app.add_option("--today", arguments.today, "The last day of it, YYYY-MM-DD")->required();
  app.add_option("--programme", arguments.programmes, "A programme definition; may be repeated")
      ->required();
  app.add_option("--finished", options.finished, "Participants who have finished, exactly");
  app.add_option("--succeeded", options.succeeded, "Of them, to work or studies, exactly");
  app.add_option("--empty-unit", options.empty_units, "Key of a unit without cases");
  app.add_option("--coaches-per-unit", options.coaches_per_unit, "0: as many as the cases need")
      ->capture_default_str();
  app.add_option("--protected-per-mille", options.protected_per_mille, "With protected identity")
      ->capture_default_str();
  app.add_option("--output", arguments.output, "The file to write; - is standard output")
      ->capture_default_str();
  app.add_flag("--only-counts", arguments.only_counts, "Makes all rows, and writes none");
}

Result<ProgrammeDefinition> load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  ProgrammeReading reading = read_programme(text);
  if (!file || !reading.definition) {
    return Error{ErrorCode::invalid, "cannot read the programme definition " + path, false, ""};
  }
  return *std::move(reading.definition);
}

Status complete(Arguments& arguments) {
  BRYGGA_ASSIGN(arguments.municipality.today, parse_date(arguments.today));
  for (const std::string& path : arguments.programmes) {
    BRYGGA_ASSIGN(ProgrammeDefinition definition, load(path));
    arguments.municipality.programmes.push_back(std::move(definition));
  }
  return {};
}

Json json_of(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return Json(*flag);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return Json(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return Json(*text);
  if (const auto* id = std::get_if<Uuid>(&value)) return Json(to_string(*id));
  return {};
}

std::string line_of(const Edit& edit) {
  const EntityDef& entity = *schema().entity(edit.entity);
  Json fields = Json::object();
  for (const FieldWrite& write : edit.writes) {
    Json& field = fields[entity.field(write.field)->name];
    if (write.kind == WriteKind::add) {
      field.push_back(json_of(write.value));
    } else {
      field = json_of(write.value);
    }
  }
  std::string line =
      Json{{"entity", entity.name},
           {"id", to_string(edit.row.uuid)},
           {"scope", std::string(1, edit.scope.kind) + ":" + to_string(edit.scope.id)},
           {"fields", std::move(fields)}}
          .text();
  return line.append("\n");
}

// Counts the rows, and writes them unless there is no file.
class Lines {
 public:
  explicit Lines(std::FILE* file) : file_(file) {}
  void write(const std::vector<Edit>& edits) {
    rows_ += edits.size();
    if (file_ == nullptr) return;
    for (const Edit& edit : edits) {
      const std::string line = line_of(edit);
      is_ok_ = std::fwrite(line.data(), 1, line.size(), file_) == line.size() && is_ok_;
    }
  }
  std::size_t rows() const { return rows_; }
  bool is_ok() const { return is_ok_; }

 private:
  std::FILE* file_;
  std::size_t rows_ = 0;
  bool is_ok_ = true;
};

int run(const Arguments& arguments) {
  const bool is_standard = arguments.output == "-";
  std::FILE* file = nullptr;
  if (!arguments.only_counts) {
    file = is_standard ? stdout : std::fopen(arguments.output.c_str(), "wb");
    if (file == nullptr) return fail("cannot write " + arguments.output);
  }
  const auto began = std::chrono::steady_clock::now();
  Lines lines(file);
  const Status made = make_municipality(
      arguments.municipality, [&](const std::vector<Edit>& edits) { lines.write(edits); });
  const bool is_flushed = file == nullptr || std::fflush(file) == 0;
  const bool is_closed = file == nullptr || is_standard || std::fclose(file) == 0;
  if (!made) return fail(made.error().what);
  if (!lines.is_ok() || !is_flushed || !is_closed) return fail("cannot write all of it");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::fprintf(stderr, "%zu rows of %u participants in %.1f s\n", lines.rows(),
               arguments.municipality.participants, took.count());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Writes a synthetic municipality as JSON lines; nobody in it exists.",
               "brygga_municipality");
  Arguments arguments;
  declare(app, arguments);
  CLI11_PARSE(app, argc, argv);
  if (const Status status = complete(arguments); !status) return fail(status.error().what);
  return run(arguments);
}
