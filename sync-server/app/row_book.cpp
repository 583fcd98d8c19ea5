#include "app/row_book.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/text_folding.hpp"

namespace brygga::server {

Result<RowBook> RowBook::open(Tenant& tenant, const Schema& schema, EntityNumber number) {
  const EntityDef* entity = schema.entity(number);
  BRYGGA_CHECK(entity != nullptr);
  RowBook book(*entity);
  BRYGGA_ASSIGN(book.rows_, tenant.rows(number));
  return book;
}

const RowState* RowBook::find(const RowId& id) const {
  const auto found =
      std::find_if(rows_.begin(), rows_.end(), [&](const RowState& row) { return row.id == id; });
  return found == rows_.end() ? nullptr : &*found;
}

const RowState* RowBook::find_by(FieldNumber field, std::string_view wanted) const {
  const auto found = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const RowState& row) { return text(row, field) == wanted; });
  return found == rows_.end() ? nullptr : &*found;
}

Result<const RowState*> RowBook::find(const std::string& name_or_id) const {
  std::vector<const RowState*> found;
  const std::optional<Uuid> id = parse_uuid(name_or_id);
  const std::string wanted = to_lower(name_or_id);
  for (const RowState& row : rows_) {
    if (id ? row.id.uuid == *id : to_lower(name_of(row)) == wanted) {
      found.push_back(&row);
    }
  }
  if (found.size() == 1) return found.front();
  const std::string see = "brygga-server " + entity_->name + " list shows ";
  return Error{
      ErrorCode::not_found,
      found.empty()
          ? "There is no " + entity_->name + " \"" + name_or_id + "\"; " + see + "them all."
          : "Several are called \"" + name_or_id + "\"; give the id, which " + see + "beside each.",
      false, "not_found"};
}

std::string RowBook::name_of(const RowState& row) const {
  const FieldDef* field = entity_->field("name");
  return field != nullptr ? text(row, field->number) : std::string{};
}

std::vector<std::string> RowBook::names_of(const std::vector<Uuid>& ids) const {
  std::vector<std::string> names;
  for (const Uuid& id : ids) {
    const RowState* row = find(RowId{id});
    names.push_back(row != nullptr ? name_of(*row) : to_string(id));
  }
  return names;
}

std::vector<Value> RowBook::elements(const RowState& row, FieldNumber number) const {
  const FieldDef* field = entity_->field(number);
  BRYGGA_CHECK(field != nullptr);
  if (field->rule == Rule::set) return set_elements(row.field(number));
  return {shown_value(*field, row.field(number))};
}

std::string RowBook::text(const RowState& row, FieldNumber field) const {
  const std::vector<std::string> all = texts(row, field);
  return all.empty() ? std::string{} : all.front();
}

std::vector<std::string> RowBook::texts(const RowState& row, FieldNumber field) const {
  std::vector<std::string> texts;
  for (const Value& value : elements(row, field)) {
    if (const auto* text = std::get_if<std::string>(&value)) texts.push_back(*text);
  }
  return texts;
}

std::vector<Uuid> RowBook::ids(const RowState& row, FieldNumber field) const {
  std::vector<Uuid> ids;
  for (const Value& value : elements(row, field)) {
    if (const auto* id = std::get_if<Uuid>(&value)) ids.push_back(*id);
  }
  return ids;
}

}  // namespace brygga::server
