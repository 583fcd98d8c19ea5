#include "office/account_desk.hpp"

#include "office/account_search.hpp"
#include "office/turning_away.hpp"
#include "store/change_edit.hpp"

namespace brygga::server {
namespace {

// Whoever works at the office hears at once what was refused.
Error nothing_waits() {
  return turn_away(ErrorCode::not_found, "not_refused",
                   "No refused change has this number; it may have been dealt with.");
}

}  // namespace

Result<AccountView*> AccountDesk::view() {
  if (view_ == nullptr) {
    BRYGGA_ASSIGN(view_, tenant_.view(account_));
  }
  return view_.get();
}

// --- writing ------------------------------------------------------------------------------------

Result<Saved> AccountDesk::write(const WriteSet& writes) {
  view_ = nullptr;
  return tenant_.write_as(account_, writes);
}

RowId AccountDesk::new_row_id() { return RowId{make_uuid(context_.clock, context_.random)}; }

Bytes AccountDesk::random_bytes(std::size_t count) {
  Bytes bytes(count);
  context_.random.fill(bytes);
  return bytes;
}

std::uint64_t AccountDesk::now_ms() { return context_.clock.unix_ms(); }

// --- reading ------------------------------------------------------------------------------------

Result<std::optional<RowView>> AccountDesk::read(EntityNumber entity, const RowId& id) {
  BRYGGA_ASSIGN(AccountView * seen, view());
  BRYGGA_ASSIGN(std::optional<RowState> row, seen->row(entity, id));
  if (!row) return std::optional<RowView>{};
  RowView shown;
  shown.version = version_of(*context_.schema.entity(entity), *row);
  shown.state = std::move(*row);
  return std::optional<RowView>(std::move(shown));
}

Result<std::vector<HistoryItem>> AccountDesk::history(EntityNumber entity, const RowId& id) {
  BRYGGA_ASSIGN(AccountView * seen, view());
  return seen->history(entity, id);
}

Status AccountDesk::query_each(std::string_view sql, const std::vector<Value>& parameters,
                               const std::function<bool(const std::vector<Value>&)>& on_row) {
  BRYGGA_ASSIGN(AccountView * seen, view());
  return seen->each(sql, parameters, nullptr, on_row);
}

Result<QueryResult> AccountDesk::query(std::string_view sql, const std::vector<Value>& parameters) {
  BRYGGA_ASSIGN(AccountView * seen, view());
  QueryResult result;
  BRYGGA_TRY(
      seen->each(sql, parameters, &result.columns, [&](const std::vector<Value>& row) -> bool {
        result.rows.push_back(row);
        return true;
      }));
  return result;
}

Result<SearchHits> AccountDesk::search(std::string_view text,
                                       const std::vector<EntityNumber>& entities,
                                       std::size_t limit) {
  BRYGGA_ASSIGN(AccountView * seen, view());
  return search_view(*seen, context_.schema, text, entities, limit);
}

// --- what waits: nothing ------------------------------------------------------------------------

Result<StoreStatus> AccountDesk::status() {
  StoreStatus status;
  BRYGGA_ASSIGN(const TenantInfo info, tenant_.info());
  status.replica.tenant = info.name;
  status.replica.tenant_title = info.title;
  status.replica.token = "office";
  status.replica.account = account_.uuid;
  status.replica.synced_ms = now_ms();
  return status;
}

Result<std::vector<OutboxTransaction>> AccountDesk::transactions(std::size_t, bool) {
  return std::vector<OutboxTransaction>{};
}

Result<std::optional<Edit>> AccountDesk::edit(EditNumber) { return std::optional<Edit>{}; }

Result<Saved> AccountDesk::send_again(EditNumber, const CommandToKeep&) { return nothing_waits(); }

Result<Saved> AccountDesk::dismiss(EditNumber, const CommandToKeep&) { return nothing_waits(); }

Result<Saved> AccountDesk::close_deletion(EntityNumber, const RowId&, const CommandToKeep&) {
  return turn_away(ErrorCode::not_found, "not_found", "There is no such deletion.");
}

}  // namespace brygga::server
