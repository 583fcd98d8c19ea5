#include "casework/figures/county_view.hpp"

#include <array>
#include <tuple>
#include <utility>

#include "base/order.hpp"
#include "casework/figures/row_numbers.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

namespace {

constexpr std::size_t columns_count = 3;  // persons, finished, succeeded

struct CountyCounts {
  std::array<std::vector<std::uint32_t>, columns_count> columns;
  std::uint32_t protected_persons = 0;
  std::uint32_t left_out = 0;
};

// Each person once per place; of several rows, protection and what came further win.
std::vector<CountyPerson> merged(std::span<const CountyPerson> persons) {
  std::vector<CountyPerson> rows(persons.begin(), persons.end());
  put_in_order(rows, [](const CountyPerson& a, const CountyPerson& b) {
    return std::tie(a.participant, a.place) < std::tie(b.participant, b.place);
  });
  std::size_t kept = 0;
  for (std::size_t at = 1; at < rows.size(); ++at) {
    CountyPerson& last = rows[kept];
    if (rows[at].participant != last.participant || rows[at].place != last.place) {
      rows[++kept] = rows[at];
      continue;
    }
    last.is_protected |= rows[at].is_protected;
    last.has_finished |= rows[at].has_finished;
    last.has_succeeded |= rows[at].has_succeeded;
  }
  if (!rows.empty()) rows.resize(kept + 1);
  return rows;
}

// Protection at one place protects everywhere.
RowNumbers protected_among(const std::vector<CountyPerson>& rows) {
  RowNumbers numbers;
  for (const CountyPerson& row : rows) {
    if (row.is_protected) numbers.number_of(row.participant);
  }
  return numbers;
}

CountyCounts counts_of(std::span<const CountyPerson> persons, std::size_t places) {
  CountyCounts counts;
  for (auto& column : counts.columns) column.assign(places, 0);
  const std::vector<CountyPerson> rows = merged(persons);
  const RowNumbers is_protected = protected_among(rows);
  counts.protected_persons = is_protected.size();
  for (const CountyPerson& row : rows) {
    if (is_protected.find(row.participant)) continue;
    if (row.place >= places) {
      ++counts.left_out;
      continue;
    }
    counts.columns[0][row.place] += 1;
    counts.columns[1][row.place] += row.has_finished ? 1U : 0U;
    counts.columns[2][row.place] += row.has_finished && row.has_succeeded ? 1U : 0U;
  }
  return counts;
}

PlaceCounts place_counts(std::string name, const std::array<std::uint32_t, columns_count>& counts,
                         const std::array<bool, columns_count>& is_hidden) {
  const auto of_finished = make_share(counts[2], counts[1]);
  // Without anybody who has finished there is no data yet, for neither share.
  const auto of_all = of_finished ? make_share(counts[2], counts[0]) : std::nullopt;
  return {std::move(name),
          shown_unless(is_hidden[0], std::optional(counts[0])),
          shown_unless(is_hidden[1], std::optional(counts[1])),
          shown_unless(is_hidden[2], std::optional(counts[2])),
          shown_unless(is_hidden[2], of_finished),
          shown_unless(is_hidden[2], of_all)};
}

PlaceCounts sum_counts(const CountyCounts& counts, const std::vector<HiddenCells>& hidden) {
  std::array<std::uint32_t, columns_count> sums{};
  std::array<bool, columns_count> is_hidden{};
  for (std::size_t column = 0; column < columns_count; ++column) {
    for (const std::uint32_t count : counts.columns[column]) sums[column] += count;
    is_hidden[column] = hidden[column].is_sum_hidden;
  }
  return place_counts("", sums, is_hidden);
}

Json place_json(const PlaceCounts& counts) {
  return {{"name", counts.name},
          {"persons", shown_json(counts.persons)},
          {"finished", shown_json(counts.finished)},
          {"succeeded", shown_json(counts.succeeded)},
          {"share_of_finished", shown_json(counts.share_of_finished)},
          {"share_of_all", shown_json(counts.share_of_all)}};
}

}  // namespace

CountyView county_view(std::span<const CountyPlace> places, std::span<const CountyPerson> persons,
                       std::uint32_t persons_min) {
  const CountyCounts counts = counts_of(persons, places.size());
  const std::vector<HiddenCells> hidden = hide_nested(counts.columns, persons_min);
  CountyView view;
  view.places.reserve(places.size());
  std::uint32_t taking_part = 0;
  for (std::size_t place = 0; place < places.size(); ++place) {
    taking_part += places[place].takes_part ? 1U : 0U;
    const auto& columns = counts.columns;
    view.places.push_back(place_counts(
        places[place].name, {columns[0][place], columns[1][place], columns[2][place]},
        {hidden[0].is_hidden[place], hidden[1].is_hidden[place], hidden[2].is_hidden[place]}));
  }
  view.taking_part = make_share(taking_part, static_cast<std::uint32_t>(places.size()));
  view.all = sum_counts(counts, hidden);
  view.protected_persons = shown_unless(is_small(counts.protected_persons, persons_min),
                                        std::optional(counts.protected_persons));
  view.rows_left_out = counts.left_out;
  view.persons_min = persons_min;
  return view;
}

Json county_json(const CountyView& view) {
  Json places = Json::array();
  for (const PlaceCounts& entry : view.places) places.push_back(place_json(entry));
  return {{"taking_part", share_json(view.taking_part)},
          {"places", std::move(places)},
          {"all", place_json(view.all)},
          {"protected_persons", shown_json(view.protected_persons)},
          {"rows_left_out", view.rows_left_out},
          {"persons_min", view.persons_min},
          {"rule",
           {{"sv",
             "Antal personer per plats, var och en en gång per plats, utan skyddade "
             "personuppgifter; små tal och tal som röjer dem visas inte."},
            {"en",
             "Persons per place, each once per place, without protected identities; small numbers "
             "and numbers that give them away are not shown."}}}};
}

Shape county_shape() {
  using namespace shape;
  const Shape place = named("county_place", {{"name", text()},
                                             {"persons", shown_number_shape()},
                                             {"finished", shown_number_shape()},
                                             {"succeeded", shown_number_shape()},
                                             {"share_of_finished", shown_share_shape()},
                                             {"share_of_all", shown_share_shape()}});
  return {{"taking_part", or_null(share_shape())},
          {"places", list(place)},
          {"all", place},
          {"protected_persons", shown_number_shape()},
          {"rows_left_out", integer()},
          {"persons_min", integer()},
          {"rule", local_name()}};
}

}  // namespace brygga::casework
