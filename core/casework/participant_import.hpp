// The rows of a participant file, checked: all of them, or none.
//
// An office moves in with an export from what it had before. A file that is half imported would
// leave nobody knowing which half, so a single bad line refuses the whole file, and every bad line
// is named at once. What exists at the office (centres, coaches, streams) is passed in as names;
// nothing is looked up, and no clock is read. Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "casework/civil_date.hpp"
#include "casework/csv_table.hpp"
#include "casework/identity_number.hpp"
#include "casework/known_names.hpp"
#include "casework/problem_list.hpp"

namespace brygga::casework {

struct ImportContext {
  Date today;  // for the century of identity numbers with ten digits
  std::vector<KnownName> centres;
  std::vector<KnownName> coaches;
  std::vector<KnownName> streams;    // none: the column is taken as it is written
  std::vector<KnownName> outcomes;   // see known_outcomes
  std::size_t problems_max = 1000;   // named one by one; the rest is counted
  std::size_t text_bytes_max = 200;  // of a name, district, language or referral
};

struct ParticipantRow {
  std::uint32_t line = 0;
  std::string first_name;
  std::string last_name;
  std::optional<IdentityNumber> identity_number;
  std::string centre_key;
  std::string coach_key;
  Date start;
  std::string district;    // may be empty, like all that follow
  std::string stream_key;  // as written when no streams are known
  std::string language;
  std::optional<Date> ended;
  std::string outcome_key;
  std::optional<Date> outcome_from;  // there exactly when an outcome is
  std::string referral;
};

struct ParticipantImport {
  std::vector<ParticipantRow> rows;  // empty when there is any problem
  ProblemList problems;              // what must be corrected, by line; those of the table too
  ProblemList warnings;              // what a person should look at; refuses nothing
};

// Reads the table's columns by the names in its header, in Swedish or English and any order:
//   first_name/förnamn, last_name/efternamn, identity_number/personnummer (may be empty),
//   centre/enhet, coach, start/startdatum, district/stadsdel (may be empty); and, if they are
//   there, stream/spår, language/språk, ended/avslutad, outcome/resultat (one of the known ones,
//   or none/inget), outcome_from/resultat_från, referral/remittent.
// Dates are YYYY-MM-DD. Rules: ended is not before start; an outcome has a date that is not before
// start, and belongs to an enrolment that has ended. The same identity number on two lines is a
// warning (import_double), since doubles are for a person to judge; so is a column that nobody
// knows (import_unknown_column), whose content is not taken over.
// Codes of problems: import_missing_column, import_repeated_column, import_missing_value,
// import_text, import_unknown_centre, import_unknown_coach, import_unknown_stream,
// import_unknown_outcome, import_ambiguous_name, import_ended_before_start,
// import_outcome_before_start, import_outcome_without_end, import_outcome_without_date,
// import_date_without_outcome, those of parse_date, parse_identity_number and parse_csv.
[[nodiscard]] ParticipantImport import_participants(const CsvTable& table,
                                                    const ImportContext& context);

}  // namespace brygga::casework
