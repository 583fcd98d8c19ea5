// The scale against which fidelity to a method is scored: its items, their anchors, and what a
// total is called.
//
// Anchors are data with a version, since scales are revised and municipalities agree on their own
// reading; a score is told together with the version that gave it. Values; pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "casework/named_key.hpp"

namespace brygga::casework {

// What an item is scored from. All but not_computed come from daily entries.
enum class FidelityMeasure : std::uint8_t {
  not_computed,              // no entry says it: a reviewer's score, or none
  participants_per_coach,    // running cases by coaches with cases, on the day
  days_to_employer_contact,  // from start to first face-to-face contact with an employer, median
  weekly_employer_contacts,  // face-to-face contacts with employers per coach and week
  community_time_percent,    // of the coaches' recorded minutes
};

// "participants_per_coach" and so on.
const char* name_of(FidelityMeasure measure);

// A measure gets the score when it lies within the bound; the best such score counts, else 1.
struct FidelityAnchor {
  int score = 1;  // 2 to 5
  std::int64_t bound = 0;
};

struct FidelityItem {
  std::string key;
  LocalName name;
  FidelityMeasure measure = FidelityMeasure::not_computed;
  bool is_less_better = false;  // the bound is the most that gives the score, else the least
  std::vector<FidelityAnchor> anchors = {};
};

struct FidelityBand {
  std::string key;
  LocalName name;
  int total_min = 0;
};

struct FidelityScale {
  std::string key;
  std::string version;
  LocalName name;
  std::vector<FidelityItem> items;
  std::vector<FidelityBand> bands;  // from the lowest total on; below the first there is no band

  int total_max() const { return static_cast<int>(items.size()) * 5; }
};

// The 25 items of the IPS scale of 2008 with the anchors of docs/FIGURES.md, where those that are
// not confirmed are marked.
FidelityScale default_ips_scale();

// The score of a measure, told as a fraction so that 20.5 a coach is more than 20. An item without
// anchors, or a fraction of nothing, has none: 0.
int score_of(const FidelityItem& item, std::int64_t dividend, std::int64_t divisor);

// The band of a total; null below the first.
const FidelityBand* band_of(const FidelityScale& scale, int total);

}  // namespace brygga::casework
