// People who do not exist, as tests want them: in a programme that ships, by the day.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "casework/synthetic/old_system.hpp"

namespace brygga::casework::testing {

inline ProgrammeDefinition shipped_programme(const std::string& key) {
  std::ifstream file(BRYGGA_SOURCE_DIR "/core/casework/programmes/" + key + ".toml");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return read_programme(text).definition.value();
}

// Of the last four years.
inline MunicipalityOptions synthetic_people(const std::string& programme, const char* today,
                                            std::uint32_t count, std::uint64_t seed = 1) {
  MunicipalityOptions options;
  options.seed = seed;
  options.participants = count;
  options.years = 4;
  options.today = parse_date(today).value();
  options.programmes = {shipped_programme(programme)};
  return options;
}

// Göteborg's published figures: 1,240 enrolled, 480 finished, 288 to work or studies, while Angered
// has just opened.
inline MunicipalityOptions published_people(const char* today, std::uint64_t seed = 1) {
  MunicipalityOptions options = synthetic_people("kompetenscenter", today, 1240, seed);
  options.finished = 480;
  options.succeeded = 288;
  options.empty_units = {"angered"};
  return options;
}

inline const std::vector<UnitCoach>& three_coaches() {
  static const std::vector<UnitCoach> coaches = {{"Alice Andersson", "Hisingen"},
                                                 {"Bob Bergström", "Centrum-Väster"},
                                                 {"Cecilia Öberg", "Öster"}};
  return coaches;
}

inline std::vector<OldSystemRow> published_rows(
    const char* today, const std::vector<UnitCoach>& coaches = three_coaches(),
    std::vector<std::string> empty_units = {"angered"}) {
  MunicipalityOptions options = published_people(today);
  options.empty_units = std::move(empty_units);
  return old_system_rows(options, coaches).value();
}

}  // namespace brygga::casework::testing
