// Values that contend for a field, until a person decides. Values; the device is asked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "casework/call.hpp"
#include "casework/json.hpp"
#include "casework/record.hpp"

namespace brygga::casework {

// How many fields have an open conflict.
Result<std::size_t> count_conflicts(AccountStore& store);

// The records with an open conflict, at most limit of each entity.
Result<std::vector<Record>> records_in_conflict(AccountStore& store, std::size_t limit);

// The record's open conflicts: [{"entity", "id", "participant", "participant_name", "name",
// "version", "contenders": [{"keep", "value", "at", "own", "shown", "by", "device"}],
// "suggested"}]. keep is what conflict.settle takes; own: written on this device; by, device: who
// wrote it, and what the office calls the tablet, or null; suggested: as of suggested_text(), or
// null.
// participant_name: whose case the record is in; empty when it is in none.
Result<Json::List> conflicts_json(const Call& call, const Record& record,
                                  const std::string& participant_name);
Shape conflict_shape();

// One text that holds the words of all texts in conflict, for a person to judge: two are merged
// against the newest text that this device knows to lie before both; where it knows of none, or of
// more than two, they stand one after another. Nothing when the field holds anything but texts, or
// texts that say nothing side by side, such as two districts.
Result<std::optional<std::string>> suggested_text(AccountStore& store, const Record& record,
                                                  const FieldDef& field);

}  // namespace brygga::casework
