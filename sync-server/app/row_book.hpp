// Rows of an entity as operators name them, and new rows from what operators say.
//
// Operators say names ("Hisingen", "Alice Andersson"), the office knows ids. Fields are named as in
// the schema; a field that the schema does not have is an error of the draft, not of the program.
// Values; one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "office/tenant.hpp"

namespace brygga::server {

// The name of the entity whose rows are accounts.
std::string account_entity(const Schema& schema);

class RowBook {
 public:
  // All rows of the entity as they are now. The schema must outlive the book.
  static Result<RowBook> open(Tenant& tenant, const Schema& schema, std::string_view entity);

  const std::vector<RowState>& rows() const { return rows_; }
  const RowState* find(const RowId& id) const;  // or null
  // By id, or by name in any case when one row alone has it; lives as long as the book.
  Result<const RowState*> find(const std::string& name_or_id) const;

  std::string name_of(const RowState& row) const { return text(row, "name"); }
  std::vector<std::string> names_of(const std::vector<Uuid>& ids) const;
  // What a field shows; empty when it has no value, or there is no such field.
  std::string text(const RowState& row, std::string_view field) const;
  std::vector<std::string> texts(const RowState& row, std::string_view field) const;
  std::vector<Uuid> ids(const RowState& row, std::string_view field) const;

 private:
  explicit RowBook(const EntityDef& entity) : entity_(&entity) {}
  std::vector<Value> elements(const RowState& row, std::string_view field) const;
  const EntityDef* entity_;
  std::vector<RowState> rows_;
};

// A row to be made. Faults are remembered and given by finish().
class RowDraft {
 public:
  RowDraft(const Schema& schema, std::string_view entity, const OfficeContext& context);

  const RowId& id() const { return edit_.row; }
  void place_in(const Scope& scope) { edit_.scope = scope; }
  void assign(std::string_view field, Value value);
  void add(std::string_view field, Value element);  // to a set
  Result<Edit> finish();

 private:
  void write(std::string_view field, WriteKind kind, Value value);
  const EntityDef* entity_ = nullptr;
  Edit edit_;
  std::optional<Error> fault_;
};

}  // namespace brygga::server
