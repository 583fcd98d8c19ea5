#include <algorithm>
#include <array>
#include <utility>

#include "casework/figures/equity.hpp"
#include "casework/figures/intake_figures.hpp"
#include "casework/figures/limit_forecast.hpp"
#include "casework/figures/support_steps.hpp"
#include "casework/report_kinds.hpp"

namespace brygga::casework {

namespace {

// The place of a word in a list of them; nothing when it is not there.
template <class Words>
std::optional<std::size_t> place_of(const Words& words, std::string_view word) {
  const auto at = std::find(words.begin(), words.end(), word);
  if (at == words.end()) return std::nullopt;
  return static_cast<std::size_t>(at - words.begin());
}

// --- intake -------------------------------------------------------------------------------------

Result<std::vector<IntakeRow>> intakes_of(const ReportDesk& desk) {
  return read_intakes(desk.source, desk.joined, desk.programme(), desk.period);
}

Result<Json> intake(const ReportDesk& desk) {
  BRYGGA_ASSIGN(const std::vector<IntakeRow> rows, intakes_of(desk));
  return intake_json(intake_figures(rows, desk.definition().streams));
}

Result<Explanation> explain_intake(const ReportDesk& desk, const FigureChoice& choice) {
  BRYGGA_ASSIGN(const std::vector<IntakeRow> rows, intakes_of(desk));
  if (choice.figure == "time_to_plan") {
    if (!choice.group.empty()) return no_such_group(choice.group);
    return explain_time_to_plan(rows);
  }
  if (choice.figure != "stream") return no_such_figure("stream, time_to_plan");
  if (!has_key(desk.definition().streams, choice.group)) return no_such_group(choice.group);
  return explain_stream(rows, desk.definition().streams, choice.group);
}

// --- limits -------------------------------------------------------------------------------------

struct ClockDesk {
  std::vector<ClockRow> enrolments;
  std::vector<ExtensionRow> extensions;
  const ReportDesk& desk;

  ClockRows rows() const {
    const auto& limit = desk.definition().limit;
    return {desk.units, enrolments, extensions, limit ? limit->months : 0, desk.as_of()};
  }
};

Result<ClockDesk> clock_desk(const ReportDesk& desk) {
  ClockDesk read{{}, {}, desk};
  BRYGGA_ASSIGN(const ProgrammeEnrolments enrolments, desk.enrolments());
  read.enrolments.reserve(enrolments.rows.size());
  for (const ProgrammeEnrolment& one : enrolments.rows) {
    read.enrolments.push_back({one.id, one.participant, one.unit, one.start, one.ended});
  }
  const auto& limit = desk.definition().limit;
  if (!limit) return read;
  BRYGGA_ASSIGN(read.extensions, read_extensions(desk.source, enrolments, limit->extension_by));
  return read;
}

Result<Json> limits(const ReportDesk& desk) {
  BRYGGA_ASSIGN(const ClockDesk read, clock_desk(desk));
  return forecast_json(forecast_limits(read.rows()), read.rows());
}

// "hisingen", "2026-12" or "hisingen/2026-12".
struct ClockGroup {
  std::optional<std::size_t> unit;
  std::size_t month = 0;
};

std::optional<std::size_t> month_among(const std::string& text, Date as_of) {
  const auto day = parse_date(text + "-01");
  if (!day) return std::nullopt;
  const std::int32_t ahead = month_of(*day).number - month_of(as_of).number;
  if (ahead < 0 || ahead >= ForecastOptions{}.months) return std::nullopt;
  return static_cast<std::size_t>(ahead);
}

std::optional<ClockGroup> clock_group(const ReportDesk& desk, const FigureChoice& choice) {
  ClockGroup group;
  std::string unit = choice.group;
  if (choice.figure == "due") {
    const std::size_t slash = unit.rfind('/');
    const std::string month = slash == std::string::npos ? unit : unit.substr(slash + 1);
    unit.resize(slash == std::string::npos ? 0 : slash);
    const auto place = month_among(month, desk.as_of());
    if (!place) return std::nullopt;
    group.month = *place;
  }
  if (unit.empty()) return group;
  for (std::size_t at = 0; at < desk.units.size() && !group.unit; ++at) {
    if (desk.units[at].key == unit) group.unit = at;
  }
  return group.unit ? std::optional(group) : std::nullopt;
}

Result<Explanation> explain_limit(const ReportDesk& desk, const FigureChoice& choice) {
  constexpr std::array<std::string_view, 5> names = {"running", "past", "extended", "ended_lately",
                                                     "due"};
  const auto figure = place_of(names, choice.figure);
  if (!figure) return no_such_figure("running, past, extended, ended_lately, due");
  const auto group = clock_group(desk, choice);
  if (!group) return no_such_group(choice.group);
  BRYGGA_ASSIGN(const ClockDesk read, clock_desk(desk));
  return explain_limits(read.rows(), {}, static_cast<ClockFigure>(*figure), group->unit,
                        group->month);
}

// --- steps --------------------------------------------------------------------------------------

// The programme's stages, or the five of Supported Employment.
std::vector<NamedKey> steps_of(const ReportDesk& desk) {
  if (!desk.definition().stages.empty()) return desk.definition().stages;
  return {{"agreement", {"Överenskommelse", "Agreement"}},
          {"vocational_profile", {"Yrkesprofil", "Vocational profile"}},
          {"job_finding", {"Att hitta arbete", "Job finding"}},
          {"employer_engagement", {"Arbetsgivarkontakt", "Employer engagement"}},
          {"support_on_and_off_the_job",
           {"Stöd på och utanför arbetet", "Support on and off the job"}}};
}

Result<std::vector<StepRow>> rows_of(const ReportDesk& desk, const std::vector<NamedKey>& steps) {
  BRYGGA_ASSIGN(const ProgrammeEnrolments enrolments, desk.enrolments());
  return read_steps(desk.source, desk.joined, desk.programme(), enrolments, steps);
}

Result<Json> steps(const ReportDesk& desk) {
  const std::vector<NamedKey> all = steps_of(desk);
  BRYGGA_ASSIGN(const std::vector<StepRow> rows, rows_of(desk, all));
  return step_json(step_report(rows, all, desk.as_of()));
}

Result<Explanation> explain_steps(const ReportDesk& desk, const FigureChoice& choice) {
  const bool is_count = choice.figure == "participants";
  if (!is_count && choice.figure != "days_to_next") {
    return no_such_figure("participants, days_to_next");
  }
  const std::vector<NamedKey> all = steps_of(desk);
  if (!has_key(all, choice.group)) return no_such_group(choice.group);
  BRYGGA_ASSIGN(const std::vector<StepRow> rows, rows_of(desk, all));
  return explain_step(rows, all, desk.as_of(),
                      is_count ? StepFigure::participants : StepFigure::days_to_next, choice.group);
}

// --- equity -------------------------------------------------------------------------------------

struct EquityDesk {
  std::vector<ResidentRow> residents;
  std::vector<WaitRow> waits;
  std::vector<CoachingRow> coaching;
  std::vector<PraktikRow> praktik;
  const ReportDesk& desk;

