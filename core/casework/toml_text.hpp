// A settings file that people write in TOML, as plain values with the lines where they stand.
//
// Bounded, in UTF-8, with or without a byte order mark. One mistake of syntax is all that is told:
// nothing after it can be trusted. Values; pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "casework/civil_date.hpp"
#include "casework/problem_list.hpp"

namespace brygga::casework {

struct TomlValue;

struct TomlTable {
  struct Entry;
  std::vector<Entry> entries;  // by name

  // Null when there is none.
  const TomlValue* find(std::string_view name) const;
};

struct TomlValue {
  using List = std::vector<TomlValue>;
  // Times of day mean nothing in a settings file: they are read as null.
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Date, List, TomlTable>
      value;
  std::uint32_t line = 0;

  template <class Kind>
  const Kind* as() const {
    return std::get_if<Kind>(&value);
  }
};

struct TomlTable::Entry {
  std::string name;
  std::uint32_t line = 0;  // of the name
  TomlValue value;
};

struct TomlReading {
  std::optional<TomlTable> root;
  std::optional<Problem> problem;  // there exactly when there is no root: too_large or syntax
};

[[nodiscard]] TomlReading read_toml(std::string_view text, std::size_t bytes_max);

}  // namespace brygga::casework
