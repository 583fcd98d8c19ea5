// What is recorded in a participant's case day by day: check-ins, notes, the team; and dealing with
// conflicts, refusals and late work. See call.hpp.
#pragma once

#include <string>
#include <vector>

#include "casework/call.hpp"

namespace brygga::casework {

std::vector<Definition> checkin_commands();
std::vector<Definition> note_commands();
std::vector<Definition> team_commands();
std::vector<Definition> conflict_commands();
std::vector<Definition> refusal_commands();
std::vector<Definition> late_work_commands();

// When and by whom a check-in is recorded, and how far its time can be trusted.
void add_evidence(Call& call, Change& change);

// A note by the calling person, as a draft or signed at once.
Change note_change(Call& call, const RowId& who, const RowId& row, const std::string& body,
                   bool is_signed);

}  // namespace brygga::casework
