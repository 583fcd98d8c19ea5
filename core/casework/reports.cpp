#include "casework/reports.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/order.hpp"
#include "casework/record.hpp"
#include "casework/report_kinds.hpp"

namespace brygga::casework {

namespace {

const std::vector<ReportKind>& kinds() {
  static const std::vector<ReportKind> all = [] {
    std::vector<ReportKind> made = outcome_kinds();
    for (const std::vector<ReportKind>& some : {way_kinds(), work_kinds()}) {
      made.insert(made.end(), some.begin(), some.end());
    }
    return made;
  }();
  return all;
}

Result<const ReportKind*> find_kind(const std::string& name) {
  for (const ReportKind& kind : kinds()) {
    if (kind.name == name) return &kind;
  }
  return Error{ErrorCode::not_found, "There is no report of that name.", false, "no_such_report"};
}

Period period_of(const ReportRequest& request) {
  const int year = year_month_day(request.as_of).year;
  Period period = request.programme.definition->period.value_or(
      Period{make_date(year, 1, 1).value(), make_date(year, 12, 31).value()});
  if (request.from) period.from = *request.from;
  if (request.until) period.until = *request.until;
  // A period that is not over is taken as far as it has come.
  if (period.from <= request.as_of) period.until = std::min(period.until, request.as_of);
  return period;
}

Result<Json> frame_of(const ReportDesk& desk) {
  BRYGGA_ASSIGN(const std::uint32_t held, count_persons(desk.source));
  const ProgrammeRow& programme = desk.request.programme;
  return Json{
      {"report", desk.request.report},
      {"programme",
       {{"id", to_string(programme.id.uuid)}, {"key", programme.key}, {"title", programme.title}}},
      {"as_of", format_date(desk.as_of())},
      {"period",
       {{"from", format_date(desk.period.from)}, {"until", format_date(desk.period.until)}}},
      {"participants_held", held}};
}

// Names by id, some ids at a time.
Status read_names(RowSource& source, const std::vector<Uuid>& ids,
                  std::map<Uuid, std::string>& names) {
  constexpr std::size_t together = 200;
  for (std::size_t at = 0; at < ids.size(); at += together) {
    const std::size_t count = std::min(together, ids.size() - at);
    std::string sql =
        "SELECT id, first_name, last_name FROM participant WHERE COALESCE(protection, 0) = 0 AND "
        "id IN (?1";
    for (std::size_t number = 2; number <= count; ++number) {
      sql.append(", ?").append(std::to_string(number));
    }
    sql += ')';
    const auto first = ids.begin() + static_cast<std::ptrdiff_t>(at);
    BRYGGA_TRY(source.each(sql, {first, first + static_cast<std::ptrdiff_t>(count)},
                           [&](const std::vector<Value>& row) {
                             names.emplace(uuid_in(row[0]),
                                           text_in(row[1]) + " " + text_in(row[2]));
                             return true;
                           }));
  }
  return {};
}

std::optional<Uuid> id_member_of(const Json& element, std::string_view member) {
  const Json* value = element.find(member);
  const std::string* text = value != nullptr ? value->string() : nullptr;
  return text != nullptr ? parse_uuid(*text) : std::nullopt;
}

}  // namespace

// --- for the kinds ------------------------------------------------------------------------------

Result<ReportDesk> ReportDesk::open(RowSource& source, const ReportRequest& request) {
  BRYGGA_ASSIGN(JoinedPersons joined, JoinedPersons::read(source));
  BRYGGA_ASSIGN(const std::vector<UnitRow> units, read_units(source));
  return ReportDesk{source, request, period_of(request), std::move(joined),
                    report_units(*request.programme.definition, units)};
}

Error no_such_figure(std::string_view known) {
  return {ErrorCode::not_found,
          "This report has no such figure to explain; it has: " + std::string(known) + ".", false,
          "no_such_figure"};
}

Error no_such_group(const std::string& group) {
  return {ErrorCode::not_found, "This report has no group \"" + group + "\".", false,
          "no_such_group"};
}

void take_page(Json& members, std::string_view list, const ReportRequest& request) {
  Json::List* all = members[list].list();
  if (all == nullptr) return;
  const std::size_t total = all->size();
  const auto from = static_cast<std::ptrdiff_t>(std::min(request.offset, total));
  all->erase(all->begin(), all->begin() + from);
  if (all->size() > request.limit) all->resize(request.limit);
  members["total"] = std::uint64_t{total};
  members["offset"] = std::uint64_t{request.offset};
}

Shape with_page(Shape::Members members) {
  using namespace shape;
  return Shape(and_more(std::move(members), {{"total", integer()}, {"offset", integer()}}));
}

Status add_names(RowSource& source, Json& list, std::string_view id_member) {
  Json::List* elements = list.list();
  if (elements == nullptr) return {};
  std::vector<Uuid> ids;
  ids.reserve(elements->size());
  for (const Json& element : *elements) {
    if (const auto id = id_member_of(element, id_member)) ids.push_back(*id);
  }
  put_in_order(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::map<Uuid, std::string> names;
  BRYGGA_TRY(read_names(source, ids, names));
  for (Json& element : *elements) {
    const auto id = id_member_of(element, id_member);
    const auto name = id ? names.find(*id) : names.end();
    element["name"] = name != names.end() ? Json(name->second) : Json();
  }
  return {};
}

// --- by name ------------------------------------------------------------------------------------

const std::vector<std::string>& report_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    all.reserve(kinds().size());
    for (const ReportKind& kind : kinds()) all.emplace_back(kind.name);
    return all;
  }();
  return names;
}

