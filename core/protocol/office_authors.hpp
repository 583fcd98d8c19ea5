// Who wrote what contends: a device that shows an open conflict asks whose the device numbers in it
// are. Pure but for the port.
#pragma once

#include <vector>

#include "model/schema.hpp"
#include "protocol/office_port.hpp"

namespace brygga {

// Names whoever has written what contends in the request's disputed rows, as far as they lie in the
// scopes (in order) that the device may hold: who sees a value may know whose it is, and nobody
// else. A number that the office does not know, or that is its own, is left out.
Status tell_authors(const Schema& schema, OfficeReader& office, const SyncRequest& request,
                    const std::vector<Scope>& scopes, SyncResponse& response);

}  // namespace brygga
