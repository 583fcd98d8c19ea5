#include "casework/figures/limit_forecast.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "casework/shape.hpp"

namespace brygga::casework {

namespace {

// Chances as whole parts of this, which multiply within 64 bits.
constexpr std::uint64_t certain = std::uint64_t{1} << 31;
constexpr std::size_t plain_figures = 4;  // all but `due`, of which there is one per month

struct ClockCase {
  const ClockRow* row = nullptr;
  std::uint32_t unit = no_number;
  Reason standing = Reason::enrolled;
  bool is_running = false;
  bool is_extended = false;
  std::optional<Date> limit;  // nothing: the programme has none
};

struct ClockCases {
  std::vector<ClockCase> cases;
  std::vector<Judged> extensions_left_out;
};

// --- each enrolment ---------------------------------------------------------------------------

Reason standing_of(const ClockRow& row, std::uint32_t unit, Date as_of) {
  if (row.ended && *row.ended < row.start) return Reason::ended_before_start;
  if (row.start > as_of) return Reason::starts_later;
  return unit == no_number ? Reason::unknown_unit : Reason::enrolled;
}

// Of two units with the same id, the first.
std::vector<std::uint32_t> units_of(const ClockRows& rows) {
  RowNumbers numbers;
  std::vector<std::uint32_t> first;
  for (std::uint32_t unit = 0; unit < rows.units.size(); ++unit) {
    if (numbers.number_of(rows.units[unit].id) == first.size()) first.push_back(unit);
  }
  std::vector<std::uint32_t> units;
  units.reserve(rows.enrolments.size());
  for (const ClockRow& row : rows.enrolments) {
    const auto number = numbers.find(row.unit);
    units.push_back(number ? first[*number] : no_number);
  }
  return units;
}

void extend(ClockCases& made, const ClockRows& rows) {
  RowNumbers numbers;
  for (const ClockRow& row : rows.enrolments) numbers.number_of(row.enrolment);
  std::vector<std::optional<Date>> until(numbers.size());
  std::vector<std::optional<Date>> without(numbers.size());
  for (const ClockCase& entry : made.cases)
    without[*numbers.find(entry.row->enrolment)] = entry.limit;
  for (const ExtensionRow& extension : rows.extensions) {
    const auto number = numbers.find(extension.enrolment);
    Reason effect = number ? Reason::no_limit : Reason::unknown_enrolment;
    if (number && without[*number]) effect = effect_of(extension, *without[*number], rows.as_of);
    if (effect == Reason::extended) {
      until[*number] = std::max(until[*number], std::optional(extension.until));
    } else {
      made.extensions_left_out.push_back({RowId{}, extension.enrolment, {Part::left_out, effect}});
    }
  }
  for (ClockCase& entry : made.cases) {
    const auto& later = until[*numbers.find(entry.row->enrolment)];
    entry.is_extended = later.has_value();
    if (later) entry.limit = later;
  }
}

ClockCases judge_clocks(const ClockRows& rows) {
  ClockCases made;
  const std::vector<std::uint32_t> units = units_of(rows);
  made.cases.reserve(rows.enrolments.size());
  for (std::size_t at = 0; at < rows.enrolments.size(); ++at) {
    const ClockRow& row = rows.enrolments[at];
    ClockCase entry{&row, units[at], standing_of(row, units[at], rows.as_of), false, false, {}};
    entry.is_running =
        entry.standing == Reason::enrolled && (!row.ended || *row.ended > rows.as_of);
    if (rows.limit_months > 0) entry.limit = limit_date(row.start, rows.limit_months);
    made.cases.push_back(entry);
  }
  extend(made, rows);
  return made;
}

// --- the rules --------------------------------------------------------------------------------

Verdict due_verdict(const ClockCase& entry, Month month, Date as_of) {
  if (!entry.limit) return {Part::left_out, Reason::no_limit};
  if (*entry.limit < as_of) return {Part::rest, Reason::past_limit};
  return month_of(*entry.limit) == month ? Verdict{Part::counted, Reason::due_in_month}
                                         : Verdict{Part::rest, Reason::due_in_other_month};
}

Verdict past_verdict(const ClockCase& entry, Date as_of) {
  if (!entry.limit) return {Part::left_out, Reason::no_limit};
  return *entry.limit < as_of ? Verdict{Part::counted, Reason::past_limit}
                              : Verdict{Part::rest, Reason::within_limit};
}

Verdict ended_lately_verdict(const ClockCase& entry, const ForecastOptions& options, Date as_of) {
  if (entry.is_running) return {Part::rest, Reason::still_enrolled};
  const bool is_lately = *entry.row->ended > add_days(as_of, -std::int64_t{options.pace_days});
  return is_lately ? Verdict{Part::counted, Reason::ended_lately}
                   : Verdict{Part::left_out, Reason::outside_period};
}

class Clock {
 public:
  Clock(const ClockRows& rows, const ForecastOptions& options)
      : rows_(rows), options_(options), now_(month_of(rows.as_of)) {}

