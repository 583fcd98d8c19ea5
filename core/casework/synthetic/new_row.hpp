// A row that an edit makes, field by field. Only for the sources beside this one. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "casework/civil_date.hpp"
#include "model/edit.hpp"

namespace brygga::casework {

class NewRow {
 public:
  NewRow(EntityNumber entity, const RowId& id, const Scope& scope) {
    edit_.entity = entity;
    edit_.row = id;
    edit_.scope = scope;
    edit_.creates = true;
    edit_.writes.reserve(16);
  }

  // Empty text and what is absent leave their fields out.
  NewRow& text(FieldNumber field, std::string value) {
    return value.empty() ? *this : put(field, WriteKind::assign, std::move(value));
  }
  NewRow& id(FieldNumber field, const Uuid& value) { return put(field, WriteKind::assign, value); }
  NewRow& id(FieldNumber field, const std::optional<Uuid>& value) {
    return value ? id(field, *value) : *this;
  }
  NewRow& number(FieldNumber field, std::int64_t value) {
    return put(field, WriteKind::assign, value);
  }
  NewRow& date(FieldNumber field, Date value) { return number(field, value.days); }
  NewRow& date(FieldNumber field, const std::optional<Date>& value) {
    return value ? date(field, *value) : *this;
  }
  NewRow& flag(FieldNumber field, bool value) { return put(field, WriteKind::assign, value); }
  NewRow& elements(FieldNumber field, const std::vector<std::string>& values) {
    for (const std::string& value : values) put(field, WriteKind::add, value);
    return *this;
  }
  NewRow& element(FieldNumber field, const Uuid& value) {
    return put(field, WriteKind::add, value);
  }

  void into(std::vector<Edit>& edits) { edits.push_back(std::move(edit_)); }

 private:
  NewRow& put(FieldNumber field, WriteKind kind, Value value) {
    edit_.writes.push_back({field, kind, std::move(value), {}});
    return *this;
  }

  Edit edit_;
};

}  // namespace brygga::casework
