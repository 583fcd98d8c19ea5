// What a command or query takes: declared once, checked in one place.
//
// A caller's JSON is bounded, parsed and held against the declarations before any rule of the
// domain looks at it: unknown, missing, mistyped and oversized fields never reach a handler. The
// error says which field, and is told apart by its reason. Values; pure functions.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/uuid.hpp"
#include "casework/civil_date.hpp"
#include "casework/json.hpp"

namespace brygga::casework {

enum class ArgumentType {
  line,    // text without line breaks; blanks at its ends are dropped
  prose,   // text with line breaks
  lines,   // an array of lines
  choice,  // one of a few keys
  integer,
  flag,     // true or false
  id,       // UUID text
  ids,      // an array of ids
  date,     // "YYYY-MM-DD"
  instant,  // ISO 8601 with offset, or an integer: ms since 1970 UTC
  version,  // as a query gave it
  base64,   // bytes
};

const char* name_of(ArgumentType type);

struct ArgumentDef {
  std::string name;
  ArgumentType type = ArgumentType::line;
  std::size_t bytes_max = 200;  // of text, of each element, of the base64
  std::int64_t least = 0;       // of integers
  std::int64_t most = 0;
  bool is_required = false;
  bool is_clearable = false;  // null empties the field
  std::vector<std::string> choices = {};
};

// Declarations read as `required(line("first_name"))`.
namespace argument {
ArgumentDef line(std::string_view name, std::size_t bytes_max = 200);
ArgumentDef prose(std::string_view name, std::size_t bytes_max);
ArgumentDef lines(std::string_view name, std::size_t bytes_max = 200);
ArgumentDef choice(std::string_view name, std::vector<std::string> choices);
ArgumentDef choice(std::string_view name, std::initializer_list<const char*> choices);
ArgumentDef integer(std::string_view name, std::int64_t least, std::int64_t most);
ArgumentDef flag(std::string_view name);
ArgumentDef id(std::string_view name);
ArgumentDef ids(std::string_view name);
ArgumentDef date(std::string_view name);
ArgumentDef instant(std::string_view name);
ArgumentDef version(std::string_view name);
ArgumentDef base64(std::string_view name, std::size_t bytes_max);
ArgumentDef required(ArgumentDef def);
ArgumentDef clearable(ArgumentDef def);
}  // namespace argument

// Where a bad input is bad.
struct ArgumentFault {
  std::string field;  // empty: the input as a whole
  Error error;
  std::string sentence_sv;
};

// A caller's input that fits its declarations. Fields that were not given, or given as null, have
// no value. Asking for a field that is not declared, or as another type, is a bug.
class Arguments {
 public:
  Arguments() = default;

  bool has(std::string_view name) const { return find(name) != nullptr; }
  // Given as null, to empty the field.
  bool is_cleared(std::string_view name) const;

  std::string text(std::string_view name) const;  // empty when not given
  std::vector<std::string> texts(std::string_view name) const;
  std::optional<std::int64_t> number(std::string_view name) const;
  bool is_set(std::string_view flag_name) const;
  std::optional<Uuid> uuid(std::string_view name) const;
  std::vector<Uuid> uuids(std::string_view name) const;
  std::optional<Date> day(std::string_view name) const;
  Bytes bytes(std::string_view base64_name) const;
  std::optional<std::uint64_t> time_ms(std::string_view name) const;

  // Tells two inputs apart, whatever the order of their fields; the field of that name is left out.
  // Too short to give away what was given. 8 hexadecimal digits.
  std::string fingerprint_without(std::string_view name) const;

 private:
  friend struct ArgumentsReader;
  const Json* find(std::string_view name) const;

  Json values_ = Json::object();
};

struct ArgumentsReading {
  Arguments arguments;  // when there is no fault
  std::optional<ArgumentFault> fault;
};

// Reads a JSON object (empty text stands for {}). The reasons of faults: too_large, json_syntax,
// json_depth, json_repeated_name, not_an_object, unknown_field, missing_field, wrong_type,
// empty_text, too_long, control_character, too_many, out_of_range, bad_id, bad_version, bad_base64,
// date_form, date_impossible, time_form, time_range, not_a_choice.
[[nodiscard]] ArgumentsReading read_arguments(std::string_view text,
                                              const std::vector<ArgumentDef>& definitions);

}  // namespace brygga::casework
