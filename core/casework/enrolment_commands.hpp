// A participant's way through a programme: intake, outcomes, the end. See call.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "casework/call.hpp"
#include "casework/civil_date.hpp"

namespace brygga::casework {

std::vector<Definition> enrolment_commands();

// What an enrolment is made of; also by the import.
struct NewEnrolment {
  RowId participant;
  RowId programme;
  RowId unit;
  Date start;
  std::optional<Date> ended;  // there when it is finished already
  std::string stream;
  std::string referral;
};
Change enrolment_change(const RowId& row, const NewEnrolment& enrolment);

struct NewOutcome {
  RowId participant;
  RowId enrolment;
  std::string type;
  Date from;
  std::optional<Date> to;
  std::string source;
};
Change outcome_change(const RowId& row, const NewOutcome& outcome);

}  // namespace brygga::casework
