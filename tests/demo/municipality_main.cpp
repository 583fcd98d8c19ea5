// brygga_municipality: writes a synthetic municipality for the demo, benchmarks and trials.
//
// Nobody in it exists; see core/casework/synthetic/municipality.hpp. It is written whole, as JSON
// lines: a row is {"entity", "id", "scope", "fields"}, with the scope as its letter and id, a set's
// elements as a list, dates as days and times as milliseconds since 1970. Or its participants are
// written as a CSV file to be imported. The same options write the same bytes on every machine.
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
#include "casework/synthetic/old_system.hpp"
#include "casework/text_encoding.hpp"

namespace {

using namespace brygga;
using namespace brygga::casework;

struct Arguments {
  MunicipalityOptions municipality;
  std::string today;
  std::vector<std::string> programmes;
  std::string output = "-";
  bool only_counts = false;
  bool as_csv = false;
  std::vector<std::string> coaches;
  std::string encoding = "utf8";
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
  CLI::Option* csv = app.add_flag("--csv", arguments.as_csv,
                                  "The participants alone, as a CSV file of an older system");
  app.add_option("--coach", arguments.coaches,
                 "Who has the cases of a unit in it, as \"Alice Andersson@Hisingen\"; may be "
                 "repeated. Without it: the municipality's own, by user name")
      ->needs(csv);
  app.add_option("--encoding", arguments.encoding, "How its letters are written")
      ->check(CLI::IsMember({"utf8", "utf8-bom", "windows-1252"}))
      ->needs(csv)
      ->capture_default_str();
}

TextEncoding encoding_of(const std::string& name) {
  if (name == "windows-1252") return TextEncoding::windows_1252;
  return name == "utf8-bom" ? TextEncoding::utf8_bom : TextEncoding::utf8;
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

// The file or standard output; closed when it goes.
class Output {
 public:
  explicit Output(const std::string& path)
      : is_standard_(path == "-"), file_(is_standard_ ? stdout : std::fopen(path.c_str(), "wb")) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() { close(); }

  std::FILE* file() const { return file_; }
  // False when not all of it could be written.
  bool close() {
    if (file_ == nullptr) return false;
    const bool is_flushed = std::fflush(file_) == 0;
    const bool is_closed = is_standard_ || std::fclose(file_) == 0;
    file_ = nullptr;
    return is_flushed && is_closed;
  }

 private:
  bool is_standard_;
  std::FILE* file_;
};

int write_rows(const Arguments& arguments, Output* output) {
  const auto began = std::chrono::steady_clock::now();
  Lines lines(output == nullptr ? nullptr : output->file());
  const Status made = make_municipality(
      arguments.municipality, [&](const std::vector<Edit>& edits) { lines.write(edits); });
  const bool is_closed = output == nullptr || output->close();
  if (!made) return fail(made.error().what);
  if (!lines.is_ok() || !is_closed) return fail("cannot write all of it");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::fprintf(stderr, "%zu rows of %u participants in %.1f s\n", lines.rows(),
               arguments.municipality.participants, took.count());
  return 0;
}

int write_csv(const Arguments& arguments, Output& output) {
  std::vector<UnitCoach> coaches;
  for (const std::string& text : arguments.coaches) {
    auto coach = parse_unit_coach(text);
    if (!coach) return fail(coach.error().what);
    coaches.push_back(*std::move(coach));
  }
  const auto rows = old_system_rows(arguments.municipality, coaches);
  if (!rows) return fail(rows.error().what);
  const auto bytes = encode_text(old_system_csv(*rows, ';'), encoding_of(arguments.encoding));
  if (!bytes) return fail("a name has a letter that Windows-1252 lacks; use --encoding utf8");
  const std::size_t written = std::fwrite(bytes->data(), 1, bytes->size(), output.file());
  if (!output.close() || written != bytes->size()) return fail("cannot write all of it");
  return 0;
}

int run(const Arguments& arguments) {
  if (arguments.only_counts && !arguments.as_csv) return write_rows(arguments, nullptr);
  Output output(arguments.output);
  if (output.file() == nullptr) return fail("cannot write " + arguments.output);
  return arguments.as_csv ? write_csv(arguments, output) : write_rows(arguments, &output);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Writes a synthetic municipality; nobody in it exists.", "brygga_municipality");
  Arguments arguments;
  declare(app, arguments);
  CLI11_PARSE(app, argc, argv);
  if (const Status status = complete(arguments); !status) return fail(status.error().what);
  return run(arguments);
}
