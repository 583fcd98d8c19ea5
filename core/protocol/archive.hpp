// The archive that messages are written with: compact, bounded, the same bytes everywhere.
//
// Cereal types (a serialize function, or save and load) go through WireWriter and WireReader:
// unsigned integers as varints, signed ones zigzag-coded, lists and texts as a count and their
// content. No count is believed before its bytes are there: every listed type states the least
// number of bytes that one of it takes, so that a short body can never ask for much memory. A
// reader that failed yields zeros and empty lists, and the caller asks once at the end.
// Not thread-safe; one archive serves one message.
#pragma once

#include <algorithm>
#include <cereal/cereal.hpp>
#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "base/bytes.hpp"
#include "base/uuid.hpp"

namespace brygga {

class WireWriter : public cereal::OutputArchive<WireWriter, cereal::AllowEmptyClassElision> {
 public:
  explicit WireWriter(std::size_t bytes_expected = 256)
      : OutputArchive(this), out_(bytes_expected) {}
  ByteWriter& out() { return out_; }

 private:
  ByteWriter out_;
};

class WireReader : public cereal::InputArchive<WireReader, cereal::AllowEmptyClassElision> {
 public:
  explicit WireReader(ByteView view) : InputArchive(this), in_(view) {}
  ByteReader& in() { return in_; }

 private:
  ByteReader in_;
};

// The least number of bytes that one T takes on the wire; message types specialise it.
template <class T>
inline constexpr std::size_t wire_bytes_min = 1;

// The greatest number of an enumeration that travels.
template <class T>
inline constexpr std::uint8_t enum_max = 0;

// What goes onto the wire as a single varint.
template <class T>
concept WireUnsigned = std::unsigned_integral<T> && !std::same_as<T, bool>;

template <class T>
requires std::is_arithmetic_v<T>
void save(WireWriter& writer, const T& value) {
  if constexpr (std::same_as<T, bool>) {
    writer.out().u8(value ? 1 : 0);
  } else if constexpr (WireUnsigned<T>) {
    writer.out().varint(value);
  } else {
    static_assert(std::signed_integral<T>, "write real numbers through Value");
    writer.out().varint(zigzag(value));
  }
}

template <class T>
requires std::is_arithmetic_v<T>
void load(WireReader& reader, T& value) {
  if constexpr (std::same_as<T, bool>) {
    const std::uint8_t byte = reader.in().u8();
    if (byte > 1) reader.in().fail();
    value = byte == 1;
  } else if constexpr (WireUnsigned<T>) {
    const std::uint64_t wide = reader.in().varint();
    value = static_cast<T>(wide);
    if (value != wide) {
      reader.in().fail();
      value = 0;
    }
  } else {
    static_assert(std::signed_integral<T>, "read real numbers through Value");
    const std::int64_t wide = unzigzag(reader.in().varint());
    value = static_cast<T>(wide);
    if (value != wide) reader.in().fail();
  }
}

// Enumerations travel as one byte; a value above enum_max<T> makes the reader fail. (Not save and
// load: cereal brings its own for enumerations, without the check.)
template <class T>
void save_enum(WireWriter& writer, T value) {
  writer.out().u8(static_cast<std::uint8_t>(value));
}

template <class T>
void load_enum(WireReader& reader, T& value) {
  const std::uint8_t byte = reader.in().u8();
  if (byte > enum_max<T>) reader.in().fail();
  value = static_cast<T>(byte > enum_max<T> ? 0 : byte);
}

inline void save(WireWriter& writer, const std::string& text) {
  writer.out().varint(text.size());
  writer.out().raw(text);
}

inline void load(WireReader& reader, std::string& text) {
  text = as_text(reader.in().raw(reader.in().count()));
}

inline void save(WireWriter& writer, const Bytes& bytes) {
  writer.out().varint(bytes.size());
  writer.out().raw(ByteView(bytes));
}

inline void load(WireReader& reader, Bytes& bytes) {
  const ByteView view = reader.in().raw(reader.in().count());
  bytes.assign(view.begin(), view.end());
}

inline void save(WireWriter& writer, const Uuid& uuid) { writer.out().raw(uuid.view()); }

inline void load(WireReader& reader, Uuid& uuid) {
  uuid = uuid_from_bytes(reader.in().raw(16)).value_or(Uuid{});
}

template <class Purpose>
void serialize(WireWriter& writer, Id<Purpose>& id) {
  writer(id.uuid);
}
template <class Purpose>
void serialize(WireReader& reader, Id<Purpose>& id) {
  reader(id.uuid);
}

template <class T>
void save(WireWriter& writer, const std::vector<T>& list) {
  writer.out().varint(list.size());
  for (const T& item : list) {
    writer(item);
  }
}

template <class T>
void load(WireReader& reader, std::vector<T>& list) {
  list.clear();
  const std::size_t count = reader.in().count(wire_bytes_min<T>);
  // Most lists are short; the length of a long one is believed as its items come.
  list.reserve(std::min<std::size_t>(count, 64));
  for (std::size_t i = 0; i < count && reader.in().ok(); ++i) {
    reader(list.emplace_back());
  }
}

}  // namespace brygga

CEREAL_SETUP_ARCHIVE_TRAITS(brygga::WireReader, brygga::WireWriter)
