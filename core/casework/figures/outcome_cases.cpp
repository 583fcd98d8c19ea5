#include "casework/figures/outcome_cases.hpp"

#include <tuple>

#include "base/order.hpp"

namespace brygga::casework {

namespace {

Reason standing_of(const EnrolmentRow& row, Date as_of) {
  if (row.ended && *row.ended < row.start) return Reason::ended_before_start;
  return row.start > as_of ? Reason::starts_later : Reason::enrolled;
}

std::optional<Date> ended_by(const EnrolmentRow& row, Date as_of) {
  return row.ended && *row.ended <= as_of ? row.ended : std::nullopt;
}

// Of two units with the same id, the first.
RowNumbers numbers_of(std::span<const ReportUnit> units, std::vector<std::uint32_t>& first) {
  RowNumbers numbers;
  for (std::uint32_t unit = 0; unit < units.size(); ++unit) {
    const std::uint32_t number = numbers.number_of(units[unit].id);
    if (number == first.size()) first.push_back(unit);
  }
  return numbers;
}

std::vector<EnrolmentCase> enrolment_cases(const OutcomeRows& rows, RowNumbers& persons) {
  std::vector<std::uint32_t> first;
  const RowNumbers units = numbers_of(rows.units, first);
  std::vector<EnrolmentCase> cases;
  cases.reserve(rows.enrolments.size());
  for (const EnrolmentRow& row : rows.enrolments) {
    const auto unit = units.find(row.unit);
    cases.push_back({persons.number_of(row.participant), unit ? first[*unit] : no_number, row.unit,
                     row.start, ended_by(row, rows.as_of), standing_of(row, rows.as_of)});
  }
  // Ties included, so that the order in which rows arrive has no say.
  put_in_order(cases, [](const EnrolmentCase& a, const EnrolmentCase& b) {
    return std::tie(a.person, a.start, a.unit_id, a.ended) <
           std::tie(b.person, b.start, b.unit_id, b.ended);
  });
  return cases;
}

// Judges outcomes against enrolments that are sorted by person and start.
class OutcomeJudge {
 public:
  OutcomeJudge(const OutcomeRows& rows, const std::vector<EnrolmentCase>& enrolments,
               std::uint32_t persons)
      : rows_(rows), enrolments_(enrolments), first_(persons + 1, 0) {
    for (const EnrolmentCase& enrolment : enrolments) ++first_[enrolment.person + 1];
    for (std::size_t person = 1; person < first_.size(); ++person) {
      first_[person] += first_[person - 1];
    }
  }

  OutcomeCase judge(const OutcomeRow& row, std::uint32_t person) const {
    OutcomeCase made{person, no_number, type_of(row.type), Reason::no_outcome};
    made.standing = standing_of(row, made.type);
    if (made.standing != Reason::no_outcome && made.standing != Reason::outcome_too_short) {
      return made;
    }
    made.enrolment = enrolment_of(person, row.from);
    if (made.enrolment == no_number) made.standing = why_no_enrolment(person);
    return made;
  }

 private:
  std::uint32_t type_of(const std::string& key) const {
    for (std::uint32_t type = 0; type < rows_.types.size(); ++type) {
      if (rows_.types[type].key == key) return type;
    }
    return no_number;
  }

  Reason standing_of(const OutcomeRow& row, std::uint32_t type) const {
    if (type == no_number) return Reason::unknown_type;
    if (row.to && *row.to < row.from) return Reason::ended_before_start;
    if (row.from > rows_.as_of) return Reason::outcome_later;
    const bool is_too_short =
        row.to && days_between(row.from, *row.to) + 1 < rows_.types[type].days_min;
    return is_too_short ? Reason::outcome_too_short : Reason::no_outcome;
  }

  std::uint32_t enrolment_of(std::uint32_t person, Date from) const {
    std::uint32_t latest = no_number;
    if (person + 1 >= first_.size()) return latest;
    for (std::uint32_t at = first_[person]; at < first_[person + 1]; ++at) {
      if (enrolments_[at].start > from) break;
      if (enrolments_[at].is_valid()) latest = at;
    }
    return latest;
  }

  Reason why_no_enrolment(std::uint32_t person) const {
    const bool has_none = person + 1 >= first_.size() || first_[person] == first_[person + 1];
    return has_none ? Reason::no_enrolment : Reason::outcome_before_enrolment;
  }

  const OutcomeRows& rows_;
  const std::vector<EnrolmentCase>& enrolments_;
  std::vector<std::uint32_t> first_;  // by person: where the person's enrolments begin
};

}  // namespace

OutcomeCases judge_outcomes(const OutcomeRows& rows) {
  OutcomeCases cases;
  RowNumbers persons;
  cases.enrolments = enrolment_cases(rows, persons);
  const OutcomeJudge judge(rows, cases.enrolments, persons.size());
  cases.outcomes.reserve(rows.outcomes.size());
  for (const OutcomeRow& row : rows.outcomes) {
    cases.outcomes.push_back(judge.judge(row, persons.number_of(row.participant)));
  }
  cases.persons.reserve(persons.size());
  for (std::uint32_t person = 0; person < persons.size(); ++person) {
    cases.persons.push_back(persons.id(person));
  }
  return cases;
}

}  // namespace brygga::casework
