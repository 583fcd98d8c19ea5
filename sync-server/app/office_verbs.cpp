#include "app/office_verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/operator_desk.hpp"
#include "app/row_book.hpp"

namespace brygga::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr double hours_max = 24.0 * 30;

int print(const std::string& text) {
  fmt::print("{}", text);
  return exit_ok;
}

// Runs the body, which gives what is to be printed, and reports its error.
int answer(const std::function<Result<std::string>()>& body) {
  const Result<std::string> text = body();
  return text.ok() ? print(*text) : report(text.error());
}

Result<std::shared_ptr<Tenant>> tenant_of(OperatorDesk& desk, const VerbContext& context) {
  return desk.office().tenant(context.tenant);
}

std::string dumped(const Json& json) { return json.dump(2) + "\n"; }

std::string joined(const std::vector<std::string>& parts) {
  return parts.empty() ? "-" : fmt::format("{}", fmt::join(parts, ", "));
}

std::string shown(const std::string& text) { return text.empty() ? "-" : text; }

}  // namespace

// --- tenants ----------------------------------------------------------------------------------

int create_tenant(const VerbContext& context, const std::string& name, const std::string& title) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_TRY(desk.office().create_tenant(name, title.empty() ? name : title));
    return "Made tenant " + name + ". Next: brygga-server unit add, staff add, device invite.\n";
  });
}

int list_tenants(const VerbContext& context) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::vector<std::string> names, desk.office().tenant_names());
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const std::string& name : names) {
      BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, desk.office().tenant(name));
      BRYGGA_ASSIGN(const TenantInfo info, tenant->info());
      BRYGGA_ASSIGN(const std::vector<DeviceRecord> devices, tenant->devices());
      list.push_back({{"name", name}, {"title", info.title}, {"devices", devices.size()}});
      rows.push_back({name, info.title, std::to_string(devices.size())});
    }
    return context.json ? dumped(list) : table_of({"NAME", "TITLE", "DEVICES"}, rows);
  });
}

// --- devices ----------------------------------------------------------------------------------

namespace {

// The URL to type on the device: as told, else the running server's, else a stand-in.
std::string url_for_devices(const VerbContext& context, const std::string& told) {
  if (!told.empty()) return told;
  std::ifstream file(url_file(context.data_folder));
  std::string url;
  if (std::getline(file, url) && !url.empty()) return url;
  return "http://127.0.0.1:8470";
}

const char* text_of(DeviceState state) {
  return state == DeviceState::active ? "active" : "revoked";
}

// "5f3a9c01-2", or "2" when one device alone has that counter.
Result<DeviceNumber> find_device(const std::vector<DeviceRecord>& devices,
                                 const std::string& text) {
  std::vector<DeviceNumber> found;
  for (const DeviceRecord& device : devices) {
    const std::string full = device_text(device.number);
    if (full == text || full.substr(full.find('-') + 1) == text) found.push_back(device.number);
  }
  if (found.size() == 1) return found.front();
  return Error{ErrorCode::not_found,
               found.empty() ? "There is no device " + text + "; brygga-server device list shows "
                               "them all."
                             : "Several devices end in -" + text + "; give the whole number.",
               false, "no_such_device"};
}

}  // namespace

int invite_device(const VerbContext& context, const InviteOptions& options) {
  return answer([&]() -> Result<std::string> {
    if (!(options.hours > 0 && options.hours <= hours_max)) {
      return Error{ErrorCode::invalid, "--hours must be more than 0 and at most 720.", false,
                   "bad_hours"};
    }
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, tenant_of(desk, context));
    BRYGGA_ASSIGN(const RowBook book, RowBook::open(*tenant, context.schema,
                                                    account_entity(context.schema)));
    BRYGGA_ASSIGN(const RowState* account, book.find(options.staff));
    const std::uint64_t expires_ms =
        desk.now_ms() + static_cast<std::uint64_t>(options.hours * 3'600'000);
    const std::string name = book.name_of(*account);
    const std::string device_name =
        options.device_name.empty() ? name + "'s device" : options.device_name;
    BRYGGA_ASSIGN(const std::string code, tenant->invite(account->id, device_name, expires_ms));
    const std::string url = url_for_devices(context, options.url);
    if (context.json) {
      return dumped({{"tenant", context.tenant},
                     {"staff", name},
                     {"device_name", device_name},
                     {"code", code},
                     {"expires_ms", expires_ms},
                     {"url", url}});
    }
    return fmt::format(
        "Enrolment code for {} ({}):\n\n    {}\n\nGood for one device, until {}. On the device:\n\n"
        "    brygga enrol {} --tenant {} --code {}\n\n"
        "The code is shown only now; the office keeps no copy that could be read.\n",
        name, device_name, code, time_text(expires_ms), url, context.tenant, code);
  });
}

