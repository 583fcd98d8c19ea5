// How far a device is in loading a scope: the office's own notes, which the device keeps as an
// opaque cursor and hands back. Values; pure functions.
#pragma once

#include <cstdint>

#include "protocol/message.hpp"
#include "protocol/office_port.hpp"

namespace brygga {

struct LoadCursor {
  bool has_begun = false;
  // The newest commit when it did: of what has left the scope since, the device must hear; of what
  // left it earlier it was sent nothing.
  Seq begun = 0;
  FeedCursor at;  // what lies up to here in the scope's feed has been sent
  LoadSize done;
  std::uint64_t turn = 0;  // scopes of a lower one are loaded first
};

Bytes to_bytes(const LoadCursor& cursor);
// An empty or garbled one is a load that has not begun.
LoadCursor load_cursor_of(const Bytes& bytes);

}  // namespace brygga
