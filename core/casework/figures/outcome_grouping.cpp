#include "casework/figures/outcome_grouping.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/order.hpp"
#include "casework/figures/month.hpp"

namespace brygga::casework {

namespace {

const std::string& text_of(const ReportUnit& unit, ReportBy by) {
  return by == ReportBy::district ? unit.district : unit.commissioner;
}

// By the first unit that has the same text.
std::uint32_t first_with_same(std::span<const ReportUnit> units, std::size_t unit, ReportBy by) {
  std::uint32_t first = 0;
  while (text_of(units[first], by) != text_of(units[unit], by)) ++first;
  return first;
}

}  // namespace

OutcomeGrouping::OutcomeGrouping(const OutcomeRows& rows, std::span<const ReportBy> by,
                                 const std::vector<EnrolmentCase>& enrolments)
    : units_(rows.units), by_(by) {
  is_by_year_ = std::find(by.begin(), by.end(), ReportBy::year) != by.end();
  is_by_unit_ = by.size() > (is_by_year_ ? 1U : 0U);
  find_years(enrolments);
  if (!by.empty()) number(sorted_places());
}

std::vector<OutcomeGrouping::Place> OutcomeGrouping::sorted_places() const {
  std::vector<std::vector<std::uint32_t>> ordinals;
  ordinals.reserve(by_.size());
  for (const ReportBy by : by_) ordinals.push_back(ordinals_of(by));
  const std::size_t units = is_by_unit_ ? units_.size() : 1;
  std::vector<Place> places;
  places.reserve(units * years_.size());
  for (std::uint32_t unit = 0; unit < units; ++unit) {
    for (std::uint32_t year = 0; year < years_.size(); ++year) {
      Place place{{}, unit, year};
      for (std::size_t level = 0; level < by_.size(); ++level) {
        place.key.push_back(by_[level] == ReportBy::year ? year : ordinals[level][unit]);
      }
      places.push_back(std::move(place));
    }
  }
  put_in_order(places, [](const Place& a, const Place& b) { return a.key < b.key; });
  return places;
}

void OutcomeGrouping::number(const std::vector<Place>& places) {
  group_at_.assign(places.size(), no_number);
  for (std::size_t at = 0; at < places.size(); ++at) {
    const Place& place = places[at];
    if (at == 0 || place.key != places[at - 1].key) examples_.push_back(place);
    group_at_[index_of(place.unit, place.year)] = count() - 1;
  }
}

void OutcomeGrouping::find_years(const std::vector<EnrolmentCase>& enrolments) {
  if (!is_by_year_) {
    years_ = {0};
    return;
  }
  // One flag per year of the calendar beats sorting as many years as there are enrolments.
  std::vector<bool> is_there(10000, false);
  for (const EnrolmentCase& enrolment : enrolments) {
    if (enrolment.is_valid()) is_there[static_cast<std::size_t>(year_of(enrolment.start))] = true;
  }
  for (std::size_t year = 0; year < is_there.size(); ++year) {
    if (is_there[year]) years_.push_back(static_cast<int>(year));
  }
}

std::vector<std::uint32_t> OutcomeGrouping::ordinals_of(ReportBy by) const {
  std::vector<std::uint32_t> ordinals(units_.size(), 0);
  for (std::uint32_t unit = 0; unit < units_.size(); ++unit) {
    if (by == ReportBy::unit) ordinals[unit] = unit;
    if (by == ReportBy::district || by == ReportBy::commissioner) {
      ordinals[unit] = first_with_same(units_, unit, by);
    }
  }
  return ordinals;
}

std::uint32_t OutcomeGrouping::group_of(const EnrolmentCase& enrolment) const {
  if (examples_.empty() || (is_by_unit_ && enrolment.unit == no_number)) return no_number;
  std::uint32_t year = 0;
  if (is_by_year_) {
    const int started = year_of(enrolment.start);
    const auto at = std::lower_bound(years_.begin(), years_.end(), started);
    if (at == years_.end() || *at != started) return no_number;
    year = static_cast<std::uint32_t>(at - years_.begin());
  }
  return group_at_[index_of(is_by_unit_ ? enrolment.unit : 0, year)];
}

GroupPart OutcomeGrouping::part_of(ReportBy by, const Place& example) const {
  if (by == ReportBy::year) {
    const std::string year = std::to_string(years_[example.year]);
    return {by, year, year};
  }
  const ReportUnit& unit = units_[example.unit];
  if (by == ReportBy::unit) return {by, unit.key, unit.name};
  return {by, text_of(unit, by), text_of(unit, by)};
}

std::vector<GroupPart> OutcomeGrouping::parts_of(std::uint32_t group) const {
  std::vector<GroupPart> parts;
  parts.reserve(by_.size());
  for (const ReportBy by : by_) parts.push_back(part_of(by, examples_[group]));
  return parts;
}

}  // namespace brygga::casework
