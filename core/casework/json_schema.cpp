#include "casework/json_schema.hpp"

#include <utility>

#include "casework/answers.hpp"
#include "casework/casework.hpp"

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
Json or_null_schema(Json schema) {
  return {{"anyOf", Json::List{std::move(schema), Json{{"type", "null"}}}}};
}

// --- of answers ---------------------------------------------------------------------------------

Json schema_of(const Shape& shape, Json& defs);

Json object_schema(const Shape& shape, Json& defs) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const Shape::Member& member : shape.members()) {
    properties[member.name] = schema_of(member.shape, defs);
    required.push_back(member.name);
  }
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

Json any_of_schema(const std::vector<Shape>& shapes, Json& defs) {
  Json any = Json::array();
  for (const Shape& shape : shapes) any.push_back(schema_of(shape, defs));
  return {{"anyOf", std::move(any)}};
}

// The shape without its name, and without null.
Json bare_schema(const Shape& shape, Json& defs) {
  switch (shape.kind()) {
    case Shape::Kind::text:
      return {{"type", "string"}};
    case Shape::Kind::integer:
      return {{"type", "integer"}};
    case Shape::Kind::flag:
      return {{"type", "boolean"}};
    case Shape::Kind::id:
      return uuid_schema();
    case Shape::Kind::date:
      return {{"type", "string"}, {"format", "date"}};
    case Shape::Kind::instant:
      return {{"type", "string"}, {"format", "date-time"}};
    case Shape::Kind::choice:
      return choice_schema(shape.choices());
    case Shape::Kind::list:
      return list_schema(schema_of(shape.parts().front(), defs));
    case Shape::Kind::map:
      return {{"type", "object"}, {"additionalProperties", schema_of(shape.parts().front(), defs)}};
    case Shape::Kind::object:
      return object_schema(shape, defs);
    case Shape::Kind::one_of:
      return any_of_schema(shape.parts(), defs);
    case Shape::Kind::field_value:
      return {{"type", Json::List{"string", "integer", "boolean"}}};
    case Shape::Kind::anything:
      break;
  }
  return Json::object();
}

// A shape with a name is put into defs once, and referred to.
Json schema_of(const Shape& shape, Json& defs) {
  const std::string& name = shape.name();
  if (!name.empty() && defs.find(name) == nullptr) {
    Json named = bare_schema(shape, defs);
    named["title"] = name;
    defs[name] = std::move(named);
  }
  Json schema = name.empty() ? bare_schema(shape, defs) : Json{{"$ref", "#/$defs/" + name}};
  return shape.may_be_null() ? or_null_schema(std::move(schema)) : schema;
}

}  // namespace

Json input_schema(const Definition& definition) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const ArgumentDef& def : definition.arguments) {
    Json value = value_schema(def);
    properties[def.name] = def.is_required ? std::move(value) : or_null_schema(std::move(value));
    if (def.is_required) required.push_back(def.name);
  }
  return {{"title", definition.name},
          {"description", definition.purpose},
          {"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

Json answer_schema(const Definition& definition, Json& defs) {
  Json schema = schema_of(declared_answer(definition), defs);
  schema["title"] = std::string("answer.") + definition.name;
  return schema;
}

Json schema_of_everything() {
  Json all = Json::object();
  for (const Definition& definition : definitions()) {
    all[definition.name] = input_schema(definition);
    Json answer = answer_schema(definition, all);
    all[std::string("answer.") + definition.name] = std::move(answer);
  }
  for (const EntityDef& entity : schema().entities) schema_of(shape::record(entity.number), all);
  return {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"$defs", std::move(all)}};
}

}  // namespace brygga::casework
