#include "app/report_verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "app/office_file.hpp"
#include "app/operator_desk.hpp"
#include "app/text_file.hpp"
#include "base/text_folding.hpp"
#include "casework/attendance_evidence.hpp"
#include "casework/hours_chain.hpp"
#include "casework/hours_export.hpp"
#include "casework/report_csv.hpp"
#include "casework/reports.hpp"
#include "casework/schema.hpp"
#include "device/native/system_environment.hpp"

namespace brygga::server {
namespace {

Error bad_option(const std::string& what) {
  return {ErrorCode::invalid, what, false, "bad_option"};
}

Result<std::optional<casework::Date>> day_of(const std::string& text, const char* option) {
  if (text.empty()) return std::optional<casework::Date>{};
  const auto day = casework::parse_date(text);
  if (day) return std::optional(*day);
  return bad_option(std::string(option) + " is a day, as 2026-10-05.");
}

Result<std::vector<casework::ReportBy>> by_of(const std::vector<std::string>& words) {
  std::vector<casework::ReportBy> by;
  by.reserve(words.size());
  for (const std::string& word : words) {
    const auto one = casework::report_by_of(word);
    if (!one) return bad_option("--by is of unit, district, year and commissioner.");
    by.push_back(*one);
  }
  return by;
}

Result<casework::ReportRequest> request_of(OfficeFile& file, const ReportOptions& options) {
  BRYGGA_ASSIGN(casework::ProgrammeRow programme,
                casework::find_programme(file, options.programme));
  SystemClock clock;
  BRYGGA_ASSIGN(const auto as_of, day_of(options.as_of, "--as-of"));
  BRYGGA_ASSIGN(const auto from, day_of(options.from, "--from"));
  BRYGGA_ASSIGN(const auto until, day_of(options.until, "--until"));
  BRYGGA_ASSIGN(std::vector<casework::ReportBy> by, by_of(options.by));
  if (from && until && *until < *from) return bad_option("--until is not before --from.");
  return casework::ReportRequest{
      options.name,
      std::move(programme),
      as_of.value_or(casework::today_in_stockholm(clock.unix_ms())),
      from,
      until,
      std::move(by),
      static_cast<std::size_t>(options.offset),
      options.is_csv ? SIZE_MAX : static_cast<std::size_t>(options.limit)};
}

std::string dumped(casework::Json answer) {
  answer["scope"] = "office";
  return nlohmann::ordered_json::parse(answer.text()).dump(2) + "\n";
}

}  // namespace

int show_report(const VerbContext& context, const ReportOptions& options) {
  return answer([&]() -> Result<std::string> {
    BRYGGA_ASSIGN(const std::unique_ptr<OfficeFile> file, OfficeFile::open(context));
    BRYGGA_ASSIGN(const casework::ReportRequest request, request_of(*file, options));
    if (!options.explain.empty()) {
      BRYGGA_ASSIGN(casework::Json page,
                    casework::explain_report(*file, request, {options.explain, options.group}));
      return dumped(std::move(page));
    }
    BRYGGA_ASSIGN(casework::Json made, casework::make_report(*file, request));
    return options.is_csv ? casework::report_csv(made) : dumped(std::move(made));
  });
}

// --- participant hours --------------------------------------------------------------------------

namespace {

Result<casework::ExportProfile> profile_in(const std::string& path) {
  BRYGGA_ASSIGN(const std::string text, read_text_file(path));
  casework::ExportProfileReading reading = casework::read_export_profile(text);
  if (reading.profile) return *std::move(reading.profile);
  return reading.problems.to_error(path);
}

Result<casework::UnitRow> unit_of(OfficeFile& file, const std::string& named) {
  BRYGGA_ASSIGN(const std::vector<casework::UnitRow> units, casework::read_units(file));
  for (const casework::UnitRow& unit : units) {
    const bool is_it = unit.key == named || to_lower(unit.name) == to_lower(named) ||
                       to_string(unit.id.uuid) == named;
    if (is_it) return unit;
  }
  return Error{ErrorCode::not_found, "There is no unit \"" + named + "\".", false, "not_found"};
}

Result<std::optional<casework::Month>> month_in(const std::string& text) {
  const auto month = casework::parse_month(text);
  if (!text.empty() && !month) return bad_option("--month is written like 2026-09.");
  return month;
}

// The answer of a verb whose file goes to the target, or to standard output.
Result<std::string> written(std::string text, const std::string& target) {
  if (target.empty()) return text;
  std::ofstream file(target, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) return bad_option("The file " + target + " cannot be written.");
  return "Wrote " + target + ".\n";
}

Result<std::string> hours_file(const VerbContext& context, const HoursExportOptions& options) {
  BRYGGA_ASSIGN(const casework::ExportProfile profile, profile_in(options.profile));
  BRYGGA_ASSIGN(const std::unique_ptr<OfficeFile> file, OfficeFile::open(context));
  BRYGGA_ASSIGN(const casework::ProgrammeRow programme,
                casework::find_programme(*file, options.programme));
  BRYGGA_ASSIGN(const casework::UnitRow unit, unit_of(*file, options.unit));
  BRYGGA_ASSIGN(const std::optional<casework::Month> month, month_in(options.month));
  BRYGGA_ASSIGN(const Bytes bytes, casework::export_hours(*file, programme, unit, month, profile));
  return std::string(as_text(bytes));
}

Result<std::string> attendance_file(const VerbContext& context,
                                    const AttendanceExportOptions& options) {
  BRYGGA_ASSIGN(const std::optional<casework::Month> month, month_in(options.month));
  BRYGGA_ASSIGN(const std::unique_ptr<OfficeFile> file, OfficeFile::open(context));
  BRYGGA_ASSIGN(const casework::ProgrammeRow programme,
                casework::find_programme(*file, options.programme));
  BRYGGA_ASSIGN(const casework::UnitRow unit, unit_of(*file, options.unit));
  const auto arrival_of = [&](const RowId& checkin) -> Result<casework::CheckinArrival> {
    // `at` never changes, so that its origin is that of the check-in.
    BRYGGA_ASSIGN(const FieldOrigin origin,
                  file->origin_of(casework::checkin::entity, checkin, casework::checkin::at));
    return casework::CheckinArrival{origin.received_ms,
                                    origin.device.is_office() ? "" : device_text(origin.device)};
  };
  BRYGGA_ASSIGN(const auto lines,
                casework::attendance_evidence(*file, programme, unit.id, month, arrival_of));
  return casework::attendance_csv(lines);
}

}  // namespace

int export_participant_hours(const VerbContext& context, const HoursExportOptions& options) {
  return answer([&]() -> Result<std::string> {
    BRYGGA_ASSIGN(std::string text, hours_file(context, options));
    return written(std::move(text), options.target);
  });
}

int export_attendance(const VerbContext& context, const AttendanceExportOptions& options) {
  return answer([&]() -> Result<std::string> {
    BRYGGA_ASSIGN(std::string text, attendance_file(context, options));
    return written(std::move(text), options.target);
  });
}

}  // namespace brygga::server
