// Stores that keep a journal: what must hold after a restore is durable in it before a write
// returns, and what it knows better than a database that was put back is done again when the tenant
// is opened.
//
// A change and its events are committed together in the database, the events in a queue; then they
// are added to the journal, and leave the queue with the next write. Whatever stops this half way
// is mended at the next opening, since the journal takes no event twice. Safe from any thread.
#pragma once

#include <memory>

#include "base/environment.hpp"
#include "model/schema.hpp"
#include "storage/tenant_journal.hpp"
#include "storage/tenant_store.hpp"

namespace brygga::server {

// The schema, clock and random must outlive the result and every store. Opening fails with reason
// other_journal when the journal is not that of this tenant.
std::unique_ptr<TenantStores> journaled_stores(std::unique_ptr<TenantStores> stores,
                                               std::unique_ptr<TenantJournals> journals,
                                               const Schema& schema, Clock& clock, Random& random);

}  // namespace brygga::server
