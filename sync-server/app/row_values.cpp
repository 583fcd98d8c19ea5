#include "app/row_values.hpp"

#include "merge/apply.hpp"

namespace brygga::server {
namespace {

Value shown_in(const Schema& schema, const RowState& row, FieldNumber number) {
  const FieldDef& field = *schema.entity(row.entity)->field(number);
  return shown_value(field, row.field(number));
}

}  // namespace

Uuid uuid_in(const Schema& schema, const RowState& row, FieldNumber number) {
  const Value value = shown_in(schema, row, number);
  const auto* uuid = std::get_if<Uuid>(&value);
  return uuid != nullptr ? *uuid : Uuid{};
}

std::int64_t integer_in(const Schema& schema, const RowState& row, FieldNumber number) {
  const Value value = shown_in(schema, row, number);
  const auto* integer = std::get_if<std::int64_t>(&value);
  return integer != nullptr ? *integer : 0;
}

std::string text_in(const Schema& schema, const RowState& row, FieldNumber number) {
  const Value value = shown_in(schema, row, number);
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? *text : std::string();
}

}  // namespace brygga::server
