// Which late work is about which rows. One thread.
#pragma once

#include <unordered_set>
#include <vector>

#include "storage/tenant_store.hpp"

namespace brygga::server {

// The rows of late work that hold an edit of one of these rows.
Result<std::vector<RowKey>> late_work_about(const Schema& schema, TenantReader& reader,
                                            const std::unordered_set<RowKey>& rows);

}  // namespace brygga::server
