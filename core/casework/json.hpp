// A JSON value: what answers are made of, and inputs are read as.
//
// Text is read and written by nlohmann's library, in json.cpp alone: its headers and templates take
// most of the time that a source with a few answers in it takes to compile, so all others know this
// type. Names with values in braces are an object: Json{{"id", id}, {"done", true}}; its members
// are kept by name. Values.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace brygga::casework {

struct JsonMember;

class Json {
 public:
  using List = std::vector<Json>;
  using Members = std::map<std::string, Json, std::less<>>;

  Json() = default;  // null
  Json(std::nullptr_t) {}
  Json(bool value) : value_(value) {}
  Json(std::signed_integral auto value) : value_(std::int64_t{value}) {}
  Json(std::unsigned_integral auto value) : value_(std::uint64_t{value}) {}
  Json(double value) : value_(value) {}
  Json(std::string value);
  Json(std::string_view value);
  Json(const char* value);
  Json(List elements);
  Json(Members members);
  Json(const std::vector<std::string>& texts);
  // Takes the values; of two with one name the later.
  Json(std::initializer_list<JsonMember> members);
  Json(const Json& other);
  Json(Json&& other) noexcept;
  Json& operator=(const Json& other);
  Json& operator=(Json&& other) noexcept;
  ~Json();

  // Without elements.
  static Json array();
  static Json object();

  // On one line; never throws: bytes that are no UTF-8 become U+FFFD.
  std::string text() const;

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  bool is_integer() const {
    return std::holds_alternative<std::int64_t>(value_) ||
           std::holds_alternative<std::uint64_t>(value_);
  }
  // Null when it is of another kind.
  const bool* flag() const { return std::get_if<bool>(&value_); }
  const std::string* string() const { return std::get_if<std::string>(&value_); }
  const List* list() const { return std::get_if<List>(&value_); }
  List* list() { return std::get_if<List>(&value_); }
  const Members* members() const { return std::get_if<Members>(&value_); }
  // Nothing when it is no integer, or beyond this range.
  std::optional<std::int64_t> integer() const;

  // The member of that name of an object; null when there is none.
  const Json* find(std::string_view name) const;
  // The same, made when it is not there. Null becomes an object; all else but an object is a bug.
  Json& operator[](std::string_view name);

  // Takes the member of that name away, if there is one.
  void erase(std::string_view name);

  // At the end of a list. Null becomes a list; all else is a bug.
  void push_back(Json element);

 private:
  friend struct JsonText;
  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, List,
               Members>
      value_;
};

// As it stands in braces. An object is made of it at once, so that the name may be a view.
struct JsonMember {
  std::string_view name;
  mutable Json value;  // a list in braces is const, and its values are to be moved
};

// Null for no text.
inline Json json_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

struct JsonReading {
  std::optional<Json> value;  // nothing: the text is no JSON in UTF-8, or nested too deeply
  bool is_too_deep = false;
  std::string repeated;  // a name that the outermost object gives twice; empty: none
};

// What is nested deeper is dropped while it is read, so that it takes no memory.
[[nodiscard]] JsonReading read_json(std::string_view text, int depth_max = 100);

}  // namespace brygga::casework
