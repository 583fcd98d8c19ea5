#include "app/office_verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/device_standing.hpp"
#include "app/operator_desk.hpp"
#include "app/row_book.hpp"
#include "app/text_file.hpp"
#include "base/text_folding.hpp"
#include "casework/office_rows.hpp"
#include "casework/programme_definition.hpp"
#include "casework/programme_json.hpp"
#include "casework/schema.hpp"
#include "casework/text_encoding.hpp"

namespace brygga::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr double hours_max = 24.0 * 30;

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

std::string state_of(const DeviceStanding& standing) {
  std::string state = standing.state();
  std::replace(state.begin(), state.end(), '_', ' ');
  return state;
}

// "12 of 14", and what it keeps unsent: "3 since 2026-11-23 08:00 UTC".
std::string holds_of(const DeviceStanding& standing) {
  const auto& held = standing.record.held_scopes;
  return (held ? std::to_string(*held) : "?") + " of " + std::to_string(standing.scopes);
}
// What was ordered, and what came of it.
std::string wipe_text_of(const std::optional<Wipe>& wipe) {
  if (!wipe) return "-";
  if (wipe->done_ms == 0) return "ordered " + time_text(wipe->asked_ms);
  return fmt::format("done {}, {} rows, {} changes lost", time_text(wipe->done_ms),
                     wipe->receipt.rows, wipe->receipt.unsent);
}
Json wipe_json(const std::optional<Wipe>& wipe) {
  if (!wipe) return nullptr;
  return {{"asked_ms", wipe->asked_ms},
          {"done_ms", wipe->done_ms},
          {"scopes", wipe->receipt.scopes},
          {"rows", wipe->receipt.rows},
          {"unsent_lost", wipe->receipt.unsent}};
}
std::string unsent_of(const DeviceRecord& device) {
  if (device.unsent == 0) return "-";
  return std::to_string(device.unsent) + " since " + time_text(device.unsent_ms);
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
               found.empty() ? "There is no device " + text +
                                   "; brygga-server device list shows "
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
    BRYGGA_ASSIGN(const RowBook book,
                  RowBook::open(*tenant, context.schema, casework::staff::entity));
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
    BRYGGA_ASSIGN(const std::vector<DeviceStanding> standings, device_standings(*tenant));
    BRYGGA_ASSIGN(const RowBook book,
                  RowBook::open(*tenant, context.schema, casework::staff::entity));
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const DeviceStanding& standing : standings) {
      const DeviceRecord& device = standing.record;
      const RowState* account = book.find(device.account);
      const std::string staff = account != nullptr ? book.name_of(*account) : "";
      list.push_back({{"number", device_text(device.number)},
                      {"name", device.name},
                      {"staff", staff},
                      {"staff_id", to_string(device.account.uuid)},
                      {"state", state_of(standing)},
                      {"copy_of", device_text(device.lineage)},
                      {"enrolled_ms", device.enrolled_ms},
                      {"last_seen_ms", device.last_seen_ms},
                      {"consumed", device.consumed},
                      {"scopes", standing.scopes},
                      {"held_scopes",
                       device.held_scopes ? nlohmann::json(*device.held_scopes) : nlohmann::json()},
                      {"unsent", device.unsent},
                      {"unsent_ms", device.unsent_ms},
                      {"wipe", wipe_json(standing.wipe)}});
      rows.push_back({device_text(device.number), shown(device.name), shown(staff),
                      state_of(standing), time_text(device.last_seen_ms), holds_of(standing),
                      unsent_of(device), wipe_text_of(standing.wipe),
                      std::to_string(device.consumed)});
    }
    return context.json ? dumped(list)
                        : table_of({"NUMBER", "NAME", "STAFF", "STATE", "LAST SEEN", "HOLDS",
                                    "UNSENT", "WIPE", "EDITS TAKEN"},
                                   rows);
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

int wipe_device(const VerbContext& context, const std::string& device) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, tenant_of(desk, context));
    BRYGGA_ASSIGN(const std::vector<DeviceRecord> devices, tenant->devices());
    BRYGGA_ASSIGN(const DeviceNumber number, find_device(devices, device));
    BRYGGA_TRY(tenant->order_wipe(number, RowId{}));
    return "Device " + device_text(number) +
           " is wiped when it is heard of next, after it has handed over what it has not sent. "
           "brygga-server device list says when that was.\n";
  });
}

int confirm_device(const VerbContext& context, const std::string& device) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, tenant_of(desk, context));
    BRYGGA_ASSIGN(const std::vector<DeviceRecord> devices, tenant->devices());
    BRYGGA_ASSIGN(const DeviceNumber number, find_device(devices, device));
    BRYGGA_TRY(tenant->confirm(number));
    return "Device " + device_text(number) + " may have what its store may have.\n";
  });
}

