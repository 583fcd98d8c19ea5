#include "merge/claims.hpp"

#include "merge/apply.hpp"

namespace brygga {

std::optional<RowId> claim_of(const EntityDef& entity, const FieldDef& field, const RowState& row) {
  if (row.life.is_deleted()) return std::nullopt;
  const FieldNumber until = field.claim.until;
  if (until != 0 && !is_absent(shown_value(*entity.field(until), row.field(until)))) {
    return std::nullopt;
  }
  const Value named = shown_value(field, row.field(field.number));
  const auto* id = std::get_if<Uuid>(&named);
  return id != nullptr ? std::optional<RowId>(RowId{*id}) : std::nullopt;
}

std::optional<Refusal> judge_claim(const Schema& schema, const EntityDef& entity,
                                   const FieldDef& field, const RowState* named,
                                   std::size_t taken) {
  const EntityDef& of = *schema.entity(field.claim.of);
  if (named == nullptr || named->life.is_deleted()) {
    return Refusal{"no_such_place",
                   "The " + of.name + " that this " + entity.name + " names does not exist.", 0};
  }
  const FieldDef& capacity = *of.field(field.claim.capacity);
  const Value value = shown_value(capacity, named->field(capacity.number));
  const auto* places = std::get_if<std::int64_t>(&value);
  if (places == nullptr || *places < 0) return std::nullopt;
  if (taken < static_cast<std::uint64_t>(*places)) return std::nullopt;
  const std::string all =
      *places == 1 ? "The one place of this " + of.name + " is"
                   : "All " + std::to_string(*places) + " places of this " + of.name + " are";
  return Refusal{"no_place_left", all + " taken.", 0};
}

}  // namespace brygga
