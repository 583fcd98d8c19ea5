#include "casework/report_csv.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "casework/text_encoding.hpp"

namespace brygga::casework {

namespace {

// A report's list of groups, and under which member a group has what "all" has.
struct MainList {
  std::string_view report;
  std::string_view list;
  std::string_view figures_in = "";
};

constexpr std::array main_lists = {MainList{"outcomes", "groups", "figures."},
                                   MainList{"targets", "targets"},
                                   MainList{"intake", "streams"},
                                   MainList{"limits", "units", "forecast."},
                                   MainList{"steps", "steps"},
                                   MainList{"equity", "districts"},
                                   MainList{"fidelity", "items"},
                                   MainList{"employers", "employers"},
                                   MainList{"seats", "roles"},
                                   MainList{"coaching", "participants"},
                                   MainList{"hours", "months"},
                                   MainList{"county", "places"}};

MainList main_list_of(std::string_view report) {
  for (const MainList& one : main_lists) {
    if (one.report == report) return one;
  }
  return {report, ""};
}

// Rows of a table whose columns come to light while it is filled.
class WideTable {
 public:
  void begin_row() { rows_.emplace_back(); }
  void put(const std::string& column, std::string text) {
    const auto known = std::find(columns_.begin(), columns_.end(), column);
    const auto at = static_cast<std::size_t>(known - columns_.begin());
    if (known == columns_.end()) columns_.push_back(column);
    std::vector<std::string>& row = rows_.back();
    if (row.size() <= at) row.resize(at + 1);
    row[at] = std::move(text);
  }
  std::string text() const {
    std::string text(byte_order_mark);
    text += csv_line(columns_);
    for (std::vector<std::string> row : rows_) {
      row.resize(columns_.size());
      text += csv_line(row);
    }
    return text;
  }

 private:
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// 600 per mille is "60,0".
std::string percent_text(std::int64_t per_mille) {
  return std::to_string(per_mille / 10) + "," + std::to_string(per_mille % 10);
}

std::string scalar_text(const Json& value) {
  if (const auto* text = value.string()) return *text;
  if (const auto* flag = value.flag()) return *flag ? "ja" : "nej";
  const auto number = value.integer();
  return number ? std::to_string(*number) : std::string();
}

std::string join(const std::string& path, std::string_view name) {
  std::string joined = path;
  if (!joined.empty() && joined.back() != '.') joined += '.';
  joined += name;
  return joined;
}

// What an element of a list within a group is known by.
std::string name_in_list(const Json& element, std::size_t at) {
  for (const char* member : {"by", "month", "key"}) {
    const Json* name = element.find(member);
    if (name != nullptr && name->string() != nullptr) return *name->string();
  }
  return std::to_string(at + 1);
}

void flatten(const Json& value, const std::string& path, WideTable& table);

void flatten_object(const Json& value, const std::string& path, WideTable& table) {
  if (const Json* hidden = value.find("hidden"); hidden != nullptr && hidden->flag() != nullptr) {
    if (*hidden->flag()) return table.put(path, "dold");
    if (const Json* shown = value.find("value")) flatten(*shown, path, table);
    return;
  }
  for (const auto& [name, member] : *value.members()) {
    if (name == "en" || name == "rule") continue;
    if (name == "per_mille") {
      table.put(join(path, "percent"), percent_text(member.integer().value_or(0)));
    } else {
      flatten(member, join(path, name), table);
    }
  }
}

void flatten_list(const Json::List& list, const std::string& path, WideTable& table) {
  std::string texts;
  for (std::size_t at = 0; at < list.size(); ++at) {
    if (list[at].members() != nullptr) {
      flatten(list[at], join(path, name_in_list(list[at], at)), table);
    } else {
      texts.append(texts.empty() ? "" : ", ").append(scalar_text(list[at]));
    }
  }
  if (!texts.empty()) table.put(path, std::move(texts));
}

void flatten(const Json& value, const std::string& path, WideTable& table) {
  if (value.is_null()) return;
  if (value.members() != nullptr) return flatten_object(value, path, table);
  if (value.list() != nullptr) return flatten_list(*value.list(), path, table);
  table.put(path, scalar_text(value));
}

// What every row bears, so that files may be put together.
void begin_row(const Json& report, const char* row, WideTable& table) {
  table.begin_row();
  const auto put = [&](const char* column, std::initializer_list<const char*> way) {
    const Json* at = &report;
    for (const char* name : way) at = at != nullptr ? at->find(name) : nullptr;
    table.put(column, at != nullptr ? scalar_text(*at) : std::string());
  };
  put("report", {"report"});
  put("programme", {"programme", "key"});
  put("as_of", {"as_of"});
  put("from", {"period", "from"});
  put("until", {"period", "until"});
  table.put("row", row);
}

// Names come first, whatever the order of members is.
void put_names(const Json& element, WideTable& table) {
  for (const char* name : {"key", "name", "sv", "district", "month", "participant"}) {
    if (const Json* value = element.find(name)) flatten(*value, name, table);
  }
}

// A cell that begins so would be computed by a spreadsheet.
bool is_formula(const std::string& text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

}  // namespace

std::string csv_line(const std::vector<std::string>& fields, char separator) {
  std::string line;
  for (std::size_t at = 0; at < fields.size(); ++at) {
    if (at > 0) line += separator;
    const std::string& field = fields[at];
    const bool is_quoted = field.find_first_of("\"\r\n") != std::string::npos ||
                           field.find(separator) != std::string::npos;
    if (is_quoted) line += '"';
    if (is_formula(field)) line += '\'';
    for (const char one : field) line.append(one == '"' ? 2 : 1, one);
    if (is_quoted) line += '"';
  }
  line += "\r\n";
  return line;
}

std::string report_csv(const Json& report) {
  const Json* name = report.find("report");
  const Json* figures = report.find("figures");
  WideTable table;
  if (name == nullptr || name->string() == nullptr || figures == nullptr ||
      figures->members() == nullptr) {
    return table.text();
  }
  const MainList main = main_list_of(*name->string());
  if (const Json* list = figures->find(main.list); list != nullptr && list->list() != nullptr) {
    for (const Json& element : *list->list()) {
      begin_row(report, "group", table);
      put_names(element, table);
      flatten(element, "", table);
    }
  }
  begin_row(report, "all", table);
  for (const auto& [member, value] : *figures->members()) {
    if (member == main.list || member == "rule" || member == "as_of") continue;
    flatten(value, member == "all" ? std::string(main.figures_in) : member, table);
  }
  return table.text();
}

}  // namespace brygga::casework
