// How each device stands with the office: what operators see by `device list`, and who has signed
// in by `office.devices`. One query for both. Any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "office/tenant.hpp"

namespace brygga::server {

struct DeviceStanding {
  DeviceRecord record;
  std::size_t scopes = 0;  // how many a device of its person may hold
  std::optional<Wipe> wipe;
  bool is_of_office = false;  // the number under which they work at the office itself

  // "active", "revoked" or "unconfirmed_copy".
  const char* state() const;
};

Result<std::vector<DeviceStanding>> device_standings(Tenant& tenant);

}  // namespace brygga::server
