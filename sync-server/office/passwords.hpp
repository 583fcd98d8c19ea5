// Passwords of people who work at the office: Argon2id, as libsodium keeps and checks it.
//
// Making and checking one takes some 64 MiB and a tenth of a second, so that guessing is dear.
// Pure functions but for the randomness of a hash's salt. Safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace brygga::server {

inline constexpr std::size_t password_characters_min = 12;
inline constexpr std::size_t password_bytes_max = 200;

// Why nobody may have this password; nothing when they may. The error (invalid) has reason
// password_short or password_long.
std::optional<Error> fault_of_password(std::string_view password);

// The text that stands for the password in the database. The error is of code busy: no memory.
Result<std::string> hash_of_password(std::string_view password);

// Whether it is the password of the hash. An empty hash takes as long as any, and fits none: nobody
// shall learn from the time who has a password.
bool is_password(const std::string& hash, std::string_view password);

}  // namespace brygga::server
