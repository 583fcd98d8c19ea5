// A synthetic municipality: units, staff, employers and participants' whole cases, for any size.
//
// Demos, tests and benchmarks need years of casework that nobody real is in. Identity numbers are
// test numbers, phone numbers those that PTS has set aside for fiction, employers are marked as
// invented. The same options give the same rows on every platform: integer arithmetic alone, no
// clock, ids made from the seed and the date. One case is held at a time, beside the employers,
// whose seats have to be remembered. A Municipality belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "casework/civil_date.hpp"
#include "casework/programme_definition.hpp"
#include "casework/synthetic/case.hpp"
#include "casework/synthetic/town.hpp"
#include "model/edit.hpp"
#include "store/write_set.hpp"

namespace brygga::casework {

struct MunicipalityOptions {
  std::uint64_t seed = 1;
  std::uint32_t participants = 1000;
  // Exact totals over all programmes; without them as many as so many years bring, and 60 % of
  // those who finished.
  std::optional<std::uint32_t> finished = {};   // persons with an enrolment that has ended
  std::optional<std::uint32_t> succeeded = {};  // of them, to work or studies
  std::uint32_t years = 10;                     // 1 to 50: enrolments begin since then
  Date today;                                   // nothing but booked meetings lies after it
  std::vector<ProgrammeDefinition> programmes;  // participants are spread over them
  std::vector<std::string> empty_units = {};    // keys of units that have just opened: no cases
  std::uint32_t coaches_per_unit = 0;           // 0: two, and one for each 25 enrolled now
  std::uint32_t participants_per_employer = 25;
  std::uint32_t protected_per_mille = 10;  // with a protected identity
};

// The most participants that there can be: as many test numbers as people aged 20 to 64 can have
// on the first day on which one of the programmes no longer takes anybody in; about 328,000.
std::uint32_t municipality_participants_max(const MunicipalityOptions& options);

class Municipality {
 public:
  // Invalid, with reason "municipality_options", when the options contradict each other or no
  // programme takes anybody in during those years; too_large beyond the number above.
  static Result<Municipality> make(const MunicipalityOptions& options);
  Municipality(Municipality&&) noexcept;
  Municipality& operator=(Municipality&&) noexcept;
  ~Municipality();

  // What is there before any case. Seats are booked as cases are made.
  const SyntheticTown& town() const;
  // The next participant's case; nothing after the last.
  std::optional<SyntheticCase> next();

 private:
  struct Impl;
  explicit Municipality(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Rows of the municipality as edits that make them, as the office may write them: whole, each in
// the scope in which a command would make it. Every list can be one transaction; what they name
// comes first when they are written in this order.
std::vector<Edit> town_edits(const SyntheticTown& town);
std::vector<Edit> employer_edits(const SyntheticTown& town, const SyntheticEmployer& employer);
std::vector<Edit> case_edits(const SyntheticTown& town, const SyntheticCase& one);

// The same as a device takes it. The edit must make a row.
Change change_that_makes(const Edit& edit);

// All of it, transaction by transaction: the town, each employer, each case.
Status make_municipality(const MunicipalityOptions& options,
                         const std::function<void(std::vector<Edit>)>& sink);

}  // namespace brygga::casework
