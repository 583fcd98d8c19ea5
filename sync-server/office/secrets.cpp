#include "office/secrets.hpp"

#include <openssl/evp.h>

#include <algorithm>

#include "base/check.hpp"

namespace brygga::server {
namespace {

constexpr std::string_view code_letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t code_length = 16;
constexpr std::size_t code_group = 4;
constexpr std::size_t tenant_name_max = 40;
constexpr std::size_t token_secret_bytes = 32;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// One of the letters, each as likely as the other: bytes beyond the last full round are thrown
// away.
char random_letter(Random& random) {
  constexpr std::size_t fair = 256 / code_letters.size() * code_letters.size();
  std::array<std::uint8_t, 1> byte{};
  do {
    random.fill(byte);
  } while (byte[0] >= fair);
  return code_letters[byte[0] % code_letters.size()];
}

}  // namespace

Digest sha256(ByteView bytes) {
  Digest digest{};
  unsigned int size = 0;
  const int ok =
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  BRYGGA_CHECK(ok == 1 && size == digest.size());
  return digest;
}

bool is_tenant_name(std::string_view name) {
  return !name.empty() && name.size() <= tenant_name_max && is_lower(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

std::string make_token(std::string_view tenant, Random& random) {
  std::array<std::uint8_t, token_secret_bytes> secret{};
  random.fill(secret);
  return std::string(tenant) + "." + to_base64url(secret);
}

std::optional<std::string_view> tenant_of_token(std::string_view token) {
  const std::size_t dot = token.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string_view tenant = token.substr(0, dot);
  Bytes secret;
  if (!is_tenant_name(tenant) || !from_base64url(token.substr(dot + 1), secret) ||
      secret.size() != token_secret_bytes) {
    return std::nullopt;
  }
  return tenant;
}

std::uint64_t make_epoch(Random& random) {
  std::uint64_t epoch = 0;
  while ((epoch & 0xFFFF'FFFFULL) == 0) epoch = random.u64();
  return epoch;
}

Digest digest_of_token(std::string_view token) { return sha256(as_bytes(token)); }

std::string make_code(Random& random) {
  std::string code;
  for (std::size_t i = 0; i < code_length; ++i) {
    if (i != 0 && i % code_group == 0) code += '-';
    code += random_letter(random);
  }
  return code;
}

std::optional<Digest> digest_of_code(std::string_view tenant, std::string_view code) {
  std::string text(tenant);
  text += ':';
  std::size_t letters = 0;
  for (char c : code) {
    if (c == '-' || c == ' ') continue;
    if (is_lower(c)) c = static_cast<char>(c - 'a' + 'A');
    if (code_letters.find(c) == std::string_view::npos || ++letters > code_length) {
      return std::nullopt;
    }
    text += c;
  }
  if (letters != code_length) return std::nullopt;
  return sha256(as_bytes(text));
}

}  // namespace brygga::server
