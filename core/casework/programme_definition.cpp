#include "casework/programme_definition.hpp"

// toml++ throws nothing in this configuration; it is included here alone, so that there is one.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>
#include <utility>

namespace brygga::casework {

namespace {

constexpr std::size_t text_bytes_max = 256U << 10;
constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t entries_max = 1000;
constexpr int limit_months_max = 120;
constexpr int warning_days_max = 3650;

constexpr std::array<std::string_view, 2> deciding_roles = {"manager", "office"};

constexpr std::array<std::pair<std::string_view, Figure>, 5> figure_words = {{
    {"enrolled", Figure::enrolled},
    {"finished", Figure::finished},
    {"succeeded", Figure::succeeded},
    {"share_of_finished", Figure::share_of_finished},
    {"share_of_all", Figure::share_of_all},
}};

constexpr std::array<std::pair<std::string_view, CountsAs>, 3> counts_as_words = {{
    {"work", CountsAs::work},
    {"studies", CountsAs::studies},
    {"neither", CountsAs::neither},
}};

std::uint32_t line_of(const toml::node& node) { return node.source().begin.line; }

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= 50 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// The words of a table of words, for a sentence: "work, studies, neither".
template <class Words>
std::string list_of(const Words& words) {
  std::string text;
  for (const auto& [word, meaning] : words) {
    text += (text.empty() ? "" : ", ") + std::string(word);
  }
  return text;
}

// A table of the file together with its path, for messages.
struct Place {
  const toml::table& table;
  std::string path;

  std::string path_of(std::string_view key) const {
    return path.empty() ? std::string(key) : path + "." + std::string(key);
  }
};

// Reads the parts of a definition; what is wrong goes to the problems, and reading goes on with
// an empty value, so that one run finds every mistake.
class DefinitionReader {
 public:
  explicit DefinitionReader(ProblemList& problems) : problems_(problems) {}

  ProgrammeDefinition read(const toml::table& root) {
    const Place place{root, ""};
    allow_keys(place, {"format", "programme", "units", "limit", "streams", "team_roles", "outcomes",
                       "reports"});
    integer(place, "format", 1, 1);
    ProgrammeDefinition definition;
    read_programme_table(place, definition);
    read_limit(place, definition.limit);
    definition.units = named_keys(place, "units", true);
    definition.streams = named_keys(place, "streams", false);
    definition.team_roles = named_keys(place, "team_roles", true);
    read_outcomes(place, definition.outcomes);
    read_reports(place, definition.reports);
    return definition;
  }

 private:
  void add(std::uint32_t line, std::string key, const char* code, std::string reason) {
    problems_.add({line, std::move(key), code, std::move(reason)});
  }

  void allow_keys(const Place& place, std::initializer_list<std::string_view> allowed) {
    for (const auto& [key, node] : place.table) {
      if (std::find(allowed.begin(), allowed.end(), key.str()) == allowed.end()) {
        add(key.source().begin.line, place.path_of(key.str()), "programme_unknown_key",
            "this key is not known");
      }
    }
  }

  const toml::node* required(const Place& place, std::string_view key) {
    const toml::node* node = place.table.get(key);
    if (node == nullptr) {
      add(line_of(place.table), place.path_of(key), "programme_missing_key", "this key is missing");
    }
    return node;
  }

  void wrong_type(const toml::node& node, std::string path, const char* expected) {
    add(line_of(node), std::move(path), "programme_type", std::string("this must be ") + expected);
  }

  std::string text_of(const toml::node& node, const std::string& path) {
    const auto* value = node.as_string();
    if (value == nullptr) {
      wrong_type(node, path, "a text");
      return {};
    }
    if (value->get().empty() || value->get().size() > name_bytes_max) {
      add(line_of(node), path, "programme_range",
          "this must have 1 to " + std::to_string(name_bytes_max) + " bytes");
      return {};
    }
    return value->get();
  }

  std::string text(const Place& place, std::string_view key) {
    const toml::node* node = required(place, key);
    return node == nullptr ? std::string() : text_of(*node, place.path_of(key));
  }

  int integer_of(const toml::node& node, const std::string& path, int min, int max) {
    const auto* value = node.as_integer();
    if (value == nullptr) {
      wrong_type(node, path, "a whole number");
      return min;
    }
    if (value->get() < min || value->get() > max) {
      add(line_of(node), path, "programme_range",
          "this must be from " + std::to_string(min) + " to " + std::to_string(max));
      return min;
    }
    return static_cast<int>(value->get());
  }

