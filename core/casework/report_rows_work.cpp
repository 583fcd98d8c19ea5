#include <algorithm>
#include <set>
#include <utility>

#include "casework/record.hpp"
#include "casework/report_rows.hpp"
#include "casework/role_gates.hpp"

namespace brygga::casework {

namespace {

Date day_in(const Value& column) {
  return today_in_stockholm(
      static_cast<std::uint64_t>(std::max<std::int64_t>(0, integer_in(column))));
}

PlaceKind kind_in(const Value& column) {
  return text_in(column) == "praktik" ? PlaceKind::praktik : PlaceKind::job;
}

// The employers of the units, and where each stands in the list.
Result<RowNumbers> read_employers(RowSource& source, const std::vector<ReportUnit>& units,
                                  WorkRows& work) {
  RowNumbers numbers;
  std::set<RowId> ours;
  for (const ReportUnit& unit : units) ours.insert(unit.id);
  BRYGGA_TRY(
      source.each("SELECT id, unit, name FROM employer", {}, [&](const std::vector<Value>& row) {
        if (ours.count(id_in(row[1])) == 0) return true;
        numbers.number_of(id_in(row[0]));
        work.employers.push_back({id_in(row[0])});
        work.names.push_back(text_in(row[2]));
        return true;
      }));
  return numbers;
}

Status read_contacts(RowSource& source, const RowNumbers& employers, WorkRows& work) {
  return source.each(
      "SELECT id, employer, made_by, at, mode IN ('visit', 'meeting') FROM employer_contact", {},
      [&](const std::vector<Value>& row) {
        const RowId employer = id_in(row[1]);
        if (!employers.find(employer)) return true;
        work.contacts.push_back({id_in(row[0]), employer, id_in(row[2]), RowId{}, day_in(row[3]),
                                 integer_in(row[4]) != 0});
        return true;
      });
}

Status read_training(RowSource& source, const RowNumbers& employers, WorkRows& work) {
  return source.each(
      "SELECT id, employer, level, sector, held_on, headcount FROM employer_training "
      "WHERE COALESCE(stage, 'planned') <> 'planned'",
      {}, [&](const std::vector<Value>& row) {
        const RowId employer = id_in(row[1]);
        const auto held_on = date_in(row[4]);
        if (!held_on || !employers.find(employer)) return true;
        work.training.push_back({id_in(row[0]), employer, text_in(row[2]), text_in(row[3]),
                                 *held_on, static_cast<std::uint32_t>(integer_in(row[5]))});
        return true;
      });
}

Status read_openings(RowSource& source, const RowNumbers& employers, WorkRows& work) {
  return source.each(
      "SELECT id, employer, role_template, kind, seats, COALESCE(status, 'open') = 'closed' "
      "FROM opening",
      {}, [&](const std::vector<Value>& row) {
        const RowId employer = id_in(row[1]);
        if (!employers.find(employer)) return true;
        work.openings.push_back({id_in(row[0]), employer, id_in(row[2]), kind_in(row[3]),
                                 static_cast<std::uint32_t>(integer_in(row[4])),
                                 integer_in(row[5]) != 0});
        return true;
      });
}

// --- roles --------------------------------------------------------------------------------------

Result<std::unordered_map<RowId, std::vector<GateDecision>>> read_decisions(RowSource& source) {
  std::unordered_map<RowId, std::vector<GateDecision>> decisions;
  BRYGGA_TRY(source.each(
      "SELECT role_template, gate, decision FROM gate_decision", {},
      [&](const std::vector<Value>& row) {
        decisions[id_in(row[0])].push_back({text_in(row[1]), text_in(row[2]) == "approved"});
        return true;
      }));
  return decisions;
}

// A rejection stands above what was published before anybody knew of it.
RoleStatus status_of(const std::string& status, bool is_rejected) {
  if (status == "withdrawn") return RoleStatus::withdrawn;
  if (is_rejected) return RoleStatus::rejected;
  return status == "published" ? RoleStatus::published : RoleStatus::draft;
}

Status read_roles(RowSource& source, const ProgrammeRow& programme, WorkRows& work) {
  BRYGGA_ASSIGN(const auto decisions, read_decisions(source));
  return source.each(
      "SELECT id, title, status FROM role_template WHERE programme = ?1", {programme.id.uuid},
      [&](const std::vector<Value>& row) {
        const auto made = decisions.find(id_in(row[0]));
        const bool is_rejected = made != decisions.end() &&
                                 !stand(programme.definition->gates, made->second).rejected.empty();
        work.roles.push_back({id_in(row[0]), status_of(text_in(row[2]), is_rejected)});
        work.titles.push_back(text_in(row[1]));
        return true;
      });
}

// At whose place an opening is.
Result<std::unordered_map<RowId, RowId>> read_employers_of_openings(RowSource& source) {
  std::unordered_map<RowId, RowId> employers;
  BRYGGA_TRY(
      source.each("SELECT id, employer FROM opening", {}, [&](const std::vector<Value>& row) {
        employers.emplace(id_in(row[0]), id_in(row[1]));
        return true;
      }));
  return employers;
}

}  // namespace

Result<WorkRows> read_work(RowSource& source, const ProgrammeRow& programme,
                           const std::vector<ReportUnit>& units) {
  WorkRows work;
  BRYGGA_ASSIGN(const RowNumbers employers, read_employers(source, units, work));
  BRYGGA_TRY(read_contacts(source, employers, work));
  BRYGGA_TRY(read_training(source, employers, work));
  BRYGGA_TRY(read_openings(source, employers, work));
  BRYGGA_TRY(read_roles(source, programme, work));
  return work;
}

Result<std::vector<PlacementRow>> read_placements(RowSource& source, const JoinedPersons& persons,
                                                  const ProgrammeEnrolments* enrolments) {
  BRYGGA_ASSIGN(const auto employers, read_employers_of_openings(source));
  std::vector<PlacementRow> rows;
  BRYGGA_TRY(source.each(
      "SELECT id, participant, enrolment, opening, employer, kind, start, ended FROM placement "
      "WHERE kind IN ('praktik', 'job')",
      {}, [&](const std::vector<Value>& row) {
        const RowId person = persons.person_of(id_in(row[1]));
        const RowId named = id_in(row[2]);
        const auto start = date_in(row[6]);
        const bool is_ours =
            enrolments == nullptr ||
            (named.uuid.is_nil() ? enrolments->has_person(person) : enrolments->has(named));
        if (!start || !is_ours) return true;
        const RowId opening = id_in(row[3]);
        RowId employer = id_in(row[4]);
        const auto offered = employers.find(opening);
        if (employer.uuid.is_nil() && offered != employers.end()) employer = offered->second;
        rows.push_back(
            {id_in(row[0]), person, employer, opening, kind_in(row[5]), *start, date_in(row[7])});
        return true;
      }));
  return rows;
}

}  // namespace brygga::casework
