#include "app/office_calls.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "app/access_review.hpp"
#include "app/operator_desk.hpp"
#include "app/row_book.hpp"
#include "casework/instant.hpp"
#include "casework/schema.hpp"
#include "office/account_desk.hpp"
#include "office/turning_away.hpp"

namespace brygga::server {

namespace cw = casework;

namespace {

constexpr std::int64_t invitation_hours_max = 720;
constexpr std::int64_t invitation_hours_default = 48;
constexpr std::uint64_t hour_ms = 3'600'000;

std::string text_of(const cw::Json& with, const char* field) {
  const cw::Json* found = with.find(field);
  const std::string* text = found != nullptr ? found->string() : nullptr;
  return text != nullptr ? *text : std::string();
}

nlohmann::json instant_or_null(std::uint64_t ms) {
  return ms == 0 ? nlohmann::json() : nlohmann::json(cw::format_instant(ms));
}

// One call under way.
struct Desk {
  Tenant& tenant;
  const OfficeContext& context;
  RowId account;  // who asks
  const cw::Json& with;
  std::string& field;  // that an error is about
  RowBook staff;
  bool sees_all = false;
  std::set<Uuid> accounts;  // of whom else it may be

  bool may(const RowId& of) const { return sees_all || accounts.contains(of.uuid); }
  Error about(const char* name, Error error) {
    field = name;
    return error;
  }
};

// Whether the person works in these units and nowhere else, and is not of the office's own people:
// whoever gets a code for them can do what they can.
bool works_only_in(const RowBook& staff, const RowState& person, const std::vector<Uuid>& units) {
  std::vector<Uuid> theirs = staff.ids(person, cw::staff::memberships);
  const std::vector<Uuid> manages = staff.ids(person, cw::staff::manages);
  theirs.insert(theirs.end(), manages.begin(), manages.end());
  const std::vector<std::string> roles = staff.texts(person, cw::staff::roles);
  const bool is_of_office = std::any_of(roles.begin(), roles.end(), [](const std::string& role) {
    return role == "office" || role == "operator";
  });
  const bool is_within = std::all_of(theirs.begin(), theirs.end(), [&](const Uuid& unit) {
    return std::find(units.begin(), units.end(), unit) != units.end();
  });
  return !is_of_office && !theirs.empty() && is_within;
}

// The desk of the account: managers have one over who works in their units alone, and themselves.
Result<Desk> desk_of(Tenant& tenant, const OfficeContext& context, const RowId& account,
                     const cw::Json& with, std::string& field) {
  BRYGGA_ASSIGN(RowBook staff, RowBook::open(tenant, context.schema, cw::staff::entity));
  Desk desk{tenant, context, account, with, field, std::move(staff), false, {}};
  const RowState* self = desk.staff.find(account);
  if (self == nullptr || desk.staff.text(*self, cw::staff::status) != "active") {
    return closed_account();
  }
  const std::vector<std::string> roles = desk.staff.texts(*self, cw::staff::roles);
  const auto is = [&](const char* role) {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  };
  desk.sees_all = is("office") || is("operator");
  if (!desk.sees_all && !is("manager")) {
    return turn_away(ErrorCode::refused, "not_yours",
                     "This is for the office's own people, and for managers of their units.");
  }
  const std::vector<Uuid> managed = desk.staff.ids(*self, cw::staff::manages);
  for (const RowState& person : desk.staff.rows()) {
    if (person.id == account || works_only_in(desk.staff, person, managed)) {
      desk.accounts.insert(person.id.uuid);
    }
  }
  return desk;
}

// --- devices ------------------------------------------------------------------------------------

const char* state_of_device(const DeviceRecord& device) {
  if (device.state == DeviceState::revoked) return "revoked";
  return device.is_push_only ? "unconfirmed_copy" : "active";
}

Result<nlohmann::json> list_devices_of(Desk& desk) {
  BRYGGA_ASSIGN(const std::vector<DeviceRecord> devices, desk.tenant.devices());
  nlohmann::json list = nlohmann::json::array();
  for (const DeviceRecord& device : devices) {
    if (!desk.may(device.account)) continue;
    const RowState* person = desk.staff.find(device.account);
    BRYGGA_ASSIGN(const OfficeAccount kept, desk.tenant.office_account(device.account));
    BRYGGA_ASSIGN(const std::size_t scopes, desk.tenant.count_scopes(device.account));
    list.push_back({{"number", device_text(device.number)},
                    {"name", device.name},
                    {"staff", to_string(device.account.uuid)},
                    {"staff_name", person != nullptr ? desk.staff.name_of(*person) : ""},
                    {"state", state_of_device(device)},
                    {"office", device.number == kept.device},
                    {"enrolled_at", instant_or_null(device.enrolled_ms)},
                    {"last_seen", instant_or_null(device.last_seen_ms)},
                    {"changes_taken", device.consumed},
                    {"scopes", scopes}});
  }
  return nlohmann::json{{"devices", std::move(list)}};
}

// The device that the call names, if it is one of theirs.
Result<DeviceRecord> named_device(Desk& desk) {
  const std::string number = text_of(desk.with, "device");
  if (number.empty()) return desk.about("device", missing_field("device"));
  BRYGGA_ASSIGN(const std::vector<DeviceRecord> devices, desk.tenant.devices());
  const auto found = std::find_if(devices.begin(), devices.end(), [&](const DeviceRecord& device) {
    return device_text(device.number) == number;
  });
  if (found == devices.end() || !desk.may(found->account)) {
    return desk.about(
        "device", turn_away(ErrorCode::not_found, "no_such_device", "There is no such device."));
  }
  return *found;
}

Result<nlohmann::json> revoke(Desk& desk) {
  BRYGGA_ASSIGN(const DeviceRecord device, named_device(desk));
  BRYGGA_TRY(desk.tenant.revoke(device.number));
  return nlohmann::json{{"device", device_text(device.number)}, {"state", "revoked"}};
}

Result<nlohmann::json> confirm(Desk& desk) {
  BRYGGA_ASSIGN(const DeviceRecord device, named_device(desk));
  BRYGGA_TRY(desk.tenant.confirm(device.number));
  return nlohmann::json{{"device", device_text(device.number)}, {"state", "active"}};
}

Result<nlohmann::json> invite(Desk& desk) {
  const auto staff = parse_uuid(text_of(desk.with, "staff"));
  if (!staff) return desk.about("staff", missing_field("staff"));
  const RowId account{*staff};
  const RowState* person = desk.staff.find(account);
  if (person == nullptr || !desk.may(account)) {
    return desk.about("staff", turn_away(ErrorCode::not_found, "no_such_account",
                                         "There is nobody with this id whom you may invite."));
  }
  const cw::Json* given = desk.with.find("hours");
  const std::int64_t hours =
      given != nullptr ? given->integer().value_or(0) : invitation_hours_default;
  if (hours < 1 || hours > invitation_hours_max) {
    return desk.about("hours",
                      turn_away(ErrorCode::invalid, "out_of_range", "hours are 1 to 720."));
  }
  const std::string name = desk.staff.name_of(*person);
  const std::string asked = text_of(desk.with, "device_name");
  const std::uint64_t expires_ms =
      desk.context.clock.unix_ms() + static_cast<std::uint64_t>(hours) * hour_ms;
  BRYGGA_ASSIGN(const std::string code,
                desk.tenant.invite(account, asked.empty() ? name : asked, expires_ms));
  return nlohmann::json{{"tenant", desk.tenant.name()},
                        {"staff", to_string(account.uuid)},
                        {"staff_name", name},
                        {"code", code},
                        {"expires_at", cw::format_instant(expires_ms)}};
}

// --- the review ---------------------------------------------------------------------------------

Result<nlohmann::json> review(Desk& desk) {
  AccessReviewOptions options{text_of(desk.with, "month"), text_of(desk.with, "staff"), {}};
  if (!desk.sees_all) options.accounts = desk.accounts;
  auto made = review_openings(desk.tenant, desk.context.schema, options);
  if (!made.ok()) {
    return desk.about(made.error().reason == "month_form" ? "month" : "staff", made.error());
  }
  AccountDesk seen(desk.tenant, desk.account, desk.context);
  BRYGGA_TRY(name_participants(seen, *made));
  return review_json(*made);
}

struct Entry {
  std::string_view name;
  Result<nlohmann::json> (*run)(Desk&);
};

constexpr std::array entries{
    Entry{"office.device.confirm", confirm},  Entry{"office.device.revoke", revoke},
    Entry{"office.devices", list_devices_of}, Entry{"office.invite", invite},
    Entry{"office.openings", review},
};

}  // namespace

bool is_office_call(std::string_view name) { return name.starts_with("office."); }

Result<std::string> office_call(Tenant& tenant, const OfficeContext& context, const RowId& account,
                                std::string_view name, const cw::Json& with, std::string& field) {
  const auto* found = std::find_if(entries.begin(), entries.end(),
                                   [&](const Entry& entry) { return entry.name == name; });
  if (found == entries.end()) {
    return turn_away(ErrorCode::not_found, "unknown_name", "There is no such command or query.");
  }
  BRYGGA_ASSIGN(Desk desk, desk_of(tenant, context, account, with, field));
  BRYGGA_ASSIGN(const nlohmann::json answer, found->run(desk));
  return answer.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace brygga::server
