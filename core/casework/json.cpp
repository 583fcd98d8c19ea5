#include "casework/json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/check.hpp"

namespace brygga::casework {

Json::Json(std::string value) : value_(std::move(value)) {}
Json::Json(std::string_view value) : value_(std::string(value)) {}
Json::Json(const char* value) : value_(std::string(value)) {}
Json::Json(List elements) : value_(std::move(elements)) {}
Json::Json(Members members) : value_(std::move(members)) {}
Json::Json(const std::vector<std::string>& texts) : value_(List(texts.begin(), texts.end())) {}
Json::Json(const Json& other) = default;
Json::Json(Json&& other) noexcept = default;
Json& Json::operator=(const Json& other) = default;
Json& Json::operator=(Json&& other) noexcept = default;
Json::~Json() = default;

Json::Json(std::initializer_list<JsonMember> members) {
  Members& own = value_.emplace<Members>();
  for (const JsonMember& member : members) {
    own.insert_or_assign(std::string(member.name), std::move(member.value));
  }
}

Json Json::array() { return List(); }
Json Json::object() { return Members(); }

std::optional<std::int64_t> Json::integer() const {
  if (const auto* number = std::get_if<std::int64_t>(&value_)) return *number;
  const auto* large = std::get_if<std::uint64_t>(&value_);
  if (large == nullptr || *large > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
  return static_cast<std::int64_t>(*large);
}

const Json* Json::find(std::string_view name) const {
  const Members* own = members();
  if (own == nullptr) return nullptr;
  const auto found = own->find(name);
  return found == own->end() ? nullptr : &found->second;
}

Json& Json::operator[](std::string_view name) {
  if (is_null()) value_.emplace<Members>();
  auto* own = std::get_if<Members>(&value_);
  BRYGGA_CHECK(own != nullptr);
  return own->try_emplace(std::string(name)).first->second;
}

void Json::erase(std::string_view name) {
  auto* own = std::get_if<Members>(&value_);
  if (own == nullptr) return;
  const auto found = own->find(name);
  if (found != own->end()) own->erase(found);
}

void Json::push_back(Json element) {
  if (is_null()) value_.emplace<List>();
  BRYGGA_CHECK(list() != nullptr);
  list()->push_back(std::move(element));
}

// --- text -------------------------------------------------------------------------------------

struct JsonText {
  using Library = nlohmann::json;

  static Json read(const Library& value) {
    switch (value.type()) {
      case Library::value_t::boolean:
        return value.get<bool>();
      case Library::value_t::number_integer:
        return value.get<std::int64_t>();
      case Library::value_t::number_unsigned:
        return value.get<std::uint64_t>();
      case Library::value_t::number_float:
        return value.get<double>();
      case Library::value_t::string:
        return value.get_ref<const std::string&>();
      case Library::value_t::array: {
        Json::List list;
        list.reserve(value.size());
        for (const Library& element : value) list.push_back(read(element));
        return list;
      }
      case Library::value_t::object: {
        Json::Members members;
        for (const auto& [name, member] : value.items()) members.emplace(name, read(member));
        return members;
      }
      default:
        return {};
    }
  }

  static Library written(const Json& json) { return std::visit(JsonText{}, json.value_); }

  Library operator()(std::monostate) const { return nullptr; }
  Library operator()(const Json::List& list) const {
    Library value = Library::array();
    for (const Json& element : list) value.push_back(written(element));
    return value;
  }
  Library operator()(const Json::Members& members) const {
    Library value = Library::object();
    for (const auto& [name, member] : members) value.emplace(name, written(member));
    return value;
  }
  template <class Plain>
  Library operator()(const Plain& plain) const {
    return plain;
  }
};

JsonReading read_json(std::string_view text, int depth_max) {
  using Library = nlohmann::json;
  JsonReading reading;
  std::set<std::string> names;
  const auto watch = [&](int depth, Library::parse_event_t event, Library& parsed) {
    if (depth > depth_max) {
      reading.is_too_deep = true;
      return false;
    }
    if (event == Library::parse_event_t::key && depth == 1 &&
        !names.insert(parsed.get_ref<const std::string&>()).second) {
      reading.repeated = parsed.get_ref<const std::string&>();
    }
    return true;
  };
  const Library value = Library::parse(text, watch, false);
  if (!reading.is_too_deep && !value.is_discarded()) reading.value = JsonText::read(value);
  return reading;
}

std::string Json::text() const {
  return JsonText::written(*this).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace brygga::casework
