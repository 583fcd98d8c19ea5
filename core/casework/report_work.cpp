#include <algorithm>
#include <array>
#include <utility>

#include "casework/figures/attendance_hours.hpp"
#include "casework/figures/coaching_time.hpp"
#include "casework/figures/employer_figures.hpp"
#include "casework/figures/fidelity.hpp"
#include "casework/figures/seat_figures.hpp"
#include "casework/hours_chain.hpp"
#include "casework/report_kinds.hpp"

namespace brygga::casework {

namespace {

Result<std::vector<CheckinRow>> checkins_of(const ReportDesk& desk,
                                            const ProgrammeEnrolments& enrolments) {
  return read_checkins(desk.source, desk.joined, enrolments, desk.period);
}

// Puts the names of what the reader knows by id beside the ids.
void put_names(Json& list, std::string_view id_member, const std::vector<std::string>& ids,
               const std::vector<std::string>& names) {
  if (list.list() == nullptr) return;
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t at = 0; at < ids.size(); ++at) places.emplace(ids[at], at);
  for (Json& element : *list.list()) {
    const Json* id = element.find(id_member);
    const auto place =
        id != nullptr && id->string() != nullptr ? places.find(*id->string()) : places.end();
    element["name"] = place != places.end() ? Json(names[place->second]) : Json();
  }
}

std::optional<RowId> group_id(const FigureChoice& choice) {
  const auto id = parse_uuid(choice.group);
  return id ? std::optional(RowId{*id}) : std::nullopt;
}

// --- coaching -----------------------------------------------------------------------------------

Result<Json> coaching(const ReportDesk& desk) {
  BRYGGA_ASSIGN(const ProgrammeEnrolments enrolments, desk.enrolments());
  BRYGGA_ASSIGN(const std::vector<CoachingRow> rows, coaching_of(desk, enrolments));
  Json figures = coaching_json(coaching_time(rows, desk.period));
  take_page(figures, "participants", desk.request);
  BRYGGA_TRY(add_names(desk.source, figures["participants"], "participant"));
  return figures;
}

Result<Explanation> explain_coaching(const ReportDesk& desk, const FigureChoice& choice) {
  if (choice.figure != "minutes") return no_such_figure("minutes");
  BRYGGA_ASSIGN(const ProgrammeEnrolments enrolments, desk.enrolments());
  BRYGGA_ASSIGN(std::vector<CoachingRow> rows, coaching_of(desk, enrolments));
  if (!choice.group.empty()) {
    const auto who = group_id(choice);
    if (!who) return no_such_group(choice.group);
    std::erase_if(rows, [&](const CoachingRow& row) { return row.participant != *who; });
  }
  return explain_coaching_time(rows, desk.period);
}

// --- participant hours --------------------------------------------------------------------------

Result<EnrolledCheckins> enrolled_checkins_of(const ReportDesk& desk) {
  BRYGGA_ASSIGN(const ProgrammeEnrolments enrolments, desk.enrolments());
  BRYGGA_ASSIGN(const std::vector<CheckinRow> checkins, checkins_of(desk, enrolments));
  return enrolled_checkins(checkins, enrolments, RowId{});
}

Result<Json> hours(const ReportDesk& desk) {
  BRYGGA_ASSIGN(const EnrolledCheckins enrolled, enrolled_checkins_of(desk));
  BRYGGA_ASSIGN(const auto attestations, read_attestations(desk.source, desk.joined));
  const AttendanceHours made = attendance_hours(enrolled.rows, attestations);
  std::uint64_t minutes = 0;
  for (const ParticipantMonth& one : made.months) minutes += one.minutes;
  Json figures = attendance_json(made);
  figures["minutes"] = minutes;
  figures["outside_enrolments"] = enrolled.outside;
  take_page(figures, "months", desk.request);
  BRYGGA_TRY(add_names(desk.source, figures["months"], "participant"));
  return figures;
}

Result<Explanation> explain_hours(const ReportDesk& desk, const FigureChoice& choice) {
  if (choice.figure != "attended_minutes") return no_such_figure("attended_minutes");
  const auto day = parse_date(choice.group + "-01");
  if (!day) return no_such_group(choice.group);
  BRYGGA_ASSIGN(const EnrolledCheckins enrolled, enrolled_checkins_of(desk));
  return explain_attendance(enrolled.rows, month_of(*day));
}

// --- fidelity -----------------------------------------------------------------------------------

struct FidelityDesk {
  std::vector<CaseRow> cases;
  std::vector<EmployerContactRow> contacts;
  std::vector<CoachingRow> coaching;
  const ReportDesk& desk;

