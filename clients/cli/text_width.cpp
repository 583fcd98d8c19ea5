#include "text_width.hpp"

#include <cstdint>

namespace brygga::cli {
namespace {

struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
};

// The character at the front; what is not UTF-8 counts as one character per byte.
Character front(std::string_view utf8) {
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(utf8[at]); };
  const std::uint8_t lead = byte(0);
  std::size_t size = 1;
  if (lead >= 0xF0) {
    size = 4;
  } else if (lead >= 0xE0) {
    size = 3;
  } else if (lead >= 0xC0) {
    size = 2;
  }
  if (size == 1 || size > utf8.size()) return {lead, 1};
  char32_t code = lead & (0xFFU >> (size + 1));
  for (std::size_t at = 1; at < size; ++at) {
    if ((byte(at) & 0xC0U) != 0x80U) return {lead, 1};
    code = (code << 6) | (byte(at) & 0x3FU);
  }
  return {code, size};
}

bool is_control(char32_t code) { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

// Marks that turn the direction of writing could make a name read as another.
bool is_invisible(char32_t code) {
  return (code >= 0x200B && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF;
}

std::size_t width_of(char32_t code) {
  const bool is_combining = (code >= 0x0300 && code <= 0x036F) ||
                            (code >= 0xFE00 && code <= 0xFE0F) ||
                            (code >= 0x1AB0 && code <= 0x1AFF) || is_invisible(code);
  if (is_combining) return 0;
  const bool is_wide = (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
                       (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
                       (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) ||
                       (code >= 0x1F300 && code <= 0x1FAFF) || (code >= 0x20000 && code <= 0x3FFFD);
  return is_wide ? 2 : 1;
}

template <class OnCharacter>
void each_character(std::string_view utf8, OnCharacter on_character) {
  while (!utf8.empty()) {
    const Character character = front(utf8);
    on_character(character.code, utf8.substr(0, character.bytes));
    utf8.remove_prefix(character.bytes);
  }
}

std::string harmless(std::string_view utf8, bool keeps_lines) {
  std::string text;
  text.reserve(utf8.size());
  each_character(utf8, [&](char32_t code, std::string_view bytes) {
    if (code == '\n' && keeps_lines) {
      text += '\n';
    } else if (is_control(code)) {
      text += ' ';
    } else if (!is_invisible(code)) {
      text += bytes;
    }
  });
  return text;
}

}  // namespace

std::size_t columns_of(std::string_view utf8) {
  std::size_t columns = 0;
  each_character(utf8, [&](char32_t code, std::string_view) { columns += width_of(code); });
  return columns;
}

std::string one_line(std::string_view utf8) { return harmless(utf8, false); }

std::string plain_text(std::string_view utf8) { return harmless(utf8, true); }

std::string fit(std::string_view utf8, std::size_t columns_max) {
  if (columns_of(utf8) <= columns_max) return std::string(utf8);
  if (columns_max == 0) return {};
  std::string text;
  std::size_t columns = 0;
  bool is_full = false;
  each_character(utf8, [&](char32_t code, std::string_view bytes) {
    is_full = is_full || columns + width_of(code) > columns_max - 1;
    if (is_full) return;
    columns += width_of(code);
    text += bytes;
  });
  return text + "…";
}

std::string pad(std::string_view utf8, std::size_t columns, bool is_right_aligned) {
  const std::size_t taken = columns_of(utf8);
  const std::string blank(taken < columns ? columns - taken : 0, ' ');
  return is_right_aligned ? blank + std::string(utf8) : std::string(utf8) + blank;
}

}  // namespace brygga::cli
