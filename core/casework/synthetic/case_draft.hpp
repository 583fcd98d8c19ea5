// One synthetic case while it is being made, step by step. Only for the sources beside this one.
//
// Each step builds on those before it, in the order below, and throws the case's own dice. A draft
// belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "casework/synthetic/case.hpp"
#include "casework/synthetic/dice.hpp"
#include "casework/synthetic/phrases.hpp"
#include "casework/synthetic/town.hpp"

namespace brygga::casework {

struct CaseDraft {
  SyntheticTown& town;
  Dice dice;
  SyntheticCase made = {};

  const SyntheticProgramme& programme() const { return town.programmes[made.programme]; }
  const ProgrammeDefinition& definition() const { return programme().definition; }
  const SyntheticUnit& unit() const { return town.units[made.unit]; }
  const SyntheticEnrolment& current() const { return made.enrolments.back(); }

  std::string phrase(Phrases phrases) { return std::string(dice.one_of(phrases)); }
  // Different ones, from 0 to count of them.
  std::vector<std::string> some(Phrases phrases, std::uint32_t count);
  // In office hours of that day.
  RowId row_on(Date date);
};

// The last day on which an enrolment did, or may yet, have meetings.
inline Date last_day(const SyntheticEnrolment& enrolment, Date today) {
  return enrolment.ended.value_or(today);
}

// Enrolments and decisions on more time, as the stage wants them; the birth date is known.
void make_enrolments(CaseDraft& draft);
// Name, languages, identity number, contacts, profile and health.
void make_person(CaseDraft& draft, const IdentityNumber& number, std::uint32_t protected_per_mille);
// Team, handovers, consents and badge.
void make_team(CaseDraft& draft);
// Placements and outcomes.
void make_work(CaseDraft& draft);
// Plans with goals, sections and steps.
void make_plans(CaseDraft& draft);
// Appointments, check-ins and notes.
void make_weeks(CaseDraft& draft);
// The way of each enrolment to the stage that it is in.
void make_stage_entries(CaseDraft& draft);

// Who was the participant's coach on that day.
const Uuid& coach_on(const SyntheticCase& one, Date date);
// The placement that runs on that day; null when there is none.
const SyntheticPlacement* placement_on(const SyntheticCase& one, Date date);

}  // namespace brygga::casework
