#include "office/row_text.hpp"

#include "merge/apply.hpp"

namespace brygga::server {

std::string shown_text(const Schema& schema, const RowState& row, const char* name) {
  const FieldDef* field = schema.entity(row.entity)->field(name);
  if (field == nullptr || field->rule == Rule::set) return {};
  const Value value = shown_value(*field, row.field(field->number));
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? *text : std::string{};
}

}  // namespace brygga::server