// --- units and staff --------------------------------------------------------------------------

namespace {

// The ASCII letter of å, ä, ö and the like, given the second byte of its UTF-8.
char letter_without_marks(unsigned char second) {
  static constexpr std::string_view letters = "aaaaaaaceeeeiiiidnooooo_ouuuuyty";
  return second >= 0xA0 && second <= 0xBF ? letters[second - 0xA0U] : '_';
}

// "Centrum-Väster" becomes "centrum_vaster", as programme definitions spell keys.
std::string key_of_name(const std::string& name) {
  std::string key;
  const std::string lower = to_lower(name);
  for (std::size_t i = 0; i < lower.size(); ++i) {
    const auto byte = static_cast<unsigned char>(lower[i]);
    if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9')) {
      key += lower[i];
    } else if (byte == 0xC3 && i + 1 < lower.size()) {  // a letter of Latin-1
      key += letter_without_marks(static_cast<unsigned char>(lower[++i]));
    } else if (!key.empty() && key.back() != '_') {
      key += '_';
    }
  }
  while (!key.empty() && key.back() == '_') key.pop_back();
  return key;
}

RowId new_row_id(OperatorDesk& desk) {
  const OfficeContext& context = desk.office().context();
  return RowId{make_uuid(context.clock, context.random)};
}

Result<std::vector<RowId>> ids_of(const RowBook& book, const std::vector<std::string>& named) {
  std::vector<RowId> ids;
  for (const std::string& one : named) {
    BRYGGA_ASSIGN(const RowState* row, book.find(one));
    ids.push_back(row->id);
  }
  return ids;
}

}  // namespace

int add_unit(const VerbContext& context, const UnitOptions& options) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, tenant_of(desk, context));
    BRYGGA_ASSIGN(const RowBook units,
                  RowBook::open(*tenant, context.schema, casework::unit::entity));
    UnitOptions unit = options;
    if (unit.key.empty()) unit.key = key_of_name(unit.name);
    if (!unit.key.empty() && units.find_by(casework::unit::key, unit.key) != nullptr) {
      return Error{ErrorCode::conflict,
                   "There is a unit with the key \"" + unit.key + "\" already.", false,
                   "name_taken"};
    }
    const RowId row = new_row_id(desk);
    const std::string id = to_string(row.uuid);
    BRYGGA_TRY(tenant->write(
        {casework::new_unit(row, {unit.name, unit.kind, unit.district, std::nullopt, unit.key})}));
    if (context.json) return dumped({{"id", id}, {"name", options.name}});
    return "Added unit " + options.name + " (" + id + ").\n";
  });
}

int list_units(const VerbContext& context) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, tenant_of(desk, context));
    BRYGGA_ASSIGN(const RowBook book,
                  RowBook::open(*tenant, context.schema, casework::unit::entity));
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const RowState& unit : book.rows()) {
      const std::string id = to_string(unit.id.uuid);
      const std::string district = book.text(unit, casework::unit::district);
      const std::string key = book.text(unit, casework::unit::key);
      list.push_back(
          {{"id", id}, {"name", book.name_of(unit)}, {"district", district}, {"key", key}});
      rows.push_back({book.name_of(unit), shown(district), shown(key), id});
    }
    return context.json ? dumped(list) : table_of({"NAME", "DISTRICT", "KEY", "ID"}, rows);
  });
}

int add_staff(const VerbContext& context, const StaffOptions& options) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, tenant_of(desk, context));
    BRYGGA_ASSIGN(const RowBook units,
                  RowBook::open(*tenant, context.schema, casework::unit::entity));
    BRYGGA_ASSIGN(std::vector<RowId> memberships, ids_of(units, options.units));
    BRYGGA_ASSIGN(std::vector<RowId> manages, ids_of(units, options.manages));
    const RowId row = new_row_id(desk);
    const std::string id = to_string(row.uuid);
    BRYGGA_TRY(
        tenant->write({casework::new_staff(row, {options.name, options.username, options.roles,
                                                 std::move(memberships), std::move(manages)})}));
    if (context.json) return dumped({{"id", id}, {"name", options.name}});
    return "Added " + options.name + " (" + id + "). Next: brygga-server device invite --staff \"" +
           options.name + "\"\n";
  });
}

