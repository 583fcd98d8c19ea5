// The office's side of the self-audit: which of the scopes that a device holds differ from what the
// office has, though both stand at the same commit. Pure but for the port.
#pragma once

#include <vector>

#include "model/schema.hpp"
#include "protocol/office_port.hpp"

namespace brygga {

// The scopes among the request's audits that differ, and are among those held (in order). What
// changed after the device's position, or travels with this request, is not compared: the device
// asks again another time. So it is with a device of another schema version.
Result<std::vector<Scope>> differing_scopes(const Schema& schema, OfficeReader& office,
                                            const SyncRequest& request,
                                            const std::vector<Scope>& held);

}  // namespace brygga
