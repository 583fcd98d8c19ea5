// A synthetic municipality as the system before Brygga would have exported it: a CSV file of
// participants, to move in with.
//
// Pure functions; the same options give the same rows on every platform.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "casework/civil_date.hpp"
#include "casework/synthetic/municipality.hpp"

namespace brygga::casework {

struct UnitCoach {
  std::string name;  // or e-mail address or user name: what the import will look up
  std::string unit;  // the name of the unit
};

// "Alice Andersson@Hisingen": the unit follows the last @, so that the coach may be an e-mail
// address. Invalid, with reason "unit_coach", when either side is empty.
Result<UnitCoach> parse_unit_coach(std::string_view text);

// One line of the file, as text.
struct OldSystemRow {
  std::string first_name;
  std::string last_name;
  std::string identity_number;  // as offices write them: in more than one way, some empty
  std::string unit;
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

// A row for each participant, with the enrolment that began last. The coaches take turns with the
// cases of their unit; without any, the municipality's own have them. Invalid, with reason
// "municipality_options", as Municipality::make, or when nobody has the cases of a unit.
Result<std::vector<OldSystemRow>> old_system_rows(const MunicipalityOptions& options,
                                                  const std::vector<UnitCoach>& coaches);

// A CSV file with Swedish headers, as participant_import.hpp reads it; UTF-8. What the rows
// themselves bring is also to be had in Windows-1252.
std::string old_system_csv(const std::vector<OldSystemRow>& rows, char separator);

}  // namespace brygga::casework
