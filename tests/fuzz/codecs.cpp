// Decoders of bytes: what decodes must encode to something that decodes to the same.
#include <gtest/gtest.h>

#include "fuzz/target.hpp"
#include "model/value_codec.hpp"
#include "protocol/message.hpp"
#include "store/heads_codec.hpp"
#include "support/builders.hpp"

namespace brygga::fuzz {
namespace {

using namespace brygga::testing;

// Values are compared by their bytes: encoding is a function, and a real number that is none
// equals nothing.
template <class Message>
Fault round_trip(Result<Message> (*decode)(ByteView), ByteView input) {
  const auto message = decode(input);
  if (!message) return message.error().what.empty() ? "It fails without a word." : "";
  const Bytes bytes = encode(*message);
  const auto again = decode(bytes);
  if (!again) return "What it encoded does not decode.";
  return encode(*again) == bytes ? "" : "What it encoded decodes to something else.";
}

RowState card_row() { return empty_row(card_def(), row_of_number(1), {}); }

Fault round_trip_heads(ByteView blob) {
  // In a file whose keys of writers are their numbers.
  const WriterOfKey writer_of = [](WriterKey key) { return DeviceNumber{key}; };
  const auto encoded = [&](const RowState& row) {
    const bool is_of_file = blob.front() > 4;
    return is_of_file
               ? encode_heads(card_def(), row, [](DeviceNumber device) { return device.value; })
               : encode_heads(card_def(), row);
  };
  RowState row = card_row();
  if (!decode_heads(card_def(), blob, row, writer_of)) return "";
  const Bytes bytes = encoded(row);
  RowState again = card_row();
  if (!decode_heads(card_def(), bytes, again, writer_of)) return "What it encoded does not decode.";
  return encoded(again) == bytes ? "" : "It decodes to something else.";
}

}  // namespace

Fault run_sync_request(ByteView input) { return round_trip(decode_sync_request, input); }
Fault run_sync_response(ByteView input) { return round_trip(decode_sync_response, input); }
Fault run_enrol_request(ByteView input) { return round_trip(decode_enrol_request, input); }
Fault run_enrol_response(ByteView input) { return round_trip(decode_enrol_response, input); }
Fault run_error(ByteView input) { return round_trip(decode_error, input); }
Fault run_edit(ByteView input) { return round_trip(decode_edit, input); }

Fault run_row_change(ByteView input) {
  const auto change = decode_row_change(input);
  if (change && size_estimate(*change) < encode(*change).size()) return "It is underestimated.";
  return round_trip(decode_row_change, input);
}

Fault run_value(ByteView input) {
  ByteReader reader(input);
  const Value value = read_value(reader);
  if (!reader.ok()) return "";
  ByteWriter writer;
  write_value(writer, value);
  if (writer.size() > size_of(value)) return "It is underestimated.";
  ByteReader again(writer.bytes());
  const Value back = read_value(again);
  if (!again.ok() || !again.at_end()) return "What it encoded does not decode.";
  ByteWriter twice;
  write_value(twice, back);
  if (twice.bytes() != writer.bytes()) return "What it encoded decodes to something else.";
  return less(value, back) || less(back, value) ? "It is not equal to itself." : "";
}

Fault run_heads(ByteView input) { return round_trip_heads(input); }

Fault run_base64url(ByteView input) {
  Bytes bytes;
  if (!from_base64url(as_text(input), bytes)) return "";
  const std::string text = to_base64url(bytes);
  return text == as_text(input) ? "" : "One of two texts for the same bytes was taken.";
}

Fault run_version(ByteView input) {
  Bytes blob;
  return from_base64url(as_text(input), blob) ? round_trip_heads(blob) : "";
}

}  // namespace brygga::fuzz
