#include "office/passwords.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace brygga::server {
namespace {

constexpr auto work = crypto_pwhash_OPSLIMIT_INTERACTIVE;
constexpr auto memory_bytes = crypto_pwhash_MEMLIMIT_INTERACTIVE;

bool is_ready() {
  static const bool ready = sodium_init() >= 0;
  return ready;
}

std::size_t characters_of(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

std::optional<Error> fault_of_password(std::string_view password) {
  if (password.size() > password_bytes_max) {
    return Error{ErrorCode::invalid,
                 "A password has at most " + std::to_string(password_bytes_max) + " bytes.", false,
                 "password_long"};
  }
  if (characters_of(password) < password_characters_min) {
    return Error{ErrorCode::invalid,
                 "A password has at least " + std::to_string(password_characters_min) +
                     " characters; a few words in a row are easy to remember.",
                 false, "password_short"};
  }
  return std::nullopt;
}

Result<std::string> hash_of_password(std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (!is_ready() ||
      crypto_pwhash_str(hash.data(), password.data(), password.size(), work, memory_bytes) != 0) {
    return Error{ErrorCode::busy, "The office has no memory left just now; try again.", true,
                 "busy"};
  }
  return std::string(hash.data());
}

bool is_password(const std::string& hash, std::string_view password) {
  if (!is_ready() || password.size() > password_bytes_max) return false;
  if (hash.empty()) {
    (void)hash_of_password(password);
    return false;
  }
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace brygga::server
