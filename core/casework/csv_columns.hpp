// The columns of a CSV file by the names that people give them. See csv_table.hpp.
//
// "Resultat från", "resultat-från" and "RESULTAT_FRÅN" name the same column. Values; pure
// functions.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "casework/csv_table.hpp"

namespace brygga::casework {

struct ColumnSpelling {
  int column = 0;         // the caller's own number
  std::string_view name;  // in small letters, with _ for blanks and dashes
};

class CsvColumns {
 public:
  // The first spelling of a column is the one that sentences use. Problems: import_missing_column,
  // import_double_column; warnings: import_unknown_column.
  CsvColumns(const CsvTable& table, std::span<const ColumnSpelling> spellings,
             std::span<const int> required, ProblemList& problems, ProblemList& warnings);

  // What the record says in the column; empty when the file does not have it.
  std::string value(const CsvRecord& record, int column) const;
  std::string_view shown_name(int column) const;

 private:
  std::span<const ColumnSpelling> spellings_;
  std::map<int, std::size_t> places_;
};

}  // namespace brygga::casework
