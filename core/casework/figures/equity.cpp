#include "casework/figures/equity.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/order.hpp"
#include "casework/figures/row_numbers.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

namespace {

constexpr std::size_t equity_figures_count = 4;

struct Resident {
  RowId id;
  std::string_view district;
  bool is_protected = false;
  std::optional<Date> first_contact;
  std::optional<Date> start;
  std::int64_t coaching_minutes = 0;
  bool has_praktik = false;
};

// --- who lives where, and what they got -------------------------------------------------------

class Residents {
 public:
  explicit Residents(const EquityRows& rows) : period_(rows.period) {
    for (const ResidentRow& row : rows.residents) add(row);
    for (const WaitRow& row : rows.waits) add(row);
    for (const CoachingRow& row : rows.coaching) {
      Resident* resident = find(row.participant);
      if (resident != nullptr && standing_of(row, period_) == Reason::has_coaching) {
        resident->coaching_minutes += row.minutes;
      }
    }
    for (const PraktikRow& row : rows.praktik) add(row);
  }

  const std::vector<Resident>& all() const { return residents_; }

 private:
  Resident* find(const RowId& participant) {
    const auto number = numbers_.find(participant);
    return number ? &residents_[*number] : nullptr;
  }

  // Of several rows of a person, protection wins, and the district that comes first by name.
  void add(const ResidentRow& row) {
    const std::uint32_t number = numbers_.number_of(row.participant);
    if (number == residents_.size()) {
      residents_.push_back({row.participant, row.district, false, {}, {}, 0, false});
    }
    Resident& resident = residents_[number];
    resident.is_protected |= row.is_protected;
    resident.district = std::min(resident.district, std::string_view(row.district));
  }

  // The first contact of all, and of those on the same day the earliest start.
  void add(const WaitRow& row) {
    Resident* resident = find(row.participant);
    if (resident == nullptr) return;
    const bool is_same = resident->first_contact == row.first_contact;
    const bool is_earlier =
        !resident->first_contact || row.first_contact < *resident->first_contact;
    const bool starts_earlier =
        is_same && row.start && (!resident->start || *row.start < *resident->start);
    if (!is_earlier && !starts_earlier) return;
    resident->first_contact = row.first_contact;
    resident->start = row.start;
  }

  void add(const PraktikRow& row) {
    Resident* resident = find(row.participant);
    const bool is_possible = !row.ended || row.start <= *row.ended;
    const bool touches_period =
        row.start <= period_.until && (!row.ended || *row.ended >= period_.from);
    if (resident != nullptr && is_possible && touches_period) resident->has_praktik = true;
  }

