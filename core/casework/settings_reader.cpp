#include "casework/settings_reader.hpp"

#include <set>

namespace brygga::casework {
namespace {

constexpr std::size_t setting_bytes_max = 200;
constexpr std::size_t entries_max = 1000;

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= 50 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

}  // namespace

std::string SettingsPlace::path_of(std::string_view key) const {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

void SettingsReader::add(std::uint32_t line, std::string path, const char* code,
                         Sentence sentence) {
  problems_.add({line, std::move(path), prefix_ + code, std::move(sentence)});
}

void SettingsReader::wrong_type(std::uint32_t line, std::string path, const Sentence& expected) {
  add(line, std::move(path), "type",
      {"this must be " + expected.en, "Här ska stå " + expected.sv + "."});
}

void SettingsReader::allow_keys(const SettingsPlace& place,
                                std::initializer_list<std::string_view> allowed) {
  std::string known;
  for (const std::string_view key : allowed) {
    known += (known.empty() ? "" : ", ") + std::string(key);
  }
  for (const SettingsTable::Entry& entry : place.table.entries) {
    if (std::find(allowed.begin(), allowed.end(), entry.name) != allowed.end()) continue;
    add(entry.line, place.path_of(entry.name), "unknown_key",
        {"this key is not known; known here are " + known,
         "Nyckeln är okänd; rätta stavningen. Här känns dessa igen: " + known + "."});
  }
}

const SettingsValue* SettingsReader::required(const SettingsPlace& place, std::string_view key) {
  const SettingsValue* value = place.table.find(key);
  if (value == nullptr) {
    add(place.line, place.path_of(key), "missing_key",
        {"this key is missing", "Nyckeln saknas; lägg till den."});
  }
  return value;
}

std::string SettingsReader::text_of(const SettingsValue& value, const std::string& path) {
  const auto* text = value.as<std::string>();
  if (text == nullptr) {
    wrong_type(value.line, path, {"a text", "en text inom citattecken"});
    return {};
  }
  if (text->empty() || text->size() > setting_bytes_max) {
    add(value.line, path, "range",
        {"this must have 1 to " + std::to_string(setting_bytes_max) + " bytes",
         "Texten ska ha 1 till " + std::to_string(setting_bytes_max) +
             " byte (å, ä och ö är två var)."});
    return {};
  }
  return *text;
}

std::string SettingsReader::text(const SettingsPlace& place, std::string_view key) {
  const SettingsValue* value = required(place, key);
  return value == nullptr ? std::string() : text_of(*value, place.path_of(key));
}

int SettingsReader::integer_of(const SettingsValue& value, const std::string& path, int least,
                               int most) {
  const auto* number = value.as<std::int64_t>();
  if (number == nullptr) {
    wrong_type(value.line, path, {"a whole number", "ett heltal utan citattecken"});
    return least;
  }
  if (*number < least || *number > most) {
    add(value.line, path, "range",
        {"this must be from " + std::to_string(least) + " to " + std::to_string(most),
         "Talet ska vara från " + std::to_string(least) + " till " + std::to_string(most) + "."});
    return least;
  }
  return static_cast<int>(*number);
}

int SettingsReader::integer(const SettingsPlace& place, std::string_view key, int least, int most) {
  const SettingsValue* value = required(place, key);
  return value == nullptr ? least : integer_of(*value, place.path_of(key), least, most);
}

std::string SettingsReader::key_of(const SettingsPlace& place) {
  std::string key = text(place, "key");
  if (!key.empty() && !is_key(key)) {
    add(place.table.find("key")->line, place.path_of("key"), "value",
        {"a key has 1 to 50 small letters a-z, digits and _",
         "En nyckel har 1 till 50 tecken: små bokstäver a-z, siffror och _."});
  }
  return key;
}

LocalName SettingsReader::local_name(const SettingsPlace& place, std::string_view key) {
  const SettingsValue* value = required(place, key);
  if (value == nullptr) return {};
  const std::string path = place.path_of(key);
  const auto* languages = value->as<SettingsTable>();
  if (languages == nullptr) {
    const std::string name = text_of(*value, path);
    return {name, name};
  }
  const SettingsPlace names{*languages, value->line, path};
  allow_keys(names, {"sv", "en"});
  LocalName name;
  name.sv = text(names, "sv");
  name.en = text(names, "en");
  return name;
}

std::optional<SettingsPlace> SettingsReader::table(const SettingsPlace& place,
                                                   std::string_view key) {
  const SettingsValue* value = required(place, key);
  if (value == nullptr) return std::nullopt;
  const auto* table = value->as<SettingsTable>();
  if (table == nullptr) {
    wrong_type(value->line, place.path_of(key), {"a table", "en tabell"});
    return std::nullopt;
  }
  return SettingsPlace{*table, value->line, place.path_of(key)};
}

std::optional<SettingsPlace> SettingsReader::table_if_any(const SettingsPlace& place,
                                                          std::string_view key) {
  return place.table.find(key) != nullptr ? table(place, key) : std::nullopt;
}

std::string SettingsReader::text_if_any(const SettingsPlace& place, std::string_view key) {
  return place.table.find(key) != nullptr ? text(place, key) : std::string();
}

bool SettingsReader::flag_if_any(const SettingsPlace& place, std::string_view key) {
  const SettingsValue* value = place.table.find(key);
  if (value == nullptr) return false;
  const auto* flag = value->as<bool>();
  if (flag == nullptr)
    wrong_type(value->line, place.path_of(key), {"true or false", "true eller false"});
  return flag != nullptr && *flag;
}

std::optional<Date> SettingsReader::date(const SettingsPlace& place, std::string_view key) {
  const SettingsValue* value = required(place, key);
  if (value == nullptr) return std::nullopt;
  const auto* date = value->as<Date>();
  if (date != nullptr) return *date;
  wrong_type(value->line, place.path_of(key),
             {"a date, written as 2026-10-05 without quotes",
              "ett datum, skrivet som 2026-10-05 utan "
              "citattecken"});
  return std::nullopt;
}

std::vector<std::string> SettingsReader::texts(const SettingsPlace& place, std::string_view key,
                                               bool is_required) {
  std::vector<std::string> texts;
  const SettingsValue::List* elements = list(place, key, is_required);
  if (elements == nullptr) return texts;
  for (const SettingsValue& element : *elements) {
    std::string text = text_of(element, place.path_of(key));
    if (std::find(texts.begin(), texts.end(), text) != texts.end()) {
      add(element.line, place.path_of(key), "duplicate",
          {"\"" + text + "\" stands there twice",
           "\"" + text + "\" står där två gånger; ta bort den ena."});
    } else if (!text.empty()) {
      texts.push_back(std::move(text));
    }
  }
  return texts;
}

const SettingsValue::List* SettingsReader::list(const SettingsPlace& place, std::string_view key,
                                                bool is_required) {
  const SettingsValue* value = is_required ? required(place, key) : place.table.find(key);
  if (value == nullptr) return nullptr;
  const auto* elements = value->as<SettingsValue::List>();
  if (elements == nullptr) {
    wrong_type(value->line, place.path_of(key), {"a list", "en lista inom [ och ]"});
  } else if (elements->size() > entries_max || (is_required && elements->empty())) {
    add(value->line, place.path_of(key), "range",
        {"this must have 1 to " + std::to_string(entries_max) + " entries",
         "Listan ska ha 1 till " + std::to_string(entries_max) + " poster."});
    return nullptr;
  }
  return elements;
}

void SettingsReader::each_entry(const SettingsPlace& place, std::string_view name, bool is_required,
                                const ReadEntry& read_entry) {
  const SettingsValue::List* entries = list(place, name, is_required);
  if (entries == nullptr) return;
  std::set<std::string> keys;
  for (const SettingsValue& value : *entries) {
    const auto* table = value.as<SettingsTable>();
    if (table == nullptr) {
      wrong_type(value.line, place.path_of(name), {"a list of tables", "en lista av tabeller"});
      continue;
    }
    const SettingsPlace entry{*table, value.line, place.path_of(name)};
    const std::string key = key_of(entry);
    if (!key.empty() && !keys.insert(key).second) {
      add(value.line, entry.path_of("key"), "duplicate",
          {"the key \"" + key + "\" stands there twice",
           "Nyckeln \"" + key + "\" står där två gånger; ge en av posterna en annan."});
    }
    read_entry(entry, key);
  }
}

std::vector<NamedKey> SettingsReader::named_keys(const SettingsPlace& place, std::string_view name,
                                                 bool is_required) {
  std::vector<NamedKey> named;
  each_entry(place, name, is_required, [&](const SettingsPlace& entry, const std::string& key) {
    allow_keys(entry, {"key", "name"});
    named.push_back({key, local_name(entry)});
  });
  return named;
}

}  // namespace brygga::casework
