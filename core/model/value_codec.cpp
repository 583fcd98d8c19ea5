#include "model/value_codec.hpp"

#include <cstring>

namespace brygga {
namespace {

enum class Tag : std::uint8_t {
  absent = 0,
  no = 1,
  yes = 2,
  integer = 3,
  real = 4,
  text = 5,
  bytes = 6,
  uuid = 7,
};

}  // namespace

void write_value(ByteWriter& out, const Value& value) {
  const auto tag = [&](Tag t) { out.u8(static_cast<std::uint8_t>(t)); };
  if (const auto* flag = std::get_if<bool>(&value)) {
    tag(*flag ? Tag::yes : Tag::no);
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    tag(Tag::integer);
    out.varint(zigzag(*integer));
  } else if (const auto* real = std::get_if<double>(&value)) {
    tag(Tag::real);
    std::uint64_t bits = 0;
    std::memcpy(&bits, real, sizeof bits);
    out.fixed64(bits);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    tag(Tag::text);
    out.varint(text->size());
    out.raw(*text);
  } else if (const auto* bytes = std::get_if<Bytes>(&value)) {
    tag(Tag::bytes);
    out.varint(bytes->size());
    out.raw(ByteView(*bytes));
  } else if (const auto* uuid = std::get_if<Uuid>(&value)) {
    tag(Tag::uuid);
    out.raw(uuid->view());
  } else {
    tag(Tag::absent);
  }
}

Value read_value(ByteReader& in) {
  switch (static_cast<Tag>(in.u8())) {
    case Tag::absent:
      return {};
    case Tag::no:
      return false;
    case Tag::yes:
      return true;
    case Tag::integer:
      return unzigzag(in.varint());
    case Tag::real: {
      const std::uint64_t bits = in.fixed64();
      double real = 0;
      std::memcpy(&real, &bits, sizeof real);
      return real;
    }
    case Tag::text:
      return std::string(as_text(in.raw(in.count())));
    case Tag::bytes: {
      const ByteView view = in.raw(in.count());
      return Bytes(view.begin(), view.end());
    }
    case Tag::uuid:
      return uuid_from_bytes(in.raw(16)).value_or(Uuid{});
  }
  in.fail();
  return {};
}

void write_time(ByteWriter& out, Hlc time) { out.fixed64(time.ticks); }

Hlc read_time(ByteReader& in) { return {in.fixed64()}; }

void write_stamp(ByteWriter& out, const Stamp& stamp) {
  write_time(out, stamp.time);
  out.varint(stamp.device.value);
}

Stamp read_stamp(ByteReader& in) {
  const Hlc time = read_time(in);
  return {time, {in.varint()}};
}

void write_scope(ByteWriter& out, const Scope& scope) {
  out.u8(static_cast<std::uint8_t>(scope.kind));
  out.raw(scope.id.view());
}

Scope read_scope(ByteReader& in) {
  const auto kind = static_cast<char>(in.u8());
  return {kind, uuid_from_bytes(in.raw(16)).value_or(Uuid{})};
}

}  // namespace brygga
