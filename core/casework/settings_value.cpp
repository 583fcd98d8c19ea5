#include "casework/settings_value.hpp"

#include <algorithm>
#include <utility>

#include "casework/json.hpp"

namespace brygga::casework {
namespace {

constexpr const char* date_name = "@date";

Json json_of(const SettingsTable& table);

struct AsJson {
  Json operator()(std::monostate) const { return {}; }
  Json operator()(bool flag) const { return flag; }
  Json operator()(std::int64_t number) const { return number; }
  Json operator()(double number) const { return number; }
  Json operator()(const std::string& text) const { return text; }
  Json operator()(const Date& date) const {
    Json json = Json::object();
    json[date_name] = format_date(date);
    return json;
  }
  Json operator()(const SettingsValue::List& list) const {
    Json json = Json::array();
    for (const SettingsValue& element : list) json.push_back(std::visit(AsJson{}, element.value));
    return json;
  }
  Json operator()(const SettingsTable& table) const { return json_of(table); }
};

Json json_of(const SettingsTable& table) {
  Json json = Json::object();
  for (const SettingsTable::Entry& entry : table.entries) {
    json[entry.name] = std::visit(AsJson{}, entry.value.value);
  }
  return json;
}

SettingsTable table_of(const Json::Members& members);

// Fractions have no use in settings, and stay in the file that was read.
SettingsValue value_of(const Json& json) {
  SettingsValue read;
  if (const auto* members = json.members()) {
    const Json* date = members->size() == 1 ? json.find(date_name) : nullptr;
    if (date != nullptr && date->string() != nullptr) {
      const auto day = parse_date(*date->string());
      if (day) read.value = *day;
    } else {
      read.value = table_of(*members);
    }
  } else if (const auto* list = json.list()) {
    auto& elements = read.value.emplace<SettingsValue::List>();
    elements.reserve(list->size());
    for (const Json& element : *list) elements.push_back(value_of(element));
  } else if (const auto* text = json.string()) {
    read.value = *text;
  } else if (const auto* flag = json.flag()) {
    read.value = *flag;
  } else if (const auto integer = json.integer()) {
    read.value = *integer;
  }
  return read;
}

SettingsTable table_of(const Json::Members& members) {
  SettingsTable read;
  read.entries.reserve(members.size());
  for (const auto& [name, json] : members) read.entries.push_back({name, 0, value_of(json)});
  return read;
}

}  // namespace

const SettingsValue* SettingsTable::find(std::string_view name) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.name == name; });
  return found == entries.end() ? nullptr : &found->value;
}

std::string settings_text(const SettingsTable& root) { return json_of(root).text(); }

std::optional<SettingsTable> read_settings_text(std::string_view text) {
  const JsonReading json = read_json(text);
  if (!json.value || json.value->members() == nullptr) return std::nullopt;
  return table_of(*json.value->members());
}

}  // namespace brygga::casework
