#include "answer.hpp"

#include <fmt/format.h>

#include "swedish.hpp"

namespace brygga::cli {

using Json = nlohmann::json;

std::string text_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t number_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

bool flag_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

const Json& list_in(const Json& object, const char* key) {
  static const Json nothing = Json::array();
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : nothing;
}

std::string texts_in(const Json& object, const char* key) {
  std::string texts;
  for (const Json& element : list_in(object, key)) {
    if (!element.is_string()) continue;
    texts += (texts.empty() ? "" : ", ") + element.get<std::string>();
  }
  return texts;
}

std::string time_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return {};
  if (found->is_number_integer()) return local_time(found->get<std::int64_t>());
  const auto instant = parse_instant(text_in(object, key));
  return instant ? local_time(*instant) : text_in(object, key);
}

std::string count_text(std::int64_t count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

ExitStatus report_saved(Session& session, const Json& answer, const std::string& sentence) {
  Screen& screen = session.screen();
  screen.json(answer);
  screen.line(sentence);
  for (const Json& warning : list_in(answer, "warnings")) {
    screen.message("Look at this: " + text_in(warning, "sentence"));
  }
  if (!text_in(answer, "transaction").empty()) {
    screen.message("Saved here; it is sent at the next sync (`brygga sync`).");
  }
  return ExitStatus::done;
}

}  // namespace brygga::cli
