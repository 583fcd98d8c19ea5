#include "app/access_review.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "app/operator_desk.hpp"
#include "app/row_book.hpp"
#include "app/row_values.hpp"
#include "casework/access_chain.hpp"
#include "casework/civil_date.hpp"
#include "casework/instant.hpp"
#include "casework/parameter_list.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"

namespace brygga::server {

namespace cw = casework;

namespace {

struct LoggedOpening {
  cw::AccessEntry entry;
  DeviceNumber device;
};

LoggedOpening opening_in(const Schema& schema, const RowState& row) {
  namespace event = cw::access_event;
  LoggedOpening opening;
  opening.entry = {uuid_in(schema, row, event::account), uuid_in(schema, row, event::participant),
                   integer_in(schema, row, event::at),   text_in(schema, row, event::reason),
                   text_in(schema, row, event::what),    integer_in(schema, row, event::chain),
                   text_in(schema, row, event::before),  text_in(schema, row, event::hash)};
  const auto& heads = row.field(event::at).heads;
  if (!heads.empty()) opening.device = heads.front().stamp.device;
  return opening;
}

// All that one account has opened, by device and place in its chain.
Result<std::vector<LoggedOpening>> openings_of(TenantReader& reader, const Schema& schema,
                                               const Uuid& account) {
  constexpr std::size_t chunk = 1024;
  std::vector<LoggedOpening> openings;
  FeedCursor after;
  while (true) {
    BRYGGA_ASSIGN(const std::vector<FeedItem> items,
                  reader.feed(cw::scope_of_audit(account), after, 0, chunk));
    for (const FeedItem& item : items) {
      after = item.at;
      BRYGGA_ASSIGN(const std::optional<RowState> row, reader.row_at(item.at));
      const bool is_event = row && row->entity == cw::access_event::entity && !row->life.erased;
      if (is_event) openings.push_back(opening_in(schema, *row));
    }
    if (items.size() < chunk) break;
  }
  std::sort(openings.begin(), openings.end(), [](const LoggedOpening& a, const LoggedOpening& b) {
    if (a.device != b.device) return a.device < b.device;
    return a.entry.place < b.entry.place;
  });
  return openings;
}

struct ChainOfDevice {
  DeviceNumber device;
  cw::ChainBreak at;
};

// The chains of one account's devices that are broken.
std::vector<ChainOfDevice> breaks_in(const std::vector<LoggedOpening>& openings) {
  std::map<DeviceNumber, std::vector<cw::AccessEntry>> chains;
  for (const LoggedOpening& opening : openings) chains[opening.device].push_back(opening.entry);
  std::vector<ChainOfDevice> breaks;
  for (const auto& [device, chain] : chains) {
    if (const auto broken = cw::find_break(chain)) breaks.push_back({device, *broken});
  }
  return breaks;
}

// Who was in a participant's team at any time; to look at others' cases is what a review is about.
using Teams = std::map<Uuid, std::set<Uuid>>;

Result<Teams> read_teams(Tenant& tenant, const Schema& schema) {
  BRYGGA_ASSIGN(const RowBook members, RowBook::open(tenant, schema, cw::team_membership::entity));
  Teams teams;
  for (const RowState& row : members.rows()) {
    teams[uuid_in(schema, row, cw::team_membership::participant)].insert(
        uuid_in(schema, row, cw::team_membership::staff));
  }
  return teams;
}

// The names that people gave their devices, as in office.devices.
using DeviceNames = std::map<DeviceNumber, std::string>;

Result<DeviceNames> read_device_names(Tenant& tenant) {
  BRYGGA_ASSIGN(const std::vector<DeviceRecord> devices, tenant.devices());
  DeviceNames names;
  for (const DeviceRecord& device : devices) names.emplace(device.number, device.name);
  return names;
}

std::string name_of(const DeviceNames& names, const DeviceNumber& device) {
  const auto found = names.find(device);
  return found != names.end() ? found->second : std::string();
}

nlohmann::json text_or_null(const std::string& text) {
  return text.empty() ? nlohmann::json() : nlohmann::json(text);
}

void tell(const std::string& name, const std::string& month, const Teams& teams,
          const cw::AccessEntry& entry, AccessReview& review) {
  const auto at = static_cast<std::uint64_t>(std::max<std::int64_t>(0, entry.at_ms));
  const std::string opened = cw::format_date(cw::today_in_stockholm(at)).substr(0, 7);
  if (!month.empty() && opened != month) return;
  const auto team = teams.find(entry.participant);
  const bool is_outside = team == teams.end() || team->second.count(entry.account) == 0;
  review.outside_team += is_outside ? 1U : 0U;
  review.openings.push_back(
      {at, entry.account, name, entry.participant, "", entry.reason, entry.what, is_outside});
}

}  // namespace

Result<AccessReview> review_openings(Tenant& tenant, const Schema& schema,
                                     const AccessReviewOptions& options) {
  if (!options.month.empty() && !cw::parse_date(options.month + "-01")) {
    return Error{ErrorCode::invalid, "A month is written as 2026-11.", false, "month_form"};
  }
  BRYGGA_ASSIGN(const RowBook staff, RowBook::open(tenant, schema, cw::staff::entity));
  BRYGGA_ASSIGN(const Teams teams, read_teams(tenant, schema));
  BRYGGA_ASSIGN(const DeviceNames devices, read_device_names(tenant));
  const RowState* only = nullptr;
  if (!options.staff.empty()) {
    BRYGGA_ASSIGN(only, staff.find(options.staff));
  }
  AccessReview review;
  for (const RowState& person : staff.rows()) {
    const bool is_asked = (only == nullptr || person.id == only->id) &&
                          (!options.accounts || options.accounts->contains(person.id.uuid));
    if (!is_asked) continue;
    const std::string name = staff.name_of(person);
    std::vector<LoggedOpening> openings;
    BRYGGA_TRY(tenant.read([&](TenantReader& reader) -> Status {
      BRYGGA_ASSIGN(openings, openings_of(reader, schema, person.id.uuid));
      return {};
    }));
    for (const ChainOfDevice& broken : breaks_in(openings)) {
      review.breaks.push_back({person.id.uuid, name, device_text(broken.device),
                               name_of(devices, broken.device), broken.at.place,
                               cw::name_of(broken.at.fault)});
    }
    for (const LoggedOpening& opening : openings) {
      tell(name, options.month, teams, opening.entry, review);
    }
  }
  return review;
}

Status name_participants(AccountStore& store, AccessReview& review) {
  constexpr std::size_t ids_at_once = 500;
  std::set<Uuid> ids;
  for (const AccessReview::Opening& one : review.openings) ids.insert(one.participant);
  std::map<Uuid, std::string> names;
  for (auto at = ids.begin(); at != ids.end();) {
    cw::ParameterList some;
    for (; at != ids.end() && some.values().size() < ids_at_once; ++at) some.add(*at);
    BRYGGA_TRY(
        store.query_each("SELECT id, first_name || ' ' || last_name FROM participant "
                         "WHERE COALESCE(protection, 0) = 0 AND id IN (" +
                             some.marks() + ")",
                         some.values(), [&](const std::vector<Value>& row) {
                           names.emplace(cw::uuid_in(row[0]), cw::text_in(row[1]));
                           return true;
                         }));
  }
  for (AccessReview::Opening& one : review.openings) {
    const auto name = names.find(one.participant);
    if (name != names.end()) one.participant_name = name->second;
  }
  return {};
}

nlohmann::json review_json(const AccessReview& review) {
  nlohmann::json openings = nlohmann::json::array();
  for (const AccessReview::Opening& one : review.openings) {
    openings.push_back({{"at", cw::format_instant(one.at_ms)},
                        {"staff", to_string(one.staff)},
                        {"staff_name", one.staff_name},
                        {"participant", to_string(one.participant)},
                        {"participant_name", text_or_null(one.participant_name)},
                        {"reason", one.reason},
                        {"what", one.what},
                        {"outside_team", one.is_outside_team}});
  }
  nlohmann::json breaks = nlohmann::json::array();
  for (const AccessReview::Break& one : review.breaks) {
    breaks.push_back({{"number", one.device},
                      {"name", text_or_null(one.device_name)},
                      {"staff", to_string(one.staff)},
                      {"staff_name", one.staff_name},
                      {"place", one.place},
                      {"fault", one.fault}});
  }
  return {{"openings", std::move(openings)},
          {"broken_chains", std::move(breaks)},
          {"outside_team", review.outside_team}};
}

std::string review_text(const AccessReview& review) {
  std::string out;
  for (const AccessReview::Opening& one : review.openings) {
    out += fmt::format("{}  {:<24}  {}  {}{}\n", cw::format_instant(one.at_ms), one.staff_name,
                       to_string(one.participant), one.reason,
                       one.is_outside_team ? "  NOT IN THE TEAM" : "");
  }
  out += fmt::format("{} openings, {} of them by somebody who was not in the team.\n",
                     review.openings.size(), review.outside_team);
  for (const AccessReview::Break& one : review.breaks) {
    out += fmt::format("The log of {} on device {} is not whole: entry {} is {}.\n", one.staff_name,
                       one.device, one.place, one.fault);
  }
  if (review.breaks.empty()) out += "Every log is whole.\n";
  return out;
}

}  // namespace brygga::server
