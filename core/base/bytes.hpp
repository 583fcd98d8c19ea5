// Byte strings and the little-endian and varint primitives that every format of ours is made of.
//
// Varints are LEB128: seven bits a byte, least significant group first, the top bit set on all
// but the last byte; at most ten bytes, and a longer or overflowing one is an error. Signed
// numbers are zigzag-coded first. Pure functions and values.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace brygga {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
inline std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

// Appends to a byte string that it owns.
class ByteWriter {
 public:
  ByteWriter() = default;
  // Makes room at once for about so many bytes.
  explicit ByteWriter(std::size_t bytes_expected) { bytes_.reserve(bytes_expected); }

  void u8(std::uint8_t value) { bytes_.push_back(value); }
  void varint(std::uint64_t value) {
    while (value >= 0x80) {
      bytes_.push_back(static_cast<std::uint8_t>(value) | 0x80);
      value >>= 7;
    }
    bytes_.push_back(static_cast<std::uint8_t>(value));
  }
  void fixed64(std::uint64_t value) {
    std::array<std::uint8_t, 8> bytes;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      bytes[at] = static_cast<std::uint8_t>(value >> (8 * at));
    }
    raw(bytes);
  }
  void raw(ByteView view) { bytes_.insert(bytes_.end(), view.begin(), view.end()); }
  void raw(std::string_view text) { bytes_.insert(bytes_.end(), text.begin(), text.end()); }

  std::size_t size() const { return bytes_.size(); }
  const Bytes& bytes() const { return bytes_; }
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

// Reads from bytes that it does not own. The first read beyond the end, and the first malformed
// number, makes the reader fail for good: it then yields zeros and ok() stays false, so that a
// decoder can run to its end and ask once.
class ByteReader {
 public:
  explicit ByteReader(ByteView view) : view_(view) {}

  bool ok() const { return ok_; }
  void fail() {
    ok_ = false;
    view_ = {};
  }
  std::size_t remaining() const { return view_.size(); }
  bool at_end() const { return view_.empty(); }

  std::uint8_t u8() {
    if (view_.empty()) {
      fail();
      return 0;
    }
    const std::uint8_t value = view_.front();
    view_ = view_.subspan(1);
    return value;
  }
  std::uint64_t varint();
  std::uint64_t fixed64();
  // The next size bytes, a view into the source; empty and failed when there are not as many.
  ByteView raw(std::size_t size) {
    if (size > view_.size()) {
      fail();
      return {};
    }
    const ByteView part = view_.first(size);
    view_ = view_.subspan(size);
    return part;
  }
  // A count of things of which each takes at least bytes_min bytes: fails when the bytes cannot
  // be there, so that no length is believed before its content.
  std::size_t count(std::size_t bytes_min = 1) {
    const std::uint64_t value = varint();
    if (bytes_min == 0 || value > view_.size() / bytes_min) {
      if (value != 0) {
        fail();
      }
      return 0;
    }
    return static_cast<std::size_t>(value);
  }

 private:
  ByteView view_;
  bool ok_ = true;
};

std::string_view as_text(ByteView view);
ByteView as_bytes(std::string_view text);

// Lower-case hexadecimal, two digits a byte.
std::string to_hex(ByteView view);

// The URL-safe base64 of RFC 4648 section 5 without padding.
std::string to_base64url(ByteView view);
// False when the text is not such base64; out is then unspecified.
bool from_base64url(std::string_view text, Bytes& out);

}  // namespace brygga
