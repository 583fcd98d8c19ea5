// What a county sees: counts per unit or municipality, and nothing that belongs to a person.
//
// The types of the answer hold no ids, so that none can slip out. Small cells are hidden, and so
// are those that could be computed from the rest (small_cells.hpp); persons with a protected
// identity are not counted. Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "casework/figures/judgement.hpp"
#include "casework/figures/small_cells.hpp"

namespace brygga::casework {

class Shape;

struct CountyPlace {
  std::string name;
  bool takes_part = false;
};

struct CountyPerson {
  RowId participant;
  std::uint32_t place = 0;  // which of the places
  bool is_protected = false;
  bool has_finished = false;
  bool has_succeeded = false;  // counts for those who have finished
};

struct PlaceCounts {
  std::string name;
  Shown<std::uint32_t> persons;
  Shown<std::uint32_t> finished;
  Shown<std::uint32_t> succeeded;
  Shown<Share> share_of_finished;  // these two are shown together or not at all
  Shown<Share> share_of_all;
};

struct CountyView {
  std::optional<Share> taking_part;  // of the places: 40 of 49 is 81.6 %
  std::vector<PlaceCounts> places;   // in the order given
  PlaceCounts all;                   // the places added up: a person at two places is two here
  Shown<std::uint32_t> protected_persons;
  std::uint32_t rows_left_out = 0;  // at no listed place
  std::uint32_t persons_min = 5;
};

CountyView county_view(std::span<const CountyPlace> places, std::span<const CountyPerson> persons,
                       std::uint32_t persons_min = 5);

// {"taking_part": share, "places": [{"name", "persons": {"hidden", "value"}, "finished",
// "succeeded", "share_of_finished", "share_of_all"}], "all", "protected_persons", "rows_left_out",
// "persons_min", "rule": {"sv", "en"}}
Json county_json(const CountyView& view);
Shape county_shape();

}  // namespace brygga::casework
