// What single fields of a row show, for verbs that know the schema of casework. Pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "base/uuid.hpp"
#include "model/schema.hpp"

namespace brygga::server {

// Zero or empty where the field shows nothing, or something else.
Uuid uuid_in(const Schema& schema, const RowState& row, FieldNumber number);
std::int64_t integer_in(const Schema& schema, const RowState& row, FieldNumber number);
std::string text_in(const Schema& schema, const RowState& row, FieldNumber number);

}  // namespace brygga::server
