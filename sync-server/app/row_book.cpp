#include "app/row_book.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "casework/text_encoding.hpp"

namespace brygga::server {
namespace {

Error unknown_entity(std::string_view entity) {
  return {ErrorCode::invalid, "This schema has no " + std::string(entity) + ".", false,
          "unknown_entity"};
}

}  // namespace

std::string account_entity(const Schema& schema) {
  const EntityDef* entity = schema.entity(schema.accounts.entity);
  return entity != nullptr ? entity->name : "staff";
}

Result<RowBook> RowBook::open(Tenant& tenant, const Schema& schema, std::string_view name) {
  const EntityDef* entity = schema.entity(name);
  if (entity == nullptr) return unknown_entity(name);
  RowBook book(*entity);
  BRYGGA_ASSIGN(book.rows_, tenant.rows(entity->number));
  return book;
}

const RowState* RowBook::find(const RowId& id) const {
  const auto found = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const RowState& row) { return row.id == id; });
  return found == rows_.end() ? nullptr : &*found;
}

Result<const RowState*> RowBook::find(const std::string& name_or_id) const {
  std::vector<const RowState*> found;
  const std::optional<Uuid> id = parse_uuid(name_or_id);
  const std::string wanted = casework::to_lower(name_or_id);
  for (const RowState& row : rows_) {
    if (id ? row.id.uuid == *id : casework::to_lower(name_of(row)) == wanted) {
      found.push_back(&row);
    }
  }
  if (found.size() == 1) return found.front();
  return Error{ErrorCode::not_found,
               found.empty()
                   ? "There is no " + entity_->name + " \"" + name_or_id + "\"; brygga-server " +
                         entity_->name + " list shows them all."
                   : "Several are called \"" + name_or_id + "\"; give the id, which brygga-server " +
                         entity_->name + " list shows.",
               false, "not_found"};
}

std::vector<std::string> RowBook::names_of(const std::vector<Uuid>& ids) const {
  std::vector<std::string> names;
  for (const Uuid& id : ids) {
    const RowState* row = find(RowId{id});
    names.push_back(row != nullptr ? name_of(*row) : to_string(id));
  }
  return names;
}

std::vector<Value> RowBook::elements(const RowState& row, std::string_view name) const {
  const FieldDef* field = entity_->field(name);
  if (field == nullptr) return {};
  if (field->rule == Rule::set) return set_elements(row.field(field->number));
  return {shown_value(*field, row.field(field->number))};
}

std::string RowBook::text(const RowState& row, std::string_view field) const {
  const std::vector<std::string> all = texts(row, field);
  return all.empty() ? std::string{} : all.front();
}

std::vector<std::string> RowBook::texts(const RowState& row, std::string_view field) const {
  std::vector<std::string> texts;
  for (const Value& value : elements(row, field)) {
    if (const auto* text = std::get_if<std::string>(&value)) texts.push_back(*text);
  }
  return texts;
}

std::vector<Uuid> RowBook::ids(const RowState& row, std::string_view field) const {
  std::vector<Uuid> ids;
  for (const Value& value : elements(row, field)) {
    if (const auto* id = std::get_if<Uuid>(&value)) ids.push_back(*id);
  }
  return ids;
}

RowDraft::RowDraft(const Schema& schema, std::string_view entity, const OfficeContext& context)
    : entity_(schema.entity(entity)) {
  if (entity_ == nullptr) {
    fault_ = unknown_entity(entity);
    return;
  }
  edit_.entity = entity_->number;
  edit_.row = RowId{make_uuid(context.clock, context.random)};
  edit_.scope = Scope{entity_->scope_kind, {}};
  edit_.creates = true;
}

void RowDraft::assign(std::string_view field, Value value) {
  write(field, WriteKind::assign, std::move(value));
}

void RowDraft::add(std::string_view field, Value element) {
  write(field, WriteKind::add, std::move(element));
}

void RowDraft::write(std::string_view name, WriteKind kind, Value value) {
  if (fault_) return;
  const FieldDef* field = entity_->field(name);
  if (field == nullptr) {
    fault_ = Error{ErrorCode::invalid,
                   "A " + entity_->name + " has no \"" + std::string(name) + "\" in this schema.",
                   false, "unknown_field"};
    return;
  }
  edit_.writes.push_back({field->number, kind, std::move(value), {}});
}

Result<Edit> RowDraft::finish() {
  if (fault_) return std::move(*fault_);
  return std::move(edit_);
}

}  // namespace brygga::server
