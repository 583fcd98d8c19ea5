// Reads the parts of a settings file that people write, and names every mistake with its line.
//
// What is wrong goes to the problems and reading goes on with an empty value, so that one run finds
// all. Used while the file's values live.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "casework/named_key.hpp"
#include "casework/problem_list.hpp"
#include "casework/settings_value.hpp"

namespace brygga::casework {

// A table of the file together with its path, for messages.
struct SettingsPlace {
  const SettingsTable& table;
  std::uint32_t line = 0;
  std::string path;  // empty: the file's outermost table

  std::string path_of(std::string_view key) const;
};

class SettingsReader {
 public:
  // prefix: of the codes of problems, "programme_". They are prefix + unknown_key, missing_key,
  // type, range, value, duplicate or reference.
  SettingsReader(std::string prefix, ProblemList& problems)
      : prefix_(std::move(prefix)), problems_(problems) {}

  void add(std::uint32_t line, std::string path, const char* code, Sentence sentence);

  void allow_keys(const SettingsPlace& place, std::initializer_list<std::string_view> allowed);
  // Null, and a problem, when it is not there.
  const SettingsValue* required(const SettingsPlace& place, std::string_view key);

  std::string text(const SettingsPlace& place, std::string_view key);
  std::string text_of(const SettingsValue& value, const std::string& path);
  int integer(const SettingsPlace& place, std::string_view key, int least, int most);
  int integer_of(const SettingsValue& value, const std::string& path, int least, int most);
  // The key named "key".
  std::string key_of(const SettingsPlace& place);
  // A text, or a table of a text for each language.
  LocalName local_name(const SettingsPlace& place, std::string_view key = "name");
  // Empty when there is none.
  std::string text_if_any(const SettingsPlace& place, std::string_view key);
  bool flag_if_any(const SettingsPlace& place, std::string_view key);
  // Written as 2026-10-05, without quotes.
  std::optional<Date> date(const SettingsPlace& place, std::string_view key);
  // Each once.
  std::vector<std::string> texts(const SettingsPlace& place, std::string_view key,
                                 bool is_required);

  // That the key is among those of the file's list of that name; an empty one is none.
  template <class Named>
  void check_reference(const SettingsPlace& place, std::string_view key,
                       const std::string& reference, const std::vector<Named>& known,
                       const char* list_name) {
    const bool is_known = std::any_of(known.begin(), known.end(),
                                      [&](const Named& one) { return one.key == reference; });
    if (reference.empty() || is_known) return;
    const SettingsValue* value = place.table.find(key);
    add(value != nullptr ? value->line : place.line, place.path_of(key), "reference",
        {"\"" + reference + "\" is not a key in the list " + list_name,
         "\"" + reference + "\" är ingen nyckel i listan " + list_name +
             "; rätta den eller lägg till den där."});
  }

  std::optional<SettingsPlace> table(const SettingsPlace& place, std::string_view key);
  // Nothing, and no problem, when it is not there.
  std::optional<SettingsPlace> table_if_any(const SettingsPlace& place, std::string_view key);
  // Null when it is not there or not usable. A list that is required has an element.
  const SettingsValue::List* list(const SettingsPlace& place, std::string_view key,
                                  bool is_required);

  using ReadEntry = std::function<void(const SettingsPlace& entry, const std::string& key)>;
  // Calls read_entry with each table of a list, after seeing that no key stands there twice.
  void each_entry(const SettingsPlace& place, std::string_view name, bool is_required,
                  const ReadEntry& read_entry);
  // Entries of a key and a name each.
  std::vector<NamedKey> named_keys(const SettingsPlace& place, std::string_view name,
                                   bool is_required);

  // The meaning of a word out of an array of words with meanings.
  template <class Words>
  auto meaning_of(const SettingsValue& value, const std::string& path, const Words& words)
      -> std::optional<typename Words::value_type::second_type> {
    const std::string written = text_of(value, path);
    std::string known;
    for (const auto& [word, meaning] : words) {
      if (word == written) return meaning;
      known += (known.empty() ? "" : ", ") + std::string(word);
    }
    if (!written.empty())
      add(value.line, path, "value",
          {"this must be one of " + known, "Här ska stå något av " + known + "."});
    return std::nullopt;
  }

 private:
  void wrong_type(std::uint32_t line, std::string path, const Sentence& expected);

  const std::string prefix_;
  ProblemList& problems_;
};

}  // namespace brygga::casework
