#include "casework/record_page.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "casework/labels.hpp"

namespace brygga::casework {

namespace {

// The record's lists in the order in which somebody reads about themselves.
constexpr std::array sections = {"identities", "contacts",     "enrolments",    "team",
                                 "profile",    "health",       "plans",         "plan_sections",
                                 "tasks",      "appointments", "checkins",      "notes",
                                 "placements", "outcomes",     "consents",      "handovers",
                                 "extensions", "attachments",  "join_proposals"};

constexpr std::array details = {"name",        "district",   "languages",
                                "interpreter", "protection", "primary_coach_name"};

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "<br>";
        break;
      default:
        out += c;
    }
  }
  return out;
}

bool is_id(std::string_view text) {
  return text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' &&
         text[23] == '-';
}

// "2026-09-21T09:30:00.000Z" to the minute.
std::string shortened_instant(const std::string& text) {
  const bool is_instant = text.size() == 24 && text[10] == 'T' && text.back() == 'Z';
  return is_instant ? text.substr(0, 10) + " " + text.substr(11, 5) + " UTC" : text;
}

std::string_view pick(const Label& label, bool is_english) {
  return is_english ? label.en : label.sv;
}

class Page {
 public:
  explicit Page(bool is_english) : is_english_(is_english) {}

  // A value as people read it; empty when there is nothing to read.
  std::string text_of(const Json& value) const {
    if (const auto* text = value.string()) {
      if (is_id(*text)) return {};
      return escaped(pick(label_of_key(shortened_instant(*text)), is_english_));
    }
    if (const auto number = value.integer()) return std::to_string(*number);
    if (const auto* flag = value.flag()) return yes_or_no(*flag);
    if (const auto* list = value.list()) return joined(*list);
    return {};
  }

  std::string heading(std::string_view name) const {
    return escaped(pick(label_of(name), is_english_));
  }

  // The rows of a list as a table, with the columns in which at least one row says something.
  std::string table(const Json::List& rows) const {
    std::vector<std::string> columns;
    for (const Json& row : rows) {
      for (const auto& [name, value] : *row.members()) {
        const bool is_new = std::find(columns.begin(), columns.end(), name) == columns.end();
        if (is_new && is_for_people(name) && !text_of(value).empty()) columns.push_back(name);
      }
    }
    std::string html = "<table><thead><tr>";
    for (const std::string& column : columns) {
      html.append("<th scope=\"col\">").append(heading(column)).append("</th>");
    }
    html += "</tr></thead><tbody>";
    for (const Json& row : rows) {
      html += "<tr>";
      for (const std::string& column : columns) {
        const Json* value = row.find(column);
        html.append("<td>").append(value != nullptr ? text_of(*value) : "").append("</td>");
      }
      html += "</tr>";
    }
    return html + "</tbody></table>\n";
  }

 private:
  // What is only for programs.
  static bool is_for_people(std::string_view name) {
    constexpr std::array hidden = {"version",    "unsent",       "clock",         "hash",
                                   "past_limit", "warning_days", "programme_key", "counted_as"};
    return std::find(hidden.begin(), hidden.end(), name) == hidden.end() &&
           name.find("signature") == std::string_view::npos;
  }
  std::string yes_or_no(bool value) const {
    if (is_english_) return value ? "yes" : "no";
    return value ? "ja" : "nej";
  }
  std::string joined(const Json::List& list) const {
    std::string text;
    for (const Json& element : list) {
      const std::string one = text_of(element);
      if (!one.empty()) text.append(text.empty() ? "" : ", ").append(one);
    }
    return text;
  }

  bool is_english_;
};

constexpr std::string_view style =
    "body{font:1rem/1.5 sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1a1a1a}"
    "table{border-collapse:collapse;width:100%;margin:0 0 2rem}"
    "th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top}"
    "th{background:#f0f0f0}h2{margin-top:2rem}";

}  // namespace

std::string record_page(const Json& record, const std::string& as_of, bool is_english) {
  const Page page(is_english);
  const Json* name = record.find("name");
  const std::string title = (is_english ? "What is recorded about " : "Uppgifter om ") +
                            (name != nullptr ? page.text_of(*name) : std::string());
  std::string html = "<!doctype html>\n<html lang=\"";
  html.append(is_english ? "en" : "sv").append("\"><head><meta charset=\"utf-8\"><title>");
  html.append(title).append("</title><style>").append(style).append("</style></head><body>\n<h1>");
  html.append(title).append("</h1>\n<p>").append(is_english ? "As of " : "Per den ");
  html.append(escaped(as_of)).append(".</p>\n<dl>");
  for (const char* detail : details) {
    const Json* value = record.find(detail);
    const std::string text = value != nullptr ? page.text_of(*value) : std::string();
    if (text.empty()) continue;
    html.append("<dt>").append(page.heading(detail)).append("</dt><dd>").append(text);
    html.append("</dd>");
  }
  html += "</dl>\n";
  for (const char* section : sections) {
    const Json* rows = record.find(section);
    if (rows == nullptr || rows->list() == nullptr || rows->list()->empty()) continue;
    html.append("<h2>").append(page.heading(section)).append("</h2>\n");
    html += page.table(*rows->list());
  }
  return html + "</body></html>\n";
}

}  // namespace brygga::casework
