// The rows that figures are made of, read from the typed tables: one scan of a table for each kind.
//
// A table is never asked row by row. Records that were joined to another count as the person they
// are joined to. What a row does not say (no start, no day) is left out here, since no figure could
// place it. Values; a source is asked. Reading alone, no rule of a figure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "casework/figures/attendance_hours.hpp"
#include "casework/figures/equity.hpp"
#include "casework/figures/intake_figures.hpp"
#include "casework/figures/limit_clock.hpp"
#include "casework/figures/outcome_cases.hpp"
#include "casework/figures/row_numbers.hpp"
#include "casework/figures/seat_figures.hpp"
#include "casework/figures/stays.hpp"
#include "casework/figures/support_steps.hpp"
#include "casework/joined_persons.hpp"
#include "casework/known_rows.hpp"
#include "casework/row_source.hpp"

namespace brygga::casework {

// --- persons ------------------------------------------------------------------------------------

// The units of the definition, as far as they have rows, each found by its key or its name.
std::vector<ReportUnit> report_units(const ProgrammeDefinition& definition,
                                     const std::vector<UnitRow>& units);

// --- enrolments and what came of them -----------------------------------------------------------

// An enrolment in the programme.
struct ProgrammeEnrolment {
  RowId id;
  RowId participant;
  RowId unit;
  Date start;
  std::optional<Date> ended;  // there when it has finished
};

// The enrolments of one programme, and who and which they are.
struct ProgrammeEnrolments {
  std::vector<ProgrammeEnrolment> rows;
  RowNumbers ids;      // of the rows, in their order
  RowNumbers persons;  // each once

  bool has(const RowId& enrolment) const { return ids.find(enrolment).has_value(); }
  bool has_person(const RowId& person) const { return persons.find(person).has_value(); }
};

Result<ProgrammeEnrolments> read_enrolments(RowSource& source, const JoinedPersons& persons,
                                            const RowId& programme);

// Finds a person's enrolments by time. The enrolments must outlive it.
class EnrolmentsByStart {
 public:
  explicit EnrolmentsByStart(const ProgrammeEnrolments& enrolments);

  // Which of the rows is the person's latest that had begun on the day, and still ran if it must;
  // no_number: none.
  std::uint32_t latest(const RowId& person, Date day, bool must_run) const;

 private:
  struct Place {
    std::uint32_t person = 0;
    Date start;
    RowId id;  // so that the order of the rows has no say
    std::uint32_t at = 0;

    friend auto operator<=>(const Place&, const Place&) = default;
  };
  const ProgrammeEnrolments& enrolments_;
  std::vector<Place> order_;
};

std::vector<EnrolmentRow> enrolment_rows(const ProgrammeEnrolments& enrolments);
Result<std::vector<OutcomeRow>> read_outcomes(RowSource& source, const JoinedPersons& persons,
                                              const ProgrammeEnrolments& enrolments);
// decider: the role that may decide; a decision counts as that role's when its writer has the role.
Result<std::vector<ExtensionRow>> read_extensions(RowSource& source,
                                                  const ProgrammeEnrolments& enrolments,
                                                  const std::string& decider);
// Those that began within the period; enrolments that go on with one of another programme or unit
// are no intakes. A plan belongs to the enrolment that it names, or else to the person's latest one
// that had begun. Where one of the two times is known by its day alone, both are whole days.
Result<std::vector<IntakeRow>> read_intakes(RowSource& source, const JoinedPersons& persons,
                                            const RowId& programme, const Period& period);
// From first contact to the start of each enrolment: who has begun is not waiting.
Result<std::vector<WaitRow>> read_waits(RowSource& source, const JoinedPersons& persons,
                                        const RowId& programme);
// The day of every stage or step that was entered; of what came without its way here, the first day
// and where it stands.
Result<std::vector<StepRow>> read_steps(RowSource& source, const JoinedPersons& persons,
                                        const RowId& programme,
                                        const ProgrammeEnrolments& enrolments,
                                        const std::vector<NamedKey>& steps);

// --- who they are -------------------------------------------------------------------------------

// Of the programme's persons.
struct ReportPersons {
  std::vector<ResidentRow> residents;                // one for each record of a person
  std::unordered_map<RowId, RowId> primary_coaches;  // by person
};

// How many records of persons the source holds, of any programme.
Result<std::uint32_t> count_persons(RowSource& source);
Result<ReportPersons> read_persons(RowSource& source, const JoinedPersons& persons,
                                   const ProgrammeEnrolments& enrolments);

// --- what was done ------------------------------------------------------------------------------

enum class Activity : std::uint8_t { other, coaching, employer };

// A check-in. What a correction does not say, it takes from what it corrects.
struct CheckinRow {
  RowId checkin;
  RowId participant;
  RowId corrects;  // nil: none
  RowId recorded_by;
  // In Stockholm, of the first record of its chain; by a clock that was never held against the
  // office's, the day on which it was saved.
  Date on;
  std::uint64_t received = 0;  // grows in the order in which the office received; unsent ones last
  Reason standing = Reason::attended;  // attended: it holds; else it was corrected
  std::optional<std::uint32_t> minutes = std::nullopt;
  std::optional<Activity> activity = std::nullopt;
  std::optional<bool> is_in_community = std::nullopt;
  std::uint64_t at_ms = 0;  // the time that counts
  Passed passed = Passed::none;
  // Of a stay at a kiosk (figures/stays.hpp): why it has the minutes that it has; nothing: they are
  // stated.
  std::optional<Reason> of_stay = std::nullopt;

  bool holds() const { return standing == Reason::attended; }
};

// The check-ins of the programme's persons within the period (nothing: all), corrections and what
// they correct among them.
Result<std::vector<CheckinRow>> read_checkins(RowSource& source, const JoinedPersons& persons,
                                              const ProgrammeEnrolments& enrolments,
                                              const std::optional<Period>& period);
// All of one person's, whose records these are, the one that stands for the person first.
Result<std::vector<CheckinRow>> read_checkins_of(RowSource& source,
                                                 const std::vector<RowId>& records);

Result<std::vector<AttestationRow>> read_attestations(RowSource& source,
                                                      const JoinedPersons& persons);

// --- employers ----------------------------------------------------------------------------------

// What the units of a programme have with employers.
struct WorkRows {
  std::vector<EmployerRow> employers;
  std::vector<std::string> names;  // of the employers, in their order
  std::vector<EmployerContactRow> contacts;
  std::vector<TrainingRow> training;  // held; planned ones are none yet
  std::vector<OpeningRow> openings;
  std::vector<RoleRow> roles;       // of the programme
  std::vector<std::string> titles;  // of the roles, in their order
};

Result<WorkRows> read_work(RowSource& source, const ProgrammeRow& programme,
                           const std::vector<ReportUnit>& units);

// Praktik and jobs of the programme's persons; enrolments: null: of everybody, since a seat that
// somebody of another programme has is taken, too.
Result<std::vector<PlacementRow>> read_placements(RowSource& source, const JoinedPersons& persons,
                                                  const ProgrammeEnrolments* enrolments);

}  // namespace brygga::casework
