// How many columns a text takes on a terminal, and how to make it fit.
//
// Counts characters, not bytes: å is one column, a combining accent none, a wide character two.
// What would steer the terminal (escape sequences in a name) is made harmless. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace brygga::cli {

std::size_t columns_of(std::string_view utf8);

// The text in one line with control characters as spaces, so that nothing but text is printed.
std::string one_line(std::string_view utf8);

// The same, but line breaks stay.
std::string plain_text(std::string_view utf8);

// The text cut to so many columns, ending in "…" when something was cut off.
std::string fit(std::string_view utf8, std::size_t columns_max);

// The text with spaces behind it (or before it) up to so many columns.
std::string pad(std::string_view utf8, std::size_t columns, bool is_right_aligned = false);

}  // namespace brygga::cli