  const Period& period_;
  RowNumbers numbers_;
  std::vector<Resident> residents_;
};

// --- the rules --------------------------------------------------------------------------------

Judged waiting_judged(const Resident& resident, const Period& period) {
  Judged judged{resident.id, RowId{}, {}, 0};
  if (!resident.first_contact) {
    judged.verdict = {Part::left_out, Reason::no_first_contact};
  } else if (!resident.start) {
    judged.verdict = {Part::rest, Reason::not_started};
  } else if (*resident.start < *resident.first_contact) {
    judged.verdict = {Part::left_out, Reason::start_before_contact};
  } else if (!is_within(*resident.start, period)) {
    judged.verdict = {Part::left_out, Reason::outside_period};
  } else {
    judged.verdict = {Part::counted, Reason::has_started};
    judged.value = days_between(*resident.first_contact, *resident.start);
  }
  return judged;
}

Judged judged_by(EquityFigure figure, const Resident& resident, const Period& period) {
  if (resident.is_protected) {
    return {RowId{}, RowId{}, {Part::left_out, Reason::protected_identity}};
  }
  if (resident.district.empty()) {
    return {resident.id, RowId{}, {Part::left_out, Reason::no_district}};
  }
  switch (figure) {
    case EquityFigure::persons:
      return {resident.id, RowId{}, {Part::counted, Reason::resident}};
    case EquityFigure::waiting_days:
      return waiting_judged(resident, period);
    case EquityFigure::coaching_minutes:
      return {resident.id,
              RowId{},
              {Part::counted,
               resident.coaching_minutes > 0 ? Reason::has_coaching : Reason::no_coaching},
              resident.coaching_minutes};
    case EquityFigure::praktik:
      return resident.has_praktik
                 ? Judged{resident.id, RowId{}, {Part::counted, Reason::has_praktik}}
                 : Judged{resident.id, RowId{}, {Part::rest, Reason::no_praktik}};
  }
  return {};
}

// --- the walk ---------------------------------------------------------------------------------

struct Districts {
  std::vector<std::string_view> names;  // sorted
  std::vector<std::uint32_t> of;        // by resident; no_number: none that is told
};

Districts districts_of(const std::vector<Resident>& residents) {
  Districts districts;
  districts.names.reserve(residents.size());
  const auto is_told = [](const Resident& resident) {
    return !resident.is_protected && !resident.district.empty();
  };
  for (const Resident& resident : residents) {
    if (is_told(resident)) districts.names.push_back(resident.district);
  }
  put_in_order(districts.names);
  districts.names.erase(std::unique(districts.names.begin(), districts.names.end()),
                        districts.names.end());
  districts.of.reserve(residents.size());
  for (const Resident& resident : residents) {
    const auto at =
        std::lower_bound(districts.names.begin(), districts.names.end(), resident.district);
    districts.of.push_back(
        is_told(resident) ? static_cast<std::uint32_t>(at - districts.names.begin()) : no_number);
  }
  return districts;
}

// The figures of all first, then those of each district.
std::size_t place_in_book(std::size_t group, EquityFigure figure) {
  return group * equity_figures_count + static_cast<std::size_t>(figure);
}

FigureBook book_of(const std::vector<Resident>& residents, const Districts& districts,
                   const Period& period, std::optional<std::size_t> asked) {
  FigureBook book((districts.names.size() + 1) * equity_figures_count, asked);
  for (std::size_t at = 0; at < residents.size(); ++at) {
    for (std::size_t number = 0; number < equity_figures_count; ++number) {
      const auto figure = static_cast<EquityFigure>(number);
      const Judged judged = judged_by(figure, residents[at], period);
      book.add_to_median(place_in_book(0, figure), judged);
      if (districts.of[at] == no_number) continue;
      book.add_to_median(place_in_book(districts.of[at] + 1, figure), judged);
    }
  }
  return book;
}

// --- what may be shown ------------------------------------------------------------------------

struct Hidden {
  HiddenCells persons;
  HiddenCells praktik;
};

Hidden hidden_in(const FigureBook& book, std::size_t districts, std::uint32_t persons_min) {
  std::array<std::vector<std::uint32_t>, 2> columns;
  for (std::size_t group = 1; group <= districts; ++group) {
    columns[0].push_back(book[place_in_book(group, EquityFigure::persons)].counted);
    columns[1].push_back(book[place_in_book(group, EquityFigure::praktik)].counted);
  }
  std::vector<HiddenCells> hidden = hide_nested(columns, persons_min);
  return {std::move(hidden[0]), std::move(hidden[1])};
}

bool is_hidden(EquityFigure figure, std::size_t group, const Hidden& hidden, const FigureBook& book,
               std::uint32_t persons_min) {
  const auto in = [&](const HiddenCells& cells) {
    return group == 0 ? cells.is_sum_hidden : cells.is_hidden[group - 1];
  };
  if (figure == EquityFigure::praktik) return in(hidden.persons) || in(hidden.praktik);
  if (figure != EquityFigure::waiting_days) return in(hidden.persons);
  return in(hidden.persons) || is_small(book[place_in_book(group, figure)].counted, persons_min);
}

DistrictFigures figures_of(std::size_t group, std::string_view name, const FigureBook& book,
                           const Hidden& hidden, std::uint32_t persons_min) {
  const auto hides = [&](EquityFigure figure) {
    return is_hidden(figure, group, hidden, book, persons_min);
  };
  const auto tally = [&](EquityFigure figure) -> const Tally& {
    return book[place_in_book(group, figure)];
  };
  const Tally& coaching = tally(EquityFigure::coaching_minutes);
  std::optional<std::int64_t> minutes;
  if (coaching.counted > 0) minutes = rounded_quotient(coaching.sum, coaching.counted);
  return {std::string(name),
          shown_unless(hides(EquityFigure::persons),
                       std::optional(tally(EquityFigure::persons).counted)),
          shown_unless(hides(EquityFigure::waiting_days),
                       book.median_of(place_in_book(group, EquityFigure::waiting_days))),
          shown_unless(hides(EquityFigure::coaching_minutes), minutes),
          shown_unless(hides(EquityFigure::praktik), tally(EquityFigure::praktik).share())};
}

std::uint32_t protected_among(const std::vector<Resident>& residents) {
  return static_cast<std::uint32_t>(
      std::count_if(residents.begin(), residents.end(),
                    [](const Resident& resident) { return resident.is_protected; }));
}

LocalName rule_of(EquityFigure figure) {
  switch (figure) {
    case EquityFigure::persons:
      return {"Deltagare som bor i området.", "Participants who live in the district."};
    case EquityFigure::waiting_days:
      return {"Dagar från första kontakt till start, medianen av dem som började under perioden.",
              "Days from first contact to start, the median of those who began in the period."};
    case EquityFigure::coaching_minutes:
      return {"Registrerade coachningsminuter under perioden per person som bor i området.",
              "Coaching minutes recorded within the period, per person who lives in the district."};
    case EquityFigure::praktik:
      return {
          "Andel av dem som bor i området som haft praktik under perioden.",
          "The share of those who live in the district that had a work placement in the period."};
  }
  return {};
}

constexpr std::array<const char*, equity_figures_count> equity_names = {
    "persons", "waiting_days", "coaching_minutes", "praktik"};

Json district_json(const DistrictFigures& figures) {
  return {{"district", figures.district},
          {"persons", shown_json(figures.persons)},
          {"waiting_days_median", shown_json(figures.waiting_days_median)},
          {"coaching_minutes_per_person", shown_json(figures.coaching_minutes_per_person)},
          {"praktik", shown_json(figures.praktik)}};
}

}  // namespace

