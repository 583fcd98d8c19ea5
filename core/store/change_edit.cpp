#include "store/change_edit.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "store/heads_codec.hpp"

namespace brygga {
namespace {

std::vector<HeadRef> refs_of(const FieldState& field, const Value* element) {
  std::vector<HeadRef> refs;
  if (has_fault(Fault::base_ignored)) return refs;
  for (const Head& head : field.heads) {
    if (element == nullptr || head.value == *element) refs.push_back(head.ref());
  }
  return refs;
}

Error no_such_field(const EntityDef& entity) {
  return {ErrorCode::invalid, "A " + entity.name + " has no such field.", false, "unknown_field"};
}

Status add_writes(const EntityDef& entity, const RowState& seen, WriteKind kind,
                  const std::vector<Change::Assignment>& assignments, Edit& edit) {
  for (const Change::Assignment& assignment : assignments) {
    if (entity.field(assignment.field) == nullptr) return no_such_field(entity);
    const bool is_element = kind == WriteKind::add || kind == WriteKind::remove;
    const Value* element = is_element ? &assignment.value : nullptr;
    edit.writes.push_back(
        {assignment.field, kind, assignment.value, refs_of(seen.field(assignment.field), element)});
  }
  return {};
}

std::vector<HeadRef> all_refs_of(const RowState& seen) {
  std::vector<HeadRef> refs;
  for (const FieldState& field : seen.fields) {
    for (const Head& head : field.heads) {
      if (std::find(refs.begin(), refs.end(), head.ref()) == refs.end()) refs.push_back(head.ref());
    }
  }
  return refs;
}

}  // namespace

RowVersion version_of(const EntityDef& entity, RowState& row) {
  row.mac = {};  // the person saw the heads, and no mark
  return to_base64url(encode_heads(entity, row));
}

Result<RowState> seen_row(const EntityDef& entity, const Change& change) {
  RowState seen = empty_row(entity, change.row, {});
  Bytes blob;
  if (change.seen.empty()) {
    return seen;
  }
  if (!from_base64url(change.seen, blob) || !decode_heads(entity, blob, seen)) {
    return Error{ErrorCode::invalid,
                 "The version that came with this change of a " + entity.name +
                     " is not one that was given out. Read the record again.",
                 false, "bad_version"};
  }
  return seen;
}

Result<Edit> edit_of(const EntityDef& entity, const Change& change, const RowState& seen) {
  Edit edit;
  edit.entity = change.entity;
  edit.row = change.row;
  edit.creates = change.creates_in.has_value();
  edit.scope = change.creates_in.value_or(Scope{});
  edit.moves_to = change.moves_to;
  edit.deletes = change.deletes;
  if (change.deletes) edit.seen = all_refs_of(seen);
  edit.writes.reserve(change.assign.size() + change.add.size() + change.remove.size());
  BRYGGA_TRY(add_writes(entity, seen, WriteKind::assign, change.assign, edit));
  BRYGGA_TRY(add_writes(entity, seen, WriteKind::reset, change.reset, edit));
  BRYGGA_TRY(add_writes(entity, seen, WriteKind::add, change.add, edit));
  BRYGGA_TRY(add_writes(entity, seen, WriteKind::remove, change.remove, edit));
  return edit;
}

}  // namespace brygga
