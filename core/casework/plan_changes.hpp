// The first dated step of a plan, which an intake agrees on too. See call.hpp.
#pragma once

#include <vector>

#include "casework/call.hpp"

namespace brygga::casework {

// step, step_due and step_assignee (the caller, when left out).
std::vector<ArgumentDef> first_step_arguments();
// A fault, plan_without_step, when there is no step or it has no day.
Status check_first_step(Call& call);
Change first_step(Call& call, const RowId& who, const RowId& of_plan);
// That a plan is agreed on now.
void assign_agreed(Call& call, Change& plan_change);

}  // namespace brygga::casework
