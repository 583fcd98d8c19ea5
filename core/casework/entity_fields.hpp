// How the schema's entities are put down: fields by number, checks of single values, grants.
//
// Only the schema_*.cpp files use it. Values; pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "model/schema.hpp"

namespace brygga::casework {

// Collects the fields of one entity; numbers must come in order, as check_schema() demands. A
// reference that is given holds until the next field is added.
class Fields {
 public:
  FieldDef& add(FieldNumber number, const char* name, Type type, Rule rule);
  FieldDef& required(FieldNumber number, const char* name, Type type, Rule rule);
  FieldDef& text(FieldNumber number, const char* name, Rule rule, std::uint32_t bytes_max);
  FieldDef& required_text(FieldNumber number, const char* name, Rule rule, std::uint32_t bytes_max);
  // A key out of a few, written once or as the rule says.
  FieldDef& choice(FieldNumber number, const char* name, Rule rule,
                   std::vector<std::string> choices);
  // A number that the fault bounds.
  FieldDef& number(FieldNumber number, const char* name, Rule rule,
                   const char* (*fault)(const Value&));
  FieldDef& state(FieldNumber number, const char* name, StateMachine machine);
  // The id of the participant whose case the row lies in.
  FieldDef& of_case(FieldNumber number);
  // Who wrote the row.
  FieldDef& writer(FieldNumber number, const char* name);
  std::vector<FieldDef> take() { return std::move(fields_); }

 private:
  std::vector<FieldDef> fields_;
};

template <std::int64_t least, std::int64_t most>
bool is_between(const Value& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number != nullptr && *number >= least && *number <= most;
}

EntityDef make_entity(EntityNumber number, const char* name, char scope_kind, Fields fields);

GrantRule grant(FieldNumber principal, std::vector<char> kinds, FieldNumber scope_ids,
                FieldNumber until = 0);
GrantRule grant_when(GrantRule rule, FieldNumber field, std::vector<std::string> any_of);

// Who works with participants, and so with employers and badges.
std::vector<std::string> roles_with_units();

// The entities, in the order of their numbers within each part.
std::vector<EntityDef> municipality_entities();
std::vector<EntityDef> case_entities();
std::vector<EntityDef> support_entities();
std::vector<EntityDef> employer_entities();

}  // namespace brygga::casework
