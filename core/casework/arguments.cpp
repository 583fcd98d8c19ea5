#include "casework/arguments.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/check.hpp"
#include "base/sha256.hpp"
#include "casework/instant.hpp"
#include "casework/sentence.hpp"
#include "casework/text_encoding.hpp"

namespace brygga::casework {

namespace {

constexpr int depth_max = 8;
constexpr std::size_t elements_max = 100;
constexpr std::size_t version_bytes_max = 64U << 10;
// Beyond the declared texts, escapes and names included: \u00e5 takes three times its two bytes.
constexpr std::size_t frame_bytes = 64U << 10;
constexpr std::size_t escape_factor = 6;

// What is wrong with one value.
struct Bad {
  Error error;
  std::string sentence_sv;
};

Bad bad(std::string reason, Sentence sentence) {
  return {{ErrorCode::invalid, std::move(sentence.en), false, std::move(reason)},
          std::move(sentence.sv)};
}

std::string in_quotes(std::string_view name) { return "\"" + std::string(name) + "\""; }

// Ordinary base64 with its padding, as browsers and tools make it.
bool from_base64(std::string text, Bytes& out) {
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding) {
    text.pop_back();
  }
  return from_base64url(text, out);
}

// --- texts ------------------------------------------------------------------------------------

bool has_control_character(std::string_view text, bool may_break_lines) {
  return std::any_of(text.begin(), text.end(), [&](char c) {
    const bool is_break = c == '\n' || c == '\r' || c == '\t';
    return (static_cast<unsigned char>(c) < 0x20 && !(is_break && may_break_lines)) || c == 0x7F;
  });
}

std::optional<Bad> text_fault(const ArgumentDef& def, std::string_view text) {
  if (text.size() > def.bytes_max) {
    const std::string most = std::to_string(def.bytes_max);
    return bad("too_long",
               {in_quotes(def.name) + " may have at most " + most + " bytes; shorten it.",
                in_quotes(def.name) + " får ha högst " + most + " byte; korta av det."});
  }
  const bool may_break_lines = def.type == ArgumentType::prose;
  if (has_control_character(text, may_break_lines)) {
    return bad(
        "control_character",
        {in_quotes(def.name) + (may_break_lines ? " holds a character that is no text; remove it."
                                                : " must be one line of text, without tabs."),
         in_quotes(def.name) + (may_break_lines ? " har ett tecken som inte är text; ta bort det."
                                                : " ska vara en rad text, utan tabbar.")});
  }
  return std::nullopt;
}

const char* swedish_name_of(ArgumentType type) {
  switch (type) {
    case ArgumentType::line:
    case ArgumentType::prose:
      return "en text";
    case ArgumentType::lines:
      return "en lista med texter";
    case ArgumentType::choice:
      return "en av några nycklar";
    case ArgumentType::integer:
      return "ett heltal";
    case ArgumentType::flag:
      return "true eller false";
    case ArgumentType::id:
      return "ett id";
    case ArgumentType::ids:
      return "en lista med id";
    case ArgumentType::date:
      return "ett datum";
    case ArgumentType::instant:
      return "en tid";
    case ArgumentType::version:
      return "en version";
    case ArgumentType::base64:
      return "byte i base64";
  }
  return "ett värde";
}

// --- one value against its declaration --------------------------------------------------------

Bad wrong_type(const ArgumentDef& def) {
  return bad("wrong_type", {in_quotes(def.name) + " must be " + name_of(def.type) + ".",
                            in_quotes(def.name) + " ska vara " + swedish_name_of(def.type) + "."});
}

// Checks the value and brings it into the one form that Arguments reads.
std::optional<Bad> check_text(const ArgumentDef& def, Json& value) {
  std::string text(trimmed(*value.string()));
  if (text.empty() && def.is_required) {
    return bad("empty_text", {in_quotes(def.name) + " must not be empty.",
                              in_quotes(def.name) + " får inte vara tomt."});
  }
  std::optional<Bad> fault = text_fault(def, text);
  if (!fault) value = std::move(text);
  return fault;
}

std::optional<Bad> check_texts(const ArgumentDef& def, Json& value) {
  Json::List& elements = *value.list();
  if (elements.size() > elements_max) {
    const std::string most = std::to_string(elements_max);
    return bad("too_many", {in_quotes(def.name) + " may have at most " + most + " elements.",
                            in_quotes(def.name) + " får ha högst " + most + " delar."});
  }
  std::set<std::string> texts;
  for (Json& element : elements) {
    if (element.string() == nullptr) return wrong_type(def);
    if (auto fault = check_text(def, element)) return fault;
    if (!element.string()->empty()) texts.insert(*element.string());
  }
  value = Json::List(texts.begin(), texts.end());
  return std::nullopt;
}

std::optional<Bad> check_integer(const ArgumentDef& def, const Json& value) {
  const std::optional<std::int64_t> number = value.integer();
  if (number && *number >= def.least && *number <= def.most) return std::nullopt;
  const std::string least = std::to_string(def.least);
  const std::string most = std::to_string(def.most);
  return bad("out_of_range", {in_quotes(def.name) + " must be " + least + " to " + most + ".",
                              in_quotes(def.name) + " ska vara " + least + " till " + most + "."});
}

std::optional<Bad> check_choice(const ArgumentDef& def, const Json& value) {
  const auto& choices = def.choices;
  if (std::find(choices.begin(), choices.end(), *value.string()) != choices.end()) {
    return std::nullopt;
  }
  std::string known;
  for (const std::string& choice : choices) known += (known.empty() ? "" : ", ") + choice;
  return bad("not_a_choice", {in_quotes(def.name) + " must be one of: " + known + ".",
                              in_quotes(def.name) + " ska vara en av: " + known + "."});
}

std::optional<Bad> check_id(const ArgumentDef& def, const Json& value) {
  if (parse_uuid(*value.string())) return std::nullopt;
  return bad("bad_id", {in_quotes(def.name) + " must be an id as a query gave it.",
                        in_quotes(def.name) + " ska vara ett id som en fråga har lämnat."});
}

std::optional<Bad> check_ids(const ArgumentDef& def, const Json& value) {
  for (const Json& element : *value.list()) {
    if (element.string() == nullptr) return wrong_type(def);
    if (auto fault = check_id(def, element)) return fault;
  }
  if (value.list()->size() <= elements_max) return std::nullopt;
  const std::string most = std::to_string(elements_max);
  return bad("too_many", {in_quotes(def.name) + " may have at most " + most + " elements.",
                          in_quotes(def.name) + " får ha högst " + most + " delar."});
}

std::optional<Bad> check_base64(const ArgumentDef& def, const std::string& text) {
  if (auto fault = text_fault(def, text)) return fault;
  Bytes bytes;
  if (from_base64(text, bytes)) return std::nullopt;
  return bad("bad_base64", {in_quotes(def.name) + " must be bytes in base64.",
                            in_quotes(def.name) + " ska vara byte i base64."});
}

std::optional<Bad> check_date(const ArgumentDef& def, const Json& value) {
  const auto date = parse_date(*value.string());
  if (date) return std::nullopt;
  const bool is_form = date.error().reason == "date_form";
  return bad(date.error().reason,
             {in_quotes(def.name) + (is_form ? " must be a date, written as 2026-10-05."
                                             : " is a day that does not exist."),
              in_quotes(def.name) + (is_form ? " ska vara ett datum, skrivet som 2026-10-05."
                                             : " är en dag som inte finns.")});
}

std::optional<Bad> check_instant(const ArgumentDef& def, Json& value) {
  if (value.string() != nullptr) {
    const auto ms = parse_instant(*value.string());
    if (!ms) {
      return bad(ms.error().reason, {in_quotes(def.name) + ": " + ms.error().what,
                                     in_quotes(def.name) + ": " + swedish_of(ms.error().reason)});
    }
    value = *ms;
  }
  constexpr std::int64_t latest_ms = 253'402'300'799'999;  // the end of the year 9999
  const std::optional<std::int64_t> ms = value.integer();
  if (ms && *ms >= 0 && *ms <= latest_ms) return std::nullopt;
  return bad("time_range", {in_quotes(def.name) + " must lie in the years 1970 to 9999.",
                            in_quotes(def.name) + " ska ligga i åren 1970 till 9999."});
}

bool has_json_type(ArgumentType type, const Json& value) {
  switch (type) {
    case ArgumentType::lines:
    case ArgumentType::ids:
      return value.list() != nullptr;
    case ArgumentType::integer:
      return value.is_integer();
    case ArgumentType::flag:
      return value.flag() != nullptr;
    case ArgumentType::instant:
      return value.string() != nullptr || value.is_integer();
    default:
      return value.string() != nullptr;
  }
}

std::optional<Bad> check_value(const ArgumentDef& def, Json& value) {
  if (!has_json_type(def.type, value)) return wrong_type(def);
  switch (def.type) {
    case ArgumentType::line:
    case ArgumentType::prose:
      return check_text(def, value);
    case ArgumentType::lines:
      return check_texts(def, value);
    case ArgumentType::choice:
      return check_choice(def, value);
    case ArgumentType::ids:
      return check_ids(def, value);
    case ArgumentType::integer:
      return check_integer(def, value);
    case ArgumentType::flag:
      return std::nullopt;
    case ArgumentType::id:
      return check_id(def, value);
    case ArgumentType::date:
      return check_date(def, value);
    case ArgumentType::instant:
      return check_instant(def, value);
    case ArgumentType::version:
      return text_fault(def, *value.string());
    case ArgumentType::base64:
      return check_base64(def, *value.string());
  }
  return std::nullopt;
}

// --- the whole input --------------------------------------------------------------------------

std::size_t input_bytes_max(const std::vector<ArgumentDef>& definitions) {
  std::size_t bytes = frame_bytes;
  for (const ArgumentDef& def : definitions) {
    const std::size_t factor = def.type == ArgumentType::base64 ? 1 : escape_factor;
    const bool is_list = def.type == ArgumentType::lines || def.type == ArgumentType::ids;
    const std::size_t count = is_list ? elements_max : 1;
    bytes += def.bytes_max * factor * count;
  }
  return bytes;
}

std::optional<Bad> shape_fault(const JsonReading& reading) {
  if (reading.is_too_deep) {
    return bad("json_depth", {"The input is nested too deeply.", "Indata är för djupt nästlade."});
  }
  if (!reading.value) {
    return bad("json_syntax",
               {"The input is not valid JSON in UTF-8.", "Indata är inte giltig JSON i UTF-8."});
  }
  if (!reading.repeated.empty()) {
    return bad("json_repeated_name", {in_quotes(reading.repeated) + " is given twice.",
                                      in_quotes(reading.repeated) + " anges två gånger."});
  }
  if (reading.value->members() != nullptr) return std::nullopt;
  return bad("not_an_object",
             {"The input must be a JSON object.", "Indata ska vara ett JSON-objekt."});
}

std::string names_of(const std::vector<ArgumentDef>& definitions) {
  std::string names;
  for (const ArgumentDef& def : definitions) {
    names += (names.empty() ? "" : ", ") + std::string(def.name);
  }
  return names;
}

const ArgumentDef* find_definition(const std::vector<ArgumentDef>& definitions,
                                   std::string_view name) {
  const auto found = std::find_if(definitions.begin(), definitions.end(),
                                  [&](const ArgumentDef& def) { return name == def.name; });
  return found == definitions.end() ? nullptr : &*found;
}

// A name from outside, cut short for a message.
std::string shortened(const std::string& name) {
  constexpr std::size_t shown = 40;
  return name.size() <= shown ? name : name.substr(0, shown) + "...";
}

ArgumentFault fault_in(std::string field, Bad what) {
  return {std::move(field), std::move(what.error), std::move(what.sentence_sv)};
}

std::optional<ArgumentFault> find_unknown(const Json& input,
                                          const std::vector<ArgumentDef>& definitions) {
  const Json::Members& members = *input.members();
  const auto unknown = std::find_if(members.begin(), members.end(), [&](const auto& member) {
    return find_definition(definitions, member.first) == nullptr;
  });
  if (unknown == members.end()) return std::nullopt;
  const std::string known = definitions.empty() ? "-" : names_of(definitions);
  const std::string wrong = in_quotes(shortened(unknown->first));
  return fault_in(
      shortened(unknown->first),
      bad("unknown_field", {"There is no field " + wrong + " here; known are: " + known + ".",
                            "Det finns inget fält " + wrong + " här; kända är: " + known + "."}));
}

std::optional<ArgumentFault> check_field(const ArgumentDef& def, Json& input) {
  const Json* given = input.find(def.name);
  const bool is_there = given != nullptr && (!given->is_null() || def.is_clearable);
  if (!is_there && def.is_required) {
    return fault_in(def.name, bad("missing_field", {in_quotes(def.name) + " is missing.",
                                                    in_quotes(def.name) + " saknas."}));
  }
  if (!is_there || given->is_null()) {
    return std::nullopt;
  }
  if (auto error = check_value(def, input[def.name])) {
    return fault_in(def.name, std::move(*error));
  }
  return std::nullopt;
}

ArgumentDef defined(std::string_view name, ArgumentType type, std::size_t bytes_max) {
  ArgumentDef def;
  def.name = name;
  def.type = type;
  def.bytes_max = bytes_max;
  return def;
}

}  // namespace

