#include "base/utf8.hpp"

#include <array>

namespace brygga {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<std::uint8_t>(text[at]) : std::uint8_t{0};
}

bool is_within(std::uint8_t byte, int low, int high) { return byte >= low && byte <= high; }

}  // namespace

std::size_t utf8_sequence_length(std::string_view text, std::size_t at) {
  const std::uint8_t lead = byte_at(text, at);
  const std::uint8_t second = byte_at(text, at + 1);
  if (lead < 0x80) {
    return at < text.size() ? 1 : 0;
  }
  if (is_within(lead, 0xC2, 0xDF)) {
    return is_within(second, 0x80, 0xBF) ? 2 : 0;
  }
  const bool has_third = is_within(byte_at(text, at + 2), 0x80, 0xBF);
  if (is_within(lead, 0xE0, 0xEF)) {
    const int low = lead == 0xE0 ? 0xA0 : 0x80;
    const int high = lead == 0xED ? 0x9F : 0xBF;
    return is_within(second, low, high) && has_third ? 3 : 0;
  }
  if (is_within(lead, 0xF0, 0xF4)) {
    const int low = lead == 0xF0 ? 0x90 : 0x80;
    const int high = lead == 0xF4 ? 0x8F : 0xBF;
    const bool has_fourth = is_within(byte_at(text, at + 3), 0x80, 0xBF);
    return is_within(second, low, high) && has_third && has_fourth ? 4 : 0;
  }
  return 0;
}

std::uint32_t utf8_code_point(std::string_view sequence) {
  static constexpr std::array<std::uint8_t, 5> lead_mask = {0, 0x7F, 0x1F, 0x0F, 0x07};
  std::uint32_t code = byte_at(sequence, 0) & lead_mask[sequence.size()];
  for (std::size_t i = 1; i < sequence.size(); ++i) {
    code = (code << 6) | (byte_at(sequence, i) & 0x3FU);
  }
  return code;
}

void append_utf8(std::string& out, std::uint32_t code_point) {
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
    return;
  }
  if (code_point < 0x800) {
    out += static_cast<char>(0xC0 | (code_point >> 6));
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0 | (code_point >> 12));
    out += static_cast<char>(0x80 | ((code_point >> 6) & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code_point >> 18));
    out += static_cast<char>(0x80 | ((code_point >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code_point >> 6) & 0x3F));
  }
  out += static_cast<char>(0x80 | (code_point & 0x3F));
}

}  // namespace brygga
