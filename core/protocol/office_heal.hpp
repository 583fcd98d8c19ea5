// What an office that was restored from a backup takes back from its devices.
//
// A device offers rows in versions that the office has lost, each with the office's own mark. One
// that it really gave out is taken back, unless it has the version, or a newer one of the same
// line, again already. What happened to the row here since the restore meets it like a concurrent
// edit. Pure but for the port.
#pragma once

#include "model/schema.hpp"
#include "protocol/office_push.hpp"

namespace brygga {

struct HealContext {
  const Notary& notary;
  Seq seq = 0;  // the commit that will hold the decision
};

// Decides about the rows that the request offers. Those that are not the office's own are passed
// over, and counted in forged.
Result<PushDecision> decide_heal(const Schema& schema, OfficeReader& office,
                                 const HealContext& context, const SyncRequest& request,
                                 std::size_t& forged);

}  // namespace brygga
