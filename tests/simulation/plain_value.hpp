// The engine's values as the journal writes them down.
#pragma once

#include <string>

#include "model/value.hpp"

namespace brygga::simulation {

// A text as it is, an integer in decimal, an id in its usual form.
inline std::string plain(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* id = std::get_if<Uuid>(&value)) return to_string(*id);
  return {};
}

}  // namespace brygga::simulation
