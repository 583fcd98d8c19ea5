// A synthetic cohort: participants of a programme who look real and are not.
//
// Demos, benchmarks and tests need a caseload of any size with known figures, and may never touch
// a real person's. All identity numbers are test numbers. The same options give the same cohort on
// every platform: only integer arithmetic, and a generator of our own (SplitMix64, Steele, Lea and
// Flood 2014), because the standard's distributions differ between libraries. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "casework/civil_date.hpp"

namespace brygga::casework {

struct CohortCoach {
  std::string name;    // or e-mail address or user name: what the import will look up
  std::string centre;  // the name of the centre
};

// "Alice Andersson@Hisingen": the centre follows the last @, so that the coach may be an e-mail
// address. Invalid, with reason "cohort_coach", when either side is empty.
Result<CohortCoach> parse_cohort_coach(std::string_view text);

struct CohortOptions {
  std::uint64_t seed = 1;
  std::uint32_t count = 1240;     // enrolled in all
  std::uint32_t finished = 480;   // of them, with an enrolment that has ended
  std::uint32_t succeeded = 288;  // of the finished, to work or studies
  Date today;                     // nothing lies after it
  int limit_months = 18;          // running enrolments began since then, ended ones kept within
  // Who has the cases. Participants are spread over the centres of the coaches, in turn over the
  // coaches of a centre. A centre without a coach has no participants.
  std::vector<CohortCoach> coaches = {{"Alice Andersson", "Hisingen"},
                                      {"Bob Bergström", "Centrum-Väster"},
                                      {"Cecilia Öberg", "Öster"}};
};

// One line of the file, as text.
struct CohortRow {
  std::string first_name;
  std::string last_name;
  std::string identity_number;
  std::string centre;
  std::string coach;
  Date start;
  std::string district;
  std::string stream;
  std::string language;
  std::optional<Date> ended;
  std::string outcome;  // arbete, studier, annat or inget when ended; else empty
  std::optional<Date> outcome_from;
  std::string referral;
};

// The most participants that a cohort can have: as many test numbers as people of working age
// (18 to 64) can have; about 343,000.
std::uint32_t cohort_count_max(Date today);

// The rows, in a mixed order. Invalid, with reason "cohort_options", when succeeded <= finished <=
// count does not hold or there is no coach; too_large beyond cohort_count_max.
Result<std::vector<CohortRow>> make_cohort(const CohortOptions& options);

// A CSV file with Swedish headers, as participant_import.hpp reads it; UTF-8. Every character that
// a cohort itself brings also exists in Windows-1252.
std::string cohort_csv(const std::vector<CohortRow>& rows, char separator);

}  // namespace brygga::casework
