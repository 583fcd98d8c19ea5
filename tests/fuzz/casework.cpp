// What people hand to casework: files and JSON.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text_folding.hpp"
#include "casework/arguments.hpp"
#include "casework/call.hpp"
#include "casework/csv_table.hpp"
#include "casework/participant_import.hpp"
#include "casework/programme_definition.hpp"
#include "casework/programme_json.hpp"
#include "casework/text_encoding.hpp"
#include "fuzz/target.hpp"
#include "model/value.hpp"

namespace brygga::fuzz {
namespace {

using namespace brygga::casework;

Fault fault_in(const ProblemList& problems) {
  for (const Problem& problem : problems.listed()) {
    if (problem.code.empty() || problem.sentence.en.empty() || problem.sentence.sv.empty())
      return "A problem says nothing.";
    if (!is_utf8(to_string(problem))) return "A problem is told in no UTF-8.";
  }
  return "";
}

bool are_utf8(const std::vector<std::string>& texts) {
  return std::all_of(texts.begin(), texts.end(),
                     [](const std::string& text) { return is_utf8(text); });
}

// As a spreadsheet saves it again, with the separator named.
Bytes csv_of(const CsvTable& table) {
  std::string text = std::string("sep=") + table.separator + "\r\n";
  text += format_csv_line(table.header, table.separator);
  for (const CsvRecord& record : table.records) {
    text += format_csv_line(record.fields, table.separator);
  }
  const ByteView bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

Fault import_fault(const CsvTable& table) {
  ImportContext context;
  context.today = parse_date("2026-05-04").value();
  context.centres = {{"hisingen", {"Hisingen"}}, {"oster", {"Öster"}}};
  context.coaches = {{"alice", {"Alice Andersson", "alice"}}, {"bob", {"Bob Öberg"}}};
  context.outcomes = known_outcomes({{"job", {"Arbete", "Job"}, CountsAs::work}});
  const ParticipantImport import = import_participants(table, context);
  if (!import.problems.empty() && !import.rows.empty()) return "A part of a file was taken.";
  Fault fault = fault_in(import.problems);
  return fault.empty() ? fault_in(import.warnings) : fault;
}

void use(const Arguments& arguments, const ArgumentDef& def) {
  (void)arguments.is_cleared(def.name);
  switch (def.type) {
    case ArgumentType::line:
    case ArgumentType::prose:
    case ArgumentType::version:
    case ArgumentType::choice:
      (void)arguments.text(def.name);
      break;
    case ArgumentType::base64:
      (void)arguments.bytes(def.name);
      break;
    case ArgumentType::ids:
      (void)arguments.uuids(def.name);
      break;
    case ArgumentType::lines:
      (void)arguments.texts(def.name);
      break;
    case ArgumentType::integer:
      (void)arguments.number(def.name);
      break;
    case ArgumentType::flag:
      (void)arguments.is_set(def.name);
      break;
    case ArgumentType::id:
      (void)arguments.uuid(def.name);
      break;
    case ArgumentType::date:
      (void)arguments.day(def.name);
      break;
    case ArgumentType::instant:
      (void)arguments.time_ms(def.name);
      break;
  }
}

bool are_alike(const ProgrammeDefinition& left, const ProgrammeDefinition& right) {
  return programme_json(left).text() == programme_json(right).text();
}

}  // namespace

Fault run_programme(ByteView input) {
  const ProgrammeReading reading = read_programme(as_text(input));
  if (reading.definition.has_value() != reading.problems.empty()) {
    return "There must be a definition exactly when there is no problem.";
  }
  if (!reading.definition) return fault_in(reading.problems);
  const ProgrammeReading again = read_programme(reading.definition->source_text);
  const auto stored = read_stored_programme(reading.definition->settings_text);
  const bool is_same = again.definition && stored &&
                       are_alike(*again.definition, *reading.definition) &&
                       are_alike(*stored, *reading.definition);
  return is_same ? "" : "What was kept of the file reads otherwise.";
}

Fault run_csv(ByteView input) {
  const CsvTable table = parse_csv(input);
  if (!are_utf8(table.header)) return "The header is no UTF-8.";
  for (const CsvRecord& record : table.records) {
    if (record.fields.size() != table.header.size()) return "A record has another width.";
    if (!are_utf8(record.fields)) return "A field is no UTF-8.";
  }
  if (Fault fault = fault_in(table.problems); !fault.empty()) return fault;
  if (Fault fault = import_fault(table); !fault.empty()) return fault;
  if (table.header.empty()) return "";
  const CsvTable again = parse_csv(csv_of(table));
  const bool is_same = again.problems.empty() && again.header == table.header &&
                       std::equal(again.records.begin(), again.records.end(), table.records.begin(),
                                  table.records.end(), [](const CsvRecord& a, const CsvRecord& b) {
                                    return a.fields == b.fields;
                                  });
  return is_same ? "" : "What was written again reads otherwise.";
}

Fault run_arguments(ByteView input) {
  if (input.empty()) return "";
  const auto& all = definitions();
  const Definition& definition = all[input[0] % all.size()];
  const ArgumentsReading reading = read_arguments(as_text(input.subspan(1)), definition.arguments);
  if (reading.fault) {
    const Error& error = reading.fault->error;
    if (error.what.empty() || error.reason.empty()) return "A fault says nothing.";
    const auto members =
        error_members(error, reading.fault->field, reading.fault->sentence_sv, std::nullopt);
    return is_utf8(members.text()) ? "" : "A fault is told in no UTF-8.";
  }
  for (const ArgumentDef& def : definition.arguments) {
    if (def.is_required && !reading.arguments.has(def.name) &&
        !reading.arguments.is_cleared(def.name)) {
      return "A required field is missing.";
    }
    if (reading.arguments.has(def.name)) use(reading.arguments, def);
  }
  return "";
}

Fault run_text_encoding(ByteView input) {
  const DecodedText decoded = decode_text(input);
  if (decoded.problem) return decoded.utf8.empty() ? "" : "A text was taken in spite of a problem.";
  if (!is_utf8(decoded.utf8) || find_invalid_utf8(decoded.utf8)) return "It is no UTF-8.";
  const std::string lower = to_lower(decoded.utf8);
  if (!is_utf8(lower) || to_lower(lower) != lower) return "Lower case is none.";
  if (trimmed(trimmed(lower)) != trimmed(lower)) return "What is trimmed has blanks at its ends.";
  const auto bytes = encode_text(decoded.utf8, decoded.encoding);
  const bool is_same =
      bytes && std::equal(bytes->begin(), bytes->end(), input.begin(), input.end());
  return is_same ? "" : "It encodes to other bytes.";
}

}  // namespace brygga::fuzz
