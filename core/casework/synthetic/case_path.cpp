#include <algorithm>
#include <span>

#include "casework/figures/limit_clock.hpp"
#include "casework/synthetic/case_draft.hpp"
#include "casework/synthetic/note_patterns.hpp"

namespace brygga::casework {

namespace {

constexpr int months_without_limit = 18;
constexpr int adult_months = 12 * 18;

int limit_months(const ProgrammeDefinition& definition) {
  return definition.limit ? definition.limit->months : months_without_limit;
}

// --- one enrolment
// ----------------------------------------------------------------------------------

void set_stream(CaseDraft& draft, SyntheticEnrolment& enrolment) {
  const auto& streams = draft.definition().streams;
  if (streams.empty()) return;
  // Most are in the first: those who could take a job tomorrow.
  const bool is_first = draft.dice.percent(60);
  const StreamDefinition& stream = is_first ? streams.front() : draft.dice.pick(std::span(streams));
  enrolment.stream = stream.key;
  if (!stream.reasons.empty()) {
    enrolment.stream_reason = draft.dice.pick(std::span(stream.reasons)).key;
  }
  if (!stream.needs_support) return;
  enrolment.support = draft.phrase(phrasebook().supports);
  enrolment.support_follow_up = add_days(enrolment.start, draft.dice.between(30, 120));
}

SyntheticEnrolment enrolment_from(CaseDraft& draft, Date start) {
  const ProgrammeDefinition& definition = draft.definition();
  SyntheticEnrolment enrolment;
  enrolment.id = draft.row_on(start);
  enrolment.start = start;
  enrolment.first_contact = add_days(start, -draft.dice.between(0, 28));
  enrolment.referral = draft.phrase(phrasebook().referrals);
  if (!definition.stages.empty()) {
    enrolment.stage = draft.dice.pick(std::span(definition.stages)).key;
  }
  if (!definition.intake.question.sv.empty()) enrolment.answer = draft.phrase(phrasebook().answers);
  set_stream(draft, enrolment);
  return enrolment;
}

// Somebody without success who came back: an enrolment before the one that counts.
void add_earlier(CaseDraft& draft, Date from, Date next_start) {
  constexpr int days_between_min = 240;
  const bool has_time = add_days(from, days_between_min) <= next_start;
  if (draft.made.stage == Stage::running || !has_time || !draft.dice.percent(12)) return;
  const Date start = day_between(from, add_days(next_start, -days_between_min), draft.dice);
  SyntheticEnrolment earlier = enrolment_from(draft, start);
  earlier.ended = add_days(start, draft.dice.between(60, days_between_min - 30));
  earlier.ended = std::min(*earlier.ended, limit_date(start, limit_months(draft.definition())));
  draft.made.enrolments.push_back(std::move(earlier));
}

// The last day that the enrolment may have; with more time for some, when a manager decides on it.
Date last_with_extension(CaseDraft& draft, const SyntheticEnrolment& enrolment) {
  const ProgrammeDefinition& definition = draft.definition();
  const Date limit = limit_date(enrolment.start, limit_months(definition));
  if (!definition.limit || !draft.dice.percent(8)) return limit;
  const Date decided = add_days(limit, -draft.dice.between(5, 40));
  if (decided > draft.town.today || decided < enrolment.start) return limit;
  const Date until = add_months(limit, draft.dice.between(2, 6));
  draft.made.extensions.push_back({draft.row_on(decided), enrolment.id.uuid, until,
                                   draft.unit().manager, decided,
                                   draft.phrase(phrasebook().extension_reasons)});
  return until;
}

Date first_start(const CaseDraft& draft) {
  const Date of_age = add_months(draft.made.birth_date, adult_months);
  return std::max(draft.programme().from, of_age);
}

void add_running(CaseDraft& draft) {
  const Date until = draft.programme().until;
  const Date oldest = add_days(add_months(until, -limit_months(draft.definition())), 1);
  const Date start = day_between(std::max(first_start(draft), oldest), until, draft.dice);
  SyntheticEnrolment enrolment = enrolment_from(draft, start);
  last_with_extension(draft, enrolment);
  draft.made.enrolments.push_back(std::move(enrolment));
}

void add_ended(CaseDraft& draft) {
  const Date from = first_start(draft);
  const Date start = day_between(from, add_days(draft.programme().until, -60), draft.dice);
  add_earlier(draft, from, start);
  SyntheticEnrolment enrolment = enrolment_from(draft, start);
  const Date latest = std::min(last_with_extension(draft, enrolment), draft.town.today);
  const bool is_extended = !draft.made.extensions.empty();
  const Date earliest = is_extended ? draft.made.extensions.back().decided_on : add_days(start, 60);
  enrolment.ended = day_between(std::min(earliest, latest), latest, draft.dice);
  draft.made.enrolments.push_back(std::move(enrolment));
}

// --- plans
// ------------------------------------------------------------------------------------------

const char* status_of_step(CaseDraft& draft, const SyntheticEnrolment& enrolment, Date due) {
  const std::uint32_t drawn = draft.dice.below(100);
  if (enrolment.ended) return drawn < 80 ? "done" : "dropped";
  if (due > draft.town.today) return "open";
  if (drawn < 75) return "done";
  return drawn < 90 ? "open" : "dropped";  // open ones are overdue
}

void add_steps(CaseDraft& draft, const SyntheticEnrolment& enrolment, SyntheticPlan& plan) {
  const int count = draft.dice.between(2, 7);
  plan.tasks.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    SyntheticTask task;
    task.id = draft.row_on(plan.agreed_on);
    task.title = draft.phrase(phrasebook().steps);
    task.due = add_days(plan.agreed_on, draft.dice.between(7, 60) + 30 * i);
    task.assignee = coach_on(draft.made, plan.agreed_on);
    task.status = status_of_step(draft, enrolment, task.due);
    plan.tasks.push_back(std::move(task));
  }
}

void add_sections(CaseDraft& draft, SyntheticPlan& plan) {
  for (const PlanSection& section : draft.definition().plan_sections) {
    if (draft.dice.percent(15)) continue;
    plan.sections.push_back(
        {draft.row_on(plan.agreed_on), section.key,
         write_note(NoteTheme::mapping, {draft.made.first_name, {}}, draft.dice)});
  }
}

const char* se_stage(CaseDraft& draft) {
  static constexpr const char* stages[] = {"agreement", "vocational_profile", "job_finding",
                                           "employer_engagement", "support_on_and_off_the_job"};
  const bool has_steps = draft.definition().method == "SE" || draft.definition().method == "IPS";
  if (!has_steps) return nullptr;
  const bool is_past = draft.made.stage == Stage::succeeded;
  return is_past ? stages[4] : draft.dice.pick(std::span<const char* const>(stages));
}

SyntheticPlan make_plan(CaseDraft& draft, const SyntheticEnrolment& enrolment) {
  SyntheticPlan plan;
  const Date last = last_day(enrolment, draft.town.today);
  plan.agreed_on = std::min(add_days(enrolment.start, draft.dice.between(0, 21)), last);
  plan.id = draft.row_on(plan.agreed_on);
  plan.enrolment = enrolment.id.uuid;
  plan.goals = draft.some(phrasebook().goals, 2);
  plan.goals.emplace_back("Egen försörjning");
  plan.se_stage = se_stage(draft);
  add_sections(draft, plan);
  add_steps(draft, enrolment, plan);
  return plan;
}

}  // namespace

void make_enrolments(CaseDraft& draft) {
  if (draft.made.stage == Stage::running) {
    add_running(draft);
  } else {
    add_ended(draft);
  }
}

void make_stage_entries(CaseDraft& draft) {
  const std::vector<NamedKey>& stages = draft.definition().stages;
  for (const SyntheticEnrolment& enrolment : draft.made.enrolments) {
    Date on = enrolment.start;
    const Date last = last_day(enrolment, draft.town.today);
    for (const NamedKey& stage : stages) {
      draft.made.stage_entries.push_back(
          {draft.row_on(on), enrolment.id.uuid, stage.key, on, coach_on(draft.made, on)});
      if (stage.key == enrolment.stage) break;
      on = std::min(add_days(on, draft.dice.between(7, 90)), last);
    }
  }
}

void make_plans(CaseDraft& draft) {
  draft.made.plans.reserve(draft.made.enrolments.size());
  for (const SyntheticEnrolment& enrolment : draft.made.enrolments) {
    draft.made.plans.push_back(make_plan(draft, enrolment));
  }
}

}  // namespace brygga::casework
