#include "input.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "model/value.hpp"

namespace brygga::binding {
namespace {

Error invalid(std::string_view what, const char* problem, const char* reason) {
  return {ErrorCode::invalid, std::string(what) + problem, false, reason};
}

// The deepest nesting of brackets outside of strings. Says nothing about whether this is JSON.
int depth_of(std::string_view json) {
  int depth = 0;
  int deepest = 0;
  bool is_string = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (is_string) {
      if (c == '\\') ++at;
      is_string = c != '"';
    } else if (c == '"') {
      is_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

Result<std::string_view> text_in(const char* text, std::size_t bytes_max, std::string_view what) {
  if (text == nullptr) return invalid(what, " is missing: NULL is not allowed here.", "null");
  const std::size_t size = strnlen(text, bytes_max + 1);
  if (size > bytes_max) {
    return Error{ErrorCode::too_large,
                 std::string(what) + " is longer than " + std::to_string(bytes_max) + " bytes.",
                 false, "too_long"};
  }
  const std::string_view view(text, size);
  if (!is_utf8(view)) return invalid(what, " is not valid UTF-8.", "not_utf8");
  return view;
}

Result<std::string_view> json_in(const char* text, std::size_t bytes_max, std::string_view what) {
  BRYGGA_ASSIGN(std::string_view view, text_in(text != nullptr ? text : "{}", bytes_max, what));
  if (view.empty()) view = "{}";
  if (depth_of(view) > input_limits::json_depth) {
    return invalid(what, " is nested too deeply to be anything that Brygga knows.", "too_deep");
  }
  return view;
}

Result<casework::Json> options_in(const char* text, std::string_view what,
                                  std::initializer_list<std::string_view> known_keys) {
  BRYGGA_ASSIGN(const std::string_view view, json_in(text, input_limits::options_bytes, what));
  casework::JsonReading read = casework::read_json(view);
  const auto* members = read.value ? read.value->members() : nullptr;
  if (members == nullptr) return invalid(what, " must be a JSON object.", "not_json");
  for (const auto& [key, value] : *members) {
    if (std::find(known_keys.begin(), known_keys.end(), key) == known_keys.end()) {
      return invalid(what, (" has an unknown key: " + key + ".").c_str(), "unknown_key");
    }
  }
  return *std::move(read.value);
}

Result<std::string> text_of(const casework::Json& object, const char* key, bool is_required) {
  const casework::Json* found = object.find(key);
  if (found == nullptr || found->is_null()) {
    if (!is_required) return std::string();
    return invalid(key, " is missing.", "missing");
  }
  if (found->string() == nullptr) return invalid(key, " must be a text.", "wrong_type");
  std::string text = *found->string();
  if (is_required && text.empty()) return invalid(key, " is empty.", "missing");
  // Names and paths go on to C libraries, which would see them end here.
  if (text.find('\0') != std::string::npos) {
    return invalid(key, " contains a NUL character.", "nul");
  }
  return text;
}

Result<bool> flag_of(const casework::Json& object, const char* key, bool flag_default) {
  const casework::Json* found = object.find(key);
  if (found == nullptr || found->is_null()) return flag_default;
  if (found->flag() == nullptr) return invalid(key, " must be true or false.", "wrong_type");
  return *found->flag();
}

Result<std::uint32_t> number_of(const casework::Json& object, const char* key,
                                std::uint32_t number_default, std::uint32_t number_max) {
  const casework::Json* found = object.find(key);
  if (found == nullptr || found->is_null()) return number_default;
  const auto number = found->integer();
  if (!number || *number < 0 || *number > std::int64_t{number_max}) {
    return invalid(
        key, (" must be a whole number from 0 to " + std::to_string(number_max) + ".").c_str(),
        "out_of_range");
  }
  return static_cast<std::uint32_t>(*number);
}

}  // namespace brygga::binding