int list_staff(const VerbContext& context) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, tenant_of(desk, context));
    BRYGGA_ASSIGN(const RowBook units,
                  RowBook::open(*tenant, context.schema, casework::unit::entity));
    BRYGGA_ASSIGN(const RowBook staff,
                  RowBook::open(*tenant, context.schema, casework::staff::entity));
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const RowState& person : staff.rows()) {
      const std::string id = to_string(person.id.uuid);
      const auto roles = staff.texts(person, casework::staff::roles);
      const auto at = units.names_of(staff.ids(person, casework::staff::memberships));
      const auto manages = units.names_of(staff.ids(person, casework::staff::manages));
      const std::string status = staff.text(person, casework::staff::status);
      list.push_back({{"id", id},
                      {"name", staff.name_of(person)},
                      {"username", staff.text(person, casework::staff::username)},
                      {"roles", roles},
                      {"units", at},
                      {"manages", manages},
                      {"status", status}});
      rows.push_back(
          {staff.name_of(person), joined(roles), joined(at), joined(manages), shown(status), id});
    }
    return context.json ? dumped(list)
                        : table_of({"NAME", "ROLES", "UNITS", "MANAGES", "STATUS", "ID"}, rows);
  });
}

// --- programmes -------------------------------------------------------------------------------

namespace {

std::vector<casework::KnownUnit> known_units(const RowBook& units) {
  std::vector<casework::KnownUnit> known;
  for (const RowState& row : units.rows()) {
    known.push_back({row.id, units.text(row, casework::unit::key), units.name_of(row)});
  }
  return known;
}

std::string indented(const casework::Json& json) { return dumped(Json::parse(json.text())); }

std::string told(const std::string& file, const casework::ProgrammeDefinition& definition) {
  const auto keys = [](const char* what, const auto& all) {
    std::string line;
    for (const auto& one : all) line += (line.empty() ? "" : ", ") + one.key;
    return line.empty() ? line : "  " + (what + (": " + line)) + "\n";
  };
  const auto& limit = definition.limit;
  return file + " is sound: " + definition.name.sv + " (" + definition.key + ").\n" +
         keys("units", definition.units) +
         (limit ? "  limit: " + std::to_string(limit->months) + " months\n" : "") +
         keys("stages", definition.stages) + keys("streams", definition.streams) +
         keys("team roles", definition.team_roles) +
         keys("plan sections", definition.plan_sections) + keys("gates", definition.gates) +
         keys("outcomes", definition.outcomes) + keys("targets", definition.targets) +
         keys("reports", definition.reports);
}

}  // namespace

int load_programme(const VerbContext& context, const std::string& file) {
  return answer([&]() -> Result<std::string> {
    BRYGGA_ASSIGN(const std::string text, read_text_file(file));
    const casework::ProgrammeReading reading = casework::read_programme(text);
    if (!reading.definition) return reading.problems.to_error(file);
    const casework::ProgrammeDefinition& definition = *reading.definition;
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, tenant_of(desk, context));
    BRYGGA_ASSIGN(const RowBook programmes,
                  RowBook::open(*tenant, context.schema, casework::programme::entity));
    BRYGGA_ASSIGN(const RowBook unit_rows,
                  RowBook::open(*tenant, context.schema, casework::unit::entity));
    const std::vector<casework::KnownUnit> units = known_units(unit_rows);
    std::vector<RowId> fresh(1 + definition.units.size());
    std::generate(fresh.begin(), fresh.end(), [&] { return new_row_id(desk); });
    std::vector<Edit> edits = casework::load_programme(
        definition, programmes.find_by(casework::programme::key, definition.key), units, fresh);
    if (!edits.empty()) BRYGGA_TRY(tenant->write(std::move(edits)));
    std::vector<std::string> made;
    for (const auto& unit : casework::units_to_make(definition, units)) {
      made.push_back(unit.name.sv);
    }
    return "Loaded programme " + definition.key + " (" + definition.name.sv + ")." +
           (made.empty() ? "" : " Units made: " + joined(made) + ".") + "\n";
  });
}

int check_programme(const VerbContext& context, const std::string& file) {
  bool is_sound = false;
  const int status = answer([&]() -> Result<std::string> {
    BRYGGA_ASSIGN(const std::string text, read_text_file(file));
    const casework::ProgrammeReading reading = casework::read_programme(text);
    is_sound = reading.definition.has_value();
    if (!is_sound && !context.json) return reading.problems.to_error(file);
    if (!is_sound)
      return indented(casework::Json{{"problems", problems_json(reading.problems)},
                                     {"problems_count", reading.problems.count()}});
    return context.json ? indented(casework::programme_json(*reading.definition))
                        : told(file, *reading.definition);
  });
  return is_sound ? status : exit_failed;
}

int list_programmes(const VerbContext& context) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, tenant_of(desk, context));
    BRYGGA_ASSIGN(const RowBook book,
                  RowBook::open(*tenant, context.schema, casework::programme::entity));
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const RowState& row : book.rows()) {
      const std::string key = book.text(row, casework::programme::key);
      const std::string title = book.text(row, casework::programme::title);
      const std::string id = to_string(row.id.uuid);
      list.push_back({{"id", id}, {"key", key}, {"title", title}});
      rows.push_back({key, title, id});
    }
    return context.json ? dumped(list) : table_of({"KEY", "TITLE", "ID"}, rows);
  });
}

}  // namespace brygga::server
