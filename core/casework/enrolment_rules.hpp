// What a programme asks of an enrolment before it is saved. See call.hpp.
#pragma once

#include <optional>
#include <string>

#include "casework/call.hpp"
#include "casework/known_rows.hpp"
#include "casework/record.hpp"

namespace brygga::casework {

// What an enrolment is to show of its stream.
struct StreamChoice {
  std::string stream;
  std::string reason;
  std::string support;
  std::optional<Date> follow_up;
};

// From the arguments stream, stream_reason, support and support_follow_up; what is not given is as
// it was. Faults: unknown_stream, unknown_reason, reason_missing, support_missing.
Result<StreamChoice> checked_stream(Call& call, const ProgrammeDefinition& definition,
                                    StreamChoice was);

// The programme of an enrolment. A fault of the field when this device does not have it.
Result<ProgrammeRow> programme_of(Call& call, const Record& enrolled, const char* field);

}  // namespace brygga::casework
