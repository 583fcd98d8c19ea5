// A table as text: aligned columns under their titles, cut to the terminal's width.
//
// Values; pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace brygga::cli {

struct Column {
  std::string title;
  bool is_number = false;       // aligned to the right
  std::size_t columns_min = 0;  // how narrow it may become in a narrow terminal; 0: as it is
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One text per column; a column without a title and without texts is left out. Control
  // characters are made harmless.
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  std::size_t size() const { return rows_.size(); }

  // Lines that end in a line break, the titles first. columns_max: the terminal's width; 0: as wide
  // as it takes. Titles are underlined by colour when is_coloured, else by a line of dashes.
  std::string text(std::size_t columns_max, bool is_coloured) const;

 private:
  std::vector<std::size_t> widths(std::size_t columns_max) const;
  std::string line(const std::vector<std::string>& cells,
                   const std::vector<std::size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace brygga::cli
