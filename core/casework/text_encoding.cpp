#include "casework/text_encoding.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace brygga::casework {

namespace {

constexpr std::string_view no_break_space = "\xC2\xA0";

// Windows-1252 from 0x80 to 0x9F (the rest is Latin-1); 0 where nothing is defined.
constexpr std::array<char16_t, 32> windows_1252_high = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<std::uint8_t>(text[at]) : std::uint8_t{0};
}

bool is_within(std::uint8_t byte, int low, int high) { return byte >= low && byte <= high; }

std::uint32_t line_of(std::string_view text, std::size_t at) {
  return 1 + static_cast<std::uint32_t>(
                 std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

DecodedText unreadable(const char* code, std::string_view text, std::size_t at, Sentence sentence) {
  return {{}, TextEncoding::utf8, Problem{line_of(text, at), "", code, std::move(sentence)}};
}

DecodedText decode_windows_1252(std::string_view text) {
  DecodedText decoded{{}, TextEncoding::windows_1252, {}};
  decoded.utf8.reserve(text.size() + text.size() / 8);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::uint8_t byte = byte_at(text, at);
    const char16_t code = is_within(byte, 0x80, 0x9F) ? windows_1252_high[byte - 0x80U] : byte;
    if (code == 0 && byte != 0) {
      return unreadable("text_encoding", text, at,
                        {"the text is neither UTF-8 nor Windows-1252; save it as UTF-8",
                         "Texten är varken UTF-8 eller Windows-1252; spara filen som UTF-8."});
    }
    append_utf8(decoded.utf8, code);
  }
  return decoded;
}

std::optional<std::uint8_t> windows_1252_byte(std::uint32_t code) {
  if (code < 0x80 || (code >= 0xA0 && code <= 0xFF)) {
    return static_cast<std::uint8_t>(code);
  }
  for (std::size_t i = 0; i < windows_1252_high.size(); ++i) {
    if (windows_1252_high[i] == code) {
      return static_cast<std::uint8_t>(0x80 + i);
    }
  }
  return std::nullopt;
}

std::optional<Bytes> encode_windows_1252(std::string_view utf8) {
  Bytes bytes;
  bytes.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t length = utf8_sequence_length(utf8, at);
    if (length == 0 || length > 3) {
      return std::nullopt;
    }
    const auto byte = windows_1252_byte(utf8_code_point(utf8.substr(at, length)));
    if (!byte) {
      return std::nullopt;
    }
    bytes.push_back(*byte);
    at += length;
  }
  return bytes;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_sequence_length(text, at);
    if (length == 0) {
      return at;
    }
    at += length;
  }
  return std::nullopt;
}

DecodedText decode_text(ByteView bytes) {
  std::string_view text = as_text(bytes);
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return unreadable(
        "text_utf16", text, 0,
        {"the text is UTF-16; save it as UTF-8", "Texten är UTF-16; spara filen som UTF-8."});
  }
  const bool has_mark = text.starts_with(byte_order_mark);
  text.remove_prefix(has_mark ? byte_order_mark.size() : 0);
  const auto invalid = find_invalid_utf8(text);
  if (!invalid) {
    const TextEncoding encoding = has_mark ? TextEncoding::utf8_bom : TextEncoding::utf8;
    return {std::string(text), encoding, {}};
  }
  if (has_mark) {
    return unreadable("text_utf8", text, *invalid,
                      {"the text claims to be UTF-8, but holds bytes that are not",
                       "Filen säger att den är UTF-8, men är det inte här; spara om den som "
                       "UTF-8."});
  }
  return decode_windows_1252(text);
}

std::optional<Bytes> encode_text(std::string_view utf8, TextEncoding encoding) {
  if (encoding == TextEncoding::windows_1252) {
    return encode_windows_1252(utf8);
  }
  ByteWriter writer;
  if (encoding == TextEncoding::utf8_bom) {
    writer.raw(byte_order_mark);
  }
  writer.raw(utf8);
  return writer.take();
}

std::string_view trimmed(std::string_view utf8) {
  for (;;) {
    if (!utf8.empty() && is_blank(utf8.front())) {
      utf8.remove_prefix(1);
    } else if (!utf8.empty() && is_blank(utf8.back())) {
      utf8.remove_suffix(1);
    } else if (utf8.starts_with(no_break_space)) {
      utf8.remove_prefix(no_break_space.size());
    } else if (utf8.ends_with(no_break_space)) {
      utf8.remove_suffix(no_break_space.size());
    } else {
      return utf8;
    }
  }
}

}  // namespace brygga::casework
