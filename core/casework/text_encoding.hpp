// The encodings in which Swedish offices export text: UTF-8 with or without a byte order mark,
// and Windows-1252.
//
// Excel on Windows writes the latter without saying so, and no file names its encoding. Bytes
// that are valid UTF-8 practically never mean something else, so UTF-8 is tried first. Inside
// Brygga all text is UTF-8. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "casework/problem_list.hpp"

namespace brygga::casework {

// U+FEFF in UTF-8, by which Excel knows that encoding.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

enum class TextEncoding { utf8, utf8_bom, windows_1252 };

struct DecodedText {
  std::string utf8;  // without a byte order mark
  TextEncoding encoding = TextEncoding::utf8;
  std::optional<Problem> problem;  // why the bytes cannot be read, and where; utf8 is then empty
};

// The bytes as UTF-8. The problem's code is "text_utf16" for UTF-16, "text_utf8" for a byte order
// mark before bytes that are not UTF-8, and "text_encoding" for bytes that are neither UTF-8 nor
// Windows-1252.
[[nodiscard]] DecodedText decode_text(ByteView bytes);

// The bytes of a UTF-8 text in an encoding. Nothing when a character does not exist there.
std::optional<Bytes> encode_text(std::string_view utf8, TextEncoding encoding);

// Where the first byte stands that does not belong to well-formed UTF-8 (Unicode 15, table 3-7);
// nothing when there is none.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

// Without the blanks, tabs, line ends and no-break spaces at both ends.
std::string_view trimmed(std::string_view utf8);

}  // namespace brygga::casework