  int integer(const Place& place, std::string_view key, int min, int max) {
    const toml::node* node = required(place, key);
    return node == nullptr ? min : integer_of(*node, place.path_of(key), min, max);
  }

  std::string key_of(const Place& place) {
    const std::string key = text(place, "key");
    if (!key.empty() && !is_key(key)) {
      add(line_of(*place.table.get("key")), place.path_of("key"), "programme_value",
          "a key has 1 to 50 small letters a-z, digits and _");
    }
    return key;
  }

  // A text, or a table of a text for each language.
  LocalName local_name(const Place& place) {
    const toml::node* node = required(place, "name");
    if (node == nullptr) {
      return {};
    }
    const toml::table* languages = node->as_table();
    if (languages == nullptr) {
      const std::string name = text_of(*node, place.path_of("name"));
      return {name, name};
    }
    const Place names{*languages, place.path_of("name")};
    allow_keys(names, {"sv", "en"});
    LocalName name;
    name.sv = text(names, "sv");
    name.en = text(names, "en");
    return name;
  }

  std::optional<Place> table(const Place& place, std::string_view key) {
    const toml::node* node = required(place, key);
    if (node == nullptr) {
      return std::nullopt;
    }
    if (node->as_table() == nullptr) {
      wrong_type(*node, place.path_of(key), "a table");
      return std::nullopt;
    }
    return Place{*node->as_table(), place.path_of(key)};
  }

  const toml::array* array(const Place& place, std::string_view key, bool is_required) {
    const toml::node* node = is_required ? required(place, key) : place.table.get(key);
    if (node == nullptr) {
      return nullptr;
    }
    const toml::array* entries = node->as_array();
    if (entries == nullptr) {
      wrong_type(*node, place.path_of(key), "a list");
    } else if (entries->size() > entries_max || (is_required && entries->empty())) {
      add(line_of(*node), place.path_of(key), "programme_range",
          "this must have 1 to " + std::to_string(entries_max) + " entries");
      return nullptr;
    }
    return entries;
  }

  // Calls read_entry with each table of a list, after seeing that no key stands there twice.
  template <class ReadEntry>
  void each_entry(const Place& place, std::string_view name, bool is_required,
                  const ReadEntry& read_entry) {
    const toml::array* entries = array(place, name, is_required);
    if (entries == nullptr) {
      return;
    }
    std::set<std::string> keys;
    for (const toml::node& node : *entries) {
      if (node.as_table() == nullptr) {
        wrong_type(node, place.path_of(name), "a list of tables");
        continue;
      }
      const Place entry{*node.as_table(), place.path_of(name)};
      const std::string key = key_of(entry);
      if (!key.empty() && !keys.insert(key).second) {
        add(line_of(node), entry.path_of("key"), "programme_duplicate",
            "the key \"" + key + "\" stands there twice");
      }
      read_entry(entry, key);
    }
  }

  std::vector<NamedKey> named_keys(const Place& root, std::string_view name, bool is_required) {
    std::vector<NamedKey> named;
    each_entry(root, name, is_required, [&](const Place& entry, const std::string& key) {
      allow_keys(entry, {"key", "name"});
      named.push_back({key, local_name(entry)});
    });
    return named;
  }

  void read_programme_table(const Place& root, ProgrammeDefinition& definition) {
    const auto place = table(root, "programme");
    if (!place) {
      return;
    }
    allow_keys(*place, {"key", "name", "commissioner"});
    definition.key = key_of(*place);
    definition.name = local_name(*place);
    definition.commissioner = text(*place, "commissioner");
  }

  void read_limit(const Place& root, LimitRule& limit) {
    const auto place = table(root, "limit");
    if (!place) {
      return;
    }
    allow_keys(*place, {"months", "warning_days", "extension_by"});
    limit.months = integer(*place, "months", 1, limit_months_max);
    limit.extension_by = text(*place, "extension_by");
    const auto known = std::find(deciding_roles.begin(), deciding_roles.end(), limit.extension_by);
    if (!limit.extension_by.empty() && known == deciding_roles.end()) {
      add(line_of(*place->table.get("extension_by")), place->path_of("extension_by"),
          "programme_value", "an extension is decided by one of manager, office");
    }
    read_warning_days(*place, limit.warning_days);
  }

