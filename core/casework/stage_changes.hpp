// The stages that a case enters, each with its day, so that the time between them can be told.
//
// An enrolment and a plan say in which stage they are; entries say since when, and what came
// before. They are written with the change itself and never changed. See call.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "casework/call.hpp"

namespace brygga::casework {

// stage_on, the day on which the stage was entered: today, when left out.
ArgumentDef stage_day_argument();
// A fault, in_future, when it is still to come.
Status check_stage_day(Call& call);

// What goes through stages.
struct Staged {
  RowId participant;
  EntityNumber entity = 0;  // an enrolment or a plan
  RowId row;
};

Change stage_entry_change(Call& call, const Staged& of, const std::string& stage, Date on);

// Adds the entry of a stage other than the one before; of that one too, as entered at first, when
// nobody has recorded it. Empty: none.
Status add_stage_entries(Call& call, const Staged& of, const std::string& before,
                         std::optional<Date> first_day, const std::string& stage,
                         std::vector<Change>& changes);

}  // namespace brygga::casework
