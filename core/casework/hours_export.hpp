// Sealed participant hours as a file for whoever pays for them, in the form that a profile says.
//
// What ESF wants may change, and differs between projects: columns, headers, separator and encoding
// are data (core/casework/export_profiles/), never code. Only months that are sealed and hold are
// exported. Text in, values out; a source is asked for the rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "casework/figures/month.hpp"
#include "casework/known_rows.hpp"
#include "casework/problem_list.hpp"
#include "casework/row_source.hpp"
#include "casework/text_encoding.hpp"

namespace brygga::casework {

// What a column holds.
enum class HoursColumn : std::uint8_t {
  participant,      // the id
  identity_number,  // twelve digits; empty when none is registered
  name,
  programme,
  unit,
  month,
  minutes,
  hours,  // with two decimals and a comma
  revision,
  hash,  // of the month
};

struct ExportColumn {
  std::string key;
  std::string header;
  HoursColumn source = HoursColumn::participant;
};

struct ExportProfile {
  std::string key;
  LocalName name;
  char separator = ';';
  TextEncoding encoding = TextEncoding::utf8_bom;
  std::string date_form;  // "YYYY-MM", "YYYYMM" or "YYYY-MM-DD" (the month's first day)
  std::vector<ExportColumn> columns;
};

struct ExportProfileReading {
  std::optional<ExportProfile> profile;  // there exactly when there is no problem
  ProblemList problems;                  // of codes "profile_..."
};

[[nodiscard]] ExportProfileReading read_export_profile(std::string_view toml_text);

// A line for each participant and sealed month, by month and participant, under a header. month:
// nothing: all. Refused with reason "seal_broken" when the chain does not hold; invalid with
// "no_such_character" when the profile's encoding lacks one.
Result<Bytes> export_hours(RowSource& source, const ProgrammeRow& programme, const UnitRow& unit,
                           std::optional<Month> month, const ExportProfile& profile);

}  // namespace brygga::casework
