#include "support/answer_check.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>

#include "base/uuid.hpp"
#include "casework/answers.hpp"
#include "casework/call.hpp"
#include "casework/civil_date.hpp"

namespace brygga::casework::testing {

using nlohmann::json;

namespace {

bool is_instant(const std::string& text) {
  const bool has_form = text.size() == 24 && text[10] == 'T' && text[23] == 'Z';
  return has_form && parse_date(text.substr(0, 10)).ok();
}

bool is_among(const std::vector<std::string>& choices, const std::string& text) {
  return std::find(choices.begin(), choices.end(), text) != choices.end();
}

bool is_text_of(const Shape& shape, const std::string& text) {
  switch (shape.kind()) {
    case Shape::Kind::id:
      return parse_uuid(text).has_value();
    case Shape::Kind::date:
      return parse_date(text).ok();
    case Shape::Kind::instant:
      return is_instant(text);
    case Shape::Kind::choice:
      return is_among(shape.choices(), text);
    default:
      return shape.kind() == Shape::Kind::text;
  }
}

bool is_single(const Shape& shape, const json& value) {
  switch (shape.kind()) {
    case Shape::Kind::anything:
      return true;
    case Shape::Kind::integer:
      return value.is_number_integer();
    case Shape::Kind::flag:
      return value.is_boolean();
    case Shape::Kind::field_value:
      return value.is_string() || value.is_number_integer() || value.is_boolean();
    default:
      return value.is_string() && is_text_of(shape, value.get_ref<const std::string&>());
  }
}

// "notes[0]" and "body" as "notes[0].body".
std::string place_in(const std::string& path, const std::string& member) {
  return path.empty() ? member : std::string(path).append(".").append(member);
}

class Checker {
 public:
  void check(const Shape& shape, const json& value, const std::string& path) {
    if (value.is_null() && shape.kind() != Shape::Kind::anything) {
      if (!shape.may_be_null()) say(path, "is null");
      return;
    }
    switch (shape.kind()) {
      case Shape::Kind::object:
        return check_object(shape, value, path);
      case Shape::Kind::list:
        return check_list(shape.parts().front(), value, path);
      case Shape::Kind::map:
        return check_map(shape.parts().front(), value, path);
      case Shape::Kind::one_of:
        return check_one_of(shape.parts(), value, path);
      default:
        if (!is_single(shape, value)) say(path, "is of another form: " + value.dump());
    }
  }

  std::vector<std::string> take() { return std::move(found_); }

 private:
  void say(const std::string& path, const std::string& what) {
    found_.push_back((path.empty() ? "the answer" : path) + " " + what);
  }

  void check_object(const Shape& shape, const json& value, const std::string& path) {
    if (!value.is_object()) return say(path, "is no object");
    for (const Shape::Member& member : shape.members()) {
      const std::string at = place_in(path, member.name);
      const auto found = value.find(member.name);
      if (found == value.end()) {
        say(at, "is missing");
      } else {
        check(member.shape, *found, at);
      }
    }
    for (const auto& [name, element] : value.items()) {
      if (shape.find(name) == nullptr) say(place_in(path, name), "is not declared");
    }
  }

  void check_list(const Shape& element, const json& value, const std::string& path) {
    if (!value.is_array()) return say(path, "is no list");
    for (std::size_t i = 0; i < value.size(); ++i) {
      check(element, value[i], std::string(path).append("[").append(std::to_string(i)).append("]"));
    }
  }

  void check_map(const Shape& element, const json& value, const std::string& path) {
    if (!value.is_object()) return say(path, "is no object");
    for (const auto& [name, one] : value.items()) check(element, one, place_in(path, name));
  }

  // The nearest of them says why none fits.
  void check_one_of(const std::vector<Shape>& shapes, const json& value, const std::string& path) {
    std::vector<std::string> fewest;
    for (const Shape& shape : shapes) {
      std::vector<std::string> wrong = misfits(shape, value, path);
      if (wrong.empty()) return;
      if (fewest.empty() || wrong.size() < fewest.size()) fewest = std::move(wrong);
    }
    found_.insert(found_.end(), fewest.begin(), fewest.end());
  }

  std::vector<std::string> found_;
};

const Definition* definition_of(std::string_view name) {
  for (const Definition& one : definitions()) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

std::mutex names_mutex;
std::set<std::string, std::less<>> names;

}  // namespace

std::vector<std::string> misfits(const Shape& shape, const json& value, const std::string& path) {
  Checker checker;
  checker.check(shape, value, path);
  return checker.take();
}

void expect_declared(std::string_view name, const Answer& answer) {
  if (!answer.ok) return;
  const Definition* definition = definition_of(name);
  ASSERT_NE(definition, nullptr) << name;
  for (const std::string& wrong : misfits(declared_answer(*definition), json::parse(answer.json))) {
    ADD_FAILURE() << name << " answers otherwise than it declares: " << wrong;
  }
  const std::lock_guard<std::mutex> lock(names_mutex);
  names.emplace(name);
}

const std::set<std::string, std::less<>>& checked_names() { return names; }

}  // namespace brygga::casework::testing
