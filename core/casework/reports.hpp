// The reports of a programme by name: figures, and who and what is behind each of them.
//
// A tablet makes them over its caseload and the office over everything, by this code: equal rows
// give equal answers. What each figure means is in docs/FIGURES.md. A source is asked and nothing
// is kept; one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "casework/json.hpp"
#include "casework/known_rows.hpp"
#include "casework/row_source.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

struct ReportRequest {
  std::string report;      // one of report_names()
  ProgrammeRow programme;  // with a definition
  Date as_of;              // nothing later counts
  // The period, both days within it. Left out: the programme's, or the calendar year of as_of.
  std::optional<Date> from = std::nullopt;
  std::optional<Date> until = std::nullopt;
  std::vector<ReportBy> by = {};  // of outcomes; empty: as the programme's first report has it
  std::size_t offset = 0;         // of lists of persons
  std::size_t limit = 1000;
};

// A figure of a report that somebody asks about.
struct FigureChoice {
  std::string figure;
  std::string group;  // as the report names it; empty: all
};

// "outcomes", "targets" and so on.
const std::vector<std::string>& report_names();

// "unit", "district", "year" or "commissioner".
std::optional<ReportBy> report_by_of(std::string_view name);

// {"report", "programme": {"id", "key", "title"}, "as_of", "period": {"from", "until"},
// "participants_held", "figures"}; what figures holds depends on the report. not_found, with reason
// "no_such_report", when there is none of that name.
Result<Json> make_report(RowSource& source, const ReportRequest& request);

// An explanation_page_json with "name" for each participant that the source has, and the members
// above but for figures; request.offset and limit choose the page. not_found with reason
// "no_such_figure" or "no_such_group"; refused with "no_explanation" for a report that holds counts
// alone.
Result<Json> explain_report(RowSource& source, const ReportRequest& request,
                            const FigureChoice& choice);

// What both of them have, and what the first has for figures.
Shape::Members report_frame_members();
Shape figures_shape();
// A programme as {"id", "key", "title"}.
Shape programme_name_shape();

// The programme by key or id; not_found with reason "no_such_programme", invalid with
// "programme_unreadable".
Result<ProgrammeRow> find_programme(RowSource& source, const std::string& key_or_id);

}  // namespace brygga::casework
