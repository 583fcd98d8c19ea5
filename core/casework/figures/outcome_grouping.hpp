// The groups of an outcome report: which there are, in which order, and which an enrolment is in.
// Values; pure functions. For outcome_figures.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "casework/figures/outcome_figures.hpp"

namespace brygga::casework {

class OutcomeGrouping {
 public:
  OutcomeGrouping(const OutcomeRows& rows, std::span<const ReportBy> by,
                  const std::vector<EnrolmentCase>& enrolments);

  std::uint32_t count() const { return static_cast<std::uint32_t>(examples_.size()); }
  // no_number: at a unit that is not listed, where the groups are by something of the unit.
  std::uint32_t group_of(const EnrolmentCase& enrolment) const;
  std::vector<GroupPart> parts_of(std::uint32_t group) const;

 private:
  // A unit and a year; several of the same key are one group.
  struct Place {
    std::vector<std::uint32_t> key;  // the ordinals of its parts
    std::uint32_t unit = 0;
    std::uint32_t year = 0;
  };

  std::uint32_t index_of(std::uint32_t unit, std::uint32_t year) const {
    return unit * static_cast<std::uint32_t>(years_.size()) + year;
  }
  void find_years(const std::vector<EnrolmentCase>& enrolments);
  std::vector<std::uint32_t> ordinals_of(ReportBy by) const;
  std::vector<Place> sorted_places() const;
  void number(const std::vector<Place>& places);
  GroupPart part_of(ReportBy by, const Place& example) const;

  std::span<const ReportUnit> units_;
  std::span<const ReportBy> by_;
  bool is_by_unit_ = false;  // or by something that follows from the unit
  bool is_by_year_ = false;
  std::vector<int> years_;               // sorted; one that stands for all when it does not matter
  std::vector<std::uint32_t> group_at_;  // by index_of
  std::vector<Place> examples_;          // by group: the first place in it
};

}  // namespace brygga::casework
