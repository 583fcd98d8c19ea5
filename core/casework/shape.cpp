#include "casework/shape.hpp"

#include <utility>

#include "casework/casework.hpp"
#include "casework/record.hpp"

namespace brygga::casework {

Shape::Shape(std::initializer_list<WrittenMember> members) : kind_(Kind::object) {
  members_.reserve(members.size());
  for (const WrittenMember& member : members) {
    members_.push_back({member.name, std::move(member.shape)});
  }
}

Shape::Shape(Members members) : kind_(Kind::object), members_(std::move(members)) {}

Shape::Shape(Kind kind, std::vector<Shape> parts, std::vector<std::string> choices)
    : kind_(kind), parts_(std::move(parts)), choices_(std::move(choices)) {}

Shape::Shape(const Shape& other) = default;
Shape::Shape(Shape&& other) noexcept = default;
Shape& Shape::operator=(const Shape& other) = default;
Shape& Shape::operator=(Shape&& other) noexcept = default;
Shape::~Shape() = default;

const Shape* Shape::find(const std::string& member) const {
  for (const Member& one : members_) {
    if (one.name == member) return &one.shape;
  }
  return nullptr;
}

void Shape::add(std::string member, Shape shape) {
  members_.push_back({std::move(member), std::move(shape)});
}

namespace shape {

namespace {

Shape state_of(const StateMachine& machine) {
  std::vector<std::string> states;
  states.reserve(machine.states.size());
  for (const StateMachine::State& state : machine.states) states.push_back(state.name);
  return choice(std::move(states));
}

Shape value_of(const FieldDef& field) {
  switch (field.type) {
    case Type::text:
      if (!field.choices.empty()) return choice(field.choices);
      return field.rule == Rule::state ? state_of(field.machine) : text();
    case Type::id:
      return id();
    case Type::date:
      return date();
    case Type::time:
      return instant();
    case Type::integer:
      return integer();
    case Type::boolean:
      return flag();
    case Type::bytes:
      return text();
    case Type::real:
      break;
  }
  BRYGGA_CHECK(false);  // no entity has a field of real numbers
  return anything();
}

}  // namespace

Shape text() { return Shape(Shape::Kind::text); }
Shape integer() { return Shape(Shape::Kind::integer); }
Shape flag() { return Shape(Shape::Kind::flag); }
Shape id() { return Shape(Shape::Kind::id); }
Shape date() { return Shape(Shape::Kind::date); }
Shape instant() { return Shape(Shape::Kind::instant); }
Shape choice(std::vector<std::string> choices) {
  return Shape(Shape::Kind::choice, {}, std::move(choices));
}
Shape choice(std::initializer_list<const char*> choices) {
  return choice(std::vector<std::string>(choices.begin(), choices.end()));
}
Shape list(Shape element) { return Shape(Shape::Kind::list, {std::move(element)}); }
Shape map_of(Shape value) { return Shape(Shape::Kind::map, {std::move(value)}); }
Shape one_of(std::vector<Shape> parts) { return Shape(Shape::Kind::one_of, std::move(parts)); }
Shape field_value() { return Shape(Shape::Kind::field_value); }
Shape anything() { return Shape(Shape::Kind::anything); }

Shape or_null(Shape shape) {
  shape.set_may_be_null(true);
  return shape;
}

Shape named(const std::string& name, Shape shape) {
  shape.set_name("shape." + name);
  return shape;
}

Shape record(EntityNumber entity) {
  Shape shape(record_members(entity));
  shape.set_name("record." + schema().entity(entity)->name);
  return shape;
}

Shape::Members record_members(EntityNumber entity) {
  Shape::Members members = {{"id", id()}, {"version", text()}, {"unsent", flag()}};
  for (const FieldDef& field : schema().entity(entity)->fields) {
    Shape value = value_of(field);
    if (field.rule == Rule::set) {
      value = list(std::move(value));
    } else if (!field.required) {
      value = or_null(std::move(value));
    }
    members.push_back({json_name(field), std::move(value)});
  }
  return members;
}

Shape::Members and_more(Shape::Members members, Shape::Members more) {
  for (Shape::Member& one : more) members.push_back(std::move(one));
  return members;
}

Shape local_name() { return named("local_name", {{"sv", text()}, {"en", text()}}); }

Shape named_key() { return named_key("named_key", {}); }

Shape named_key(const std::string& name, Shape::Members more) {
  return named(name,
               Shape(and_more({{"key", text()}, {"sv", text()}, {"en", text()}}, std::move(more))));
}

}  // namespace shape

}  // namespace brygga::casework
