#include "casework/synthetic/town.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "casework/check_digit.hpp"
#include "casework/instant.hpp"
#include "casework/synthetic/municipality.hpp"
#include "casework/synthetic/origins.hpp"
#include "casework/synthetic/phrases.hpp"

namespace brygga::casework {

namespace {

constexpr std::uint64_t staff_dice = 1;
constexpr std::uint64_t employer_dice = 2;
constexpr std::uint64_t role_dice = 3;
constexpr int eight_o_clock = 8 * 60;

// --- staff
// ----------------------------------------------------------------------------------------

std::string letters_only(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') letters += static_cast<char>(c - 'A' + 'a');
    if (c >= 'a' && c <= 'z') letters += c;
  }
  return letters;
}

class StaffRoom {
 public:
  explicit StaffRoom(SyntheticTown& town)
      : town_(town), dice_(dice_for(town.seed, staff_dice, 0)) {}

  Uuid add(const std::string& role, std::vector<RowId> memberships, std::vector<RowId> manages) {
    const Origin& origin = dice_.percent(70) ? origins()[0] : dice_.pick(origins());
    const bool is_woman = dice_.percent(65);
    const std::string first(dice_.one_of(is_woman ? origin.women : origin.men));
    const std::string last(
        dice_.one_of(is_woman ? origin.family_names_women : origin.family_names_men));
    return add_named(first + " " + last, letters_only(first), role, std::move(memberships),
                     std::move(manages));
  }
  // user: what the user name begins with; the number after it tells namesakes apart.
  Uuid add_named(std::string name, std::string user, const std::string& role,
                 std::vector<RowId> memberships, std::vector<RowId> manages) {
    const RowId id = synthetic_id(wall_time_ms(town_.first, eight_o_clock), dice_);
    user.append(std::to_string(town_.staff.size() + 1));
    town_.staff.push_back(
        {id,
         {std::move(name), std::move(user), {role}, std::move(memberships), std::move(manages)}});
    return id.uuid;
  }
  RowId row() { return synthetic_id(wall_time_ms(town_.first, eight_o_clock), dice_); }

