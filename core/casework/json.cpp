#include "casework/json.hpp"

#include <nlohmann/json.hpp>
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

namespace {

// Makes the value while the library reads the text. Stops by giving false.
class JsonBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit JsonBuilder(std::size_t depth_max) : depth_max_(depth_max) {}

  JsonReading reading;

  bool null() override { return put({}); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(std::int64_t value) override { return put(value); }
  bool number_unsigned(std::uint64_t value) override { return put(value); }
  bool number_float(double value, const std::string&) override { return put(value); }
  bool string(std::string& value) override { return put(std::move(value)); }
  bool binary(nlohmann::json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
    return false;
  }
  bool key(std::string& name) override {
    if (open_.size() == 1 && open_.back()->find(name) != nullptr) reading.repeated = name;
    name_ = std::move(name);
    return true;
  }

 private:
  bool put(Json value) {
    reading.is_too_deep = open_.size() > depth_max_;
    if (reading.is_too_deep) return false;
    if (open_.empty()) {
      last_ = &reading.value.emplace(std::move(value));
    } else if (Json::List* list = open_.back()->list()) {
      last_ = &list->emplace_back(std::move(value));
    } else {
      last_ = &(*open_.back())[name_];
      *last_ = std::move(value);
    }
    return true;
  }
  bool open(Json empty) {
    if (!put(std::move(empty))) return false;
    open_.push_back(last_);
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::size_t depth_max_;
  std::vector<Json*> open_;  // of those within each other, all the last of theirs: they stay
  Json* last_ = nullptr;
  std::string name_;
};

}  // namespace

JsonReading read_json(std::string_view text, int depth_max) {
  JsonBuilder builder(static_cast<std::size_t>(depth_max));
  if (!nlohmann::json::sax_parse(text, &builder)) builder.reading.value.reset();
  return std::move(builder.reading);
}

std::string Json::text() const {
  return JsonText::written(*this).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace brygga::casework
