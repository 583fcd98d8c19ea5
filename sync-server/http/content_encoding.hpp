// Compressed bodies: zstd (RFC 8878) and gzip (RFC 1952), both bounded.
//
// A compressed body can claim to become anything: decompression stops at its bound, whatever was
// claimed, and uses no more memory than bound and window. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace brygga::server {

enum class ContentEncoding { identity, gzip, zstd };

// The value of Content-Encoding for it.
const char* name_of(ContentEncoding encoding);

// What a Content-Encoding header says; nothing when it is one that we do not read.
std::optional<ContentEncoding> parse_content_encoding(std::string_view header);

// The best encoding that an Accept-Encoding header allows: zstd, else gzip, else identity.
ContentEncoding choose_content_encoding(std::string_view accept_header);

// The error's reason is too_large or malformed.
Result<Bytes> decompress(ContentEncoding encoding, ByteView body, std::size_t bytes_max);

// For speed rather than size; identity gives the body as it is.
Bytes compress(ContentEncoding encoding, Bytes body);

}  // namespace brygga::server