 private:
  SyntheticTown& town_;
  Dice dice_;
};

void add_unit(SyntheticTown& town, const UnitDefinition& unit, std::uint32_t coaches,
              StaffRoom& room) {
  SyntheticUnit made;
  made.id = room.row();
  made.unit = {unit.name.sv, "", unit.district, town.first, unit.key};
  made.manager = room.add("manager", {made.id}, {made.id});
  made.kiosk = room.add_named("Incheckning " + unit.name.sv, "kiosk", "kiosk", {made.id}, {});
  for (std::uint32_t i = 0; i < coaches; ++i) {
    made.coaches.push_back(room.add("coach", {made.id}, {}));
  }
  town.units.push_back(std::move(made));
}

std::size_t unit_place(const SyntheticTown& town, const std::string& key) {
  const auto found = std::find_if(town.units.begin(), town.units.end(),
                                  [&](const SyntheticUnit& unit) { return unit.unit.key == key; });
  return static_cast<std::size_t>(found - town.units.begin());
}

// A few of each partner's staff for every thousand participants would be as many as there are;
// three are enough to tell them apart.
void add_partners(SyntheticProgramme& programme, StaffRoom& room) {
  for (const TeamRole& role : programme.definition.team_roles) {
    if (role.partner.empty()) continue;
    for (int i = 0; i < 3; ++i) {
      programme.partners.push_back({room.add("partner", {}, {}), role.partner, role.key});
    }
  }
}

// --- roles that are carved out of others
// ------------------------------------------------------------

SyntheticRole make_role(const SyntheticTown& town, const SyntheticProgramme& programme,
                        std::uint64_t number, Dice& dice) {
  const Phrasebook& book = phrasebook();
  const Date day = day_between(programme.from, town.today, dice);
  SyntheticRole role;
  role.id = synthetic_id(wall_time_ms(day, eight_o_clock), dice);
  role.title = book.role_titles[number % book.role_titles.size()];
  role.tasks = {std::string(book.work_tasks[number % book.work_tasks.size()]),
                std::string(book.work_tasks[(number + 5) % book.work_tasks.size()])};
  role.duration_months = dice.percent(50) ? 12 : 24;
  role.is_published = true;
  for (const NamedKey& gate : programme.definition.gates) {
    const Date decided = day_between(day, std::min(add_days(day, 90), town.today), dice);
    const SyntheticUnit& unit = town.units[programme.units[number % programme.units.size()]];
    role.gates.push_back({synthetic_id(wall_time_ms(decided, eight_o_clock), dice), gate.key,
                          !dice.percent(10), unit.manager, decided});
    role.is_published = role.is_published && role.gates.back().is_approved;
  }
  return role;
}

void add_roles(const SyntheticTown& town, SyntheticProgramme& programme, std::uint64_t number) {
  if (programme.definition.gates.empty()) return;
  Dice dice = dice_for(town.seed, role_dice, number);
  const std::size_t count = phrasebook().role_titles.size();
  for (std::size_t i = 0; i < count; ++i) {
    programme.roles.push_back(make_role(town, programme, i, dice));
  }
  for (std::size_t i = 0; i + 1 < count; i += 2) {
    programme.roles[i].leads_to = programme.roles[i + 1].id.uuid;
  }
}

// --- employers
// ------------------------------------------------------------------------------------

// No real number begins with 4, so that none of these is anybody's; the third digit is at least 2.
std::string invented_organisation_number(std::uint64_t number) {
  const std::string counted = std::to_string(1'000'000 + number * 7919 % 1'000'000);
  std::string digits = "499" + counted.substr(1);
  digits += check_digit(digits);
  return digits.insert(6, 1, '-');
}

std::optional<Uuid> published_role(const SyntheticTown& town, Date by, Dice& dice) {
  for (const SyntheticProgramme& programme : town.programmes) {
    if (programme.roles.empty()) continue;
    const SyntheticRole& role = dice.pick(std::span(programme.roles));
    const bool is_ready = role.is_published && std::all_of(role.gates.begin(), role.gates.end(),
                                                           [by](const SyntheticGate& gate) {
                                                             return gate.decided_on <= by;
                                                           });
    if (is_ready) return role.id.uuid;
  }
  return std::nullopt;
}

SyntheticOpening make_opening(const SyntheticTown& town, const SyntheticEmployer& employer,
                              const char* kind, Dice& dice) {
  SyntheticOpening opening;
  opening.start = day_between(employer.since, add_days(employer.since, 60), dice);
  opening.start = std::min(opening.start, town.today);
  opening.id = synthetic_id(wall_time_ms(opening.start, eight_o_clock), dice);
  opening.kind = kind;
  opening.seats = 1 + dice.below(4);
  opening.title = dice.one_of(phrasebook().occupations);
  opening.role = published_role(town, opening.start, dice);
  opening.taken.resize(opening.seats);
  return opening;
}

void add_employer(SyntheticTown& town, std::size_t unit, std::uint64_t number) {
  Dice dice = dice_for(town.seed, employer_dice, number);
  const Phrasebook& book = phrasebook();
  const std::size_t trade = dice.below(static_cast<std::uint32_t>(book.employer_last.size()));
  SyntheticEmployer employer;
  // Half of them are there from the beginning.
  employer.since = dice.percent(50) ? town.first : day_between(town.first, town.today, dice);
  employer.id = synthetic_id(wall_time_ms(employer.since, eight_o_clock), dice);
  employer.unit = unit;
  employer.number = number;
  employer.name.append(dice.one_of(book.employer_first)).append(" ");
  employer.name.append(book.employer_last[trade]).append(" (påhittat)");
  employer.organisation_number = invented_organisation_number(number);
  employer.sector = book.sectors[trade];
  employer.openings.push_back(make_opening(town, employer, "praktik", dice));
  if (dice.percent(60)) employer.openings.push_back(make_opening(town, employer, "job", dice));
  town.units[unit].employers.push_back(town.employers.size());
  town.employers.push_back(std::move(employer));
}

void add_employers(SyntheticTown& town, const MunicipalityOptions& options) {
  std::vector<std::size_t> units;
  for (const SyntheticProgramme& programme : town.programmes) {
    units.insert(units.end(), programme.units.begin(), programme.units.end());
  }
  std::sort(units.begin(), units.end());
  units.erase(std::unique(units.begin(), units.end()), units.end());
  const std::uint64_t count = std::max<std::uint64_t>(
      units.size(), options.participants / options.participants_per_employer);
  town.employers.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) add_employer(town, units[i % units.size()], i);
}

// --- seats
// ----------------------------------------------------------------------------------------

std::size_t month_of(Date date) {
  const YearMonthDay day = year_month_day(date);
  return static_cast<std::size_t>(day.year * 12 + day.month - 1);
}

bool is_free(const std::vector<bool>& taken, std::size_t from, std::size_t to) {
  for (std::size_t month = from; month <= to && month < taken.size(); ++month) {
    if (taken[month]) return false;
  }
  return true;
}

