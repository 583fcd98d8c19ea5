#include "pick.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "answer.hpp"

namespace brygga::cli {
namespace {

using Json = Session::Json;

constexpr std::size_t shown_max = 10;

std::string lower_ascii(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

Json with_id_prefix(const Json& candidates, const std::string& text) {
  const std::string prefix = lower_ascii(text);
  Json found = Json::array();
  for (const Json& candidate : candidates) {
    if (text_in(candidate, "id").compare(0, prefix.size(), prefix) == 0) found.push_back(candidate);
  }
  return found;
}

// One that fits exactly beats those that fit in part.
Json exact_of(const Json& matches, const char* key, const std::string& text) {
  Json exact = Json::array();
  for (const Json& match : matches) {
    if (lower_ascii(text_in(match, key)) == lower_ascii(text)) exact.push_back(match);
  }
  return exact.empty() ? matches : exact;
}

[[noreturn]] void throw_ambiguous(const Json& matches, const char* kind, const std::string& text) {
  std::string sentence =
      text.empty()
          ? fmt::format("There are several {}s; say which:", kind)
          : fmt::format("Several {}s fit \"{}\". Give more of the name, or the id:", kind, text);
  std::size_t shown = 0;
  for (const Json& match : matches) {
    if (++shown > shown_max) {
      sentence += fmt::format("\n  and {} more", matches.size() - shown_max);
      break;
    }
    const std::string unit = text_in(match, "unit") + text_in(match, "unit_name");
    sentence += fmt::format("\n  {}  {}{}{}", text_in(match, "id"), text_in(match, "name"),
                            unit.empty() ? "" : ", ", unit);
  }
  Failure failure = Failure::make(ExitStatus::not_found, "ambiguous", sentence);
  failure.error["matches"] = matches;
  throw failure;
}

std::string only_id(const Json& matches, const char* kind, const std::string& text,
                    const char* what_next) {
  if (matches.size() > 1) throw_ambiguous(matches, kind, text);
  if (matches.empty()) {
    throw Failure::make(ExitStatus::not_found, "not_found",
                        fmt::format("No {} fits \"{}\". {}", kind, text, what_next));
  }
  return text_in(matches.front(), "id");
}

Json list_of(Session& session, const char* query, const char* key) {
  return list_in(session.call(query), key);
}

// Those whose id, key or name the text is, or a part of whose name it is.
Json fitting(const Json& candidates, const std::string& text) {
  Json found = Json::array();
  const std::string part = lower_ascii(text);
  for (const Json& candidate : candidates) {
    const std::string name = lower_ascii(text_in(candidate, "name") + text_in(candidate, "title"));
    const bool is_key = lower_ascii(text_in(candidate, "key")) == part;
    if (is_key || text_in(candidate, "id") == part) return Json::array({candidate});
    if (name == part || name.find(part) != std::string::npos) found.push_back(candidate);
  }
  return exact_of(found, "name", text);
}

std::string pick_from_list(const Json& candidates, const char* kind, const std::string& text) {
  if (text.empty() && candidates.size() == 1) return text_in(candidates.front(), "id");
  if (candidates.empty()) {
    throw Failure::make(
        ExitStatus::not_found, "not_found",
        fmt::format("This device knows no {} yet. Sync first: `brygga sync`.", kind));
  }
  std::string names;
  for (const Json& candidate : candidates) {
    names += (names.empty() ? "" : ", ") + text_in(candidate, "name") + text_in(candidate, "title");
  }
  return only_id(text.empty() ? candidates : fitting(candidates, text), kind, text,
                 ("There are: " + names + ".").c_str());
}

}  // namespace

std::string pick_participant(Session& session, const std::string& text) {
  const Json found = session.call("participants.find", {{"text", text}});
  return only_id(exact_of(list_in(found, "matches"), "name", text), "participant", text,
                 "`brygga participants` lists those on this device; `brygga sync` gets new ones.");
}

std::string pick_unit(Session& session, const std::string& text) {
  if (text.empty()) {
    const Json me = session.call("me");
    const Json& own = list_in(me, "memberships");
    if (own.size() == 1) return text_in(own.front(), "id");
  }
  return pick_from_list(list_of(session, "units.list", "units"), "unit", text);
}

std::string pick_programme(Session& session, const std::string& text) {
  return pick_from_list(list_of(session, "programmes.list", "programmes"), "programme", text);
}

std::string pick_enrolment(Session& session, const std::string& participant,
                           const std::string& text) {
  const Json shown = session.call("participant.show", {{"participant", participant}});
  Json matches = list_in(shown, "enrolments");
  if (!text.empty()) {
    matches = with_id_prefix(matches, text);
  } else {
    matches.erase(
        std::remove_if(matches.begin(), matches.end(),
                       [](const Json& one) { return text_in(one, "status") != "active"; }),
        matches.end());
  }
  return only_id(matches, "running enrolment", text,
                 "`brygga participants show` says which enrolments there are.");
}

}  // namespace brygga::cli
