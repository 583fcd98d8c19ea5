// Names of tables and columns in SQL.
#pragma once

#include <string>

namespace brygga {

// The schema's names have no quotation marks in them (check_schema).
inline std::string quoted(const std::string& name) { return '"' + name + '"'; }

}  // namespace brygga
