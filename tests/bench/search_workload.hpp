// A tablet that holds as much as any ever will: 50,000 participants with a number and three notes
// each, in names and words that are spread as those of people are.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/figures.hpp"

namespace brygga::bench {

// Fills stores in the folder, one with the index and one without, and searches.
void measure_search(const std::string& folder, int rounds, std::vector<Figure>& figures);

}  // namespace brygga::bench
