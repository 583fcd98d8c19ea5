#include "casework/figures/employer_figures.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/order.hpp"
#include "casework/figures/row_numbers.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

namespace {

constexpr std::size_t employer_figures_count = 4;

// --- the rules --------------------------------------------------------------------------------

Verdict verdict_of(const EmployerContactRow& row, const Period& period) {
  return is_within(row.on, period) ? Verdict{Part::counted, Reason::counts_here}
                                   : Verdict{Part::left_out, Reason::outside_period};
}

Verdict verdict_of(const PlacementRow& row, PlaceKind kind, const Period& period) {
  if (row.ended && *row.ended < row.start) return {Part::left_out, Reason::ended_before_start};
  if (row.is_cancelled) return {Part::left_out, Reason::is_cancelled};
  if (!is_within(row.start, period)) return {Part::left_out, Reason::outside_period};
  return row.kind == kind ? Verdict{Part::counted, Reason::counts_here}
                          : Verdict{Part::rest, Reason::elsewhere};
}

Verdict verdict_of(const TrainingRow& row, const Period& period) {
  return is_within(row.on, period) ? Verdict{Part::counted, Reason::counts_here}
                                   : Verdict{Part::left_out, Reason::outside_period};
}

// --- the walk ---------------------------------------------------------------------------------

// The figures of all first, then those of each employer.
class EmployerWalk {
 public:
  explicit EmployerWalk(const EmployerRows& rows) : rows_(rows) {
    for (const EmployerRow& row : rows.employers) numbers_.number_of(row.employer);
  }

  const RowNumbers& numbers() const { return numbers_; }

  static std::size_t place(std::size_t group, EmployerFigure figure) {
    return group * employer_figures_count + static_cast<std::size_t>(figure);
  }

  FigureBook book_of(std::optional<std::size_t> asked) const {
    FigureBook book((numbers_.size() + 1) * employer_figures_count, asked);
    for (const EmployerContactRow& row : rows_.contacts) {
      add(book, EmployerFigure::contacts, row.employer,
          {row.participant, row.contact, verdict_of(row, rows_.period)});
    }
    for (const PlacementRow& row : rows_.placements) {
      add(book, EmployerFigure::praktik, row.employer,
          {row.participant, row.placement, verdict_of(row, PlaceKind::praktik, rows_.period)});
      add(book, EmployerFigure::jobs, row.employer,
          {row.participant, row.placement, verdict_of(row, PlaceKind::job, rows_.period)});
    }
    for (const TrainingRow& row : rows_.training) {
      add(book, EmployerFigure::training, row.employer,
          {RowId{}, row.session, verdict_of(row, rows_.period), row.headcount});
    }
    return book;
  }

 private:
  void add(FigureBook& book, EmployerFigure figure, const RowId& employer, Judged judged) const {
    const auto number = numbers_.find(employer);
    if (!number) judged.verdict = {Part::left_out, Reason::unknown_employer};
    book.add(place(0, figure), judged);
    if (number) book.add(place(std::size_t{*number} + 1, figure), judged);
  }

  const EmployerRows& rows_;
  RowNumbers numbers_;
};

std::vector<TrainingFigures> training_figures(const EmployerRows& rows,
                                              const RowNumbers& employers) {
  std::map<std::pair<std::string_view, std::string_view>, TrainingFigures> groups;
  for (const TrainingRow& row : rows.training) {
    const bool counts =
        employers.find(row.employer) && verdict_of(row, rows.period).part == Part::counted;
    if (!counts) continue;
    TrainingFigures& group = groups[{row.level, row.sector}];
    group.sessions += 1;
    group.headcount += row.headcount;
  }
  std::vector<TrainingFigures> list;
  list.reserve(groups.size());
  for (auto& [key, group] : groups) {
    group.level = key.first;
    group.sector = key.second;
    list.push_back(std::move(group));
  }
  return list;
}

LocalName rule_of(EmployerFigure figure) {
  switch (figure) {
    case EmployerFigure::contacts:
      return {"Kontakter med arbetsgivaren under perioden, av alla slag.",
              "Contacts with the employer within the period, of every kind."};
    case EmployerFigure::praktik:
      return {"Praktikplaceringar som började under perioden och inte ställdes in.",
              "Work placements that began within the period and were not cancelled."};
    case EmployerFigure::jobs:
      return {"Anställningar som började under perioden och inte ställdes in.",
              "Jobs that began within the period and were not cancelled."};
    case EmployerFigure::training:
      return {"Utbildningstillfällen för arbetsgivare under perioden.",
              "Sessions of training for employers within the period."};
  }
  return {};
}

constexpr std::array<const char*, employer_figures_count> employer_names = {"contacts", "praktik",
                                                                            "jobs", "training"};

}  // namespace

