// What a restored office does again: the events of the journal that its database does not know.
//
// Devices that were enrolled may send, those that were revoked may not; what was erased goes again;
// values that were raised stand again as heads with their stamps, or are held back until their row
// comes back; grants that had ended count as none, until somebody knows better. Doing so twice
// changes nothing. One thread.
#pragma once

#include <vector>

#include "model/schema.hpp"
#include "storage/tenant_store.hpp"

namespace brygga::server {

// Replays events, in the order in which they happened, within the writer's transaction. commit: the
// next one, used only when rows change; its origin must be journal. Adds to replay's counts.
Status replay_events(const Schema& schema, TenantWriter& writer,
                     const std::vector<JournalEvent>& events, const CommitInfo& commit,
                     Replay& replay);

// To be called with what a device has brought back, before it is stored as the commit seq: values
// that were held back for those rows join their heads; grants that had ended count again where the
// version that came back knew of it.
Status apply_held_back(const Schema& schema, TenantWriter& writer, PushDecision& decision, Seq seq);

}  // namespace brygga::server