EquityReport compare_districts(const EquityRows& rows) {
  const Residents residents(rows);
  const Districts districts = districts_of(residents.all());
  const FigureBook book = book_of(residents.all(), districts, rows.period, std::nullopt);
  const Hidden hidden = hidden_in(book, districts.names.size(), rows.persons_min);
  EquityReport report;
  report.persons_min = rows.persons_min;
  report.all = figures_of(0, "", book, hidden, rows.persons_min);
  report.districts.reserve(districts.names.size());
  for (std::size_t at = 0; at < districts.names.size(); ++at) {
    report.districts.push_back(
        figures_of(at + 1, districts.names[at], book, hidden, rows.persons_min));
  }
  const std::uint32_t protected_persons = protected_among(residents.all());
  const std::uint32_t without =
      book[place_in_book(0, EquityFigure::persons)].left_out - protected_persons;
  report.protected_persons =
      shown_unless(is_small(protected_persons, rows.persons_min), std::optional(protected_persons));
  report.without_district =
      shown_unless(is_small(without, rows.persons_min), std::optional(without));
  return report;
}

Explanation explain_equity(const EquityRows& rows, EquityFigure figure,
                           std::optional<std::string_view> district) {
  Explanation explanation{equity_names[static_cast<std::size_t>(figure)],
                          std::string(district.value_or("")),
                          rule_of(figure),
                          false,
                          {},
                          {}};
  const Residents residents(rows);
  const Districts districts = districts_of(residents.all());
  std::size_t group = 0;
  if (district) {
    const auto at = std::find(districts.names.begin(), districts.names.end(), *district);
    if (at == districts.names.end()) return explanation;
    group = static_cast<std::size_t>(at - districts.names.begin()) + 1;
  }
  FigureBook book = book_of(residents.all(), districts, rows.period, place_in_book(group, figure));
  const Hidden hidden = hidden_in(book, districts.names.size(), rows.persons_min);
  explanation.is_hidden = is_hidden(figure, group, hidden, book, rows.persons_min);
  if (explanation.is_hidden) return explanation;
  explanation.judged = book.take_asked();
  if (is_small(protected_among(residents.all()), rows.persons_min)) {
    std::erase_if(explanation.judged, [](const Judged& judged) {
      return judged.verdict.reason == Reason::protected_identity;
    });
  }
  return explanation;
}

Json equity_json(const EquityReport& report) {
  Json districts = Json::array();
  for (const DistrictFigures& entry : report.districts) districts.push_back(district_json(entry));
  return {{"districts", std::move(districts)},
          {"all", district_json(report.all)},
          {"without_district", shown_json(report.without_district)},
          {"protected_persons", shown_json(report.protected_persons)},
          {"persons_min", report.persons_min}};
}

Shape equity_shape() {
  using namespace shape;
  const Shape district =
      named("district_figures", {{"district", text()},
                                 {"persons", shown_number_shape()},
                                 {"waiting_days_median", shown_number_shape()},
                                 {"coaching_minutes_per_person", shown_number_shape()},
                                 {"praktik", shown_share_shape()}});
  return {{"districts", list(district)},
          {"all", district},
          {"without_district", shown_number_shape()},
          {"protected_persons", shown_number_shape()},
          {"persons_min", integer()}};
}

}  // namespace brygga::casework
