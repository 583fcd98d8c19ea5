#include "protocol/late_work.hpp"

#include <algorithm>

#include "merge/validity.hpp"
#include "protocol/message.hpp"

namespace brygga {
namespace {

RowId id_of(const TransactionId& transaction, std::size_t index) {
  Uuid id = transaction.uuid;
  for (std::size_t i = 0; i < 4; ++i) {
    id.bytes[15 - i] ^= static_cast<std::uint8_t>((index + 1) >> (8 * i));
  }
  return RowId{id};
}

}  // namespace

const LateWork* late_work_of(const Schema& schema, char scope_kind) {
  const auto found = std::find_if(
      schema.late_work.begin(), schema.late_work.end(),
      [&](const LateWork& late) { return schema.entity(late.entity)->scope_kind == scope_kind; });
  return found != schema.late_work.end() ? &*found : nullptr;
}

std::optional<RowState> late_row(const Schema& schema, const LateWork& rule, const LateEdit& late,
                                 const Scope& scope, Seq seq) {
  const EntityDef& entity = *schema.entity(rule.entity);
  Bytes content = encode(late.transaction.edits[late.index]);
  if (content.size() > value_bytes_max(*entity.field(rule.content))) return std::nullopt;
  RowState row = empty_row(entity, id_of(late.transaction.id, late.index), scope);
  row.seq = seq;
  const Stamp stamp{late.transaction.time, late.device};
  const auto set = [&](FieldNumber number, Value value) {
    row.field(number) = {{Head{stamp, 0, std::move(value)}}, seq};
  };
  set(rule.writer, late.writer.uuid);
  set(rule.written_at, static_cast<std::int64_t>(late.transaction.time.unix_ms()));
  set(rule.content, std::move(content));
  return row;
}

}  // namespace brygga
