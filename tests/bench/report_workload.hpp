// What reports over an office's whole file cost, beside the SQL that an analyst would write for the
// same figures.
#pragma once

#include <string>
#include <vector>

#include "bench/figures.hpp"

namespace brygga::bench {

// 100,000 participants with ten years of records, the same in every run.
void measure_reports(const std::string& folder, int rounds, std::vector<Figure>& figures);

}  // namespace brygga::bench
