// A report as a file that a Swedish Excel opens: CSV as of RFC 4180, in UTF-8 with a byte order
// mark, `;` between fields and a decimal comma.
//
// One row for each group of the report and one, the last, for all; a column is named by where its
// value stands in the report's JSON. Text that a spreadsheet would take for a formula gets an
// apostrophe in front. Values; pure functions.
#pragma once

#include <string>
#include <vector>

#include "casework/json.hpp"

namespace brygga::casework {

// Of a result of make_report().
std::string report_csv(const Json& report);

// One line of fields with its line break; fields are protected against formulas and quoted.
std::string csv_line(const std::vector<std::string>& fields, char separator = ';');

}  // namespace brygga::casework
