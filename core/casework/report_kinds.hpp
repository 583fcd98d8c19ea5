// What each report is made of, one by one; for reports.cpp alone.
//
// A kind has figures and explains them. Values; a source is asked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "casework/report_rows.hpp"
#include "casework/reports.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

// What all reports of one request stand on; the rest each reads that needs it.
struct ReportDesk {
  RowSource& source;
  const ReportRequest& request;
  Period period;  // as far as it has come by the report's day
  JoinedPersons joined;
  std::vector<ReportUnit> units;

  const ProgrammeDefinition& definition() const { return *request.programme.definition; }
  const RowId& programme() const { return request.programme.id; }
  Date as_of() const { return request.as_of; }

  // Each call reads them anew.
  Result<ProgrammeEnrolments> enrolments() const {
    return read_enrolments(source, joined, programme());
  }
  Result<ReportPersons> persons(const ProgrammeEnrolments& of) const {
    return read_persons(source, joined, of);
  }

  static Result<ReportDesk> open(RowSource& source, const ReportRequest& request);
};

struct ReportKind {
  const char* name;
  Result<Json> (*figures)(const ReportDesk& desk);
  Result<Explanation> (*explain)(const ReportDesk& desk, const FigureChoice& choice);
  Shape shape;  // of its figures
};

// About persons and what came of their time in the programme.
std::vector<ReportKind> outcome_kinds();  // outcomes, targets, comparison, county
std::vector<ReportKind> way_kinds();      // intake, limits, steps, equity
// About what is done.
std::vector<ReportKind> work_kinds();  // fidelity, employers, seats, coaching, hours

// The check-ins of coaching that hold, within the report's period.
Result<std::vector<CoachingRow>> coaching_of(const ReportDesk& desk,
                                             const ProgrammeEnrolments& enrolments);
std::vector<CoachingRow> coaching_in(const std::vector<CheckinRow>& checkins);

Error no_such_figure(std::string_view known);
Error no_such_group(const std::string& group);

// The request's page of a list, and "total" and "offset" beside it.
void take_page(Json& members, std::string_view list, const ReportRequest& request);
Shape with_page(Shape::Members members);
// Puts "name" beside each member of that name of the list's elements, where the source has it; of
// nobody with a protected identity.
Status add_names(RowSource& source, Json& list, std::string_view id_member);

}  // namespace brygga::casework
