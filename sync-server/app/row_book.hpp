// Rows of an entity as operators name them.
//
// Operators say names ("Hisingen", "Alice Andersson"), the office knows ids. Values; one thread.
#pragma once

#include <string>
#include <vector>

#include "office/tenant.hpp"

namespace brygga::server {

class RowBook {
 public:
  // All rows of the entity as they are now. The schema must outlive the book.
  static Result<RowBook> open(Tenant& tenant, const Schema& schema, EntityNumber number);

  const std::vector<RowState>& rows() const { return rows_; }
  // Pointers live as long as the book; null when there is no such row.
  const RowState* find(const RowId& id) const;
  const RowState* find_by(FieldNumber field, std::string_view wanted) const;
  // By id, or by name in any case when one row alone has it.
  Result<const RowState*> find(const std::string& name_or_id) const;

  // What the field "name" shows.
  std::string name_of(const RowState& row) const;
  std::vector<std::string> names_of(const std::vector<Uuid>& ids) const;
  // What a field shows; empty when it has no value.
  std::string text(const RowState& row, FieldNumber field) const;
  std::vector<std::string> texts(const RowState& row, FieldNumber field) const;
  std::vector<Uuid> ids(const RowState& row, FieldNumber field) const;

 private:
  explicit RowBook(const EntityDef& entity) : entity_(&entity) {}
  std::vector<Value> elements(const RowState& row, FieldNumber number) const;
  const EntityDef* entity_;
  std::vector<RowState> rows_;
};

}  // namespace brygga::server