int list_devices(const VerbContext& context) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, tenant_of(desk, context));
    BRYGGA_ASSIGN(const std::vector<DeviceRecord> devices, tenant->devices());
    BRYGGA_ASSIGN(const RowBook book, RowBook::open(*tenant, context.schema,
                                                    account_entity(context.schema)));
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const DeviceRecord& device : devices) {
      const RowState* account = book.find(device.account);
      const std::string staff = account != nullptr ? book.name_of(*account) : "";
      list.push_back({{"number", device_text(device.number)},
                      {"name", device.name},
                      {"staff", staff},
                      {"staff_id", to_string(device.account.uuid)},
                      {"state", text_of(device.state)},
                      {"enrolled_ms", device.enrolled_ms},
                      {"last_seen_ms", device.last_seen_ms},
                      {"consumed", device.consumed}});
      rows.push_back({device_text(device.number), shown(device.name), shown(staff),
                      text_of(device.state), time_text(device.last_seen_ms),
                      std::to_string(device.consumed)});
    }
    return context.json
               ? dumped(list)
               : table_of({"NUMBER", "NAME", "STAFF", "STATE", "LAST SEEN", "EDITS TAKEN"}, rows);
  });
}

int revoke_device(const VerbContext& context, const std::string& device) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, tenant_of(desk, context));
    BRYGGA_ASSIGN(const std::vector<DeviceRecord> devices, tenant->devices());
    BRYGGA_ASSIGN(const DeviceNumber number, find_device(devices, device));
    BRYGGA_TRY(tenant->revoke(number));
    return "Device " + device_text(number) + " is revoked: the office turns it away from now on.\n";
  });
}

// --- units and staff --------------------------------------------------------------------------

int add_unit(const VerbContext& context, const UnitOptions& options) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, tenant_of(desk, context));
    RowDraft unit(context.schema, "unit", desk.office().context());
    unit.assign("name", options.name);
    if (!options.district.empty()) unit.assign("district", options.district);
    if (!options.kind.empty()) unit.assign("kind", options.kind);
    BRYGGA_ASSIGN(Edit edit, unit.finish());
    const std::string id = to_string(edit.row.uuid);
    BRYGGA_TRY(tenant->write({std::move(edit)}));
    if (context.json) return dumped({{"id", id}, {"name", options.name}});
    return "Added unit " + options.name + " (" + id + ").\n";
  });
}

int list_units(const VerbContext& context) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, tenant_of(desk, context));
    BRYGGA_ASSIGN(const RowBook book, RowBook::open(*tenant, context.schema, "unit"));
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const RowState& unit : book.rows()) {
      const std::string id = to_string(unit.id.uuid);
      const std::string district = book.text(unit, "district");
      list.push_back({{"id", id}, {"name", book.name_of(unit)}, {"district", district}});
      rows.push_back({book.name_of(unit), shown(district), id});
    }
    return context.json ? dumped(list) : table_of({"NAME", "DISTRICT", "ID"}, rows);
  });
}

int add_staff(const VerbContext& context, const StaffOptions& options) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, tenant_of(desk, context));
    BRYGGA_ASSIGN(const RowBook units, RowBook::open(*tenant, context.schema, "unit"));
    RowDraft staff(context.schema, "staff", desk.office().context());
    staff.assign("name", options.name);
    for (const std::string& role : options.roles) staff.add("roles", role);
    for (const std::string& unit : options.units) {
      BRYGGA_ASSIGN(const RowState* row, units.find(unit));
      staff.add("units", row->id.uuid);
    }
    for (const std::string& unit : options.manages) {
      BRYGGA_ASSIGN(const RowState* row, units.find(unit));
      staff.add("manages", row->id.uuid);
    }
    BRYGGA_ASSIGN(Edit edit, staff.finish());
    const std::string id = to_string(edit.row.uuid);
    BRYGGA_TRY(tenant->write({std::move(edit)}));
    if (context.json) return dumped({{"id", id}, {"name", options.name}});
    return "Added " + options.name + " (" + id + "). Next: brygga-server device invite --staff \"" +
           options.name + "\"\n";
  });
}

int list_staff(const VerbContext& context) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, tenant_of(desk, context));
    BRYGGA_ASSIGN(const RowBook units, RowBook::open(*tenant, context.schema, "unit"));
    BRYGGA_ASSIGN(const RowBook staff, RowBook::open(*tenant, context.schema, "staff"));
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const RowState& person : staff.rows()) {
      const std::string id = to_string(person.id.uuid);
      const std::vector<std::string> roles = staff.texts(person, "roles");
      const std::vector<std::string> at = units.names_of(staff.ids(person, "units"));
      const std::vector<std::string> manages = units.names_of(staff.ids(person, "manages"));
      list.push_back({{"id", id},
                      {"name", staff.name_of(person)},
                      {"roles", roles},
                      {"units", at},
                      {"manages", manages}});
      rows.push_back({staff.name_of(person), joined(roles), joined(at), joined(manages), id});
    }
    return context.json ? dumped(list)
                        : table_of({"NAME", "ROLES", "UNITS", "MANAGES", "ID"}, rows);
  });
}

}  // namespace brygga::server
