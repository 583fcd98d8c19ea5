#include "bench/figures.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

namespace brygga::bench {

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

double median(std::vector<double> values) { return percentile(std::move(values), 0.5); }

void print_table(const std::vector<Figure>& figures) {
  fmt::print("{:<46} {:>12} {:<10} {:>7}  {:<28} {}\n", "figure", "value", "unit", "ratio",
             "target", "met");
  for (const Figure& figure : figures) {
    const std::string ratio = figure.ratio != 0 ? fmt::format("{:.2f}", figure.ratio) : "";
    const char* met = figure.limit == 0 ? "" : figure.met() ? "yes" : "NO";
    fmt::print("{:<46} {:>12.3f} {:<10} {:>7}  {:<28} {}\n", figure.name, figure.value, figure.unit,
               ratio, figure.target, met);
  }
}

bool write_json(const std::vector<Figure>& figures, const std::string& path) {
  nlohmann::json list = nlohmann::json::array();
  for (const Figure& figure : figures) {
    list.push_back({{"name", figure.name},
                    {"value", figure.value},
                    {"unit", figure.unit},
                    {"limit", figure.limit},
                    {"ratio", figure.ratio},
                    {"target", figure.target},
                    {"met", figure.met()}});
  }
  std::ofstream file(path);
  file << list.dump(2) << "\n";
  return file.good();
}

}  // namespace brygga::bench
