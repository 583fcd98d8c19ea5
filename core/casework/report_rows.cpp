#include "casework/report_rows.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "base/text_folding.hpp"
#include "casework/instant.hpp"
#include "casework/record.hpp"

namespace brygga::casework {

namespace {

// When something was, as exactly as it is known.
struct Moment {
  Date day;
  std::optional<std::uint64_t> at_ms;  // on that day
};

std::optional<Moment> moment_in(const Value& day, const Value& at) {
  const auto date = date_in(day);
  if (!date) return std::nullopt;
  const auto* ms = std::get_if<std::int64_t>(&at);
  const bool is_that_day =
      ms != nullptr && *ms >= 0 && today_in_stockholm(static_cast<std::uint64_t>(*ms)) == *date;
  return Moment{*date, is_that_day ? std::optional(static_cast<std::uint64_t>(*ms)) : std::nullopt};
}

// The commissioner of what a unit does: its own, or the first one.
std::string commissioner_of(const ProgrammeDefinition& definition, const UnitDefinition& unit) {
  for (const NamedKey& one : definition.commissioners) {
    if (unit.commissioner.empty() || one.key == unit.commissioner) return one.name.sv;
  }
  return definition.commissioner;
}

}  // namespace

std::vector<ReportUnit> report_units(const ProgrammeDefinition& definition,
                                     const std::vector<UnitRow>& units) {
  std::vector<ReportUnit> listed;
  listed.reserve(definition.units.size());
  for (const UnitDefinition& wanted : definition.units) {
    ReportUnit entry{RowId{}, wanted.key, wanted.name.sv, wanted.district,
                     commissioner_of(definition, wanted)};
    for (const UnitRow& unit : units) {
      const bool is_it = unit.key.empty() ? to_lower(unit.name) == to_lower(wanted.name.sv)
                                          : unit.key == wanted.key;
      if (!is_it) continue;
      entry.id = unit.id;
      if (entry.district.empty()) entry.district = unit.district;
    }
    listed.push_back(std::move(entry));
  }
  return listed;
}

Result<std::uint32_t> count_persons(RowSource& source) {
  std::uint32_t count = 0;
  BRYGGA_TRY(
      source.each("SELECT COUNT(*) FROM participant", {}, [&](const std::vector<Value>& row) {
        count = static_cast<std::uint32_t>(integer_in(row[0]));
        return true;
      }));
  return count;
}

Result<ReportPersons> read_persons(RowSource& source, const JoinedPersons& persons,
                                   const ProgrammeEnrolments& enrolments) {
  ReportPersons read;
  BRYGGA_TRY(
      source.each("SELECT id, residence_district, protection, primary_coach FROM participant", {},
                  [&](const std::vector<Value>& row) {
                    const RowId record = id_in(row[0]);
                    const RowId person = persons.person_of(record);
                    if (!enrolments.has_person(person)) return true;
                    read.residents.push_back({person, text_in(row[1]), integer_in(row[2]) > 0});
                    const RowId coach = id_in(row[3]);
                    if (coach.uuid.is_nil()) return true;
                    // The person's own record says it, else any fixed one of the others.
                    const auto [known, is_first] = read.primary_coaches.emplace(person, coach);
                    if (!is_first && (record == person || coach < known->second))
                      known->second = coach;
                    return true;
                  }));
  return read;
}

// --- enrolments and what came of them -----------------------------------------------------------

namespace {

// From id, participant, unit, start, the end of what has finished; false: no figure could place it.
bool take_enrolment(const std::vector<Value>& row, const JoinedPersons& persons,
                    ProgrammeEnrolments& to) {
  const auto start = date_in(row[3]);
  if (!start) return false;
  const RowId id = id_in(row[0]);
  const RowId person = persons.person_of(id_in(row[1]));
  to.ids.number_of(id);
  to.persons.number_of(person);
  to.rows.push_back({id, person, id_in(row[2]), *start, date_in(row[4])});
  return true;
}

}  // namespace

Result<ProgrammeEnrolments> read_enrolments(RowSource& source, const JoinedPersons& persons,
                                            const RowId& programme) {
  ProgrammeEnrolments read;
  BRYGGA_TRY(
      source.each("SELECT id, participant, unit, start, CASE status WHEN 'finished' THEN ended END "
                  "FROM enrolment WHERE programme = ?1",
                  {programme.uuid}, [&](const std::vector<Value>& row) {
                    take_enrolment(row, persons, read);
                    return true;
                  }));
  return read;
}

std::vector<EnrolmentRow> enrolment_rows(const ProgrammeEnrolments& enrolments) {
  std::vector<EnrolmentRow> rows;
  rows.reserve(enrolments.rows.size());
  for (const ProgrammeEnrolment& one : enrolments.rows) {
    rows.push_back({one.participant, one.unit, one.start, one.ended});
  }
  return rows;
}

Result<std::vector<OutcomeRow>> read_outcomes(RowSource& source, const JoinedPersons& persons,
                                              const ProgrammeEnrolments& enrolments) {
  std::vector<OutcomeRow> rows;
  BRYGGA_TRY(source.each(
      "SELECT enrolment, participant, type, from_date, to_date FROM outcome", {},
      [&](const std::vector<Value>& row) {
        const auto from = date_in(row[3]);
        if (!from || !enrolments.has(id_in(row[0]))) return true;
        rows.push_back({persons.person_of(id_in(row[1])), text_in(row[2]), *from, date_in(row[4])});
        return true;
      }));
  return rows;
}

Result<std::vector<ExtensionRow>> read_extensions(RowSource& source,
                                                  const ProgrammeEnrolments& enrolments,
                                                  const std::string& decider) {
  BRYGGA_ASSIGN(const std::vector<StaffRow> people, read_staff(source));
  std::set<RowId> deciders;
  for (const StaffRow& one : people) {
    const bool may = std::find(one.roles.begin(), one.roles.end(), decider) != one.roles.end();
    if (may) deciders.insert(one.id);
  }
  std::vector<ExtensionRow> rows;
  BRYGGA_TRY(source.each("SELECT enrolment, until_date, decided_on, decided_by FROM extension", {},
                         [&](const std::vector<Value>& row) {
                           const auto until = date_in(row[1]);
                           const auto decided = date_in(row[2]);
                           const RowId enrolment = id_in(row[0]);
                           if (!until || !decided || !enrolments.has(enrolment)) return true;
                           const bool may = deciders.count(id_in(row[3])) > 0;
                           rows.push_back({enrolment, *until, *decided, may});
                           return true;
                         }));
  return rows;
}

// --- which enrolment ----------------------------------------------------------------------------

EnrolmentsByStart::EnrolmentsByStart(const ProgrammeEnrolments& enrolments)
    : enrolments_(enrolments) {
  order_.reserve(enrolments.rows.size());
  for (std::uint32_t at = 0; at < enrolments.rows.size(); ++at) {
    const ProgrammeEnrolment& one = enrolments.rows[at];
    order_.push_back({*enrolments.persons.find(one.participant), one.start, one.id, at});
  }
  std::sort(order_.begin(), order_.end());
}

std::uint32_t EnrolmentsByStart::latest(const RowId& person, Date day, bool must_run) const {
  const auto number = enrolments_.persons.find(person);
  if (!number) return no_number;
  auto after = std::partition_point(order_.begin(), order_.end(), [&](const Place& place) {
    return std::tie(place.person, place.start) <= std::tie(*number, day);
  });
  while (after != order_.begin() && (--after)->person == *number) {
    const auto& ended = enrolments_.rows[after->at].ended;
    if (!must_run || !ended || *ended >= day) return after->at;
  }
  return no_number;
}

// --- intakes and waiting ------------------------------------------------------------------------

namespace {

std::uint64_t start_of(Date day) {
  return static_cast<std::uint64_t>(std::max(day.days, 0) * day_ms);
}

// In days where only one of the two times is known: a difference of more would be made up.
void set_times(IntakeRow& row, const std::optional<Moment>& contact,
               const std::optional<Moment>& planned) {
  const bool are_exact = contact && planned && contact->at_ms && planned->at_ms;
  if (contact) row.first_contact_ms = are_exact ? *contact->at_ms : start_of(contact->day);
  if (planned) row.plan_ms = are_exact ? *planned->at_ms : start_of(planned->day);
}

// What began on a period's first day or after it, while plans are found: a plan may belong to one
// that is no intake.
struct BegunSince {
  struct Way {
    bool is_intake = false;
    std::string stream;
    std::optional<Moment> contact;
    std::optional<Moment> first_plan;
  };
  ProgrammeEnrolments enrolments;
  std::vector<Way> ways;  // of the enrolments, in their order

