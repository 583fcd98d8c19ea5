#include "protocol/load_cursor.hpp"

namespace brygga {

Bytes to_bytes(const LoadCursor& cursor) {
  ByteWriter writer;
  writer.varint(cursor.begun);
  writer.varint(cursor.at.seq);
  writer.varint(cursor.at.entity);
  writer.varint(cursor.at.key);
  writer.varint(cursor.done.rows);
  writer.varint(cursor.done.bytes);
  writer.varint(cursor.turn);
  return writer.take();
}

LoadCursor load_cursor_of(const Bytes& bytes) {
  ByteReader reader(bytes);
  LoadCursor cursor;
  cursor.begun = reader.varint();
  cursor.at = {reader.varint(), reader.varint(), reader.varint()};
  cursor.done = {reader.varint(), reader.varint()};
  cursor.turn = reader.varint();
  cursor.has_begun = true;
  return reader.ok() && reader.at_end() ? cursor : LoadCursor{};
}

}  // namespace brygga
