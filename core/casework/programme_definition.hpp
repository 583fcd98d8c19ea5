// A programme as a data file: who takes part, the way through it, what comes of it and how that is
// told.
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

#include "casework/civil_date.hpp"
#include "casework/figures/fidelity_scale.hpp"
#include "casework/named_key.hpp"
#include "casework/problem_list.hpp"

namespace brygga::casework {

// --- who and where ----------------------------------------------------------------------------

struct Period {
  Date from;
  Date until;  // the last day of it
};

inline bool is_within(Date date, const Period& period) {
  return period.from <= date && date <= period.until;
}

struct UnitDefinition {
  std::string key;
  LocalName name;
  std::string district;      // empty: none in particular
  std::string commissioner;  // key of who commissions what is done here; empty: of the first one
};

// One of the roles in a participant's team.
struct TeamRole {
  std::string key;
  LocalName name;
  std::string partner;  // key of the partner organisation that it belongs to; empty: our own
};

// --- the way through --------------------------------------------------------------------------

// How long an enrolment may last.
struct LimitRule {
  int months = 0;                 // from the start of the enrolment
  std::vector<int> warning_days;  // before the limit, from early to late
  std::string extension_by;       // the account role that may decide on more time
};

// What an intake cannot be closed without.
enum class IntakeNeed { stream, plan, dated_step, meeting };

struct IntakeRule {
  LocalName question;  // that opens the meeting; empty: none
  std::vector<IntakeNeed> needs;
};

// A way of going on, chosen at intake or later.
struct StreamDefinition {
  std::string key;
  LocalName name;
  std::vector<NamedKey> reasons;  // one of them is given with the stream, when there are any
  // Who is in it has somebody else's support connected, and a date on which that is looked at.
  bool needs_support = false;
};

struct PlanSection {
  std::string key;
  LocalName name;
  std::string role;  // key of the team role that writes it; empty: everybody in the team
};

// Handing a case to others.
inline constexpr int handover_accept_days_default = 7;  // of a programme that says nothing

struct HandoverRule {
  int accept_days = 0;  // after so many days without an answer it shows as overdue on both sides
};

// --- what comes of it -------------------------------------------------------------------------

enum class CountsAs { work, studies, neither };

struct OutcomeType {
  std::string key;
  LocalName name;
  CountsAs counts_as = CountsAs::neither;
  int days_min = 0;  // it counts when it has lasted so long, or is not over and may yet
};

// A share of persons that the programme is to reach.
struct TargetRule {
  enum class Of { all, finished };
  std::string key;
  LocalName name;
  Of of = Of::all;
  std::vector<std::string> outcomes;  // keys: a person with any of them has reached it
  int percent_min = 0;
};

// A span of time against one before the programme, or before it was changed.
struct ComparisonRule {
  Period before;
  Period after;
};

enum class Figure { enrolled, finished, succeeded, share_of_finished, share_of_all };

enum class ReportBy { unit, district, year, commissioner };

struct ReportDefinition {
  std::string key;
  LocalName name;
  std::vector<ReportBy> by;     // the last varies fastest
  std::vector<Figure> figures;  // the two shares always together
};

struct RetentionRule {
  int years = 5;  // after the last entry about a person
};

struct ProgrammeDefinition {
  std::string key;
  LocalName name;
  std::string commissioner;
  std::string method;  // such as "SE" or "IPS"; empty: none that has a name
  std::optional<Period> period;
  std::vector<NamedKey> commissioners;  // may be empty: then there is the one above
  std::vector<NamedKey> partners;       // organisations whose staff may be in a team
  std::vector<UnitDefinition> units;
  std::optional<LimitRule> limit;
  IntakeRule intake;
  std::vector<NamedKey> stages;  // in their order; may be empty
  std::vector<StreamDefinition> streams;
  std::vector<TeamRole> team_roles;
  std::vector<PlanSection> plan_sections;
  std::optional<HandoverRule> handover;
  std::vector<NamedKey> gates;  // that a role template passes before it is published
  std::vector<OutcomeType> outcomes;
  std::vector<TargetRule> targets;
  std::optional<ComparisonRule> comparison;
  std::vector<ReportDefinition> reports;
  std::optional<FidelityScale> fidelity;  // to a method, as this municipality reads it
  RetentionRule retention;
  std::string source_text;    // the file as it was read; empty where it was read as stored
  std::string settings_text;  // its values as JSON, for read_stored_programme
};

// The words of the file: "dated_step", "work", "finished", "share_of_all", "district".
const char* name_of(IntakeNeed need);
const char* name_of(CountsAs counts_as);
const char* name_of(TargetRule::Of of);
const char* name_of(Figure figure);
const char* name_of(ReportBy by);

struct ProgrammeReading {
  std::optional<ProgrammeDefinition> definition;  // there exactly when there is no problem
  ProblemList problems;                           // Problem::column is the key, "limit.months"
};

// The codes of problems: programme_too_large, programme_syntax (the first one alone, since nothing
// after it can be trusted), programme_too_new, programme_unknown_key, programme_missing_key,
// programme_type, programme_range, programme_value, programme_duplicate, programme_reference (to a
// key that the file does not have).
[[nodiscard]] ProgrammeReading read_programme(std::string_view toml_text);

// The definition of which this is the settings_text; nothing when it is written for a newer version
// of the program, or is no such text.
[[nodiscard]] std::optional<ProgrammeDefinition> read_stored_programme(
    std::string_view settings_text);

}  // namespace brygga::casework
