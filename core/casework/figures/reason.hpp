// Why somebody stands where they stand in a figure, in words for people.
//
// A code is stable and for programs; the sentences are whole, in both languages of the clients.
// Values; pure functions.
#pragma once

#include <cstdint>

#include "casework/named_key.hpp"

namespace brygga::casework {

enum class Reason : std::uint8_t {
  enrolled,
  finished,
  still_enrolled,
  to_work,
  to_studies,
  to_work_and_studies,
  outcome_while_enrolled,
  outcome_too_short,
  outcome_neither,
  no_outcome,
  reached_target,
  exit_in_period,
  outside_period,
  no_records,
  no_enrolment,
  starts_later,
  ended_before_start,
  unknown_unit,
  unknown_type,
  outcome_before_enrolment,
  outcome_later,
  in_stream,
  in_other_stream,
  no_stream,
  unknown_stream,
  has_plan,
  no_plan_yet,
  no_first_contact,
  plan_before_contact,
  due_in_month,
  due_in_other_month,
  past_limit,
  within_limit,
  already_ended,
  ended_lately,
  no_limit,
  unknown_enrolment,
  not_allowed_to_decide,
  decided_later,
  not_longer,
  extended,
  protected_identity,
  no_district,
  resident,
  has_started,
  not_started,
  start_before_contact,
  has_praktik,
  no_praktik,
  has_coaching,
  no_coaching,
  minutes_impossible,
  counts_here,
  elsewhere,
  no_employer_contact_yet,
  too_early,
  not_face_to_face,
  no_place,
  elsewhere_than_community,
  no_coach,
  in_step,
  in_other_step,
  unknown_step,
  steps_out_of_order,
  not_in_next_step,
  unknown_employer,
  is_cancelled,
  is_closed,
  seats_impossible,
  seat_taken,
  no_opening,
  is_corrected,
  lost_to_other_correction,
  corrects_itself,
  corrects_another_person,
  attended,
  did_not_attend,
  came_and_left,
  came,
  no_departure,
  no_arrival,
  stated_elsewhere,
};

// The code: its name above.
const char* name_of(Reason reason);
LocalName sentence_of(Reason reason);

}  // namespace brygga::casework