  EquityRows rows() const { return {residents, waits, coaching, praktik, desk.period}; }
};

Result<EquityDesk> equity_desk(const ReportDesk& desk) {
  EquityDesk read{{}, {}, {}, {}, desk};
  BRYGGA_ASSIGN(const ProgrammeEnrolments enrolments, desk.enrolments());
  BRYGGA_ASSIGN(ReportPersons persons, desk.persons(enrolments));
  read.residents = std::move(persons.residents);
  BRYGGA_ASSIGN(read.waits, read_waits(desk.source, desk.joined, desk.programme()));
  BRYGGA_ASSIGN(read.coaching, coaching_of(desk, enrolments));
  BRYGGA_ASSIGN(const std::vector<PlacementRow> placements,
                read_placements(desk.source, desk.joined, &enrolments));
  for (const PlacementRow& one : placements) {
    if (one.kind != PlaceKind::praktik) continue;
    read.praktik.push_back({one.participant, one.start, one.ended});
  }
  return read;
}

Result<Json> equity(const ReportDesk& desk) {
  BRYGGA_ASSIGN(const EquityDesk read, equity_desk(desk));
  return equity_json(compare_districts(read.rows()));
}

Result<Explanation> explain_equities(const ReportDesk& desk, const FigureChoice& choice) {
  constexpr std::array<std::string_view, 4> names = {"persons", "waiting_days", "coaching_minutes",
                                                     "praktik"};
  const auto figure = place_of(names, choice.figure);
  if (!figure) return no_such_figure("persons, waiting_days, coaching_minutes, praktik");
  BRYGGA_ASSIGN(const EquityDesk read, equity_desk(desk));
  const bool is_there =
      choice.group.empty() ||
      std::any_of(read.residents.begin(), read.residents.end(),
                  [&](const ResidentRow& one) { return one.district == choice.group; });
  if (!is_there) return no_such_group(choice.group);
  const std::optional<std::string_view> district =
      choice.group.empty() ? std::nullopt : std::optional<std::string_view>(choice.group);
  return explain_equity(read.rows(), static_cast<EquityFigure>(*figure), district);
}

}  // namespace

std::vector<ReportKind> way_kinds() {
  return {{"intake", intake, explain_intake, intake_shape()},
          {"limits", limits, explain_limit, forecast_shape()},
          {"steps", steps, explain_steps, step_shape()},
          {"equity", equity, explain_equities, equity_shape()}};
}

}  // namespace brygga::casework
