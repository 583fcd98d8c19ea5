#include "store/sealed_save.hpp"

#include <algorithm>

#include "merge/apply.hpp"

namespace brygga {
namespace {

bool writes_to(const Edit& edit, FieldNumber field) {
  return std::any_of(edit.writes.begin(), edit.writes.end(),
                     [&](const FieldWrite& write) { return write.field == field; });
}

Error invalid(const char* reason, std::string sentence) {
  return {ErrorCode::invalid, std::move(sentence), false, reason};
}

}  // namespace

Status SealedSave::complete(Edit& edit) {
  const Seal& rule = entity_.seal;
  if (rule.field == 0 || edit.deletes) return {};
  const bool seals =
      std::any_of(edit.writes.begin(), edit.writes.end(), [&](const FieldWrite& write) {
        return write.field == rule.field && write.value == Value(rule.state);
      });
  if (seals) return seal(edit);
  const bool changes = std::any_of(
      edit.writes.begin(), edit.writes.end(),
      [&](const FieldWrite& write) { return is_sealed_by(rule, *entity_.field(write.field)); });
  if (!changes || !saw_it_sealed()) return {};
  return invalid("sealed", "This " + entity_.name + " is " + rule.state +
                               " and can no longer be changed; write a new one.");
}

bool SealedSave::saw_it_sealed() const {
  const FieldDef& sealing = *entity_.field(entity_.seal.field);
  const Head* shown = shown_head(sealing, stored_.field(sealing.number));
  if (shown == nullptr || shown->value != Value(entity_.seal.state)) return false;
  const auto& seen = seen_.field(sealing.number).heads;
  return std::any_of(seen.begin(), seen.end(),
                     [&](const Head& head) { return head.ref() == shown->ref(); });
}

Status SealedSave::seal(Edit& edit) {
  const bool saw_anything =
      std::any_of(seen_.fields.begin(), seen_.fields.end(),
                  [](const FieldState& field) { return !field.heads.empty(); });
  if (!saw_anything) {
    return invalid("bad_version", "Nobody can put their name under a " + entity_.name +
                                      " that they have not seen. Read the record first, and give "
                                      "its version.");
  }
  for (const FieldDef& field : entity_.fields) {
    if (!is_sealed_by(entity_.seal, field) || writes_to(edit, field.number)) continue;
    BRYGGA_TRY(seal_field(field, edit));
  }
  return {};
}

Status SealedSave::seal_field(const FieldDef& field, Edit& edit) {
  return field.rule == Rule::set ? seal_set(field, edit) : seal_value(field, edit);
}

Status SealedSave::seal_set(const FieldDef& field, Edit& edit) {
  const FieldState& seen = seen_.field(field.number);
  for (const Value& element : set_elements(seen)) {
    FieldWrite write{field.number, WriteKind::add, element, {}};
    for (const Head& head : seen.heads) {
      if (head.value == element) write.base.push_back(head.ref());
    }
    edit.writes.push_back(std::move(write));
  }
  return {};
}

Status SealedSave::seal_value(const FieldDef& field, Edit& edit) {
  FieldWrite write{field.number, WriteKind::assign, {}, {}};
  for (const Head& head : seen_.field(field.number).heads) {
    BRYGGA_ASSIGN(std::optional<Value> value, value_of(field, head));
    if (!value) {
      return invalid("bad_version", "This " + entity_.name +
                                        " has changed since it was read. Read the record again.");
    }
    if (!write.base.empty() && *value != write.value) {
      return invalid("open_conflict", entity_.name + "." + field.name +
                                          " has several values that wait for a decision. Decide "
                                          "between them first.");
    }
    write.value = *std::move(value);
    write.base.push_back(head.ref());
  }
  if (!is_absent(write.value)) edit.writes.push_back(std::move(write));
  return {};
}

// What the person saw may since have been covered, by an answer of the office or a later save.
Result<std::optional<Value>> SealedSave::value_of(const FieldDef& field, const Head& seen) {
  for (const Head& head : stored_.field(field.number).heads) {
    if (head.ref() == seen.ref() || head.stamp == seen.stamp) {
      return std::optional<Value>(head.value);
    }
  }
  return past_value_(field, seen);
}

}  // namespace brygga
