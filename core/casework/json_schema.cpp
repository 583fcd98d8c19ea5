#include "casework/json_schema.hpp"

#include <utility>

#include "casework/casework.hpp"
#include "casework/record.hpp"

namespace brygga::casework {

namespace {

constexpr const char* uuid_pattern =
    "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";

Json uuid_schema() { return {{"type", "string"}, {"pattern", uuid_pattern}}; }

Json choice_schema(const std::vector<std::string>& choices) {
  return {{"type", "string"}, {"enum", Json::List(choices.begin(), choices.end())}};
}

Json list_schema(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

// Bounds in bytes say as many characters at most.
Json text_schema(std::size_t bytes_max) { return {{"type", "string"}, {"maxLength", bytes_max}}; }

Json value_schema(const ArgumentDef& def) {
  switch (def.type) {
    case ArgumentType::line:
    case ArgumentType::prose:
    case ArgumentType::version:
      return text_schema(def.bytes_max);
    case ArgumentType::lines:
      return list_schema(text_schema(def.bytes_max));
    case ArgumentType::choice:
      return choice_schema(def.choices);
    case ArgumentType::integer:
      return {{"type", "integer"}, {"minimum", def.least}, {"maximum", def.most}};
    case ArgumentType::flag:
      return {{"type", "boolean"}};
    case ArgumentType::id:
      return uuid_schema();
    case ArgumentType::ids:
      return list_schema(uuid_schema());
    case ArgumentType::date:
      return {{"type", "string"}, {"format", "date"}};
    case ArgumentType::instant:
      return {{"type", Json::List{"string", "integer"}}};
    case ArgumentType::base64:
      return {{"type", "string"}, {"contentEncoding", "base64"}};
  }
  return Json::object();
}

// Null stands for nothing given, or for a field to be emptied.
Json or_null(Json schema) {
  return {{"anyOf", Json::List{std::move(schema), Json{{"type", "null"}}}}};
}

Json value_schema(const FieldDef& field) {
  switch (field.type) {
    case Type::text: {
      if (!field.choices.empty()) return choice_schema(field.choices);
      if (field.rule != Rule::state) return {{"type", "string"}};
      std::vector<std::string> states;
      states.reserve(field.machine.states.size());
      for (const auto& state : field.machine.states) states.push_back(state.name);
      return choice_schema(states);
    }
    case Type::id:
      return uuid_schema();
    case Type::date:
      return {{"type", "string"}, {"format", "date"}};
    case Type::time:
      return {{"type", "string"}, {"format", "date-time"}};
    case Type::integer:
      return {{"type", "integer"}};
    case Type::real:
      return {{"type", "number"}};
    case Type::boolean:
      return {{"type", "boolean"}};
    case Type::bytes:
      return {{"type", "string"}};
  }
  return Json::object();
}

}  // namespace

Json input_schema(const Definition& definition) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const ArgumentDef& def : definition.arguments) {
    Json value = value_schema(def);
    properties[def.name] = def.is_required ? std::move(value) : or_null(std::move(value));
    if (def.is_required) required.push_back(def.name);
  }
  return {{"title", definition.name},
          {"description", definition.purpose},
          {"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

Json record_schema(const EntityDef& entity) {
  Json properties = {
      {"id", uuid_schema()}, {"version", {{"type", "string"}}}, {"unsent", {{"type", "boolean"}}}};
  for (const FieldDef& field : entity.fields) {
    Json value = value_schema(field);
    properties[json_name(field)] =
        field.rule == Rule::set ? list_schema(std::move(value)) : or_null(std::move(value));
  }
  return {{"title", entity.name},
          {"type", "object"},
          {"properties", std::move(properties)},
          {"required", Json::List{"id", "version", "unsent"}}};
}

Json schema_of_everything() {
  Json all = Json::object();
  for (const Definition& definition : definitions()) {
    all[definition.name] = input_schema(definition);
  }
  for (const EntityDef& entity : schema().entities) {
    all["record." + entity.name] = record_schema(entity);
  }
  return {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"$defs", std::move(all)}};
}

}  // namespace brygga::casework
