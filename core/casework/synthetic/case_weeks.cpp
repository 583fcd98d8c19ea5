#include <span>
#include <utility>

#include "casework/instant.hpp"
#include "casework/synthetic/case_draft.hpp"
#include "casework/synthetic/note_patterns.hpp"

namespace brygga::casework {

namespace {

// When somebody has their weekly time.
struct WeeklyTime {
  int weekday = 0;  // 0: Monday
  int minute_of_day = 9 * 60;
};

// 1970-01-01 was a Thursday.
int weekday_of(Date date) { return ((date.days + 3) % 7 + 7) % 7; }

Date first_on(Date from, int weekday) {
  return add_days(from, (weekday - weekday_of(from) + 7) % 7);
}

// --- a meeting
// --------------------------------------------------------------------------------------

void add_appointment(CaseDraft& draft, std::int64_t at_ms, Date date, const char* status) {
  SyntheticAppointment one;
  one.id = synthetic_id(at_ms - 6 * day_ms, draft.dice);
  one.at_ms = at_ms;
  one.minutes = draft.dice.percent(70) ? 60 : 45;
  one.place = draft.phrase(phrasebook().meeting_places);
  one.purpose = draft.phrase(phrasebook().meeting_purposes);
  one.with = coach_on(draft.made, date);
  one.status = status;
  draft.made.appointments.push_back(std::move(one));
}

SyntheticCheckin checkin_at(CaseDraft& draft, std::int64_t at_ms, Date date) {
  SyntheticCheckin one;
  const SyntheticPlacement* placement = placement_on(draft.made, date);
  one.at_ms = at_ms;
  one.in_community = placement != nullptr || draft.dice.percent(25);
  one.activity = placement != nullptr     ? "workplace"
                 : draft.dice.percent(60) ? "coaching"
                                          : "meeting";
  one.place = placement != nullptr ? placement->employer_name
                                   : draft.phrase(one.in_community ? phrasebook().outside_places
                                                                   : phrasebook().meeting_places);
  one.planned_minutes = placement != nullptr ? 60 * draft.dice.between(3, 7) : 60;
  return one;
}

void set_presence(CaseDraft& draft, SyntheticCheckin& one, Date date) {
  const std::uint32_t drawn = draft.dice.below(100);
  const int part = draft.dice.between(one.planned_minutes / 4, one.planned_minutes - 5);
  one.attended_minutes = drawn < 80 ? one.planned_minutes : drawn < 90 ? part : 0;
  if (one.attended_minutes > 0 && draft.dice.percent(85)) one.mood = draft.dice.between(1, 5);
  if (drawn >= 70) one.comment = draft.phrase(phrasebook().checkin_comments);
  // Who wears a badge mostly checks in at the kiosk, without a coach.
  const bool is_at_kiosk = draft.made.badge && !one.in_community && one.attended_minutes > 0;
  if (is_at_kiosk && draft.dice.percent(70)) {
    one.badge = draft.made.badge->id.uuid;
    one.comment.clear();
  } else {
    one.recorded_by = coach_on(draft.made, date);
  }
  one.saved_at_ms = one.at_ms + draft.dice.between(1, 40) * minute_ms;
  one.id = synthetic_id(one.saved_at_ms, draft.dice);
}

// A correction is a check-in of its own, that names the one it stands for.
void correct(CaseDraft& draft, const SyntheticCheckin& wrong, Date date) {
  SyntheticCheckin right = wrong;
  right.corrects = wrong.id.uuid;
  right.attended_minutes = wrong.attended_minutes == 0 ? wrong.planned_minutes : 0;
  right.badge.reset();
  right.recorded_by = coach_on(draft.made, date);
  right.comment = "Rättad: fel tid registrerad.";
  right.saved_at_ms = wrong.saved_at_ms + hour_ms;
  right.id = synthetic_id(right.saved_at_ms, draft.dice);
  draft.made.checkins.push_back(std::move(right));
}

// --- notes
// ------------------------------------------------------------------------------------------

void add_note(CaseDraft& draft, NoteTheme theme, std::int64_t at_ms, Date date, bool is_signed) {
  const SyntheticPlacement* placement = placement_on(draft.made, date);
  const std::string_view employer =
      placement != nullptr ? std::string_view(placement->employer_name) : std::string_view();
  SyntheticNote note;
  note.written_at_ms = at_ms + 2 * hour_ms;
  note.id = synthetic_id(note.written_at_ms, draft.dice);
  note.body = write_note(theme, {draft.made.first_name, employer}, draft.dice);
  note.written_by = coach_on(draft.made, date);
  note.is_signed = is_signed;
  draft.made.notes.push_back(std::move(note));
}

NoteTheme theme_of(CaseDraft& draft, const SyntheticCheckin& checkin) {
  static constexpr NoteTheme themes[] = {
      NoteTheme::mapping,    NoteTheme::language, NoteTheme::health, NoteTheme::job_search,
      NoteTheme::job_search, NoteTheme::studies,  NoteTheme::family};
  if (checkin.attended_minutes == 0) return NoteTheme::absence;
  if (checkin.activity == std::string_view("workplace")) return NoteTheme::placement;
  const NoteTheme theme = draft.dice.pick(std::span<const NoteTheme>(themes));
  // Nobody learns the language that they grew up with.
  const bool is_learned = draft.made.languages.front() != "svenska";
  return theme == NoteTheme::language && !is_learned ? NoteTheme::job_search : theme;
}

// --- weeks
// ------------------------------------------------------------------------------------------

void meet(CaseDraft& draft, Date date, const WeeklyTime& time) {
  const std::int64_t at_ms = wall_time_ms(date, time.minute_of_day);
  SyntheticCheckin one = checkin_at(draft, at_ms, date);
  set_presence(draft, one, date);
  const bool is_missed = one.attended_minutes == 0;
  const bool is_meeting = one.activity != std::string_view("workplace");
  if (is_meeting) add_appointment(draft, at_ms, date, is_missed ? "missed" : "held");
  if (draft.dice.percent(22)) {
    // One after the other: the order in which arguments are made differs between compilers.
    const NoteTheme theme = theme_of(draft, one);
    add_note(draft, theme, at_ms, date, draft.dice.percent(92));
  }
  draft.made.checkins.push_back(one);
  if (draft.dice.percent(2)) correct(draft, one, date);
}

void live_through(CaseDraft& draft, const SyntheticEnrolment& enrolment, const WeeklyTime& time) {
  const Date last = enrolment.ended.value_or(add_days(draft.town.today, -1));
  const auto weeks = static_cast<std::size_t>(std::max(0, days_between(enrolment.start, last)) / 7);
  draft.made.checkins.reserve(draft.made.checkins.size() + weeks + 8);
  draft.made.appointments.reserve(draft.made.appointments.size() + weeks + 2);
  for (Date date = first_on(enrolment.start, time.weekday); date <= last;
       date = add_days(date, 7)) {
    if (draft.dice.percent(6)) {
      add_appointment(draft, wall_time_ms(date, time.minute_of_day), date, "cancelled");
    } else {
      meet(draft, date, time);
    }
  }
}

void book_next(CaseDraft& draft, const WeeklyTime& time) {
  const Date date = first_on(add_days(draft.town.today, 1), time.weekday);
  add_appointment(draft, wall_time_ms(date, time.minute_of_day), date, "booked");
}

}  // namespace

void make_weeks(CaseDraft& draft) {
  const WeeklyTime time{draft.dice.between(0, 4), 30 * draft.dice.between(16, 31)};
  for (const SyntheticEnrolment& enrolment : draft.made.enrolments) {
    add_note(draft, NoteTheme::intake, wall_time_ms(enrolment.start, 10 * 60), enrolment.start,
             true);
    live_through(draft, enrolment, time);
    if (!enrolment.ended) {
      book_next(draft, time);
    } else {
      add_note(draft, NoteTheme::ending, wall_time_ms(*enrolment.ended, 13 * 60), *enrolment.ended,
               true);
    }
  }
}

}  // namespace brygga::casework
