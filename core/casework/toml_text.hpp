// A settings file that people write in TOML, as plain values with the lines where they stand.
//
// Bounded, in UTF-8, with or without a byte order mark. One mistake of syntax is all that is told:
// nothing after it can be trusted. Values; pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "casework/problem_list.hpp"
#include "casework/settings_value.hpp"

namespace brygga::casework {

struct TomlReading {
  std::optional<SettingsTable> root;
  std::optional<Problem> problem;  // there exactly when there is no root: too_large or syntax
};

[[nodiscard]] TomlReading read_toml(std::string_view text, std::size_t bytes_max);

}  // namespace brygga::casework
