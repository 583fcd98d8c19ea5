// Tenants in SQLite: one file per tenant in a folder, readable with sqlite3 (docs/STORE.md).
//
// `<folder>/<name>.db`, in WAL mode with synchronous=FULL: a commit that returned survives kill -9
// and loss of power. One connection writes, others read beside it. Files of another kind, of a
// newer version, or of a newer schema are refused and left as they were.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "storage/tenant_store.hpp"

namespace brygga::server {

// For a program that uses SQLite for tenants alone, before anything else does: SQLite stops
// counting its memory, for which it would take a lock for all threads at each allocation.
void tune_sqlite();

// The folder is made with the first tenant. The schema must outlive the result and every store.
std::unique_ptr<TenantStores> sqlite_tenant_stores(const std::string& folder, const Schema& schema);

// Where a tenant's database is, and the file on which whoever has it open holds a lock
// (tenant_lock.hpp).
std::string database_path(const std::string& folder, std::string_view name);
std::string lock_path(const std::string& folder, std::string_view name);

}  // namespace brygga::server
