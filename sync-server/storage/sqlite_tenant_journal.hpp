// Journals in SQLite: `<folder>/<name>.journal`, readable with sqlite3 (docs/STORE.md).
#pragma once

#include <memory>
#include <string>

#include "storage/tenant_journal.hpp"

namespace brygga::server {

// The folder is made with the first journal.
std::unique_ptr<TenantJournals> sqlite_tenant_journals(const std::string& folder);

}  // namespace brygga::server
