// What rows show, for who knows their fields by name. Pure functions.
#pragma once

#include <string>

#include "model/schema.hpp"

namespace brygga::server {

// What the row's text field of that name shows; empty when it has none, or no such field.
std::string shown_text(const Schema& schema, const RowState& row, const char* field);

}  // namespace brygga::server
