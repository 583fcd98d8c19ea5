// Names by where people come from, with the languages that go with them.
//
// A caseload in a Swedish municipality is mostly not of Swedish names, and a list, a search or a
// booking of interpreters has to be tried on what is there. All names are common ones; together
// they name nobody. Constants; pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace brygga::casework {

struct Origin {
  std::uint32_t per_mille;  // of a caseload
  std::span<const std::string_view> women;
  std::span<const std::string_view> men;
  std::span<const std::string_view> family_names_women;
  std::span<const std::string_view> family_names_men;
  std::span<const std::string_view> languages;  // the first is nearly everybody's
  std::uint32_t interpreter_percent;
  std::uint32_t swedish_from;  // places in swedish_levels(): what is usual when somebody comes
  std::uint32_t swedish_to;
};

// Their per_mille sum up to 1000.
std::span<const Origin> origins();

// "none", "A1" to "C2" and "native", as the profile has them.
std::span<const std::string_view> swedish_levels();

}  // namespace brygga::casework
