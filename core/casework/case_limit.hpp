// Until when an enrolment may last: its programme's limit, and the decisions on more time.
//
// The latest decision by its last day holds, so that two decisions made apart give the person the
// longer time. The device is asked.
#pragma once

#include <optional>

#include "casework/known_rows.hpp"

namespace brygga::casework {

// The last day that was decided on; nothing when nobody has decided on more time.
Result<std::optional<Date>> extended_to(AccountStore& store, const Uuid& enrolment);

// The last day of the enrolment; nothing without a limit, or without a start.
std::optional<Date> limit_of(const ProgrammeRow& programme, std::optional<Date> start,
                             std::optional<Date> extended);

}  // namespace brygga::casework
