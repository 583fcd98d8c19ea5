// A programme as a data file: its units, limit, streams, roles, outcomes and reports.
//
// Each municipality runs its programmes its own way and must be able to write a new one without
// touching C++. The file is TOML; core/casework/programmes/kompetenscenter.toml is the model. A
// definition is checked as a whole, and every mistake is named with its line. Text in, values
// out. Values; pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "casework/named_key.hpp"
#include "casework/problem_list.hpp"

namespace brygga::casework {

enum class CountsAs { work, studies, neither };

// "work", "studies" or "neither".
const char* name_of(CountsAs counts_as);

struct OutcomeType {
  std::string key;
  LocalName name;
  CountsAs counts_as = CountsAs::neither;
};

struct LimitRule {
  int months = 0;                 // from the start of the enrolment
  std::vector<int> warning_days;  // before the limit, from early to late
  std::string extension_by;       // the account role that may decide on more time
};

enum class Figure { enrolled, finished, succeeded, share_of_finished, share_of_all };

struct ReportDefinition {
  std::string key;
  LocalName name;
  std::string by;               // "unit"
  std::vector<Figure> figures;  // the two shares always together
};

struct ProgrammeDefinition {
  std::string key;
  LocalName name;
  std::string commissioner;
  std::vector<NamedKey> units;
  LimitRule limit;
  std::vector<NamedKey> streams;  // may be empty
  std::vector<NamedKey> team_roles;
  std::vector<OutcomeType> outcomes;
  std::vector<ReportDefinition> reports;
  std::string source_text;  // the file as it was read, to be stored with what was decided by it
};

struct ProgrammeReading {
  std::optional<ProgrammeDefinition> definition;  // there exactly when there is no problem
  ProblemList problems;                           // Problem::column is the key, "limit.months"
};

// The codes of problems: programme_too_large, programme_syntax (the first one alone, since nothing
// after it can be trusted), programme_too_new, programme_unknown_key, programme_missing_key,
// programme_type, programme_range, programme_value, programme_duplicate.
[[nodiscard]] ProgrammeReading read_programme(std::string_view toml_text);

}  // namespace brygga::casework
