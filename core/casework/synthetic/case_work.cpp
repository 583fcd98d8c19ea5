#include <algorithm>
#include <span>
#include <string_view>

#include "casework/synthetic/case_draft.hpp"
#include "casework/synthetic/origins.hpp"

namespace brygga::casework {

namespace {

// --- placements
// -------------------------------------------------------------------------------------

std::string supervisor_name(Dice& dice) {
  const Origin& origin = dice.percent(60) ? origins()[0] : dice.pick(origins());
  std::string name(dice.one_of(origin.women));
  return name.append(" ").append(dice.one_of(origin.family_names_women));
}

// last: as planned; what is not over yet has no end.
void add_placement(CaseDraft& draft, const char* kind, Date start, std::optional<Date> last) {
  const auto seat = book_seat(draft.town, draft.made.unit, kind, start, last, draft.dice);
  SyntheticPlacement placement;
  placement.id = draft.row_on(start);
  placement.enrolment = draft.current().id.uuid;
  if (seat) {
    const SyntheticEmployer& employer = draft.town.employers[seat->employer];
    placement.employer = employer.id.uuid;
    placement.employer_name = employer.name;
    if (seat->opening) placement.opening = employer.openings[*seat->opening].id.uuid;
  }
  placement.kind = kind;
  placement.start = start;
  placement.last = last.value_or(date_max);
  if (last && *last <= draft.town.today) placement.ended = last;
  const bool is_subsidised = std::string_view(kind) == "job" && draft.dice.percent(40);
  if (is_subsidised) placement.subsidy = draft.phrase(phrasebook().subsidies);
  placement.supervisor = supervisor_name(draft.dice);
  placement.tasks = draft.some(phrasebook().work_tasks, 3);
  draft.made.placements.push_back(std::move(placement));
}

void add_praktik(CaseDraft& draft) {
  const SyntheticEnrolment& enrolment = draft.current();
  const Date last = last_day(enrolment, draft.town.today);
  Date free_from = add_days(enrolment.start, draft.dice.between(30, 150));
  const std::uint32_t chances[] = {65, 25};
  for (const std::uint32_t chance : chances) {
    if (add_days(free_from, 20) > last || !draft.dice.percent(chance)) return;
    const Date start = day_between(free_from, add_days(last, -20), draft.dice);
    Date end = add_days(start, draft.dice.between(20, 120));
    if (enrolment.ended) end = std::min(end, *enrolment.ended);
    add_placement(draft, "praktik", start, end);
    free_from = add_days(end, 14);
  }
}

// --- outcomes -----------------------------------------------------------------------------------

std::vector<const OutcomeType*> types_that(const ProgrammeDefinition& definition, bool count) {
  std::vector<const OutcomeType*> types;
  for (const OutcomeType& type : definition.outcomes) {
    if ((type.counts_as != CountsAs::neither) == count) types.push_back(&type);
  }
  return types;
}

const OutcomeType& type_of_success(CaseDraft& draft) {
  const auto types = types_that(draft.definition(), true);
  const CountsAs wanted = draft.dice.percent(74) ? CountsAs::work : CountsAs::studies;
  const auto found = std::find_if(types.begin(), types.end(), [wanted](const OutcomeType* type) {
    return type->counts_as == wanted;
  });
  return found != types.end() ? **found : *types.front();
}

void add_outcome(CaseDraft& draft, const OutcomeType& type, Date from, std::optional<Date> to) {
  draft.made.outcomes.push_back({draft.row_on(from), draft.current().id.uuid, type.key, from, to,
                                 draft.phrase(phrasebook().outcome_sources),
                                 draft.dice.between(0, 2)});
}

// Some of what began well ends later; but not before it has lasted as long as it must to count.
std::optional<Date> later_end(CaseDraft& draft, const OutcomeType& type, Date from) {
  const Date end = add_days(from, type.days_min + draft.dice.between(60, 500));
  const bool has_ended = draft.dice.percent(30) && end <= draft.town.today;
  return has_ended ? std::optional<Date>(end) : std::nullopt;
}

void add_success(CaseDraft& draft) {
  const Date ended = *draft.current().ended;
  const OutcomeType& type = type_of_success(draft);
  const Date from = std::min(draft.town.today, add_days(ended, draft.dice.between(0, 14)));
  const std::optional<Date> to = later_end(draft, type, from);
  add_outcome(draft, type, from, to);
  if (type.counts_as == CountsAs::work) add_placement(draft, "job", from, to);
  // Some study besides, or go on to it.
  const auto others = types_that(draft.definition(), true);
  const OutcomeType& other = *draft.dice.pick(std::span(others));
  if (&other != &type && draft.dice.percent(8)) {
    add_outcome(draft, other, day_between(from, draft.town.today, draft.dice), std::nullopt);
  }
}

void add_other_end(CaseDraft& draft) {
  const auto types = types_that(draft.definition(), false);
  if (types.empty() || !draft.dice.percent(35)) return;
  add_outcome(draft, *draft.dice.pick(std::span(types)), *draft.current().ended, std::nullopt);
}

}  // namespace

void make_work(CaseDraft& draft) {
  add_praktik(draft);
  if (draft.made.stage == Stage::succeeded) add_success(draft);
  if (draft.made.stage == Stage::finished) add_other_end(draft);
}

const SyntheticPlacement* placement_on(const SyntheticCase& one, Date date) {
  for (const SyntheticPlacement& placement : one.placements) {
    if (placement.start <= date && date <= placement.last) return &placement;
  }
  return nullptr;
}

}  // namespace brygga::casework