  FidelityRows rows() const { return {cases, contacts, coaching, {}, desk.period}; }
};

std::vector<CaseRow> cases_of(const ProgrammeEnrolments& enrolments, const ReportPersons& persons) {
  std::vector<CaseRow> cases;
  cases.reserve(enrolments.rows.size());
  for (const ProgrammeEnrolment& one : enrolments.rows) {
    const auto coach = persons.primary_coaches.find(one.participant);
    const bool has_coach = coach != persons.primary_coaches.end();
    cases.push_back(
        {one.id, one.participant, has_coach ? coach->second : RowId{}, one.start, one.ended});
  }
  return cases;
}

// Notes on employers name no participant; who was at an employer's with a coach has met one.
void add_meetings(const std::vector<CheckinRow>& checkins, std::vector<EmployerContactRow>& to) {
  for (const CheckinRow& row : checkins) {
    if (!row.holds() || row.activity != Activity::employer) continue;
    to.push_back({row.checkin, RowId{}, row.recorded_by, row.participant, row.on, true});
  }
}

Result<FidelityDesk> fidelity_desk(const ReportDesk& desk) {
  BRYGGA_ASSIGN(const ProgrammeEnrolments enrolments, desk.enrolments());
  BRYGGA_ASSIGN(const ReportPersons persons, desk.persons(enrolments));
  FidelityDesk read{cases_of(enrolments, persons), {}, {}, desk};
  BRYGGA_ASSIGN(WorkRows work, read_work(desk.source, desk.request.programme, desk.units));
  read.contacts = std::move(work.contacts);
  BRYGGA_ASSIGN(const std::vector<CheckinRow> checkins, checkins_of(desk, enrolments));
  add_meetings(checkins, read.contacts);
  read.coaching = coaching_in(checkins);
  return read;
}

FidelityScale scale_of(const ReportDesk& desk) {
  return desk.definition().fidelity ? *desk.definition().fidelity : default_ips_scale();
}

Result<Json> fidelity(const ReportDesk& desk) {
  BRYGGA_ASSIGN(const FidelityDesk read, fidelity_desk(desk));
  return fidelity_json(review_fidelity(read.rows(), scale_of(desk)));
}

Result<Explanation> explain_fidelities(const ReportDesk& desk, const FigureChoice& choice) {
  for (const FidelityMeasure measure :
       {FidelityMeasure::participants_per_coach, FidelityMeasure::days_to_employer_contact,
        FidelityMeasure::weekly_employer_contacts, FidelityMeasure::community_time_percent}) {
    if (choice.figure != name_of(measure)) continue;
    if (!choice.group.empty()) return no_such_group(choice.group);
    BRYGGA_ASSIGN(const FidelityDesk read, fidelity_desk(desk));
    return explain_fidelity(read.rows(), measure);
  }
  return no_such_figure(
      "participants_per_coach, days_to_employer_contact, weekly_employer_contacts, "
      "community_time_percent");
}

// --- employers ----------------------------------------------------------------------------------

struct EmployerDesk {
  WorkRows work;
  std::vector<PlacementRow> placements;
  const ReportDesk& desk;

