// Which rows are about a participant, at the office: what goes when the person is erased.
#pragma once

#include <vector>

#include "model/row.hpp"
#include "protocol/office_port.hpp"

namespace brygga::casework {

// All rows of the case, of what is kept apart from it and of the badges that bear the participant's
// name, the participant's own row among them, deleted ones too, and none that is erased already;
// each once. Empty when there is no such case.
Result<std::vector<RowKey>> rows_of_participant(OfficeReader& office, const RowId& who);

}  // namespace brygga::casework