std::optional<ReportBy> report_by_of(std::string_view name) {
  constexpr std::array words = {
      std::pair(std::string_view("unit"), ReportBy::unit),
      std::pair(std::string_view("district"), ReportBy::district),
      std::pair(std::string_view("year"), ReportBy::year),
      std::pair(std::string_view("commissioner"), ReportBy::commissioner)};
  for (const auto& [word, by] : words) {
    if (word == name) return by;
  }
  return std::nullopt;
}

Result<Json> make_report(RowSource& source, const ReportRequest& request) {
  BRYGGA_ASSIGN(const ReportKind* kind, find_kind(request.report));
  BRYGGA_ASSIGN(const ReportDesk desk, ReportDesk::open(source, request));
  BRYGGA_ASSIGN(Json figures, kind->figures(desk));
  BRYGGA_ASSIGN(Json report, frame_of(desk));
  report["figures"] = std::move(figures);
  return report;
}

Result<Json> explain_report(RowSource& source, const ReportRequest& request,
                            const FigureChoice& choice) {
  BRYGGA_ASSIGN(const ReportKind* kind, find_kind(request.report));
  BRYGGA_ASSIGN(const ReportDesk desk, ReportDesk::open(source, request));
  BRYGGA_ASSIGN(const Explanation explanation, kind->explain(desk, choice));
  Json page = explanation_page_json(explanation, request.offset, request.limit);
  BRYGGA_TRY(add_names(source, page["judged"], "participant"));
  BRYGGA_TRY(add_names(source, page["records"], "participant"));
  BRYGGA_ASSIGN(const Json frame, frame_of(desk));
  for (const auto& [name, value] : *frame.members()) page[name] = value;
  page["group"] = choice.group;
  return page;
}

Shape::Members report_frame_members() {
  using namespace shape;
  return {{"report", choice(report_names())},
          {"programme", programme_name_shape()},
          {"as_of", date()},
          {"period", named("period", {{"from", date()}, {"until", date()}})},
          {"participants_held", integer()}};
}

Shape figures_shape() {
  std::vector<Shape> of_kinds;
  of_kinds.reserve(kinds().size());
  for (const ReportKind& kind : kinds()) {
    of_kinds.push_back(shape::named(std::string("figures_of_") + kind.name, kind.shape));
  }
  return shape::one_of(std::move(of_kinds));
}

Shape programme_name_shape() {
  using namespace shape;
  return named("programme_name", {{"id", id()}, {"key", text()}, {"title", text()}});
}

Result<ProgrammeRow> find_programme(RowSource& source, const std::string& key_or_id) {
  BRYGGA_ASSIGN(std::vector<ProgrammeRow> programmes, read_programmes(source));
  const auto id = parse_uuid(key_or_id);
  for (ProgrammeRow& one : programmes) {
    if (one.key != key_or_id && !(id && one.id.uuid == *id)) continue;
    if (one.definition) return std::move(one);
    return Error{ErrorCode::invalid,
                 "The definition of this programme was made for another version of the program.",
                 false, "programme_unreadable"};
  }
  return Error{ErrorCode::not_found,
               "There is no such programme; known are: " + keys_of(programmes) + ".", false,
               "no_such_programme"};
}

}  // namespace brygga::casework