  void take_plan(std::uint32_t at, const Moment& agreed) {
    const auto order = [](const Moment& one) { return std::tie(one.day, one.at_ms); };
    auto& first = ways[at].first_plan;
    if (!first || order(agreed) < order(*first)) first = agreed;
  }
};

Result<BegunSince> read_begun(RowSource& source, const JoinedPersons& persons,
                              const RowId& programme, const Period& period) {
  BegunSince begun;
  BRYGGA_TRY(source.each(
      "SELECT id, participant, unit, start, CASE status WHEN 'finished' THEN ended END, "
      "stream, first_contact, first_contact_at, moved_from IS NULL AND start <= ?3 "
      "FROM enrolment WHERE programme = ?1 AND start >= ?2",
      {programme.uuid, format_date(period.from), format_date(period.until)},
      [&](const std::vector<Value>& row) {
        if (take_enrolment(row, persons, begun.enrolments)) {
          begun.ways.push_back(
              {integer_in(row[8]) != 0, text_in(row[5]), moment_in(row[6], row[7]), {}});
        }
        return true;
      }));
  return begun;
}

// No plan is of an enrolment that began before the period and of an intake as well, so that those
// need not be known.
Status take_plans(RowSource& source, const JoinedPersons& persons, const RowId& programme,
                  const Period& period, BegunSince& begun) {
  const EnrolmentsByStart by_start(begun.enrolments);
  return source.each(
      "SELECT participant, enrolment, agreed_on, agreed_at FROM plan WHERE agreed_on IS NOT NULL "
      "AND (enrolment IS NULL OR enrolment IN "
      "(SELECT id FROM enrolment WHERE programme = ?1 AND start >= ?2))",
      {programme.uuid, format_date(period.from)}, [&](const std::vector<Value>& row) {
        const auto agreed = moment_in(row[2], row[3]);
        if (!agreed) return true;
        const RowId named = id_in(row[1]);
        const std::uint32_t at =
            named.uuid.is_nil()
                ? by_start.latest(persons.person_of(id_in(row[0])), agreed->day, false)
                : begun.enrolments.ids.find(named).value_or(no_number);
        if (at != no_number) begun.take_plan(at, *agreed);
        return true;
      });
}

}  // namespace

Result<std::vector<IntakeRow>> read_intakes(RowSource& source, const JoinedPersons& persons,
                                            const RowId& programme, const Period& period) {
  BRYGGA_ASSIGN(BegunSince begun, read_begun(source, persons, programme, period));
  BRYGGA_TRY(take_plans(source, persons, programme, period, begun));
  std::vector<IntakeRow> rows;
  for (std::size_t at = 0; at < begun.ways.size(); ++at) {
    BegunSince::Way& way = begun.ways[at];
    if (!way.is_intake) continue;
    const ProgrammeEnrolment& one = begun.enrolments.rows[at];
    rows.push_back({one.id, one.participant, std::move(way.stream)});
    set_times(rows.back(), way.contact, way.first_plan);
  }
  return rows;
}

Result<std::vector<WaitRow>> read_waits(RowSource& source, const JoinedPersons& persons,
                                        const RowId& programme) {
  std::vector<WaitRow> rows;
  BRYGGA_TRY(source.each(
      "SELECT participant, first_contact, start FROM enrolment WHERE programme = ?1 AND "
      "first_contact IS NOT NULL AND moved_from IS NULL",
      {programme.uuid}, [&](const std::vector<Value>& row) {
        const auto contact = date_in(row[1]);
        const auto start = date_in(row[2]);
        if (contact && start) rows.push_back({persons.person_of(id_in(row[0])), *contact, start});
        return true;
      }));
  return rows;
}

// --- steps --------------------------------------------------------------------------------------

namespace {

// The last step of a plan under the name that the programme has for it.
std::string step_of(const std::string& stage, const std::vector<NamedKey>& steps) {
  const bool is_last = stage == "support_on_and_off_the_job" && !has_key(steps, stage);
  return is_last ? "support" : stage;
}

// Every entry into a stage or step, and whose: enrolments and plans of which there are any.
struct StageEntries {
  std::vector<StepRow> rows;
  std::unordered_set<RowId> recorded;
};

Result<StageEntries> read_stage_entries(RowSource& source, const JoinedPersons& persons,
                                        const ProgrammeEnrolments& enrolments,
                                        const std::vector<NamedKey>& steps) {
  StageEntries read;
  BRYGGA_TRY(source.each("SELECT participant, enrolment, plan, stage, entered_on FROM stage_entry",
                         {}, [&](const std::vector<Value>& row) {
                           const RowId person = persons.person_of(id_in(row[0]));
                           const RowId enrolled = id_in(row[1]);
                           const bool is_of_plan = enrolled.uuid.is_nil();
                           const bool is_ours = is_of_plan ? enrolments.has_person(person)
                                                           : enrolments.has(enrolled);
                           const auto day = date_in(row[4]);
                           std::string step = step_of(text_in(row[3]), steps);
                           if (!day || !is_ours) return true;
                           read.recorded.insert(is_of_plan ? id_in(row[2]) : enrolled);
                           if (!is_of_plan || has_key(steps, step)) {
                             read.rows.push_back({person, std::move(step), *day});
                           }
                           return true;
                         }));
  return read;
}

}  // namespace

Result<std::vector<StepRow>> read_steps(RowSource& source, const JoinedPersons& persons,
                                        const RowId& programme,
                                        const ProgrammeEnrolments& enrolments,
                                        const std::vector<NamedKey>& steps) {
  BRYGGA_ASSIGN(StageEntries entries, read_stage_entries(source, persons, enrolments, steps));
  std::vector<StepRow> rows = std::move(entries.rows);
  // Of what came from an older system only the stage is known, and the first day.
  BRYGGA_TRY(source.each(
      "SELECT id, participant, stage, start FROM enrolment WHERE programme = ?1 AND stage <> ''",
      {programme.uuid}, [&](const std::vector<Value>& row) {
        const auto start = date_in(row[3]);
        if (!start || entries.recorded.count(id_in(row[0])) > 0) return true;
        rows.push_back({persons.person_of(id_in(row[1])), text_in(row[2]), *start});
        return true;
      }));
  BRYGGA_TRY(source.each(
      "SELECT participant, enrolment, se_stage, agreed_on, id FROM plan WHERE se_stage IS NOT NULL",
      {}, [&](const std::vector<Value>& row) {
        const RowId person = persons.person_of(id_in(row[0]));
        const RowId named = id_in(row[1]);
        const auto day = date_in(row[3]);
        const bool is_ours =
            named.uuid.is_nil() ? enrolments.has_person(person) : enrolments.has(named);
        std::string step = step_of(text_in(row[2]), steps);
        // A programme with stages of its own does not speak of the steps of plans.
        const bool counts = day && is_ours && has_key(steps, step);
        if (counts && entries.recorded.count(id_in(row[4])) == 0) {
          rows.push_back({person, std::move(step), *day});
        }
        return true;
      }));
  return rows;
}

}  // namespace brygga::casework
