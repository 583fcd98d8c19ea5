// Everything about one participant, as one answer. See call.hpp.
#pragma once

#include "casework/call.hpp"
#include "casework/record.hpp"

namespace brygga::casework {

// The record that stands for the person: this one, or the one that it was joined to.
Result<Record> record_of_person(AccountStore& store, Record participant);

// All records of the person, the one that stands for it first.
Result<std::vector<RowId>> records_of_person(AccountStore& store, const RowId& participant);

// {"id", "name", ..., "enrolments": [...], ...}; of each list the newest limit.
Result<Json> view_participant(Call& call, const Record& participant, std::size_t limit);
Shape participant_shape();

}  // namespace brygga::casework
