#include "protocol/row_change.hpp"

namespace brygga {

RowChange whole_change(const RowState& row) {
  RowChange change;
  change.kind = RowChange::Kind::whole;
  change.entity = row.entity;
  change.row = row.id;
  change.scope = row.scope;
  change.seq = row.seq;
  change.life = row.life;
  change.mac = row.mac;
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const FieldState& field = row.fields[i];
    if (field.heads.empty() && field.seq == 0) continue;
    change.fields.push_back({static_cast<FieldNumber>(i + 1), field.seq, field.heads});
  }
  return change;
}

RowState row_of(const EntityDef& entity, const RowChange& change) {
  RowState row = empty_row(entity, change.row, change.scope);
  row.seq = change.seq;
  row.life = change.life;
  row.mac = change.mac;
  for (const FieldChange& field : change.fields) {
    row.field(field.field) = {field.heads, field.seq};
  }
  return row;
}

}  // namespace brygga
