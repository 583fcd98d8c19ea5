#include "casework/outcome_report.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "casework/json.hpp"

namespace brygga::casework {

namespace {

// What one person did at one place (a unit, or anywhere).
struct Standing {
  bool finished = false;
  bool to_work = false;     // by an enrolment that has ended
  bool to_studies = false;  // likewise
  bool still_enrolled_with_outcome = false;
};

using Standings = std::unordered_map<Uuid, Standing>;  // by participant

// The person's enrolment that an outcome belongs to; none when it came before all of them.
const EnrolmentRow* enrolment_of(const OutcomeRow& outcome,
                                 std::span<const EnrolmentRow> by_person_and_start) {
  const EnrolmentRow* latest = nullptr;
  auto at =
      std::lower_bound(by_person_and_start.begin(), by_person_and_start.end(), outcome.participant,
                       [](const EnrolmentRow& row, const RowId& participant) {
                         return row.participant < participant;
                       });
  for (; at != by_person_and_start.end() && at->participant == outcome.participant; ++at) {
    if (at->start <= outcome.from) {
      latest = &*at;
    }
  }
  return latest;
}

// Sorted so that the order in which rows arrive has no say, ties included.
std::vector<EnrolmentRow> sorted(std::span<const EnrolmentRow> enrolments) {
  std::vector<EnrolmentRow> rows(enrolments.begin(), enrolments.end());
  std::sort(rows.begin(), rows.end(), [](const EnrolmentRow& a, const EnrolmentRow& b) {
    if (a.participant != b.participant) return a.participant < b.participant;
    if (a.start != b.start) return a.start < b.start;
    if (a.unit != b.unit) return a.unit < b.unit;
    return a.ended < b.ended;
  });
  return rows;
}

void add_outcome(Standing& standing, const EnrolmentRow& enrolment, CountsAs counts_as) {
  if (counts_as == CountsAs::neither) {
    return;
  }
  if (!enrolment.ended) {
    standing.still_enrolled_with_outcome = true;
  } else if (counts_as == CountsAs::work) {
    standing.to_work = true;
  } else {
    standing.to_studies = true;
  }
}

OutcomeFigures figures_of(const Standings& standings) {
  OutcomeFigures figures;
  for (const auto& [participant, standing] : standings) {
    const bool succeeded = standing.to_work || standing.to_studies;
    figures.enrolled += 1;
    figures.finished += standing.finished ? 1U : 0U;
    figures.succeeded += succeeded ? 1U : 0U;
    figures.to_work += standing.to_work ? 1U : 0U;
    figures.to_studies += standing.to_studies ? 1U : 0U;
    figures.succeeded_still_enrolled +=
        !succeeded && standing.still_enrolled_with_outcome ? 1U : 0U;
  }
  const auto of_finished = make_share(figures.succeeded, figures.finished);
  const auto of_all = make_share(figures.succeeded, figures.enrolled);
  if (of_finished && of_all) {
    figures.shares = Shares{*of_finished, *of_all};
  }
  return figures;
}

std::optional<CountsAs> meaning_of(const std::string& type, std::span<const OutcomeType> rule) {
  for (const OutcomeType& entry : rule) {
    if (entry.key == type) {
      return entry.counts_as;
    }
  }
  return std::nullopt;
}

Json json_of(const Share& share) {
  return {{"count", share.count}, {"of", share.of}, {"per_mille", share.per_mille}};
}

Json json_of(const OutcomeFigures& figures) {
  const auto share = [&](const Share Shares::*member) {
    return figures.shares ? json_of(*figures.shares.*member) : Json();
  };
  return {{"enrolled", figures.enrolled},
          {"finished", figures.finished},
          {"succeeded", figures.succeeded},
          {"to_work", figures.to_work},
          {"to_studies", figures.to_studies},
          {"succeeded_still_enrolled", figures.succeeded_still_enrolled},
          {"data", figures.shares.has_value()},
          {"share_of_finished", share(&Shares::of_finished)},
          {"share_of_all", share(&Shares::of_all)}};
}

}  // namespace

std::optional<Share> make_share(std::uint32_t count, std::uint32_t of) {
  if (of == 0) {
    return std::nullopt;
  }
  const std::uint64_t per_mille = (std::uint64_t{count} * 2000 + of) / (std::uint64_t{of} * 2);
  return Share{count, of, static_cast<std::uint32_t>(per_mille)};
}

OutcomeReport make_outcome_report(std::span<const ReportUnit> units,
                                  std::span<const EnrolmentRow> enrolments,
                                  std::span<const OutcomeRow> outcomes,
                                  std::span<const OutcomeType> rule) {
  OutcomeReport report;
  report.rule.assign(rule.begin(), rule.end());
  std::unordered_map<Uuid, Standings> by_unit;
  std::unordered_set<Uuid> listed;
  for (const ReportUnit& unit : units) {
    listed.insert(unit.id.uuid);
  }
  Standings all;
  const std::vector<EnrolmentRow> rows = sorted(enrolments);
  for (const EnrolmentRow& row : rows) {
    report.enrolments_elsewhere += listed.contains(row.unit.uuid) ? 0U : 1U;
    for (Standings* standings : {&by_unit[row.unit.uuid], &all}) {
      Standing& standing = (*standings)[row.participant.uuid];
      standing.finished = standing.finished || row.ended.has_value();
    }
  }
  for (const OutcomeRow& outcome : outcomes) {
    const auto counts_as = meaning_of(outcome.type, rule);
    const EnrolmentRow* enrolment = enrolment_of(outcome, rows);
    if (!counts_as || enrolment == nullptr) {
      ++report.outcomes_left_out;
      continue;
    }
    for (Standings* standings : {&by_unit[enrolment->unit.uuid], &all}) {
      add_outcome((*standings)[outcome.participant.uuid], *enrolment, *counts_as);
    }
  }
  for (const ReportUnit& unit : units) {
    report.units.push_back({unit, figures_of(by_unit[unit.id.uuid])});
  }
  report.all = figures_of(all);
  return report;
}

Json report_json(const OutcomeReport& report) {
  Json units = Json::array();
  for (const UnitFigures& entry : report.units) {
    units.push_back({{"id", to_string(entry.unit.id.uuid)},
                     {"key", entry.unit.key},
                     {"name", entry.unit.name},
                     {"figures", json_of(entry.figures)}});
  }
  Json rule = Json::array();
  for (const OutcomeType& type : report.rule) {
    rule.push_back({{"outcome", type.key}, {"counts_as", name_of(type.counts_as)}});
  }
  return {{"units", std::move(units)},
          {"all", json_of(report.all)},
          {"rule", std::move(rule)},
          {"outcomes_left_out", report.outcomes_left_out},
          {"enrolments_elsewhere", report.enrolments_elsewhere}};
}

Date limit_date(Date start, int months) { return add_months(start, months); }

std::vector<LimitWarning> limit_warnings(Date limit, std::span<const int> days_before) {
  std::vector<LimitWarning> warnings;
  for (const int days : days_before) {
    warnings.push_back({days, add_days(limit, -std::int64_t{days})});
  }
  std::sort(warnings.begin(), warnings.end(), [](const LimitWarning& a, const LimitWarning& b) {
    return a.days_before > b.days_before;
  });
  return warnings;
}

LimitStanding limit_standing(Date limit, std::span<const int> days_before, Date today) {
  LimitStanding standing;
  standing.days_left = days_between(today, limit);
  standing.is_past = standing.days_left < 0;
  for (const LimitWarning& warning : limit_warnings(limit, days_before)) {
    if (warning.on <= today) {
      standing.warning_days = warning.days_before;
    }
  }
  return standing;
}

}  // namespace brygga::casework
