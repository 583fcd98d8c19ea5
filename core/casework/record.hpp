// A stored row, read field by field and told as JSON.
//
// JSON names are the schema's field names, without "_date" at their end. Values; reading asks the
// device and may be done on any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "casework/civil_date.hpp"
#include "casework/json.hpp"
#include "device/account_store.hpp"

namespace brygga::casework {

class Record {
 public:
  Record(const EntityDef& entity, RowView view) : entity_(&entity), view_(std::move(view)) {}

  const EntityDef& entity() const { return *entity_; }
  const RowState& state() const { return view_.state; }
  RowId id() const { return view_.state.id; }
  const RowVersion& version() const { return view_.version; }
  bool is_unsent() const { return view_.is_unsent; }

  // What shows. Empty text, or nothing, where the field has no value.
  std::string text(FieldNumber field) const;
  std::optional<std::int64_t> number(FieldNumber field) const;
  std::optional<Date> date(FieldNumber field) const;
  std::optional<Uuid> uuid(FieldNumber field) const;
  std::vector<std::string> texts(FieldNumber set) const;
  std::vector<Value> elements(FieldNumber set) const;

  // {"id", "version", "unsent"} and all fields.
  Json to_json() const;

 private:
  Value value(FieldNumber field) const;

  const EntityDef* entity_;
  RowView view_;
};

Result<std::optional<Record>> read_record(AccountStore& store, EntityNumber entity,
                                          const RowId& id);

// How many rows of one entity a command looks through in one case.
inline constexpr std::size_t case_rows_max = 1000;

// The rows of an entity in a participant's case, oldest first; of more than limit, the newest.
Result<std::vector<Record>> read_case(AccountStore& store, EntityNumber entity, const RowId& who,
                                      std::size_t limit);

// "from" for from_date; other names as they are.
std::string json_name(const FieldDef& field);
Json json_of(const FieldDef& field, const Value& value);

// "Alice Andersson".
std::string full_name(const Record& participant);

// Values of query results; zero or empty when they hold something else.
std::int64_t integer_in(const Value& value);
std::string text_in(const Value& value);
Uuid uuid_in(const Value& value);
inline RowId id_in(const Value& value) { return RowId{uuid_in(value)}; }
// Nothing when the column is empty.
std::optional<std::int64_t> number_in(const Value& value);
std::optional<Date> date_in(const Value& value);

// Building a change, field by field.
Change creation(EntityNumber entity, const RowId& row, const Scope& scope);
Change change_of(const Record& record, const RowVersion& seen);
void assign(Change& change, FieldNumber field, Value value);
// Leaves the field out when there is nothing to put there.
void assign_if_any(Change& change, FieldNumber field, const std::string& text);
void assign_if_any(Change& change, FieldNumber field, std::optional<std::int64_t> number);
void assign_date(Change& change, FieldNumber field, Date date);

}  // namespace brygga::casework