void take(std::vector<bool>& taken, std::size_t from, std::size_t to) {
  if (taken.size() <= to) taken.resize(to + 1);
  for (std::size_t month = from; month <= to; ++month) taken[month] = true;
}

// Whole months are taken, so that days need not be kept. A seat that is taken until further notice
// is so far beyond every day of this town.
bool take_seat(const SyntheticTown& town, SyntheticOpening& opening, Date start,
               std::optional<Date> last) {
  const std::size_t base = month_of(town.first);
  const std::size_t from = month_of(start) - base;
  const std::size_t to = month_of(last.value_or(add_months(town.today, 24))) - base;
  for (std::vector<bool>& seat : opening.taken) {
    if (!is_free(seat, from, to)) continue;
    take(seat, from, to);
    return true;
  }
  return false;
}

void add_programme(SyntheticTown& town, const MunicipalityOptions& options,
                   const ProgrammeDefinition& definition, std::uint32_t coaches, StaffRoom& room) {
  SyntheticProgramme programme;
  programme.id = room.row();
  programme.definition = definition;
  programme.from = definition.period ? std::max(town.first, definition.period->from) : town.first;
  programme.until = definition.period ? std::min(town.today, definition.period->until) : town.today;
  for (const UnitDefinition& unit : definition.units) {
    const std::size_t place = unit_place(town, unit.key);
    if (place == town.units.size()) add_unit(town, unit, coaches, room);
    const auto& empty = options.empty_units;
    if (std::find(empty.begin(), empty.end(), unit.key) == empty.end()) {
      programme.units.push_back(place);
    }
  }
  add_partners(programme, room);
  town.programmes.push_back(std::move(programme));
}

}  // namespace

SyntheticTown make_town(const MunicipalityOptions& options, std::uint32_t running) {
  SyntheticTown town;
  town.seed = options.seed;
  town.today = options.today;
  town.first = add_months(options.today, -12 * static_cast<int>(options.years));
  std::size_t units = 0;
  for (const ProgrammeDefinition& definition : options.programmes) units += definition.units.size();
  // Two at least, so that cases can change hands.
  const auto enough = static_cast<std::uint32_t>(2 + running / (25 * units));
  const std::uint32_t coaches = options.coaches_per_unit == 0 ? enough : options.coaches_per_unit;
  StaffRoom room(town);
  for (const ProgrammeDefinition& definition : options.programmes) {
    add_programme(town, options, definition, coaches, room);
  }
  for (std::size_t i = 0; i < town.programmes.size(); ++i) {
    add_roles(town, town.programmes[i], i);
  }
  add_employers(town, options);
  return town;
}

std::optional<BookedSeat> book_seat(SyntheticTown& town, std::size_t unit, const char* kind,
                                    Date start, std::optional<Date> last, Dice& dice) {
  const std::vector<std::size_t>& places = town.units[unit].employers;
  if (places.empty()) return std::nullopt;
  constexpr int tries = 8;
  for (int i = 0; i < tries; ++i) {
    const std::size_t place = dice.pick(std::span(places));
    std::vector<SyntheticOpening>& openings = town.employers[place].openings;
    for (std::size_t at = 0; at < openings.size(); ++at) {
      SyntheticOpening& opening = openings[at];
      const bool fits = std::string_view(opening.kind) == kind && opening.start <= start;
      if (fits && take_seat(town, opening, start, last)) return BookedSeat{place, at};
    }
  }
  return BookedSeat{dice.pick(std::span(places))};
}

RowId synthetic_id(std::int64_t unix_ms, Dice& dice) {
  std::array<std::uint8_t, 10> random{};
  const std::uint64_t low = dice.next();
  const std::uint64_t high = dice.next();
  for (std::size_t i = 0; i < 8; ++i) random[i] = static_cast<std::uint8_t>(low >> (8 * i));
  random[8] = static_cast<std::uint8_t>(high);
  random[9] = static_cast<std::uint8_t>(high >> 8);
  return RowId{make_uuid_v7(static_cast<std::uint64_t>(unix_ms), random)};
}

std::int64_t wall_time_ms(Date date, int minute_of_day) {
  const std::int64_t utc_ms =
      std::int64_t{date.days} * day_ms + std::int64_t{minute_of_day} * minute_ms;
  return utc_ms -
         std::int64_t{stockholm_utc_offset_minutes(static_cast<std::uint64_t>(utc_ms))} * minute_ms;
}

Date day_between(Date first, Date last, Dice& dice) {
  return last <= first ? first : add_days(first, dice.between(0, days_between(first, last)));
}

}  // namespace brygga::casework
