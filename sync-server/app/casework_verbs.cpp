#include "app/casework_verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

#include "app/operator_desk.hpp"
#include "app/row_book.hpp"
#include "casework/access_chain.hpp"
#include "casework/civil_date.hpp"
#include "casework/instant.hpp"
#include "casework/joined_persons.hpp"
#include "casework/participant_rows.hpp"
#include "casework/schema.hpp"
#include "merge/apply.hpp"

namespace brygga::server {

using nlohmann::json;
namespace cw = casework;

namespace {

Value shown_in(const Schema& schema, const RowState& row, FieldNumber number) {
  const FieldDef& field = *schema.entity(row.entity)->field(number);
  return shown_value(field, row.field(number));
}

Uuid uuid_in(const Schema& schema, const RowState& row, FieldNumber number) {
  const Value value = shown_in(schema, row, number);
  const auto* uuid = std::get_if<Uuid>(&value);
  return uuid != nullptr ? *uuid : Uuid{};
}

std::int64_t integer_in(const Schema& schema, const RowState& row, FieldNumber number) {
  const Value value = shown_in(schema, row, number);
  const auto* integer = std::get_if<std::int64_t>(&value);
  return integer != nullptr ? *integer : 0;
}

std::string text_in(const Schema& schema, const RowState& row, FieldNumber number) {
  const Value value = shown_in(schema, row, number);
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? *text : std::string();
}

// --- retention ----------------------------------------------------------------------------------

// The participants whose latest decision is to erase them, and the records that they stand for.
std::vector<RowId> participants_to_erase(const Schema& schema, const RowBook& decisions,
                                         const RowBook& participants) {
  struct Latest {
    std::pair<std::int64_t, RowId> when;
    bool erases = false;
  };
  std::map<Uuid, Latest> latest;
  for (const RowState& row : decisions.rows()) {
    const std::pair when(integer_in(schema, row, cw::retention_decision::decided_on), row.id);
    Latest& known = latest[uuid_in(schema, row, cw::retention_decision::participant)];
    if (known.when > when) continue;
    known = {when, text_in(schema, row, cw::retention_decision::decision) == "erase"};
  }
  std::map<RowId, RowId> joined;
  for (const RowState& row : participants.rows()) {
    const RowId to{uuid_in(schema, row, cw::participant::joined_to)};
    if (!to.uuid.is_nil()) joined.emplace(row.id, to);
  }
  const auto next = [&](const RowId& record) -> std::optional<RowId> {
    const auto found = joined.find(record);
    return found == joined.end() ? std::nullopt : std::optional(found->second);
  };
  const auto is_decided = [&](const RowId& record) {
    const auto own = latest.find(record.uuid);
    return own != latest.end() && own->second.erases;
  };
  std::vector<RowId> erased;
  for (const RowState& row : participants.rows()) {
    if (row.life.is_deleted()) continue;
    const std::vector<RowId> path = cw::joined_path(row.id, next);
    if (std::any_of(path.begin(), path.end(), is_decided)) erased.push_back(row.id);
  }
  return erased;
}

Result<std::vector<RowKey>> rows_of(Tenant& tenant, const std::vector<RowId>& participants) {
  std::vector<RowKey> rows;
  BRYGGA_TRY(tenant.read([&](TenantReader& reader) -> Status {
    for (const RowId& who : participants) {
      BRYGGA_ASSIGN(const std::vector<RowKey> all, cw::rows_of_participant(reader, who));
      rows.insert(rows.end(), all.begin(), all.end());
    }
    return {};
  }));
  return rows;
}

// --- the log of openings ------------------------------------------------------------------------

struct Opening {
  cw::AccessEntry entry;
  DeviceNumber device;
};

Opening opening_in(const Schema& schema, const RowState& row) {
  namespace event = cw::access_event;
  Opening opening;
  opening.entry = {uuid_in(schema, row, event::account), uuid_in(schema, row, event::participant),
                   integer_in(schema, row, event::at),   text_in(schema, row, event::reason),
                   text_in(schema, row, event::what),    integer_in(schema, row, event::chain),
                   text_in(schema, row, event::before),  text_in(schema, row, event::hash)};
  const auto& heads = row.field(event::at).heads;
  if (!heads.empty()) opening.device = heads.front().stamp.device;
  return opening;
}

// All that one account has opened, by device and place in its chain.
Result<std::vector<Opening>> openings_of(TenantReader& reader, const Schema& schema,
                                         const Uuid& account) {
  constexpr std::size_t chunk = 1024;
  std::vector<Opening> openings;
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
  std::sort(openings.begin(), openings.end(), [](const Opening& a, const Opening& b) {
    if (a.device != b.device) return a.device < b.device;
    return a.entry.place < b.entry.place;
  });
  return openings;
}

struct Break {
  DeviceNumber device;
  cw::ChainBreak at;
};

// The chains of one account's devices that are broken.
std::vector<Break> breaks_in(const std::vector<Opening>& openings) {
  std::map<DeviceNumber, std::vector<cw::AccessEntry>> chains;
  for (const Opening& opening : openings) chains[opening.device].push_back(opening.entry);
  std::vector<Break> breaks;
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

class AccessReview {
 public:
  AccessReview(Tenant& tenant, const Schema& schema, const AccessReviewOptions& options)
      : tenant_(tenant), schema_(schema), options_(options) {}

  Status run() {
    BRYGGA_ASSIGN(const RowBook staff, RowBook::open(tenant_, schema_, cw::staff::entity));
    BRYGGA_ASSIGN(teams_, read_teams(tenant_, schema_));
    const RowState* only = nullptr;
    if (!options_.staff.empty()) {
      BRYGGA_ASSIGN(only, staff.find(options_.staff));
    }
    for (const RowState& person : staff.rows()) {
      if (only != nullptr && !(person.id == only->id)) continue;
      BRYGGA_TRY(look_at(staff.name_of(person), person.id.uuid));
    }
    return {};
  }

  json to_json() const {
    return {{"openings", openings_}, {"broken_chains", breaks_}, {"outside_team", outside_}};
  }

  std::string text() const {
    std::string out;
    for (const json& one : openings_) {
      const bool is_outside = one["outside_team"].get<bool>();
      out += fmt::format("{}  {:<24}  {}  {}{}\n", one["at"].get<std::string>(),
                         one["name"].get<std::string>(), one["participant"].get<std::string>(),
                         one["reason"].get<std::string>(), is_outside ? "  NOT IN THE TEAM" : "");
    }
    out += fmt::format("{} openings, {} of them by somebody who was not in the team.\n",
                       openings_.size(), outside_);
    for (const json& one : breaks_) {
      out += fmt::format("The log of {} on device {} is not whole: entry {} is {}.\n",
                         one["name"].get<std::string>(), one["device"].get<std::string>(),
                         one["place"].get<std::int64_t>(), one["fault"].get<std::string>());
    }
    if (breaks_.empty()) out += "Every log is whole.\n";
    return out;
  }

 private:
  Status look_at(const std::string& name, const Uuid& account) {
    std::vector<Opening> openings;
    BRYGGA_TRY(tenant_.read([&](TenantReader& reader) -> Status {
      BRYGGA_ASSIGN(openings, openings_of(reader, schema_, account));
      return {};
    }));
    for (const Break& broken : breaks_in(openings)) {
      breaks_.push_back({{"name", name},
                         {"device", std::to_string(broken.device.value)},
                         {"place", broken.at.place},
                         {"fault", cw::name_of(broken.at.fault)}});
    }
    for (const Opening& opening : openings) tell(name, opening.entry);
    return {};
  }

  void tell(const std::string& name, const cw::AccessEntry& entry) {
    const auto at = static_cast<std::uint64_t>(std::max<std::int64_t>(0, entry.at_ms));
    const std::string month = cw::format_date(cw::today_in_stockholm(at)).substr(0, 7);
    if (!options_.month.empty() && month != options_.month) return;
    const auto team = teams_.find(entry.participant);
    const bool is_outside = team == teams_.end() || team->second.count(entry.account) == 0;
    outside_ += is_outside ? 1U : 0U;
    openings_.push_back({{"at", cw::format_instant(at)},
                         {"name", name},
                         {"participant", to_string(entry.participant)},
                         {"reason", entry.reason},
                         {"what", entry.what},
                         {"outside_team", is_outside}});
  }

  Tenant& tenant_;
  const Schema& schema_;
  const AccessReviewOptions& options_;
  Teams teams_;
  json openings_ = json::array();
  json breaks_ = json::array();
  std::size_t outside_ = 0;
};

}  // namespace

int carry_out_retention(const VerbContext& context, const RetentionOptions& options) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, desk.office().tenant(context.tenant));
    BRYGGA_ASSIGN(const RowBook decisions,
                  RowBook::open(*tenant, context.schema, cw::retention_decision::entity));
    BRYGGA_ASSIGN(const RowBook participants,
                  RowBook::open(*tenant, context.schema, cw::participant::entity));
    const std::vector<RowId> erased =
        participants_to_erase(context.schema, decisions, participants);
    if (erased.empty()) return std::string("Nothing that was decided waits to be erased.\n");
    BRYGGA_ASSIGN(const std::vector<RowKey> rows, rows_of(*tenant, erased));
    const std::string what =
        fmt::format("{} {} with {} {}", erased.size(), erased.size() == 1 ? "case" : "cases",
                    rows.size(), rows.size() == 1 ? "record" : "records");
    if (!options.is_confirmed) {
      return fmt::format(
          "It was decided to erase {}. Repeat it with --yes to erase this for ever:\nhere, on "
          "every "
          "device as soon as it syncs, and from all files but old backups.\n",
          what);
    }
    BRYGGA_TRY(tenant->erase(rows));
    return fmt::format("Erased {}. The decisions stay, with the ids.\n", what);
  });
}

int review_access(const VerbContext& context, const AccessReviewOptions& options) {
  return answer([&]() -> Result<std::string> {
    if (!options.month.empty() && !cw::parse_date(options.month + "-01")) {
      return Error{ErrorCode::invalid, "A month is written as 2026-11.", false, "month_form"};
    }
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, desk.office().tenant(context.tenant));
    AccessReview review(*tenant, context.schema, options);
    BRYGGA_TRY(review.run());
    return context.json ? review.to_json().dump(2) + "\n" : review.text();
  });
}

}  // namespace brygga::server
