#include "casework/csv_columns.hpp"

#include <algorithm>

#include "base/text_folding.hpp"

namespace brygga::casework {

namespace {

std::string plain_name(std::string_view header) {
  std::string name = to_lower(header);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == ' ' || c == '-'; }, '_');
  return name;
}

}  // namespace

CsvColumns::CsvColumns(const CsvTable& table, std::span<const ColumnSpelling> spellings,
                       std::span<const int> required, ProblemList& problems, ProblemList& warnings)
    : spellings_(spellings) {
  if (table.header.empty()) return;
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    const std::string name = plain_name(table.header[i]);
    const auto found = std::find_if(spellings.begin(), spellings.end(),
                                    [&](const ColumnSpelling& one) { return one.name == name; });
    if (found == spellings.end()) {
      warnings.add({table.header_line,
                    table.header[i],
                    "import_unknown_column",
                    {"this column is not known and is left out",
                     "Kolumnen är okänd och läses inte in; rätta namnet om den ska med."}});
    } else if (!places_.emplace(found->column, Place{i, table.header[i]}).second) {
      problems.add({table.header_line,
                    table.header[i],
                    "import_repeated_column",
                    {"the same column stands there twice",
                     "Samma kolumn står där två gånger; ta bort den ena."}});
    }
  }
  for (const int column : required) {
    if (has(column)) continue;
    problems.add({table.header_line,
                  shown_name(column),
                  "import_missing_column",
                  {"this column is missing",
                   "Kolumnen saknas; lägg till den med det här namnet i rubrikraden."}});
  }
}

const std::string& CsvColumns::value(const CsvRecord& record, int column) const {
  static const std::string nothing;
  const auto place = places_.find(column);
  return place != places_.end() ? record.fields[place->second.field] : nothing;
}

std::string CsvColumns::shown_name(int column) const {
  if (const auto place = places_.find(column); place != places_.end()) return place->second.title;
  const auto found = std::find_if(spellings_.begin(), spellings_.end(),
                                  [&](const ColumnSpelling& one) { return one.column == column; });
  return found != spellings_.end() ? std::string(found->name) : std::string();
}

}  // namespace brygga::casework
