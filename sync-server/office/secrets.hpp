// Tokens, enrolment codes and epochs: how they are made, read and compared.
//
// A token is a device's password for ever, so it is long and made for machines: the tenant's name,
// a dot, and 32 random bytes. An enrolment code is typed by a person, once: 16 letters and digits
// that nobody confuses (no 0 O 1 I L U), 78 bits. The office keeps only digests of both.
// Pure functions but for the randomness that comes in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/environment.hpp"
#include "storage/tenant_store.hpp"

namespace brygga::server {

Digest sha256(ByteView bytes);

// Whether a tenant may have this name: 1 to 40 of a-z, 0-9 and '-', beginning with a letter. Such
// a name is also a safe file name.
bool is_tenant_name(std::string_view name);

// A random epoch. Device numbers hold its low half, which is not zero: such a number is no device.
std::uint64_t make_epoch(Random& random);

std::string make_token(std::string_view tenant, Random& random);
// The tenant that the token names; nothing when it is not shaped like a token.
std::optional<std::string_view> tenant_of_token(std::string_view token);
Digest digest_of_token(std::string_view token);

// "KXQ7-M2VD-9TRA-4HPB"
std::string make_code(Random& random);
// The digest under which a code of the tenant is kept. Case, spaces and dashes do not matter;
// nothing when what is left cannot be a code.
std::optional<Digest> digest_of_code(std::string_view tenant, std::string_view code);

}  // namespace brygga::server
