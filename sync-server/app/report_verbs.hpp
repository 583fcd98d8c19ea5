// The verbs that tell figures over everything that a tenant's office holds, and write them to
// files.
//
// They read the tenant's file beside a running server. Each returns the exit status, as in
// office_verbs.hpp. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/office_verbs.hpp"

namespace brygga::server {

struct ReportOptions {
  std::string name;       // one of casework::report_names()
  std::string programme;  // key or id
  std::string as_of;      // days as 2026-10-05; empty: today, and the report's own period
  std::string from;
  std::string until;
  std::vector<std::string> by;
  std::string explain;  // a figure; empty: the report itself
  std::string group;
  std::uint64_t limit = 1000;  // of lists of persons
  std::uint64_t offset = 0;
  bool is_csv = false;
};
int show_report(const VerbContext& context, const ReportOptions& options);

struct HoursExportOptions {
  std::string profile;  // a file
  std::string programme;
  std::string unit;    // key, name or id
  std::string month;   // "2026-09"; empty: all
  std::string target;  // a file to write; empty: standard output
};
int export_participant_hours(const VerbContext& context, const HoursExportOptions& options);

struct AttendanceExportOptions {
  std::string programme;
  std::string unit;    // key, name or id
  std::string month;   // "2026-09"; empty: all
  std::string target;  // a file to write; empty: standard output
};
int export_attendance(const VerbContext& context, const AttendanceExportOptions& options);

}  // namespace brygga::server
