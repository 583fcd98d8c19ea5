// What the journal is told of devices, within the transaction that changes them. One thread.
#pragma once

#include <cstdint>

#include "storage/tenant_store.hpp"

namespace brygga::server {

// The device has this token from now on. invitation: what it used up; null for a copy of a store.
Status journal_enrolled(TenantWriter& writer, const DeviceRecord& device, const Digest& token,
                        const Invitation* invitation, std::uint64_t now_ms);
// It was confirmed or revoked.
Status journal_judged(TenantWriter& writer, JournalEvent::Kind kind, DeviceNumber device,
                      std::uint64_t now_ms);

// It is to be wiped, or was: as kind says.
Status journal_wipe(TenantWriter& writer, JournalEvent::Kind kind, DeviceNumber device,
                    const Wipe& wipe, std::uint64_t now_ms);

}  // namespace brygga::server
