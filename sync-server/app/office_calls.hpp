// What only the office can do, for who has signed in there: devices and their codes, and the review
// of openings. Names as in docs/PROTOCOL.md#the-web-app.
//
// The office's own people may do it for everybody, a manager for who works in units of theirs and
// nowhere else, and nobody else. Safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "casework/json.hpp"
#include "office/tenant.hpp"

namespace brygga::server {

// Whether the name is one of these: "office.devices".
bool is_office_call(std::string_view name);

// The answer, in JSON. with: an object. field takes the name of what an error is about. Errors:
// not_yours, missing_field, bad_id, no_such_device, out_of_range, unknown_name, and those of the
// tenant.
Result<std::string> office_call(Tenant& tenant, const OfficeContext& context, const RowId& account,
                                std::string_view name, const casework::Json& with,
                                std::string& field);

}  // namespace brygga::server
