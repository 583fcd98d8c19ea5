// UTF-8, one sequence at a time (Unicode 15, table 3-7). Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace brygga {

// The length of the well-formed sequence at a place of the text, 1 to 4; 0 when there is none.
std::size_t utf8_sequence_length(std::string_view text, std::size_t at);

// The character of one well-formed sequence.
std::uint32_t utf8_code_point(std::string_view sequence);

// Appends a character that is no surrogate and at most U+10FFFF.
void append_utf8(std::string& out, std::uint32_t code_point);

}  // namespace brygga
