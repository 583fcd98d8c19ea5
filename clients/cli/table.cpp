#include "table.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "text_width.hpp"

namespace brygga::cli {
namespace {

constexpr std::size_t gap_columns = 2;

}  // namespace

void Table::add(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = one_line(cell);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::widths(std::size_t columns_max) const {
  std::vector<std::size_t> widths;
  for (std::size_t at = 0; at < columns_.size(); ++at) {
    std::size_t widest = columns_of(columns_[at].title);
    for (const auto& row : rows_) widest = std::max(widest, columns_of(row[at]));
    widths.push_back(widest);
  }
  if (columns_max == 0 || widths.empty()) return widths;
  const auto total = [&] {
    return std::accumulate(widths.begin(), widths.end(), gap_columns * (widths.size() - 1));
  };
  // The widest column that may gives way first, so that several end about equally wide.
  while (total() > columns_max) {
    std::size_t* widest = nullptr;
    for (std::size_t at = 0; at < columns_.size(); ++at) {
      const bool can_shrink = columns_[at].columns_min > 0 && widths[at] > columns_[at].columns_min;
      if (can_shrink && (widest == nullptr || widths[at] > *widest)) widest = &widths[at];
    }
    if (widest == nullptr) break;
    --*widest;
  }
  return widths;
}

std::string Table::line(const std::vector<std::string>& cells,
                        const std::vector<std::size_t>& widths) const {
  std::string text;
  for (std::size_t at = 0; at < columns_.size(); ++at) {
    if (widths[at] == 0) continue;
    if (!text.empty()) text.append(gap_columns, ' ');
    text += pad(fit(cells[at], widths[at]), widths[at], columns_[at].is_number);
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::string Table::text(std::size_t columns_max, bool is_coloured) const {
  const std::vector<std::size_t> width = widths(columns_max);
  std::vector<std::string> titles;
  std::vector<std::string> dashes;
  for (std::size_t at = 0; at < columns_.size(); ++at) {
    titles.push_back(columns_[at].title);
    dashes.emplace_back(width[at], '-');
  }
  std::string text;
  if (is_coloured) {
    text = "\x1b[1m" + line(titles, width) + "\x1b[0m\n";
  } else {
    text = line(titles, width) + "\n" + line(dashes, width) + "\n";
  }
  for (const auto& row : rows_) text += line(row, width) + "\n";
  return text;
}

}  // namespace brygga::cli