  EmployerRows rows() const {
    return {work.employers, work.contacts, placements, work.training, desk.period};
  }
  SeatRows seats() const { return {work.openings, placements, work.roles, desk.as_of()}; }
};

// Whose placements a report is about.
enum class PlacementsOf : std::uint8_t { programme, everybody };

Result<EmployerDesk> employer_desk(const ReportDesk& desk, PlacementsOf whose) {
  EmployerDesk read{{}, {}, desk};
  BRYGGA_ASSIGN(read.work, read_work(desk.source, desk.request.programme, desk.units));
  if (whose == PlacementsOf::everybody) {
    BRYGGA_ASSIGN(read.placements, read_placements(desk.source, desk.joined, nullptr));
    return read;
  }
  BRYGGA_ASSIGN(const ProgrammeEnrolments enrolments, desk.enrolments());
  BRYGGA_ASSIGN(read.placements, read_placements(desk.source, desk.joined, &enrolments));
  return read;
}

template <class Rows, class IdOf>
std::vector<std::string> ids_of(const Rows& rows, const IdOf& id_of) {
  std::vector<std::string> ids;
  ids.reserve(rows.size());
  for (const auto& row : rows) ids.push_back(to_string(id_of(row).uuid));
  return ids;
}

Result<Json> employers(const ReportDesk& desk) {
  BRYGGA_ASSIGN(const EmployerDesk read, employer_desk(desk, PlacementsOf::programme));
  Json figures = employer_json(employer_figures(read.rows()));
  take_page(figures, "employers", desk.request);
  put_names(figures["employers"], "employer",
            ids_of(read.work.employers, [](const EmployerRow& row) { return row.employer; }),
            read.work.names);
  return figures;
}

Result<Explanation> explain_employer(const ReportDesk& desk, const FigureChoice& choice) {
  constexpr std::array<std::string_view, 4> names = {"contacts", "praktik", "jobs", "training"};
  const auto at = std::find(names.begin(), names.end(), choice.figure);
  if (at == names.end()) return no_such_figure("contacts, praktik, jobs, training");
  const auto employer = group_id(choice);
  if (!choice.group.empty() && !employer) return no_such_group(choice.group);
  BRYGGA_ASSIGN(const EmployerDesk read, employer_desk(desk, PlacementsOf::programme));
  return explain_employers(read.rows(), static_cast<EmployerFigure>(at - names.begin()), employer);
}

// --- seats --------------------------------------------------------------------------------------

Result<Json> seats(const ReportDesk& desk) {
  BRYGGA_ASSIGN(const EmployerDesk read, employer_desk(desk, PlacementsOf::everybody));
  Json figures = seat_json(seat_figures(read.seats()));
  put_names(figures["roles"], "role",
            ids_of(read.work.roles, [](const RoleRow& row) { return row.role; }), read.work.titles);
  return figures;
}

Result<Explanation> explain_seat(const ReportDesk& desk, const FigureChoice& choice) {
  constexpr std::array<std::string_view, 4> names = {"praktik_openings", "job_openings",
                                                     "praktik_taken", "jobs_taken"};
  const auto at = std::find(names.begin(), names.end(), choice.figure);
  if (at == names.end()) {
    return no_such_figure("praktik_openings, job_openings, praktik_taken, jobs_taken");
  }
  const auto role = group_id(choice);
  if (!choice.group.empty() && !role) return no_such_group(choice.group);
  BRYGGA_ASSIGN(const EmployerDesk read, employer_desk(desk, PlacementsOf::everybody));
  return explain_seats(read.seats(), static_cast<SeatFigure>(at - names.begin()), role);
}

}  // namespace

std::vector<CoachingRow> coaching_in(const std::vector<CheckinRow>& checkins) {
  std::vector<CoachingRow> rows;
  for (const CheckinRow& row : checkins) {
    if (!row.holds() || row.activity != Activity::coaching) continue;
    rows.push_back({row.checkin, row.participant, row.recorded_by, row.on, row.minutes.value_or(0),
                    row.is_in_community});
  }
  return rows;
}

Result<std::vector<CoachingRow>> coaching_of(const ReportDesk& desk,
                                             const ProgrammeEnrolments& enrolments) {
  BRYGGA_ASSIGN(const std::vector<CheckinRow> checkins, checkins_of(desk, enrolments));
  return coaching_in(checkins);
}

std::vector<ReportKind> work_kinds() {
  using namespace shape;
  return {{"fidelity", fidelity, explain_fidelities, fidelity_shape()},
          {"employers", employers, explain_employer, with_page(employer_members())},
          {"seats", seats, explain_seat, seat_shape()},
          {"coaching", coaching, explain_coaching, with_page(coaching_members())},
          {"hours", hours, explain_hours,
           with_page(and_more(attendance_members(),
                              {{"minutes", integer()}, {"outside_enrolments", integer()}}))}};
}

}  // namespace brygga::casework