// --- declarations -----------------------------------------------------------------------------

const char* name_of(ArgumentType type) {
  switch (type) {
    case ArgumentType::line:
      return "a text";
    case ArgumentType::prose:
      return "a text";
    case ArgumentType::lines:
      return "an array of texts";
    case ArgumentType::choice:
      return "one of a few keys";
    case ArgumentType::ids:
      return "an array of ids";
    case ArgumentType::integer:
      return "a whole number";
    case ArgumentType::flag:
      return "true or false";
    case ArgumentType::id:
      return "an id";
    case ArgumentType::date:
      return "a date";
    case ArgumentType::instant:
      return "a time";
    case ArgumentType::version:
      return "a version";
    case ArgumentType::base64:
      return "bytes in base64";
  }
  return "a value";
}

namespace argument {

ArgumentDef line(std::string_view name, std::size_t bytes_max) {
  return defined(name, ArgumentType::line, bytes_max);
}
ArgumentDef prose(std::string_view name, std::size_t bytes_max) {
  return defined(name, ArgumentType::prose, bytes_max);
}
ArgumentDef lines(std::string_view name, std::size_t bytes_max) {
  return defined(name, ArgumentType::lines, bytes_max);
}
ArgumentDef choice(std::string_view name, std::vector<std::string> choices) {
  ArgumentDef def = defined(name, ArgumentType::choice, 50);
  def.choices = std::move(choices);
  return def;
}
ArgumentDef choice(std::string_view name, std::initializer_list<const char*> choices) {
  return choice(name, std::vector<std::string>(choices.begin(), choices.end()));
}
ArgumentDef integer(std::string_view name, std::int64_t least, std::int64_t most) {
  ArgumentDef def = defined(name, ArgumentType::integer, 20);
  def.least = least;
  def.most = most;
  return def;
}
ArgumentDef flag(std::string_view name) { return defined(name, ArgumentType::flag, 5); }
ArgumentDef id(std::string_view name) { return defined(name, ArgumentType::id, 36); }
ArgumentDef ids(std::string_view name) { return defined(name, ArgumentType::ids, 36); }
ArgumentDef date(std::string_view name) { return defined(name, ArgumentType::date, 10); }
ArgumentDef instant(std::string_view name) { return defined(name, ArgumentType::instant, 40); }
ArgumentDef version(std::string_view name) {
  return defined(name, ArgumentType::version, version_bytes_max);
}
ArgumentDef base64(std::string_view name, std::size_t bytes_max) {
  return defined(name, ArgumentType::base64, bytes_max);
}
ArgumentDef required(ArgumentDef def) {
  def.is_required = true;
  return def;
}
ArgumentDef clearable(ArgumentDef def) {
  def.is_clearable = true;
  return def;
}

}  // namespace argument

