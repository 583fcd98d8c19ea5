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
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    const std::string name = plain_name(table.header[i]);
    const auto found = std::find_if(spellings.begin(), spellings.end(),
                                    [&](const ColumnSpelling& one) { return one.name == name; });
    if (found == spellings.end()) {
      warnings.add(
          {table.header_line, table.header[i], "import_unknown_column", "this column is not read"});
    } else if (!places_.emplace(found->column, i).second) {
      problems.add({table.header_line, table.header[i], "import_double_column",
                    "the file has this column twice"});
    }
  }
  for (const int column : required) {
    if (places_.count(column) != 0) continue;
    problems.add({table.header_line, std::string(shown_name(column)), "import_missing_column",
                  "the file must have this column"});
  }
}

std::string CsvColumns::value(const CsvRecord& record, int column) const {
  const auto place = places_.find(column);
  return place != places_.end() ? record.fields[place->second] : std::string();
}

std::string_view CsvColumns::shown_name(int column) const {
  const auto found = std::find_if(spellings_.begin(), spellings_.end(),
                                  [&](const ColumnSpelling& one) { return one.column == column; });
  return found != spellings_.end() ? found->name : std::string_view();
}

}  // namespace brygga::casework
