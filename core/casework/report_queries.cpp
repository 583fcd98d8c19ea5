#include "casework/report_queries.hpp"

#include <utility>

#include "casework/access_log.hpp"
#include "casework/figures/judgement.hpp"
#include "casework/report_csv.hpp"
#include "casework/reports.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

constexpr std::int64_t page_usual = 200;
constexpr std::int64_t report_page_max = 1000;
constexpr std::size_t file_rows_max = 100'000;

Result<std::vector<ReportBy>> by_in(Call& call) {
  std::vector<ReportBy> by;
  for (const std::string& word : call.arguments.texts("by")) {
    const auto one = report_by_of(word);
    if (!one) {
      return call.fault("by", "not_a_choice",
                        {"A report is by: unit, district, year, commissioner.",
                         "En rapport delas upp efter: unit, district, year, commissioner."});
    }
    by.push_back(*one);
  }
  return by;
}

Result<ReportRequest> request_in(Call& call) {
  const Arguments& given = call.arguments;
  BRYGGA_ASSIGN(ProgrammeRow programme, find_programme(call, "programme"));
  BRYGGA_ASSIGN(std::vector<ReportBy> by, by_in(call));
  ReportRequest request{
      given.text("report"), std::move(programme), given.day("as_of").value_or(call.today()),
      given.day("from"),    given.day("until"),   std::move(by)};
  if (request.from && request.until && *request.until < *request.from) {
    return call.fault(
        "until", "to_before_from",
        {"A period does not end before it begins.", "En period slutar inte före sin början."});
  }
  return request;
}

void set_page(Call& call, ReportRequest& request) {
  request.offset = static_cast<std::size_t>(call.arguments.number("offset").value_or(0));
  request.limit = static_cast<std::size_t>(call.arguments.number("limit").value_or(page_usual));
}

// A figure over a caseload is no figure over the programme, and says so.
Json of_device(Json answer) {
  answer["scope"] = "device";
  return answer;
}

Result<Json> show_report(Call& call) {
  BRYGGA_ASSIGN(ReportRequest request, request_in(call));
  set_page(call, request);
  StoreRows source(call.store);
  BRYGGA_ASSIGN(Json report, make_report(source, request));
  return of_device(std::move(report));
}

Result<Json> explain(Call& call) {
  BRYGGA_ASSIGN(ReportRequest request, request_in(call));
  set_page(call, request);
  StoreRows source(call.store);
  BRYGGA_ASSIGN(Json page,
                explain_report(source, request,
                               {call.arguments.text("figure"), call.arguments.text("group")}));
  return of_device(std::move(page));
}

// A list of persons that leaves the device as a file is logged for each of them.
Status log_persons(Call& call, const Json& report) {
  const Json* figures = report.find("figures");
  for (const char* list_name : {"participants", "months"}) {
    const Json* list = figures != nullptr ? figures->find(list_name) : nullptr;
    if (list == nullptr || list->list() == nullptr) continue;
    for (const Json& element : *list->list()) {
      const Json* who = element.find("participant");
      const auto id =
          who != nullptr && who->string() != nullptr ? parse_uuid(*who->string()) : std::nullopt;
      if (id) BRYGGA_TRY(log_access(call, RowId{*id}, "export", "report.csv"));
    }
  }
  return {};
}

Result<Json> export_report(Call& call) {
  BRYGGA_ASSIGN(ReportRequest request, request_in(call));
  request.limit = file_rows_max;
  StoreRows source(call.store);
  BRYGGA_ASSIGN(const Json report, make_report(source, request));
  BRYGGA_TRY(log_persons(call, report));
  return Json{{"csv", report_csv(report)},
              {"report", request.report},
              {"as_of", format_date(request.as_of)},
              {"scope", "device"}};
}

std::vector<ArgumentDef> arguments_and(std::vector<ArgumentDef> more) {
  std::vector<ArgumentDef> all = {required(choice("report", report_names())),
                                  required(line("programme", key_bytes_max)),
                                  date("as_of"),
                                  date("from"),
                                  date("until"),
                                  lines("by", key_bytes_max)};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

Shape::Members of_device(Shape::Members members) {
  return and_more(std::move(members), {{"scope", choice({"device"})}});
}

Shape report_shape() {
  return Shape(of_device(and_more(report_frame_members(), {{"figures", figures_shape()}})));
}

Shape explanation_shape() {
  return Shape(of_device(and_more(report_frame_members(), explanation_page_members())));
}

}  // namespace

std::vector<Definition> report_queries() {
  return {
      {"report.show", false, "Makes a report over what this device holds.",
       arguments_and({integer("limit", 1, report_page_max), integer("offset", 0, INT32_MAX)}),
       show_report, report_shape()},
      {"report.explain", false,
       "Says who and what is behind a figure of a report, by which rule, and what was left out.",
       arguments_and({required(line("figure", key_bytes_max)), line("group"),
                      integer("limit", 1, report_page_max), integer("offset", 0, INT32_MAX)}),
       explain, explanation_shape()},
      {"report.csv",
       false,
       "Makes a report as a file for spreadsheets; lists of persons are logged.",
       arguments_and({}),
       export_report,
       {{"csv", text()},
        {"report", choice(report_names())},
        {"as_of", date()},
        {"scope", choice({"device"})}}},
  };
}

}  // namespace brygga::casework