// --- values -----------------------------------------------------------------------------------

const Json* Arguments::find(std::string_view name) const {
  const Json* value = values_.find(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

bool Arguments::is_cleared(std::string_view name) const {
  const Json* value = values_.find(name);
  return value != nullptr && value->is_null();
}

std::string Arguments::text(std::string_view name) const {
  const Json* value = find(name);
  return value != nullptr ? *value->string() : std::string();
}

std::vector<std::string> Arguments::texts(std::string_view name) const {
  std::vector<std::string> texts;
  const Json* value = find(name);
  if (value == nullptr) return texts;
  for (const Json& element : *value->list()) texts.push_back(*element.string());
  return texts;
}

std::optional<std::int64_t> Arguments::number(std::string_view name) const {
  const Json* value = find(name);
  return value != nullptr ? value->integer() : std::nullopt;
}

bool Arguments::is_set(std::string_view flag_name) const {
  const Json* value = find(flag_name);
  return value != nullptr && *value->flag();
}

std::optional<Uuid> Arguments::uuid(std::string_view name) const {
  const Json* value = find(name);
  return value != nullptr ? parse_uuid(*value->string()) : std::nullopt;
}

std::vector<Uuid> Arguments::uuids(std::string_view name) const {
  std::vector<Uuid> found;
  for (const std::string& text : texts(name)) {
    if (const auto uuid = parse_uuid(text)) found.push_back(*uuid);
  }
  return found;
}

Bytes Arguments::bytes(std::string_view name) const {
  Bytes bytes;
  if (!from_base64(text(name), bytes)) bytes.clear();
  return bytes;
}

std::optional<Date> Arguments::day(std::string_view name) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  const auto date = parse_date(*value->string());
  return date ? std::optional(*date) : std::nullopt;
}

std::optional<std::uint64_t> Arguments::time_ms(std::string_view name) const {
  const std::optional<std::int64_t> ms = number(name);
  return ms ? std::optional(static_cast<std::uint64_t>(*ms)) : std::nullopt;
}

// --- reading ----------------------------------------------------------------------------------

std::string Arguments::fingerprint_without(std::string_view name) const {
  Json::Members others = *values_.members();
  if (const auto found = others.find(name); found != others.end()) others.erase(found);
  constexpr std::size_t digits = 8;
  return to_hex(sha256(Json(std::move(others)).text())).substr(0, digits);
}

struct ArgumentsReader {
  static Arguments make(Json values) {
    Arguments arguments;
    arguments.values_ = std::move(values);
    return arguments;
  }
};

ArgumentsReading read_arguments(std::string_view text,
                                const std::vector<ArgumentDef>& definitions) {
  ArgumentsReading reading;
  if (text.size() > input_bytes_max(definitions)) {
    reading.fault = fault_in("", bad("too_large", {"The input is larger than this may be.",
                                                   "Indata är större än de får vara."}));
    return reading;
  }
  JsonReading parsed = read_json(text.empty() ? std::string_view("{}") : text, depth_max);
  if (auto fault = shape_fault(parsed)) {
    reading.fault = fault_in("", *std::move(fault));
    return reading;
  }
  Json values = *std::move(parsed.value);
  reading.fault = find_unknown(values, definitions);
  for (const ArgumentDef& def : definitions) {
    if (reading.fault) return reading;
    reading.fault = check_field(def, values);
  }
  if (!reading.fault) reading.arguments = ArgumentsReader::make(std::move(values));
  return reading;
}

}  // namespace brygga::casework
