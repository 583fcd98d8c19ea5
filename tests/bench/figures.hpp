// Measured figures: collecting, printing as a table, and as JSON.
#pragma once

#include <string>
#include <vector>

namespace brygga::bench {

struct Figure {
  std::string name;
  double value = 0;  // what was measured
  std::string unit;
  double limit = 0;    // value or ratio must not be above; 0: no target, for information
  double ratio = 0;    // against plain SQLite in the same run; 0: none
  std::string target;  // in words
  bool met() const { return limit == 0 || (ratio != 0 ? ratio : value) <= limit; }
};

double median(std::vector<double> values);
// The value that the given share (0 to 1) of the values does not exceed.
double percentile(std::vector<double> values, double share);

void print_table(const std::vector<Figure>& figures);
// [{name, value, unit, limit, ratio, target, met}]; false when the file cannot be written.
bool write_json(const std::vector<Figure>& figures, const std::string& path);

}  // namespace brygga::bench
