#include "casework/figures/small_cells.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

#include "casework/shape.hpp"

namespace brygga::casework {

namespace {

// What the hidden cells are known to have together.
struct HiddenSums {
  std::uint64_t count = 0;
  std::uint64_t least = 0;
  std::uint64_t most = 0;
};

HiddenSums sums_of(std::span<const Cell> cells, const std::vector<bool>& is_hidden) {
  HiddenSums sums;
  for (std::size_t at = 0; at < cells.size(); ++at) {
    if (!is_hidden[at]) continue;
    sums.count += cells[at].count;
    sums.least += cells[at].known.least;
    sums.most += cells[at].known.most;
  }
  return sums;
}

// From the sum of the hidden cells, less the least or most that the others can be.
CellBounds bounds_of(const Cell& cell, const HiddenSums& sums) {
  const std::uint64_t others_least = sums.least - cell.known.least;
  const std::uint64_t others_most = sums.most - cell.known.most;
  const std::uint64_t most = sums.count - std::min(sums.count, others_least);
  const std::uint64_t least = sums.count - std::min(sums.count, others_most);
  return {static_cast<std::uint32_t>(std::max<std::uint64_t>(least, cell.known.least)),
          static_cast<std::uint32_t>(std::min<std::uint64_t>(most, cell.known.most))};
}

bool is_protected(const CellBounds& inferred, const CellBounds& known, std::uint32_t persons_min) {
  const std::uint32_t wanted = std::min(persons_min - 1, known.most - known.least);
  return inferred.most >= inferred.least && inferred.most - inferred.least >= wanted;
}

bool are_protected(std::span<const Cell> cells, const std::vector<bool>& is_hidden,
                   std::uint32_t persons_min) {
  const HiddenSums sums = sums_of(cells, is_hidden);
  for (std::size_t at = 0; at < cells.size(); ++at) {
    if (is_hidden[at] && !is_protected(bounds_of(cells[at], sums), cells[at].known, persons_min)) {
      return false;
    }
  }
  return true;
}

std::optional<std::size_t> smallest_shown(std::span<const Cell> cells,
                                          const std::vector<bool>& is_hidden) {
  std::optional<std::size_t> smallest;
  for (std::size_t at = 0; at < cells.size(); ++at) {
    if (is_hidden[at] || cells[at].count == 0) continue;
    if (!smallest || cells[at].count < cells[*smallest].count) smallest = at;
  }
  return smallest;
}

std::vector<Cell> cells_of(const std::vector<std::uint32_t>& counts,
                           const std::vector<std::uint32_t>* whole, const HiddenCells* whole_hidden,
                           const std::vector<CellBounds>& whole_bounds, std::uint32_t persons_min) {
  std::vector<Cell> cells;
  cells.reserve(counts.size());
  for (std::size_t at = 0; at < counts.size(); ++at) {
    const bool has_hidden_whole = whole != nullptr && whole_hidden->is_hidden[at];
    // Who knows the rule knows that a cell which is hidden by itself is not empty.
    Cell cell{counts[at], {has_hidden_whole ? 0U : 1U, UINT32_MAX}, has_hidden_whole};
    cell.is_hidden |= is_small(counts[at], persons_min);
    if (whole != nullptr) {
      cell.is_hidden |= is_small((*whole)[at] - counts[at], persons_min);
      cell.known.most = whole_bounds[at].most;
    }
    cells.push_back(cell);
  }
  return cells;
}

std::uint64_t sum_of(std::span<const std::uint32_t> counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

HiddenCells hide_column(std::span<const Cell> cells, const std::vector<std::uint32_t>* whole,
                        const HiddenCells* whole_hidden, std::uint32_t persons_min) {
  std::uint64_t sum = 0;
  for (const Cell& cell : cells) sum += cell.count;
  const bool is_sum_small = is_small(sum, persons_min) ||
                            (whole != nullptr && (whole_hidden->is_sum_hidden ||
                                                  is_small(sum_of(*whole) - sum, persons_min)));
  if (!is_sum_small) return hide_cells(cells, persons_min);
  HiddenCells hidden{{}, true};
  hidden.is_hidden.reserve(cells.size());
  for (const Cell& cell : cells) hidden.is_hidden.push_back(cell.is_hidden);
  return hidden;
}

}  // namespace

HiddenCells hide_cells(std::span<const Cell> cells, std::uint32_t persons_min) {
  HiddenCells hidden;
  hidden.is_hidden.reserve(cells.size());
  for (const Cell& cell : cells) hidden.is_hidden.push_back(cell.is_hidden);
  while (!are_protected(cells, hidden.is_hidden, std::max(persons_min, 1U))) {
    const auto next = smallest_shown(cells, hidden.is_hidden);
    if (!next) {
      hidden.is_sum_hidden = true;
      break;
    }
    hidden.is_hidden[*next] = true;
  }
  return hidden;
}

std::vector<CellBounds> inferred(std::span<const Cell> cells, const HiddenCells& hidden) {
  const HiddenSums sums = sums_of(cells, hidden.is_hidden);
  std::vector<CellBounds> bounds;
  bounds.reserve(cells.size());
  for (std::size_t at = 0; at < cells.size(); ++at) {
    if (!hidden.is_hidden[at]) {
      bounds.push_back({cells[at].count, cells[at].count});
    } else if (hidden.is_sum_hidden) {
      bounds.push_back(cells[at].known);
    } else {
      bounds.push_back(bounds_of(cells[at], sums));
    }
  }
  return bounds;
}

std::vector<HiddenCells> hide_nested(std::span<const std::vector<std::uint32_t>> columns,
                                     std::uint32_t persons_min) {
  std::vector<HiddenCells> hidden;
  hidden.reserve(columns.size());
  std::vector<CellBounds> whole_bounds;
  for (std::size_t column = 0; column < columns.size(); ++column) {
    const std::vector<std::uint32_t>* whole = column > 0 ? &columns[column - 1] : nullptr;
    const HiddenCells* whole_hidden = column > 0 ? &hidden.back() : nullptr;
    const auto cells = cells_of(columns[column], whole, whole_hidden, whole_bounds, persons_min);
    hidden.push_back(hide_column(cells, whole, whole_hidden, persons_min));
    whole_bounds = inferred(cells, hidden.back());
  }
  return hidden;
}

Shape shown_number_shape() {
  using namespace shape;
  return named("shown_number", {{"hidden", flag()}, {"value", or_null(integer())}});
}

Shape shown_share_shape() {
  using namespace shape;
  return named("shown_share", {{"hidden", flag()}, {"value", or_null(share_shape())}});
}

}  // namespace brygga::casework
