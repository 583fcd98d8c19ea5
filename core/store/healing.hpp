// A device's part in healing an office that was restored from a backup: it gives back what the
// office has lost, and is then told everything anew.
//
// First it offers the rows that it holds in lost versions, then it sends again the edits that the
// office has lost, then all its scopes are loaded anew, while their rows stay and show. Each step
// is durable before the next. Not thread-safe.
#pragma once

#include "model/schema.hpp"
#include "store/store_parts.hpp"

namespace brygga {

// Begins to heal. What is shown stays.
Status begin_healing(DeviceStore::Parts& parts, const Schema& schema, Replica& replica,
                     const SyncResponse& response);

// Makes the request one that heals, with about bytes_max of rows or edits.
Status add_healing(DeviceStore::Parts& parts, const Schema& schema, const Replica& replica,
                   std::size_t bytes_max, SyncRequest& request);

// Goes on from what the office has taken.
Status advance_healing(DeviceStore::Parts& parts, const SyncRequest& request, Replica& replica);

}  // namespace brygga
