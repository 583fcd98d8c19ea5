#include "base/uuid.hpp"

namespace brygga {

Uuid make_uuid_v7(std::uint64_t unix_ms, const std::array<std::uint8_t, 10>& random) {
  Uuid uuid;
  for (std::size_t i = 0; i < 6; ++i) {
    uuid.bytes[i] = static_cast<std::uint8_t>(unix_ms >> (40 - 8 * i));
  }
  for (std::size_t i = 0; i < 10; ++i) {
    uuid.bytes[6 + i] = random[i];
  }
  uuid.bytes[6] = static_cast<std::uint8_t>(0x70 | (uuid.bytes[6] & 0x0F));
  uuid.bytes[8] = static_cast<std::uint8_t>(0x80 | (uuid.bytes[8] & 0x3F));
  return uuid;
}

std::optional<Uuid> uuid_from_bytes(ByteView view) {
  if (view.size() != 16) {
    return std::nullopt;
  }
  Uuid uuid;
  std::memcpy(uuid.bytes.data(), view.data(), 16);
  return uuid;
}

std::string to_string(const Uuid& uuid) {
  const std::string hex = to_hex(uuid.view());
  return hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' +
         hex.substr(16, 4) + '-' + hex.substr(20);
}

namespace {
int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}
bool dash_belongs_at(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }
}  // namespace

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != 36) {
    return std::nullopt;
  }
  Uuid uuid;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (dash_belongs_at(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const int digit = hex_digit(text[i]);
    if (digit < 0) return std::nullopt;
    auto& byte = uuid.bytes[digits / 2];
    byte = static_cast<std::uint8_t>((byte << 4) | digit);
    ++digits;
  }
  return uuid;
}

}  // namespace brygga
