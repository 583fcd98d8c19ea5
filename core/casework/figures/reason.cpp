#include "casework/figures/reason.hpp"

#include <array>

namespace brygga::casework {

namespace {

struct ReasonWords {
  Reason reason;
  const char* code;
  const char* sv;
  const char* en;
};

constexpr std::array reason_words = {
    ReasonWords{Reason::enrolled, "enrolled", "Inskriven.", "Enrolled."},
    ReasonWords{Reason::finished, "finished", "Inskrivningen är avslutad.",
                "The enrolment has ended."},
    ReasonWords{Reason::still_enrolled, "still_enrolled", "Fortfarande inskriven.",
                "Still enrolled."},
    ReasonWords{Reason::to_work, "to_work", "Avslutad, till arbete.", "Finished, to work."},
    ReasonWords{Reason::to_studies, "to_studies", "Avslutad, till studier.",
                "Finished, to studies."},
    ReasonWords{Reason::to_work_and_studies, "to_work_and_studies",
                "Avslutad, till både arbete och studier; räknas en gång.",
                "Finished, to both work and studies; counts once."},
    ReasonWords{Reason::outcome_while_enrolled, "outcome_while_enrolled",
                "Har ett resultat som räknas, men är fortfarande inskriven.",
                "Has an outcome that counts, but is still enrolled."},
    ReasonWords{Reason::outcome_too_short, "outcome_too_short",
                "Resultatet varade kortare tid än regeln kräver.",
                "The outcome lasted for less time than the rule asks."},
    ReasonWords{Reason::outcome_neither, "outcome_neither",
                "Resultatet är varken arbete eller studier.",
                "The outcome is neither work nor studies."},
    ReasonWords{Reason::no_outcome, "no_outcome", "Inget resultat som räknas.",
                "No outcome that counts."},
    ReasonWords{Reason::reached_target, "reached_target", "Har ett av målets resultat.",
                "Has one of the target's outcomes."},
    ReasonWords{Reason::exit_in_period, "exit_in_period",
                "Avslutad under perioden, till arbete eller studier.",
                "Finished within the period, to work or studies."},
    ReasonWords{Reason::outside_period, "outside_period", "Utanför perioden.",
                "Outside the period."},
    ReasonWords{Reason::no_records, "no_records", "Inget är registrerat.", "Nothing is recorded."},
    ReasonWords{Reason::no_enrolment, "no_enrolment", "Ingen inskrivning finns.",
                "There is no enrolment."},
    ReasonWords{Reason::starts_later, "starts_later", "Börjar efter rapportens dag.",
                "Begins after the day of the report."},
    ReasonWords{Reason::ended_before_start, "ended_before_start",
                "Slutar före sin början; uppgiften är orimlig.",
                "Ends before it begins; the record cannot be right."},
    ReasonWords{Reason::unknown_unit, "unknown_unit", "Enheten ingår inte i rapporten.",
                "The unit is not in the report."},
    ReasonWords{Reason::unknown_type, "unknown_type", "Typen finns inte i programmet.",
                "The programme has no such type."},
    ReasonWords{Reason::outcome_before_enrolment, "outcome_before_enrolment",
                "Resultatet är äldre än personens alla inskrivningar.",
                "The outcome is older than all enrolments of the person."},
    ReasonWords{Reason::outcome_later, "outcome_later", "Resultatet börjar efter rapportens dag.",
                "The outcome begins after the day of the report."},
    ReasonWords{Reason::in_stream, "in_stream", "Intaget har denna inriktning.",
                "The intake is in this stream."},
    ReasonWords{Reason::in_other_stream, "in_other_stream", "Intaget har en annan inriktning.",
                "The intake is in another stream."},
    ReasonWords{Reason::no_stream, "no_stream", "Intaget saknar inriktning.",
                "The intake has no stream."},
    ReasonWords{Reason::unknown_stream, "unknown_stream", "Inriktningen finns inte i programmet.",
                "The programme has no such stream."},
    ReasonWords{Reason::has_plan, "has_plan", "Planen är upprättad.", "The plan is drawn up."},
    ReasonWords{Reason::no_plan_yet, "no_plan_yet", "Ingen plan ännu.", "No plan yet."},
    ReasonWords{Reason::no_first_contact, "no_first_contact",
                "Första kontakten är inte registrerad.", "The first contact is not recorded."},
    ReasonWords{Reason::plan_before_contact, "plan_before_contact",
                "Planen är äldre än första kontakten; uppgiften är orimlig.",
                "The plan is older than the first contact; the record cannot be right."},
    ReasonWords{Reason::due_in_month, "due_in_month", "Når tidsgränsen denna månad.",
                "Reaches the limit in this month."},
    ReasonWords{Reason::due_in_other_month, "due_in_other_month", "Når tidsgränsen en annan månad.",
                "Reaches the limit in another month."},
    ReasonWords{Reason::past_limit, "past_limit", "Tidsgränsen är passerad.",
                "The limit has passed."},
    ReasonWords{Reason::within_limit, "within_limit", "Tidsgränsen är inte passerad.",
                "The limit has not passed."},
    ReasonWords{Reason::already_ended, "already_ended", "Inskrivningen är redan avslutad.",
                "The enrolment has already ended."},
    ReasonWords{Reason::ended_lately, "ended_lately",
                "Avslutad under den tid som takten räknas på.",
                "Ended within the time from which the pace is taken."},
    ReasonWords{Reason::no_limit, "no_limit", "Programmet har ingen tidsgräns.",
                "The programme has no limit."},
    ReasonWords{Reason::unknown_enrolment, "unknown_enrolment", "Inskrivningen finns inte.",
                "There is no such enrolment."},
    ReasonWords{Reason::not_allowed_to_decide, "not_allowed_to_decide",
                "Beslutet är inte fattat av någon som får besluta.",
                "It was not decided by someone who may decide it."},
    ReasonWords{Reason::decided_later, "decided_later", "Beslutat efter rapportens dag.",
                "Decided after the day of the report."},
    ReasonWords{Reason::not_longer, "not_longer", "Beslutet ger inte mer tid.",
                "The decision gives no more time."},
    ReasonWords{Reason::extended, "extended", "Tiden är förlängd.", "The time was extended."},
    ReasonWords{Reason::protected_identity, "protected_identity", "Skyddade personuppgifter.",
                "Protected identity."},
    ReasonWords{Reason::no_district, "no_district", "Bostadsområde saknas.",
                "The district of residence is missing."},
    ReasonWords{Reason::resident, "resident", "Bor i området.", "Lives in the district."},
    ReasonWords{Reason::has_started, "has_started", "Har väntat och börjat.",
                "Has waited and begun."},
    ReasonWords{Reason::not_started, "not_started", "Har inte börjat ännu.", "Has not begun yet."},
    ReasonWords{Reason::start_before_contact, "start_before_contact",
                "Började före första kontakten; uppgiften är orimlig.",
                "Began before the first contact; the record cannot be right."},
    ReasonWords{Reason::has_praktik, "has_praktik", "Har haft praktik.",
                "Has had a work placement."},
    ReasonWords{Reason::no_praktik, "no_praktik", "Har inte haft praktik.",
                "Has had no work placement."},
    ReasonWords{Reason::has_coaching, "has_coaching", "Coachning är registrerad.",
                "Coaching is recorded."},
    ReasonWords{Reason::no_coaching, "no_coaching", "Ingen coachning är registrerad.",
                "No coaching is recorded."},
    ReasonWords{Reason::minutes_impossible, "minutes_impossible", "Antalet minuter är orimligt.",
                "The number of minutes cannot be right."},
    ReasonWords{Reason::counts_here, "counts_here", "Räknas här.", "Counts here."},
    ReasonWords{Reason::elsewhere, "elsewhere", "Räknas på annat ställe.", "Counts elsewhere."},
    ReasonWords{Reason::no_employer_contact_yet, "no_employer_contact_yet",
                "Ingen arbetsgivarkontakt ännu; räknas med dagarna hittills.",
                "No employer contact yet; counts with the days so far."},
    ReasonWords{Reason::too_early, "too_early", "För tidigt att bedöma.", "Too early to judge."},
    ReasonWords{Reason::not_face_to_face, "not_face_to_face", "Inget möte ansikte mot ansikte.",
                "Not a meeting face to face."},
    ReasonWords{Reason::no_place, "no_place", "Platsen är inte registrerad.",
                "The place is not recorded."},
    ReasonWords{Reason::elsewhere_than_community, "elsewhere_than_community",
                "Utanför närsamhället.", "Not in the community."},
    ReasonWords{Reason::no_coach, "no_coach", "Ingen coach.", "No coach."},
    ReasonWords{Reason::in_step, "in_step", "Är i detta steg.", "Is in this step."},
    ReasonWords{Reason::in_other_step, "in_other_step", "Är i ett annat steg.",
                "Is in another step."},
    ReasonWords{Reason::unknown_step, "unknown_step", "Steget finns inte i metoden.",
                "The method has no such step."},
    ReasonWords{Reason::steps_out_of_order, "steps_out_of_order", "Nästa steg kom före detta.",
                "The next step came before this one."},
    ReasonWords{Reason::not_in_next_step, "not_in_next_step", "Har inte nått nästa steg ännu.",
                "Has not reached the next step yet."},
    ReasonWords{Reason::unknown_employer, "unknown_employer", "Arbetsgivaren finns inte.",
                "There is no such employer."},
    ReasonWords{Reason::is_cancelled, "is_cancelled", "Inställd eller återtagen.",
                "Cancelled or withdrawn."},
    ReasonWords{Reason::is_closed, "is_closed", "Stängd.", "Closed."},
    ReasonWords{Reason::seats_impossible, "seats_impossible", "Antalet platser är orimligt.",
                "The number of seats cannot be right."},
    ReasonWords{Reason::seat_taken, "seat_taken", "Platsen är tagen.", "The seat is taken."},
    ReasonWords{Reason::no_opening, "no_opening", "Hör inte till någon av platserna.",
                "Belongs to none of the openings."},
    ReasonWords{Reason::is_corrected, "is_corrected", "Rättad av en senare registrering.",
                "Corrected by a later record."},
    ReasonWords{Reason::lost_to_other_correction, "lost_to_other_correction",
                "En annan rättelse av samma registrering kom senare.",
                "Another correction of the same record came later."},
    ReasonWords{Reason::corrects_itself, "corrects_itself", "Rättelser som rättar varandra i ring.",
                "Corrections that correct each other in a ring."},
    ReasonWords{Reason::corrects_another_person, "corrects_another_person",
                "Rättar en annan persons registrering.", "Corrects another person's record."},
    ReasonWords{Reason::attended, "attended", "Närvaro.", "Attendance."},
    ReasonWords{Reason::did_not_attend, "did_not_attend", "Ingen närvaro.", "Did not attend."},
    ReasonWords{Reason::came_and_left, "came_and_left",
                "Checkade ut; minuterna är tiden sedan incheckningen samma dag.",
                "Checked out; the minutes are the time since the check-in of the same day."},
    ReasonWords{Reason::came, "came", "Checkade in; minuterna står vid utcheckningen.",
                "Checked in; the minutes stand with the check-out."},
    ReasonWords{Reason::no_departure, "no_departure",
                "Checkade in utan att checka ut samma dag; inga minuter räknas.",
                "Checked in and did not check out that day; no minutes count."},
    ReasonWords{Reason::no_arrival, "no_arrival",
                "Checkade ut utan en incheckning strax innan; inga minuter räknas.",
                "Checked out with no check-in right before; no minutes count."},
    ReasonWords{Reason::stated_elsewhere, "stated_elsewhere",
                "Minuterna är rättade på den in- eller utcheckning som hör ihop med denna.",
                "The minutes are corrected on the check-in or check-out that belongs to this one."},
};

constexpr bool words_are_in_order() {
  for (std::size_t at = 0; at < reason_words.size(); ++at) {
    if (static_cast<std::size_t>(reason_words[at].reason) != at) return false;
  }
  return true;
}
static_assert(words_are_in_order());
static_assert(reason_words.back().reason == Reason::stated_elsewhere, "the last one");

// Apart, so that who asks for codes alone brings no sentences with them.
constexpr auto reason_codes = [] {
  std::array<const char*, reason_words.size()> codes{};
  for (std::size_t at = 0; at < codes.size(); ++at) codes[at] = reason_words[at].code;
  return codes;
}();

const ReasonWords& words_of_reason(Reason reason) {
  return reason_words[static_cast<std::size_t>(reason)];
}

}  // namespace

const char* name_of(Reason reason) { return reason_codes[static_cast<std::size_t>(reason)]; }

LocalName sentence_of(Reason reason) {
  return {words_of_reason(reason).sv, words_of_reason(reason).en};
}

}  // namespace brygga::casework
