#include "casework/toml_text.hpp"

#include <algorithm>
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
      std::optional<Sentence> mistake = is_line_start ? problem_of_line() : std::nullopt;
      if (!mistake) mistake = problem_of_symbol();
      if (mistake) {
        return Problem{line_, "", "syntax", *std::move(mistake)};
      }
      is_line_start = text_.front() == '\n';
      pass(length_);
    }
    return std::nullopt;
  }

 private:
  static constexpr int dots_max = 16;  // in one line

  std::optional<Sentence> problem_of_line() {
    dots_ = 0;
    if (find_invalid_utf8(text_.substr(0, text_.find('\n')))) {
      return Sentence{"the text is not UTF-8", "Texten är inte UTF-8; spara filen som UTF-8."};
    }
    if (is_header_without_key(text_.substr(0, text_.find('\n')))) {
      return Sentence{"the name of a table is missing",
                      "Tabellens namn saknas; skriv det inom hakparenteserna."};
    }
    return std::nullopt;
  }

  // Sets the length of what stands at the front: a comment, a string or one character.
  std::optional<Sentence> problem_of_symbol() {
    const char c = text_.front();
    length_ = 1;
    if (c == '#') {
      length_ = std::min(text_.find('\n'), text_.size());
    } else if (c == '"' || c == '\'') {
      length_ = string_length(text_);
      if (length_ == 0) {
        return Sentence{"a quote is opened here and never closed",
                        "Ett citattecken öppnas här men stängs aldrig; sätt dit det som saknas."};
      }
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      return Sentence{"a text with such letters stands in quotes",
                      "En text med sådana bokstäver ska stå inom citattecken."};
    } else if (c == '.' && ++dots_ > dots_max) {
      return Sentence{"there are too many dots in this line",
                      "Raden har för många punkter; korta nyckeln."};
    }
    return std::nullopt;
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

std::uint32_t line_of(const toml::node& node) { return node.source().begin.line; }

SettingsValue value_of(const toml::node& node);

SettingsTable table_of(const toml::table& table) {
  SettingsTable read;
  read.entries.reserve(table.size());
  for (const auto& [key, node] : table) {
    read.entries.push_back({from_ascii(key.str()), key.source().begin.line, value_of(node)});
  }
  return read;
}

// The parser bounds how deep values nest.
SettingsValue value_of(const toml::node& node) {
  SettingsValue read;
  read.line = line_of(node);
  if (const auto* table = node.as_table()) {
    read.value = table_of(*table);
  } else if (const auto* list = node.as_array()) {
    auto& elements = read.value.emplace<SettingsValue::List>();
    for (const toml::node& element : *list) elements.push_back(value_of(element));
  } else if (const auto* text = node.as_string()) {
    read.value = from_ascii(text->get());
  } else if (const auto* integer = node.as_integer()) {
    read.value = integer->get();
  } else if (const auto* real = node.as_floating_point()) {
    read.value = real->get();
  } else if (const auto* flag = node.as_boolean()) {
    read.value = flag->get();
  } else if (const auto* day = node.as_date()) {
    const auto date = make_date(day->get().year, day->get().month, day->get().day);
    if (date) read.value = *date;
  }
  return read;
}

}  // namespace

TomlReading read_toml(std::string_view text, std::size_t bytes_max) {
  TomlReading reading;
  if (text.size() > bytes_max) {
    reading.problem =
        Problem{0,
                "",
                "too_large",
                {"a file has at most " + std::to_string(bytes_max) + " bytes",
                 "Filen får ha högst " + std::to_string(bytes_max) + " byte; korta den."}};
    return reading;
  }
  text.remove_prefix(text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0);
  reading.problem = SyntaxGuard(text).find_problem();
  if (reading.problem) return reading;
  const toml::parse_result parsed = toml::parse(to_ascii(text));
  if (parsed) {
    reading.root = table_of(parsed.table());
  } else {
    const toml::parse_error& error = parsed.error();
    reading.problem = Problem{
        error.source().begin.line,
        "",
        "syntax",
        {from_ascii(error.description()),
         "Raden går inte att läsa. Se efter att text står inom citattecken, att varje [ och "
         "{ stängs och att inget namn står två gånger."}};
  }
  return reading;
}

}  // namespace brygga::casework
