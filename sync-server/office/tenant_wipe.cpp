// Wiping devices: a part of Tenant.
#include <algorithm>

#include "office/device_events.hpp"
#include "office/tenant.hpp"
#include "office/turning_away.hpp"

namespace brygga::server {

Status Tenant::order_wipe_in(TenantWriter& writer, DeviceNumber device, const RowId& by) const {
  BRYGGA_ASSIGN(const std::optional<Wipe> known, writer.wipe(device));
  if (known && known->asked_ms != 0) return {};
  Wipe wipe = known.value_or(Wipe{});
  wipe.asked_ms = context_.clock.unix_ms();
  wipe.asked_by = by;
  BRYGGA_TRY(writer.put_wipe(device, wipe));
  return journal_wipe(writer, JournalEvent::Kind::wipe_ordered, device, wipe, wipe.asked_ms);
}

Status Tenant::order_wipe(DeviceNumber device, const RowId& by) {
  const auto work = [&](TenantWriter& writer) -> Status {
    BRYGGA_ASSIGN(const std::optional<DeviceRecord> record, writer.device(device));
    if (!record || record->number.is_office()) {
      return turn_away(ErrorCode::not_found, "no_such_device", "There is no such device.");
    }
    BRYGGA_ASSIGN(const OfficeAccount at_office, writer.office_account(record->account));
    if (at_office.device == record->number) {
      return turn_away(ErrorCode::refused, "not_a_device",
                       "That is somebody's work at the office, where nothing is kept outside. "
                       "To shut them out, close the account.");
    }
    BRYGGA_ASSIGN(const std::vector<DeviceRecord> devices, writer.devices());
    for (const DeviceRecord& copy : devices) {
      if (copy.lineage == record->lineage) BRYGGA_TRY(order_wipe_in(writer, copy.number, by));
    }
    return {};
  };
  BRYGGA_TRY(store_->write(work));
  board_.announce_all();  // If it waits just now, it shall hear of it.
  return {};
}

Result<std::optional<Wipe>> Tenant::wipe_of(DeviceNumber device) {
  std::optional<Wipe> wipe;
  BRYGGA_TRY(store_->read([&](TenantReader& reader) -> Status {
    BRYGGA_ASSIGN(wipe, reader.wipe(device));
    return {};
  }));
  return wipe;
}

// A store that was copied without either knowing may say so twice: what was there counts once, and
// nothing that was lost is forgotten.
Status Tenant::take_wiped(SyncRound& round) {
  SyncResponse response;
  const auto work = [&](TenantWriter& writer) -> Status {
    BRYGGA_ASSIGN(Authority authority, authority_of(writer, round));
    DeviceRecord& record = authority.record;
    const std::uint64_t now_ms = context_.clock.unix_ms();
    BRYGGA_ASSIGN(const std::optional<Wipe> known, writer.wipe(record.number));
    Wipe wipe = known.value_or(Wipe{});
    const Wipe before = wipe;
    const WipeReceipt& told = *round.request.wiped;
    if (wipe.done_ms == 0) wipe.done_ms = now_ms;
    wipe.receipt = {std::max(wipe.receipt.scopes, told.scopes),
                    std::max(wipe.receipt.rows, told.rows),
                    std::max(wipe.receipt.unsent, told.unsent)};
    response.office_ms = now_ms;
    response.consumed = record.consumed;
    response.is_push_only = true;
    if (wipe == before) return {};
    BRYGGA_TRY(writer.put_wipe(record.number, wipe));
    BRYGGA_TRY(
        journal_wipe(writer, JournalEvent::Kind::device_wiped, record.number, wipe, wipe.done_ms));
    record.state = DeviceState::revoked;
    record.held_scopes = 0;
    record.unsent = record.unsent_ms = 0;
    record.last_seen_ms = now_ms;
    BRYGGA_TRY(writer.put_device(record, nullptr));
    return journal_judged(writer, JournalEvent::Kind::device_revoked, record.number, now_ms);
  };
  BRYGGA_TRY(write_in_epoch(work));
  round.response = std::move(response);
  return {};
}

}  // namespace brygga::server
