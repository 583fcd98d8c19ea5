// What an answer is made of: declared once, beside the command or query that gives it.
//
// JSON Schema for clients is made from these declarations (json_schema.hpp), and the tests hold
// every answer that they get against them. All members of an object are always there; one that may
// have no value is declared by or_null(). A shape with a name is told once and referred to. Values;
// pure functions.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "model/row.hpp"

namespace brygga::casework {

class Shape {
 public:
  enum class Kind : std::uint8_t {
    text,
    integer,
    flag,         // true or false
    id,           // UUID text
    date,         // "2026-10-05"
    instant,      // "2026-10-05T09:30:00.000Z"
    choice,       // one of a few keys
    list,         // of parts()[0]
    map,          // from text to parts()[0]
    object,       // of members()
    one_of,       // any of parts()
    field_value,  // of a field of any record: text, an integer, true or false
    anything,     // a JSON value of any form
  };
  struct Member;
  struct WrittenMember;
  using Members = std::vector<Member>;

  // An object, written as {{"participant", id()}, {"start", date()}}. Takes the shapes.
  Shape(std::initializer_list<WrittenMember> members);
  explicit Shape(Members members);
  explicit Shape(Kind kind, std::vector<Shape> parts = {}, std::vector<std::string> choices = {});
  Shape(const Shape& other);
  Shape(Shape&& other) noexcept;
  Shape& operator=(const Shape& other);
  Shape& operator=(Shape&& other) noexcept;
  ~Shape();

  Kind kind() const { return kind_; }
  bool may_be_null() const { return may_be_null_; }
  const std::string& name() const { return name_; }  // "shape.share"; empty: it has none
  const std::vector<Shape>& parts() const { return parts_; }
  const std::vector<std::string>& choices() const { return choices_; }
  const Members& members() const { return members_; }
  // Null when there is none of that name.
  const Shape* find(const std::string& member) const;

  void add(std::string member, Shape shape);
  void set_name(std::string name) { name_ = std::move(name); }
  void set_may_be_null(bool may_be_null) { may_be_null_ = may_be_null; }

 private:
  Kind kind_;
  bool may_be_null_ = false;
  std::string name_;
  std::vector<Shape> parts_;
  std::vector<std::string> choices_;
  Members members_;
};

struct Shape::Member {
  std::string name;
  Shape shape;
};

// The answer of the command or query of that name; of a command without "transaction", which all of
// them answer with.
struct AnswerDef {
  const char* name;
  Shape answer;
};

struct Shape::WrittenMember {
  const char* name;
  mutable Shape shape;  // a list in braces is const, and its shapes are to be moved
};

// Declarations read as `{{"participant", id()}, {"limit", or_null(date())}}`.
namespace shape {
Shape text();
Shape integer();
Shape flag();
Shape id();
Shape date();
Shape instant();
Shape choice(std::vector<std::string> choices);
Shape choice(std::initializer_list<const char*> choices);
Shape list(Shape element);
Shape map_of(Shape value);
Shape one_of(std::vector<Shape> parts);
Shape field_value();
Shape anything();
Shape or_null(Shape shape);
// A shape that several answers share: "shape.<name>" among the definitions of the schema.
Shape named(const std::string& name, Shape shape);
// A record as Record::to_json() tells it: "record.<entity>".
Shape record(EntityNumber entity);
// Its members, for records that are told with more or fewer than these.
Shape::Members record_members(EntityNumber entity);
Shape::Members and_more(Shape::Members members, Shape::Members more);
// A name in both languages, {"sv", "en"}; and with its key, {"key", "sv", "en"}, and more.
Shape local_name();
Shape named_key();
Shape named_key(const std::string& name, Shape::Members more);
}  // namespace shape

}  // namespace brygga::casework
