#include "app/casework_verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "app/access_review.hpp"
#include "app/operator_desk.hpp"
#include "app/row_book.hpp"
#include "app/row_values.hpp"
#include "casework/joined_persons.hpp"
#include "casework/participant_rows.hpp"
#include "casework/schema.hpp"

namespace brygga::server {

namespace cw = casework;

namespace {

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
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, desk.office().tenant(context.tenant));
    BRYGGA_ASSIGN(const AccessReview review, review_openings(*tenant, context.schema, options));
    return context.json ? review_json(review).dump(2) + "\n" : review_text(review);
  });
}

}  // namespace brygga::server
