#include "office/device_events.hpp"

namespace brygga::server {

Status journal_enrolled(TenantWriter& writer, const DeviceRecord& device, const Digest& token,
                        const Invitation* invitation, std::uint64_t now_ms) {
  BRYGGA_ASSIGN(const OfficeState now, writer.state());
  JournalEvent event;
  event.kind = JournalEvent::Kind::device_enrolled;
  event.seq = now.seq;
  event.at_ms = now_ms;
  event.device = device.number;
  event.lineage = device.lineage;
  event.account = device.account;
  event.name = device.name;
  event.is_push_only = device.is_push_only;
  event.token = token;
  if (invitation != nullptr) {
    event.code = invitation->code;
    event.attempt = invitation->attempt;
  }
  return writer.queue_event(std::move(event));
}

Status journal_judged(TenantWriter& writer, JournalEvent::Kind kind, DeviceNumber device,
                      std::uint64_t now_ms) {
  BRYGGA_ASSIGN(const OfficeState now, writer.state());
  JournalEvent event;
  event.kind = kind;
  event.seq = now.seq;
  event.at_ms = now_ms;
  event.device = device;
  return writer.queue_event(std::move(event));
}

Status journal_wipe(TenantWriter& writer, JournalEvent::Kind kind, DeviceNumber device,
                    const Wipe& wipe, std::uint64_t now_ms) {
  BRYGGA_ASSIGN(const OfficeState now, writer.state());
  JournalEvent event;
  event.kind = kind;
  event.seq = now.seq;
  event.at_ms = now_ms;
  event.device = device;
  event.account = wipe.asked_by;
  event.wiped = wipe.receipt;
  return writer.queue_event(std::move(event));
}

}  // namespace brygga::server
