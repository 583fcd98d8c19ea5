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
  // Problems: import_missing_column, import_repeated_column; warnings: import_unknown_column. Of a
  // table without a header there is nothing to say.
  CsvColumns(const CsvTable& table, std::span<const ColumnSpelling> spellings,
             std::span<const int> required, ProblemList& problems, ProblemList& warnings);

  bool has(int column) const { return places_.count(column) != 0; }
  // What the record says in the column; empty when the file does not have it. Lives as long as the
  // record.
  const std::string& value(const CsvRecord& record, int column) const;
  // As the file's header has it; the column's first spelling when the file does not have it.
  std::string shown_name(int column) const;

 private:
  struct Place {
    std::size_t field = 0;
    std::string title;
  };
  std::span<const ColumnSpelling> spellings_;
  std::map<int, Place> places_;
};

}  // namespace brygga::casework
