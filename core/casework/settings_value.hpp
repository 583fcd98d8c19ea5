// What stands in a settings file, as plain values with the lines where they stand, and the same
// values as JSON, as an office stores them for its tablets: those need no reader of TOML.
//
// Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "casework/civil_date.hpp"

namespace brygga::casework {

struct SettingsValue;

struct SettingsTable {
  struct Entry;
  std::vector<Entry> entries;  // by name

  // Null when there is none.
  const SettingsValue* find(std::string_view name) const;
};

struct SettingsValue {
  using List = std::vector<SettingsValue>;
  // Times of day mean nothing in a settings file: they are read as null.
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Date, List, SettingsTable>
      value;
  std::uint32_t line = 0;  // 0: was not read from a file

  template <class Kind>
  const Kind* as() const {
    return std::get_if<Kind>(&value);
  }
};

struct SettingsTable::Entry {
  std::string name;
  std::uint32_t line = 0;  // of the name
  SettingsValue value;
};

// One line of JSON, a date as {"@date": "2026-10-05"}. Lines of the file are not kept.
[[nodiscard]] std::string settings_text(const SettingsTable& root);

// The way back; nothing for text that is no such object, or nests deeper than input may.
[[nodiscard]] std::optional<SettingsTable> read_settings_text(std::string_view text);

}  // namespace brygga::casework
