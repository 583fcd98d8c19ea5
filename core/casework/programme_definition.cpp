#include "casework/programme_definition.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>
#include <utility>

#include "casework/text_encoding.hpp"

// toml++ throws nothing in this configuration; it is included here alone, so that there is one.
// Mistyped text such as [1, } breaks assertions of its parser, which abort in debug builds and are
// promises to the compiler under NDEBUG. The code behind each of them reports the mistake well, so
// they are made to say nothing in either build.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ASSERT(EXPRESSION) static_cast<void>(0)
#undef NDEBUG
#include <toml++/toml.h>

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

// toml++ is shown ASCII alone: its test for spaces beyond ASCII runs into undefined behaviour at
// many letters, å among them, wherever a mistake puts one outside a string. So each byte beyond
// ASCII, and the tilde that marks them, becomes a tilde and two digits, and comes back in whatever
// is taken out of the parsed table. Lines stay what they were.
std::string to_ascii(std::string_view utf8) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string ascii;
  ascii.reserve(utf8.size() + utf8.size() / 16);
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && c != '~') {
      ascii += c;
    } else {
      ascii += '~';
      ascii += digits[byte >> 4];
      ascii += digits[byte & 15];
    }
  }
  return ascii;
}

// The way back. An escape such as \u007E can forge a tilde, so the result is checked: text that is
// no UTF-8 stays as it is.
std::string from_ascii(std::string_view ascii) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string utf8;
  utf8.reserve(ascii.size());
  for (std::size_t at = 0; at < ascii.size(); ++at) {
    const std::size_t high = at + 2 < ascii.size() ? digits.find(ascii[at + 1]) : digits.npos;
    const std::size_t low = at + 2 < ascii.size() ? digits.find(ascii[at + 2]) : digits.npos;
    if (ascii[at] == '~' && high != digits.npos && low != digits.npos) {
      utf8 += static_cast<char>(high * 16 + low);
      at += 2;
    } else {
      utf8 += ascii[at];
    }
  }
  return find_invalid_utf8(utf8) ? std::string(ascii) : utf8;
}

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// The length of the string that begins with the quote at the front, its quotes included; 0 when it
// is not closed where it must be.
std::size_t string_length(std::string_view text) {
  const char quote = text.front();
  const std::size_t run = std::min(text.find_first_not_of(quote), text.size());
  const bool is_multiline = run >= 3;
  if (run == 2) {
    return 2;
  }
  for (std::size_t at = is_multiline ? 3 : 1; at < text.size(); ++at) {
    if (text[at] == '\\' && quote == '"') {
      ++at;
    } else if (text[at] == '\n' && !is_multiline) {
      return 0;
    } else if (text[at] == quote && !is_multiline) {
      return at + 1;
    } else if (text.substr(at).starts_with(std::string(3, quote))) {
      // Up to two quotes may stand before the three that close.
      const std::size_t end = std::min(text.find_first_not_of(quote, at), text.size());
      return std::min(end, at + 5);
    }
  }
  return 0;
}

bool begins_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '"' || c == '\'';
}

// Whether a line begins like a table header, `[` or `[[`, and no key follows.
bool is_header_without_key(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  if (!line.starts_with('[')) {
    return false;
  }
  line.remove_prefix(line.starts_with("[[") ? 2 : 1);
  const std::size_t at = line.find_first_not_of(" \t");
  return at == std::string_view::npos || !begins_key(line[at]);
}

// Looks for mistakes that toml++ 3.3 must not see or explains badly: a letter beyond ASCII outside
// strings and comments (an unquoted Öster), a table header without a key (it asserts that there is
// one), and keys with very many dots (it recurses for each). None of them is a programme.
class SyntaxGuard {
 public:
  explicit SyntaxGuard(std::string_view text) : text_(text) {}

  std::optional<Problem> find_problem() {
    bool is_line_start = true;
    while (!text_.empty()) {
      const char* reason = is_line_start ? problem_of_line() : nullptr;
      reason = reason == nullptr ? problem_of_symbol() : reason;
      if (reason != nullptr) {
        return Problem{line_, "", "programme_syntax", reason};
      }
      is_line_start = text_.front() == '\n';
      pass(length_);
    }
    return std::nullopt;
  }

 private:
  static constexpr int dots_max = 16;  // in one line

  const char* problem_of_line() {
    dots_ = 0;
    if (find_invalid_utf8(text_.substr(0, text_.find('\n')))) {
      return "the text is not UTF-8";
    }
    const bool is_bad = is_header_without_key(text_.substr(0, text_.find('\n')));
    return is_bad ? "the name of a table is missing" : nullptr;
  }

  // Sets the length of what stands at the front: a comment, a string or one character.
  const char* problem_of_symbol() {
    const char c = text_.front();
    length_ = 1;
    if (c == '#') {
      length_ = std::min(text_.find('\n'), text_.size());
    } else if (c == '"' || c == '\'') {
      length_ = string_length(text_);
      return length_ == 0 ? "a quote is opened here and never closed" : nullptr;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      return "a text with such letters stands in quotes";
    } else if (c == '.' && ++dots_ > dots_max) {
      return "there are too many dots in this line";
    }
    return nullptr;
  }

  void pass(std::size_t length) {
    const std::string_view part = text_.substr(0, length);
    line_ += static_cast<std::uint32_t>(std::count(part.begin(), part.end(), '\n'));
    text_.remove_prefix(length);
  }

  std::string_view text_;
  std::uint32_t line_ = 1;
  std::size_t length_ = 0;
  int dots_ = 0;
};

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
        add(key.source().begin.line, place.path_of(from_ascii(key.str())), "programme_unknown_key",
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
    std::string text = from_ascii(value->get());
    if (text.empty() || text.size() > name_bytes_max) {
      add(line_of(node), path, "programme_range",
          "this must have 1 to " + std::to_string(name_bytes_max) + " bytes");
      return {};
    }
    return text;
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
    std::string key = text(place, "key");
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
  std::string_view without_mark = toml_text;
  without_mark.remove_prefix(toml_text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0);
  if (auto problem = SyntaxGuard(without_mark).find_problem()) {
    reading.problems.add(std::move(*problem));
    return reading;
  }
  const toml::parse_result parsed = toml::parse(to_ascii(without_mark));
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    reading.problems.add(
        {error.source().begin.line, "", "programme_syntax", from_ascii(error.description())});
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
