#include "app/report_verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/office_file.hpp"
#include "app/operator_desk.hpp"
#include "base/text_folding.hpp"
#include "casework/hours_chain.hpp"
#include "casework/hours_export.hpp"
#include "casework/report_csv.hpp"
#include "casework/reports.hpp"
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
  std::ifstream file(path, std::ios::binary);
  if (!file) return bad_option("The profile " + path + " cannot be read.");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
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

Result<std::string> hours_file(const VerbContext& context, const HoursExportOptions& options) {
  BRYGGA_ASSIGN(const casework::ExportProfile profile, profile_in(options.profile));
  BRYGGA_ASSIGN(const std::unique_ptr<OfficeFile> file, OfficeFile::open(context));
  BRYGGA_ASSIGN(const casework::ProgrammeRow programme,
                casework::find_programme(*file, options.programme));
  BRYGGA_ASSIGN(const casework::UnitRow unit, unit_of(*file, options.unit));
  const auto month = casework::parse_month(options.month);
  if (!options.month.empty() && !month) return bad_option("--month is written like 2026-09.");
  BRYGGA_ASSIGN(const Bytes bytes, casework::export_hours(*file, programme, unit, month, profile));
  return std::string(as_text(bytes));
}

}  // namespace

int export_participant_hours(const VerbContext& context, const HoursExportOptions& options) {
  return answer([&]() -> Result<std::string> {
    BRYGGA_ASSIGN(std::string text, hours_file(context, options));
    if (options.target.empty()) return text;
    std::ofstream target(options.target, std::ios::binary | std::ios::trunc);
    target << text;
    target.close();
    if (!target) return bad_option("The file " + options.target + " cannot be written.");
    return "Wrote " + options.target + ".\n";
  });
}

}  // namespace brygga::server
