#include "protocol/office_texts.hpp"

#include "base/fault.hpp"
#include "merge/text_merge.hpp"
#include "merge/validity.hpp"

namespace brygga {

std::vector<const FieldWrite*> OfficeTexts::that_meet(const EntityDef& entity, const RowState& row,
                                                      const Edit& edit) {
  std::vector<const FieldWrite*> writes;
  for (const FieldWrite& write : edit.writes) {
    const auto& heads = row.field(write.field).heads;
    if (entity.field(write.field)->rule == Rule::text && heads.size() == 1 &&
        write.base.size() == 1 && heads[0].ref() != write.base[0]) {
      writes.push_back(&write);
    }
  }
  return writes;
}

Result<bool> OfficeTexts::merge(const FieldWrite& write, const Stamp& stamp, RowState& row,
                                const std::vector<const std::vector<HistoryEntry>*>& history,
                                std::vector<Superseded>& superseded) {
  FieldState& state = row.field(write.field);
  if (state.heads.size() != 2 || state.heads[0].value == state.heads[1].value) return false;
  BRYGGA_ASSIGN(const std::optional<Value> past,
                past_value(row.key(), write.field, write.base[0].stamp, history));
  const auto* ancestor = past ? std::get_if<std::string>(&*past) : nullptr;
  const auto* one = std::get_if<std::string>(&state.heads[0].value);
  const auto* other = std::get_if<std::string>(&state.heads[1].value);
  if (ancestor == nullptr || one == nullptr || other == nullptr) return false;
  TextMerge merge = merge_texts(*ancestor, *one, *other);
  if (has_fault(Fault::text_merge_one_sided)) merge.text = *one;
  const FieldDef& field = *schema_.entity(row.entity)->field(write.field);
  if (!merge.is_clean || merge.text.size() > value_bytes_max(field)) return false;
  for (Head& head : state.heads) {
    superseded.push_back({write.field, std::move(head), Superseded::Why::covered});
  }
  state.heads.assign(1, Head{stamps_.next_after(stamp), 0, Value(std::move(merge.text))});
  return true;
}

// In this push, or before it.
Result<std::optional<Value>> OfficeTexts::past_value(
    const RowKey& row, FieldNumber field, const Stamp& stamp,
    const std::vector<const std::vector<HistoryEntry>*>& history) {
  for (const auto* entries : history) {
    for (const HistoryEntry& entry : *entries) {
      const Superseded& was = entry.superseded;
      if (entry.entity == row.entity && entry.row == row.id && was.field == field &&
          was.head.stamp == stamp) {
        return std::optional<Value>(was.head.value);
      }
    }
  }
  return office_.past_value(row, field, stamp);
}

}  // namespace brygga