  std::size_t figures() const {
    return plain_figures + static_cast<std::size_t>(std::max(options_.months, 0));
  }
  Month month(std::size_t number) const { return add_to(now_, static_cast<std::int32_t>(number)); }

  Verdict verdict_of(std::size_t figure, const ClockCase& entry) const {
    if (entry.standing != Reason::enrolled) return {Part::left_out, entry.standing};
    if (figure == static_cast<std::size_t>(ClockFigure::ended_lately)) {
      return ended_lately_verdict(entry, options_, rows_.as_of);
    }
    if (figure == static_cast<std::size_t>(ClockFigure::running)) {
      return entry.is_running ? Verdict{Part::counted, Reason::enrolled}
                              : Verdict{Part::rest, Reason::already_ended};
    }
    if (!entry.is_running) return {Part::left_out, Reason::already_ended};
    switch (static_cast<ClockFigure>(std::min(figure, plain_figures))) {
      case ClockFigure::past:
        return past_verdict(entry, rows_.as_of);
      case ClockFigure::extended:
        return entry.is_extended ? Verdict{Part::counted, Reason::extended}
                                 : Verdict{Part::rest, Reason::enrolled};
      case ClockFigure::running:
      case ClockFigure::ended_lately:
      case ClockFigure::due:
        break;
    }
    return due_verdict(entry, month(figure - plain_figures), rows_.as_of);
  }

  // The figures of all first, then those of each unit.
  FigureBook book_of(const std::vector<ClockCase>& cases, std::optional<std::size_t> asked) const {
    FigureBook book((rows_.units.size() + 1) * figures(), asked);
    for (const ClockCase& entry : cases) {
      const std::int64_t days = entry.limit ? days_between(rows_.as_of, *entry.limit) : 0;
      for (std::size_t figure = 0; figure < figures(); ++figure) {
        const Judged judged{entry.row->participant, entry.row->enrolment, verdict_of(figure, entry),
                            days};
        book.add(figure, judged);
        if (entry.unit != no_number) book.add((entry.unit + 1) * figures() + figure, judged);
      }
    }
    return book;
  }

