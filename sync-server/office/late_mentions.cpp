#include "office/late_mentions.hpp"

#include "merge/apply.hpp"

namespace brygga::server {
namespace {

bool is_about(const EntityDef& entity, const LateWork& late, const RowState& row,
              const std::unordered_set<RowKey>& rows) {
  const Value content = shown_value(*entity.field(late.content), row.field(late.content));
  const auto* bytes = std::get_if<Bytes>(&content);
  if (bytes == nullptr) return false;
  const Result<Edit> edit = decode_edit(*bytes);
  return edit.ok() && rows.count(edit->key()) != 0;
}

}  // namespace

Result<std::vector<RowKey>> late_work_about(const Schema& schema, TenantReader& reader,
                                            const std::unordered_set<RowKey>& rows) {
  std::vector<RowKey> found;
  for (const LateWork& late : schema.late_work) {
    BRYGGA_ASSIGN(const std::vector<RowState> all, reader.rows(late.entity));
    for (const RowState& row : all) {
      if (is_about(*schema.entity(late.entity), late, row, rows)) found.push_back(row.key());
    }
  }
  return found;
}

}  // namespace brygga::server
