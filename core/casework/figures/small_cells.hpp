// Hiding small cells of a table, so that nobody can be found behind a number, nor found by taking
// the other numbers from their sum.
//
// A cell of fewer persons than the smallest that may be shown is hidden; then further cells, the
// smallest first, until whoever knows the sum and every cell that is shown cannot narrow a hidden
// cell down; when there are not cells enough for that, the sum is hidden too. What can be inferred
// is computed as an interval from what is known of each hidden cell, not assumed. Values; pure
// functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "casework/figures/share.hpp"
#include "casework/json.hpp"

namespace brygga::casework {

class Shape;

// What a reader may know of a cell that is hidden.
struct CellBounds {
  std::uint32_t least = 0;
  std::uint32_t most = UINT32_MAX;
};

struct Cell {
  std::uint32_t count = 0;
  CellBounds known;
  bool is_hidden = false;  // from the start, because it is small
};

struct HiddenCells {
  std::vector<bool> is_hidden;  // by cell
  bool is_sum_hidden = false;
};

// Which cells are shown. persons_min: the smallest that is shown; an interval for a hidden cell
// spans at least persons_min values, or all that the cell's bounds leave open. A cell of 0 is never
// hidden to protect another, since its emptiness may be known. Of equal cells the earlier is taken,
// so the cells come in an order that does not depend on that of the rows.
HiddenCells hide_cells(std::span<const Cell> cells, std::uint32_t persons_min);

// What a reader can infer of each hidden cell from the sum and the cells that are shown; of a shown
// cell, its count twice.
std::vector<CellBounds> inferred(std::span<const Cell> cells, const HiddenCells& hidden);

// Columns over the same cells, of which the first counts persons and each later one is a part of
// the one before it (finished, and of them succeeded). In a later column a cell is small also when
// what it leaves of the column before is, and it is hidden where that one is.
std::vector<HiddenCells> hide_nested(std::span<const std::vector<std::uint32_t>> columns,
                                     std::uint32_t persons_min);

// Fewer than may be shown, and not nobody.
inline bool is_small(std::uint64_t count, std::uint32_t persons_min) {
  return count > 0 && count < persons_min;
}

// A number that is shown, or hidden; shown without a value it says that there is no data yet.
template <class Value>
struct Shown {
  bool is_hidden = false;
  std::optional<Value> value = std::nullopt;  // nothing when hidden
};

// {"hidden": true or false, "value": number or null}
template <class Value>
Json shown_json(const Shown<Value>& shown) {
  return {{"hidden", shown.is_hidden}, {"value", shown.value ? Json(*shown.value) : Json()}};
}
inline Json shown_json(const Shown<Share>& shown) {
  return {{"hidden", shown.is_hidden}, {"value", share_json(shown.value)}};
}

Shape shown_number_shape();
Shape shown_share_shape();

template <class Value>
Shown<Value> shown_unless(bool is_hidden, std::optional<Value> value) {
  return is_hidden ? Shown<Value>{true, std::nullopt} : Shown<Value>{false, std::move(value)};
}

}  // namespace brygga::casework