 private:
  const ClockRows& rows_;
  const ForecastOptions& options_;
  Month now_;
};

// --- the pace ---------------------------------------------------------------------------------

struct Pace {
  std::int64_t days = 0;  // that enrolments ran, within the time from which the pace is taken
  std::int64_t ends = 0;
};

std::vector<Pace> paces_of(const std::vector<ClockCase>& cases, const ClockRows& rows,
                           const ForecastOptions& options) {
  std::vector<Pace> paces(rows.units.size() + 1);
  const Date since = add_days(rows.as_of, 1 - std::int64_t{options.pace_days});
  for (const ClockCase& entry : cases) {
    if (entry.standing != Reason::enrolled) continue;
    const Date until = entry.is_running ? rows.as_of : *entry.row->ended;
    const std::int64_t days = days_between(std::max(entry.row->start, since), until) + 1;
    if (days <= 0) continue;
    for (Pace* pace : {&paces[0], &paces[entry.unit + 1]}) {
      pace->days += days;
      pace->ends += entry.is_running ? 0 : 1;
    }
  }
  return paces;
}

// The chance to run on for so many days.
std::uint64_t chance_to_stay(const Pace& pace, std::int64_t days) {
  std::uint64_t factor = certain - static_cast<std::uint64_t>(pace.ends) * certain /
                                       static_cast<std::uint64_t>(pace.days);
  std::uint64_t chance = certain;
  for (; days > 0; days /= 2) {
    if (days % 2 == 1) chance = chance * factor / certain;
    factor = factor * factor / certain;
  }
  return chance;
}

// How many of the due are expected to leave before their limit: by unit and month, as the book has
// them.
std::vector<std::uint64_t> expected_leavers(const std::vector<ClockCase>& cases, const Clock& clock,
                                            const std::vector<Pace>& paces, std::size_t months,
                                            Date as_of) {
  std::vector<std::uint64_t> leavers(paces.size() * months, 0);
  for (const ClockCase& entry : cases) {
    if (!entry.is_running || !entry.limit || *entry.limit < as_of) continue;
    const auto month =
        static_cast<std::size_t>(month_of(*entry.limit).number - clock.month(0).number);
    if (month >= months) continue;
    for (const std::size_t group : {std::size_t{0}, std::size_t{entry.unit} + 1}) {
      if (paces[group].ends == 0) continue;
      const std::uint64_t stays = chance_to_stay(paces[group], days_between(as_of, *entry.limit));
      leavers[group * months + month] += certain - stays;
    }
  }
  return leavers;
}

std::vector<MonthForecast> months_of(std::size_t group, const FigureBook& book, const Clock& clock,
                                     const Pace& pace, const std::vector<std::uint64_t>& leavers) {
  const std::size_t count = clock.figures() - plain_figures;
  std::vector<MonthForecast> months;
  months.reserve(count);
  for (std::size_t month = 0; month < count; ++month) {
    MonthForecast made{
        clock.month(month), book[group * clock.figures() + plain_figures + month].counted, {}};
    const std::uint64_t expected = (leavers[group * count + month] + certain / 2) / certain;
    if (pace.ends > 0) made.leave_before = static_cast<std::uint32_t>(expected);
    months.push_back(made);
  }
  return months;
}

UnitForecast unit_forecast(std::size_t group, const FigureBook& book, const Clock& clock) {
  const auto tally = [&](ClockFigure figure) -> const Tally& {
    return book[group * clock.figures() + static_cast<std::size_t>(figure)];
  };
  return {tally(ClockFigure::running).counted,     tally(ClockFigure::past).counted,
          tally(ClockFigure::extended).counted,    tally(ClockFigure::ended_lately).counted,
          tally(ClockFigure::running).whole() > 0, {}};
}

LocalName rule_of(ClockFigure figure) {
  switch (figure) {
    case ClockFigure::running:
      return {"Inskrivningar som har börjat och inte är avslutade.",
              "Enrolments that have begun and not ended."};
    case ClockFigure::past:
      return {"Pågående inskrivningar vars tidsgräns var före rapportens dag.",
              "Running enrolments whose limit was before the day of the report."};
    case ClockFigure::extended:
      return {"Pågående inskrivningar med mer tid genom beslut av den som får besluta.",
              "Running enrolments with more time by a decision of someone who may decide."};
    case ClockFigure::ended_lately:
      return {"Inskrivningar som avslutats under den tid som takten räknas på.",
              "Enrolments that ended within the time from which the pace is taken."};
    case ClockFigure::due:
      return {
          "Pågående inskrivningar som når tidsgränsen i månaden: startdagen plus programmets "
          "månader, eller den senaste dag som beslutats.",
          "Running enrolments that reach the limit in the month: the start plus the months of "
          "the programme, or the latest day that was decided."};
  }
  return {};
}

constexpr std::array clock_names = {"running", "past", "extended", "ended_lately", "due"};

Json unit_forecast_json(const UnitForecast& forecast) {
  Json months = Json::array();
  for (const MonthForecast& entry : forecast.months) {
    months.push_back({{"month", format_month(entry.month)},
                      {"due", entry.due},
                      {"leave_before", entry.leave_before ? Json(*entry.leave_before) : Json()}});
  }
  return {{"data", forecast.has_data},
          {"running", forecast.running},
          {"past", forecast.past},
          {"extended", forecast.extended},
          {"ended_lately", forecast.ended_lately},
          {"months", std::move(months)}};
}

}  // namespace

LimitForecast forecast_limits(const ClockRows& rows, const ForecastOptions& options) {
  const ClockCases judged = judge_clocks(rows);
  const Clock clock(rows, options);
  const FigureBook book = clock.book_of(judged.cases, std::nullopt);
  const std::vector<Pace> paces = paces_of(judged.cases, rows, options);
  const auto leavers =
      expected_leavers(judged.cases, clock, paces, clock.figures() - plain_figures, rows.as_of);
  LimitForecast forecast;
  forecast.units.reserve(rows.units.size());
  for (std::size_t group = 0; group < paces.size(); ++group) {
    UnitForecast made = unit_forecast(group, book, clock);
    made.months = months_of(group, book, clock, paces[group], leavers);
    if (group == 0) {
      forecast.all = std::move(made);
    } else {
      forecast.units.push_back(std::move(made));
    }
  }
  forecast.left_out = book[static_cast<std::size_t>(ClockFigure::running)].left_out;
  forecast.extensions_left_out = static_cast<std::uint32_t>(judged.extensions_left_out.size());
  return forecast;
}

Explanation explain_limits(const ClockRows& rows, const ForecastOptions& options,
                           ClockFigure figure, std::optional<std::size_t> unit, std::size_t month) {
  const auto number = static_cast<std::size_t>(figure);
  const Clock clock(rows, options);
  Explanation explanation{clock_names[number], {}, rule_of(figure), false, {}, {}};
  const std::size_t asked = number + (figure == ClockFigure::due ? month : 0);
  if (asked >= clock.figures() || (unit && *unit >= rows.units.size())) return explanation;
  if (unit) explanation.group = rows.units[*unit].key;
  const std::size_t group = unit ? *unit + 1 : 0;
  ClockCases judged = judge_clocks(rows);
  explanation.judged = clock.book_of(judged.cases, group * clock.figures() + asked).take_asked();
  if (figure == ClockFigure::extended && !unit) {
    sort_judged(judged.extensions_left_out);
    explanation.records = std::move(judged.extensions_left_out);
  }
  return explanation;
}

Json forecast_json(const LimitForecast& forecast, const ClockRows& rows) {
  Json units = Json::array();
  for (std::size_t unit = 0; unit < forecast.units.size() && unit < rows.units.size(); ++unit) {
    units.push_back({{"key", rows.units[unit].key},
                     {"name", rows.units[unit].name},
                     {"forecast", unit_forecast_json(forecast.units[unit])}});
  }
  return {{"as_of", format_date(rows.as_of)},
          {"units", std::move(units)},
          {"all", unit_forecast_json(forecast.all)},
          {"left_out", forecast.left_out},
          {"extensions_left_out", forecast.extensions_left_out}};
}

Shape forecast_shape() {
  using namespace shape;
  const Shape month =
      named("month_forecast",
            {{"month", text()}, {"due", integer()}, {"leave_before", or_null(integer())}});
  const Shape forecast = named("limit_forecast", {{"data", flag()},
                                                  {"running", integer()},
                                                  {"past", integer()},
                                                  {"extended", integer()},
                                                  {"ended_lately", integer()},
                                                  {"months", list(month)}});
  const Shape of_unit =
      named("unit_forecast", {{"key", text()}, {"name", text()}, {"forecast", forecast}});
  return {{"as_of", date()},
          {"units", list(of_unit)},
          {"all", forecast},
          {"left_out", integer()},
          {"extensions_left_out", integer()}};
}

}  // namespace brygga::casework