const char* name_of(PlaceKind kind) { return kind == PlaceKind::praktik ? "praktik" : "job"; }

EmployerFigures employer_figures(const EmployerRows& rows) {
  const EmployerWalk walk(rows);
  const FigureBook book = walk.book_of(std::nullopt);
  const RowNumbers& numbers = walk.numbers();
  const auto counted = [&](std::size_t group, EmployerFigure figure) {
    return book[EmployerWalk::place(group, figure)].counted;
  };
  EmployerFigures figures;
  figures.employers.reserve(numbers.size());
  for (std::uint32_t number = 0; number < numbers.size(); ++number) {
    figures.employers.push_back({numbers.id(number), counted(number + 1, EmployerFigure::contacts),
                                 counted(number + 1, EmployerFigure::praktik),
                                 counted(number + 1, EmployerFigure::jobs)});
  }
  put_in_order(figures.employers,
               [](const auto& a, const auto& b) { return a.employer < b.employer; });
  figures.contacts = counted(0, EmployerFigure::contacts);
  figures.praktik = counted(0, EmployerFigure::praktik);
  figures.jobs = counted(0, EmployerFigure::jobs);
  figures.training = training_figures(rows, numbers);
  // A placement is judged for both kinds; what is left out of one is left out of the other.
  for (const auto figure :
       {EmployerFigure::contacts, EmployerFigure::praktik, EmployerFigure::training}) {
    figures.rows_left_out += book[EmployerWalk::place(0, figure)].left_out;
  }
  return figures;
}

Explanation explain_employers(const EmployerRows& rows, EmployerFigure figure,
                              std::optional<RowId> employer) {
  Explanation explanation{
      employer_names[static_cast<std::size_t>(figure)], {}, rule_of(figure), false, {}, {}};
  const EmployerWalk walk(rows);
  std::size_t group = 0;
  if (employer) {
    explanation.group = to_string(employer->uuid);
    const auto number = walk.numbers().find(*employer);
    if (!number) return explanation;
    group = std::size_t{*number} + 1;
  }
  explanation.judged = walk.book_of(EmployerWalk::place(group, figure)).take_asked();
  return explanation;
}

Json employer_json(const EmployerFigures& figures) {
  Json employers = Json::array();
  for (const EmployerCounts& entry : figures.employers) {
    employers.push_back({{"employer", to_string(entry.employer.uuid)},
                         {"contacts", entry.contacts},
                         {"praktik", entry.praktik},
                         {"jobs", entry.jobs}});
  }
  Json training = Json::array();
  for (const TrainingFigures& entry : figures.training) {
    training.push_back({{"level", entry.level},
                        {"sector", entry.sector},
                        {"sessions", entry.sessions},
                        {"headcount", entry.headcount}});
  }
  return {{"employers", std::move(employers)}, {"contacts", figures.contacts},
          {"praktik", figures.praktik},        {"jobs", figures.jobs},
          {"training", std::move(training)},   {"rows_left_out", figures.rows_left_out}};
}

Shape::Members employer_members() {
  using namespace shape;
  const Shape of_employer = named("employer_counts", {{"employer", id()},
                                                      {"name", or_null(text())},
                                                      {"contacts", integer()},
                                                      {"praktik", integer()},
                                                      {"jobs", integer()}});
  const Shape training = named(
      "training_counts",
      {{"level", text()}, {"sector", text()}, {"sessions", integer()}, {"headcount", integer()}});
  return {{"employers", list(of_employer)}, {"contacts", integer()},
          {"praktik", integer()},           {"jobs", integer()},
          {"training", list(training)},     {"rows_left_out", integer()}};
}

}  // namespace brygga::casework
