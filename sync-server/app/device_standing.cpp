#include "app/device_standing.hpp"

namespace brygga::server {

const char* DeviceStanding::state() const {
  if (record.state == DeviceState::revoked) return "revoked";
  return record.is_push_only ? "unconfirmed_copy" : "active";
}

Result<std::vector<DeviceStanding>> device_standings(Tenant& tenant) {
  BRYGGA_ASSIGN(std::vector<DeviceRecord> devices, tenant.devices());
  std::vector<DeviceStanding> standings;
  standings.reserve(devices.size());
  for (DeviceRecord& device : devices) {
    BRYGGA_ASSIGN(const OfficeAccount kept, tenant.office_account(device.account));
    BRYGGA_ASSIGN(const std::size_t scopes, tenant.count_scopes(device.account));
    const bool is_of_office = device.number == kept.device;
    BRYGGA_ASSIGN(const std::optional<Wipe> wipe, tenant.wipe_of(device.number));
    standings.push_back({std::move(device), scopes, wipe, is_of_office});
  }
  return standings;
}

}  // namespace brygga::server
