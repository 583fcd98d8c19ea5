#include "store/overlay.hpp"

#include <algorithm>

#include "merge/apply.hpp"
#include "protocol/row_change.hpp"

namespace brygga {

namespace {

// Bytes from disk may say anything; what is applied must name fields that exist.
bool fits(const EntityDef& entity, const Edit& edit) {
  return std::all_of(edit.writes.begin(), edit.writes.end(),
                     [&](const FieldWrite& write) { return entity.field(write.field) != nullptr; });
}

}  // namespace

Status Overlay::migrate(Database& database) {
  return database.execute(
      "CREATE TABLE office_row(entity INTEGER NOT NULL, row INTEGER NOT NULL, body BLOB NOT NULL, "
      "PRIMARY KEY(entity, row)) WITHOUT ROWID");
}

Result<Overlay> Overlay::open(Database& database, const Schema& schema) {
  Overlay overlay;
  overlay.schema_ = &schema;
  BRYGGA_ASSIGN(overlay.select_,
                database.prepare("SELECT body FROM office_row WHERE entity = ? AND row = ?"));
  BRYGGA_ASSIGN(
      overlay.insert_,
      database.prepare("INSERT OR REPLACE INTO office_row(entity, row, body) VALUES(?, ?, ?)"));
  BRYGGA_ASSIGN(overlay.delete_,
                database.prepare("DELETE FROM office_row WHERE entity = ? AND row = ?"));
  return overlay;
}

Result<std::optional<RowState>> Overlay::office_row(EntityNumber entity, RowKey64 key) {
  BRYGGA_ASSIGN(const bool has_row, select_.bind(1, std::int64_t{entity}).bind(2, key).step());
  if (!has_row) {
    return std::optional<RowState>{};
  }
  auto change = decode_row_change(select_.blob(0));
  select_.reset();
  if (!change) {
    return std::move(change).error();
  }
  return std::optional<RowState>(row_of(*schema_->entity(entity), *change));
}

Status Overlay::keep_office_row(RowKey64 key, const RowState& row) {
  const Bytes body = encode(whole_change(row));
  return insert_.bind(1, std::int64_t{row.entity}).bind(2, key).bind(3, ByteView(body)).run();
}

Status Overlay::drop_office_row(EntityNumber entity, RowKey64 key) {
  return delete_.bind(1, std::int64_t{entity}).bind(2, key).run();
}

Result<std::vector<OutboxEdit>> Overlay::pending(Outbox& outbox, EditNumber newest,
                                                 EditNumber confirmed) {
  std::vector<OutboxEdit> edits;
  for (EditNumber n = newest; n > confirmed;) {
    BRYGGA_ASSIGN(std::optional<OutboxEdit> row, outbox.edit(n));
    if (!row) break;
    BRYGGA_ASSIGN(const std::optional<OutboxTransaction> whole, outbox.transaction(row->first));
    const bool is_refused =
        whole && whole->receipt && whole->receipt->code == Receipt::Code::refused;
    n = row->previous < n ? row->previous : 0;
    if (!is_refused && !row->is_detached) edits.push_back(std::move(*row));
  }
  std::reverse(edits.begin(), edits.end());
  return edits;
}

Result<std::optional<RowState>> Overlay::shown(Outbox& outbox, std::optional<RowState> office,
                                               const std::vector<OutboxEdit>& pending,
                                               EditNumber confirmed) const {
  std::optional<RowState> row = std::move(office);
  for (const OutboxEdit& own : pending) {
    const EntityDef* found = schema_->entity(own.edit.entity);
    if (found == nullptr || !fits(*found, own.edit)) {
      return Error{ErrorCode::corrupt,
                   "Edit " + std::to_string(own.number) + " in the store does not fit the schema.",
                   false, "damaged"};
    }
    const EntityDef& entity = *found;
    if (!row) {
      if (!own.edit.creates) continue;
      row = empty_row(entity, own.edit.row, own.edit.scope);
    }
    Edit edit = own.edit;
    BRYGGA_TRY(outbox.resolve(edit, RefUse::show, confirmed));
    std::vector<Superseded> superseded;
    apply_edit(entity, *row, edit, own.stamp, own.number, 0, superseded);
  }
  return row;
}

}  // namespace brygga
