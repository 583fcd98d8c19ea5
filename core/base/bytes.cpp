#include "base/bytes.hpp"

#include <array>

namespace brygga {

std::uint64_t ByteReader::varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint8_t byte = u8();
    if (!ok_) {
      return 0;
    }
    const std::uint64_t group = byte & 0x7F;
    if (shift == 63 && group > 1) {
      break;
    }
    value |= group << shift;
    if ((byte & 0x80) == 0) {
      return value;
    }
  }
  fail();
  return 0;
}

std::uint64_t ByteReader::fixed64() {
  const ByteView part = raw(8);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < part.size(); ++i) {
    value |= static_cast<std::uint64_t>(part[i]) << (8 * i);
  }
  return value;
}

std::string_view as_text(ByteView view) {
  return {reinterpret_cast<const char*>(view.data()), view.size()};
}

ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string to_hex(ByteView view) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(view.size() * 2);
  for (const std::uint8_t byte : view) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

namespace {
constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::array<std::int8_t, 256> make_base64url_values() {
  std::array<std::int8_t, 256> values{};
  for (auto& value : values) {
    value = -1;
  }
  for (std::size_t i = 0; i < base64url_digits.size(); ++i) {
    values[static_cast<unsigned char>(base64url_digits[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}
constexpr auto base64url_values = make_base64url_values();
}  // namespace

std::string to_base64url(ByteView view) {
  std::string text;
  text.reserve((view.size() * 4 + 2) / 3);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const std::uint8_t byte : view) {
    buffer = (buffer << 8) | byte;
    for (bits += 8; bits >= 6; bits -= 6) {
      text += base64url_digits[(buffer >> (bits - 6)) & 63];
    }
  }
  if (bits > 0) {
    text += base64url_digits[(buffer << (6 - bits)) & 63];
  }
  return text;
}

bool from_base64url(std::string_view text, Bytes& out) {
  out.clear();
  if (text.size() % 4 == 1) {
    return false;
  }
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : text) {
    const std::int8_t value = base64url_values[static_cast<unsigned char>(c)];
    if (value < 0) {
      return false;
    }
    buffer = (buffer << 6) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<std::uint8_t>(buffer >> bits));
    }
  }
  return (buffer & ((1U << bits) - 1U)) == 0;
}

}  // namespace brygga
