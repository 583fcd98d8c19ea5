// Some words of a long text around those that a person searched for. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace brygga::casework {

// An excerpt is never longer, but for the marks that say that the text goes on.
inline constexpr std::size_t excerpt_bytes_max = 200;

// In one line, with "…" where the text goes on; the beginning when nothing of the search is there.
std::string excerpt(std::string_view text, std::string_view searched);

}  // namespace brygga::casework
