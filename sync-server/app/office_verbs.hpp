// The operators' verbs that work on a data folder: tenants, units, staff, programmes,
// devices.
//
// Each returns the exit status, prints its answer on standard output and its complaint on standard
// error. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/schema.hpp"

namespace brygga::server {

// What every verb is told.
struct VerbContext {
  const Schema& schema;
  std::string data_folder;
  std::string tenant;
  bool json = false;  // list verbs: JSON instead of a table
};

int create_tenant(const VerbContext& context, const std::string& name, const std::string& title);
int list_tenants(const VerbContext& context);

struct InviteOptions {
  std::string staff;  // name or id
  std::string device_name;
  double hours = 24;  // until the code expires
  std::string url;    // for the line to type; empty: the running server's
};
int invite_device(const VerbContext& context, const InviteOptions& options);
int list_devices(const VerbContext& context);
int confirm_device(const VerbContext& context, const std::string& device);
int revoke_device(const VerbContext& context, const std::string& device);
int wipe_device(const VerbContext& context, const std::string& device);

struct StaffOptions {
  std::string name;
  std::string username;              // a further name, for imports; may be empty
  std::vector<std::string> roles;    // names as in the schema
  std::vector<std::string> units;    // names or ids: where the person works
  std::vector<std::string> manages;  // names or ids: whose manager the person is
};
int add_staff(const VerbContext& context, const StaffOptions& options);
int list_staff(const VerbContext& context);

struct UnitOptions {
  std::string name;
  std::string district;
  std::string kind;
  std::string key;  // under which programme definitions speak of the unit; empty: from the name
};
int add_unit(const VerbContext& context, const UnitOptions& options);
int list_units(const VerbContext& context);

// Loads a programme definition file, or its new version; units that it names and that are not
// there are made.
int load_programme(const VerbContext& context, const std::string& file);
// Says what the file defines, or names every mistake with its line. Touches no data.
int check_programme(const VerbContext& context, const std::string& file);
int list_programmes(const VerbContext& context);

}  // namespace brygga::server
