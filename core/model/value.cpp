#include "model/value.hpp"

#include <cmath>
#include <cstring>

namespace brygga {

const char* name_of(Type type) {
  switch (type) {
    case Type::boolean:
      return "boolean";
    case Type::integer:
      return "integer";
    case Type::real:
      return "real";
    case Type::text:
      return "text";
    case Type::bytes:
      return "bytes";
    case Type::id:
      return "id";
    case Type::date:
      return "date";
    case Type::time:
      return "time";
  }
  return "unknown type";
}

const char* form_of(const Value& value) {
  static constexpr const char* names[] = {"absent", "boolean", "integer", "real",
                                          "text",   "bytes",   "id"};
  return names[value.index()];
}

namespace {

// 0001-01-01 and 9999-12-31.
constexpr std::int64_t date_min = -719162;
constexpr std::int64_t date_max = 2932896;

// The number of continuation bytes after a lead byte, or -1.
int continuation_bytes(unsigned char lead) {
  if (lead < 0x80) return 0;
  if (lead >= 0xC2 && lead <= 0xDF) return 1;
  if (lead >= 0xE0 && lead <= 0xEF) return 2;
  if (lead >= 0xF0 && lead <= 0xF4) return 3;
  return -1;
}

// RFC 3629 narrows the first continuation byte after four lead bytes.
bool second_byte_fits(unsigned char lead, unsigned char second) {
  switch (lead) {
    case 0xE0:
      return second >= 0xA0;
    case 0xED:
      return second <= 0x9F;
    case 0xF0:
      return second >= 0x90;
    case 0xF4:
      return second <= 0x8F;
    default:
      return true;
  }
}

bool begins_with_eight_ascii(std::string_view text) {
  std::uint64_t eight = 0;
  if (text.size() < sizeof eight) return false;
  std::memcpy(&eight, text.data(), sizeof eight);
  return (eight & 0x8080808080808080) == 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    // Most of most texts is ASCII.
    if (begins_with_eight_ascii(text.substr(i))) {
      i += 8;
      continue;
    }
    const auto lead = static_cast<unsigned char>(text[i]);
    const int more = continuation_bytes(lead);
    if (more < 0 || text.size() - i <= static_cast<std::size_t>(more)) {
      return false;
    }
    for (int k = 1; k <= more; ++k) {
      const auto byte = static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]);
      if ((byte & 0xC0) != 0x80 || (k == 1 && !second_byte_fits(lead, byte))) {
        return false;
      }
    }
    i += static_cast<std::size_t>(more) + 1;
  }
  return true;
}

bool has_type(const Value& value, Type type) {
  switch (type) {
    case Type::boolean:
      return std::holds_alternative<bool>(value);
    case Type::integer:
    case Type::time:
      return std::holds_alternative<std::int64_t>(value);
    case Type::date: {
      const auto* days = std::get_if<std::int64_t>(&value);
      return days != nullptr && *days >= date_min && *days <= date_max;
    }
    case Type::real: {
      const auto* real = std::get_if<double>(&value);
      return real != nullptr && std::isfinite(*real);
    }
    case Type::text: {
      const auto* text = std::get_if<std::string>(&value);
      return text != nullptr && is_utf8(*text);
    }
    case Type::bytes:
      return std::holds_alternative<Bytes>(value);
    case Type::id:
      return std::holds_alternative<Uuid>(value);
  }
  return false;
}

bool less(const Value& a, const Value& b) { return a < b; }

std::size_t size_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->size() + 6;
  if (const auto* bytes = std::get_if<Bytes>(&value)) return bytes->size() + 6;
  return 17;
}

}  // namespace brygga
