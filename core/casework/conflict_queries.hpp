// Values that contend for a field, until a person decides. Values; the device is asked.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "casework/call.hpp"
#include "casework/record.hpp"

namespace brygga::casework {

// How many fields have an open conflict.
Result<std::size_t> count_conflicts(Device& device);

// The records with an open conflict, at most limit of each entity.
Result<std::vector<Record>> records_in_conflict(Device& device, std::size_t limit);

// The record's open conflicts: [{"entity", "id", "participant", "participant_name", "name",
// "version", "contenders": [{"keep", "value", "at", "own", "shown"}]}]. keep is what
// conflict.settle takes; own: written on this device. participant_name: whose case the record is
// in; empty when it is in none.
nlohmann::json conflicts_json(const Call& call, const Record& record,
                              const std::string& participant_name);

}  // namespace brygga::casework