  void read_warning_days(const Place& limit, std::vector<int>& warning_days) {
    const toml::array* entries = array(limit, "warning_days", true);
    if (entries == nullptr) {
      return;
    }
    const std::string path = limit.path_of("warning_days");
    for (const toml::node& node : *entries) {
      const int days = integer_of(node, path, 1, warning_days_max);
      if (std::find(warning_days.begin(), warning_days.end(), days) != warning_days.end()) {
        add(line_of(node), path, "programme_duplicate",
            std::to_string(days) + " days stand there twice");
      }
      warning_days.push_back(days);
    }
    std::sort(warning_days.rbegin(), warning_days.rend());
  }

  // The meaning of a word out of a table of words.
  template <class Words>
  auto meaning_of(const toml::node& node, const std::string& path, const Words& words)
      -> std::optional<typename Words::value_type::second_type> {
    const std::string written = text_of(node, path);
    for (const auto& [word, meaning] : words) {
      if (word == written) {
        return meaning;
      }
    }
    if (!written.empty()) {
      add(line_of(node), path, "programme_value", "this must be one of " + list_of(words));
    }
    return std::nullopt;
  }

  void read_outcomes(const Place& root, std::vector<OutcomeType>& outcomes) {
    each_entry(root, "outcomes", true, [&](const Place& entry, const std::string& key) {
      allow_keys(entry, {"key", "name", "counts_as"});
      OutcomeType outcome{key, local_name(entry), CountsAs::neither};
      if (const toml::node* node = required(entry, "counts_as")) {
        const auto counts_as = meaning_of(*node, entry.path_of("counts_as"), counts_as_words);
        outcome.counts_as = counts_as.value_or(CountsAs::neither);
      }
      outcomes.push_back(std::move(outcome));
    });
  }

  void read_reports(const Place& root, std::vector<ReportDefinition>& reports) {
    each_entry(root, "reports", true, [&](const Place& entry, const std::string& key) {
      allow_keys(entry, {"key", "name", "by", "figures"});
      ReportDefinition report{key, local_name(entry), text(entry, "by"), {}};
      if (!report.by.empty() && report.by != "unit") {
        add(line_of(*entry.table.get("by")), entry.path_of("by"), "programme_value",
            "a report is by unit");
      }
      read_figures(entry, report.figures);
      reports.push_back(std::move(report));
    });
  }

  void read_figures(const Place& report, std::vector<Figure>& figures) {
    const toml::array* entries = array(report, "figures", true);
    if (entries == nullptr) {
      return;
    }
    const std::string path = report.path_of("figures");
    for (const toml::node& node : *entries) {
      const auto figure = meaning_of(node, path, figure_words);
      if (!figure) {
        continue;
      }
      if (std::find(figures.begin(), figures.end(), *figure) != figures.end()) {
        add(line_of(node), path, "programme_duplicate", "a figure stands there twice");
      }
      figures.push_back(*figure);
    }
    const auto has = [&](Figure figure) {
      return std::find(figures.begin(), figures.end(), figure) != figures.end();
    };
    if (has(Figure::share_of_finished) != has(Figure::share_of_all)) {
      add(line_of(*entries), path, "programme_value",
          "the share of finished and the share of all are shown together or not at all");
    }
  }

  ProblemList& problems_;
};

// A format above ours is one message, not a list of keys that an older program does not know.
bool is_too_new(const toml::table& root) {
  const auto* format = root.get_as<std::int64_t>("format");
  return format != nullptr && format->get() > 1;
}

}  // namespace

const char* name_of(CountsAs counts_as) {
  switch (counts_as) {
    case CountsAs::work:
      return "work";
    case CountsAs::studies:
      return "studies";
    case CountsAs::neither:
      return "neither";
  }
  return "neither";
}

ProgrammeReading read_programme(std::string_view toml_text) {
  ProgrammeReading reading;
  if (toml_text.size() > text_bytes_max) {
    reading.problems.add({0, "", "programme_too_large",
                          "a programme has at most " + std::to_string(text_bytes_max) + " bytes"});
    return reading;
  }
  const toml::parse_result parsed = toml::parse(toml_text);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    reading.problems.add(
        {error.source().begin.line, "", "programme_syntax", std::string(error.description())});
    return reading;
  }
  if (is_too_new(parsed.table())) {
    reading.problems.add({line_of(*parsed.table().get("format")), "format", "programme_too_new",
                          "this file is written for a newer version of the program"});
    return reading;
  }
  ProgrammeDefinition definition = DefinitionReader(reading.problems).read(parsed.table());
  reading.problems.sort_by_line();
  if (reading.problems.empty()) {
    definition.source_text = std::string(toml_text);
    reading.definition = std::move(definition);
  }
  return reading;
}

}  // namespace brygga::casework
