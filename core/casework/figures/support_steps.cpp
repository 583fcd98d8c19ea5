#include "casework/figures/support_steps.hpp"

#include <algorithm>
#include <utility>

#include "casework/figures/row_numbers.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

namespace {

struct Way {
  std::vector<std::optional<Date>> first;  // by step: when it was first entered
  std::optional<std::pair<Date, std::size_t>> latest;
  Reason problem = Reason::no_records;  // of who is in no step
};

std::optional<std::size_t> place_of(std::span<const NamedKey> steps, std::string_view key) {
  for (std::size_t place = 0; place < steps.size(); ++place) {
    if (steps[place].key == key) return place;
  }
  return std::nullopt;
}

struct Ways {
  RowNumbers numbers;
  std::vector<Way> of;
  std::uint32_t rows_left_out = 0;
};

Ways ways_of(std::span<const StepRow> rows, std::span<const NamedKey> steps, Date as_of) {
  Ways ways;
  for (const StepRow& row : rows) {
    const std::uint32_t number = ways.numbers.number_of(row.participant);
    if (number == ways.of.size())
      ways.of.push_back({std::vector<std::optional<Date>>(steps.size()), {}});
    Way& way = ways.of[number];
    const auto step = place_of(steps, row.step);
    if (!step || row.entered > as_of) {
      way.problem = std::max(way.problem, step ? Reason::starts_later : Reason::unknown_step);
      ++ways.rows_left_out;
      continue;
    }
    auto& first = way.first[*step];
    first = first ? std::min(*first, row.entered) : row.entered;
    way.latest = std::max(way.latest, std::optional(std::pair(row.entered, *step)));
  }
  return ways;
}

Verdict in_step(const Way& way, std::size_t step) {
  if (!way.latest) return {Part::left_out, way.problem};
  return way.latest->second == step ? Verdict{Part::counted, Reason::in_step}
                                    : Verdict{Part::rest, Reason::in_other_step};
}

Judged to_next(const RowId& participant, const Way& way, std::size_t step) {
  Judged judged{participant, RowId{}, {}, 0};
  const auto& here = way.first[step];
  const auto next = step + 1 < way.first.size() ? way.first[step + 1] : std::nullopt;
  if (!here) {
    judged.verdict = {Part::left_out, way.latest ? Reason::in_other_step : way.problem};
  } else if (!next) {
    judged.verdict = {Part::rest, Reason::not_in_next_step};
  } else if (*next < *here) {
    judged.verdict = {Part::left_out, Reason::steps_out_of_order};
  } else {
    judged.verdict = {Part::counted, Reason::counts_here};
    judged.value = days_between(*here, *next);
  }
  return judged;
}

// Two figures per step, in the order of StepFigure.
FigureBook book_of(const Ways& ways, std::size_t steps, std::optional<std::size_t> asked) {
  FigureBook book(steps * 2, asked);
  for (std::uint32_t number = 0; number < ways.of.size(); ++number) {
    const RowId& participant = ways.numbers.id(number);
    for (std::size_t step = 0; step < steps; ++step) {
      book.add(step * 2, {participant, RowId{}, in_step(ways.of[number], step)});
      book.add_to_median(step * 2 + 1, to_next(participant, ways.of[number], step));
    }
  }
  return book;
}

}  // namespace

StepReport step_report(std::span<const StepRow> rows, std::span<const NamedKey> steps, Date as_of) {
  const Ways ways = ways_of(rows, steps, as_of);
  const FigureBook book = book_of(ways, steps.size(), std::nullopt);
  StepReport report;
  report.rows_left_out = ways.rows_left_out;
  report.steps.reserve(steps.size());
  for (std::size_t step = 0; step < steps.size(); ++step) {
    report.steps.push_back({steps[step], book[step * 2].counted, book.median_of(step * 2 + 1)});
    report.participants = book[step * 2].whole();
  }
  return report;
}

Explanation explain_step(std::span<const StepRow> rows, std::span<const NamedKey> steps, Date as_of,
                         StepFigure figure, std::string_view step) {
  Explanation explanation;
  explanation.group = step;
  if (figure == StepFigure::participants) {
    explanation.figure = "participants";
    explanation.rule = {"Deltagare vars senaste steg är detta.",
                        "Participants whose latest step is this one."};
  } else {
    explanation.figure = "days_to_next";
    explanation.rule = {
        "Dagar från att steget först nåddes till att nästa först nåddes; medianen.",
        "Days from first entering the step to first entering the next; the median."};
  }
  const auto place = place_of(steps, step);
  if (!place) return explanation;
  const std::size_t asked = *place * 2 + static_cast<std::size_t>(figure);
  explanation.judged = book_of(ways_of(rows, steps, as_of), steps.size(), asked).take_asked();
  return explanation;
}

Json step_json(const StepReport& report) {
  Json steps = Json::array();
  for (const StepFigures& entry : report.steps) {
    steps.push_back({{"key", entry.step.key},
                     {"sv", entry.step.name.sv},
                     {"en", entry.step.name.en},
                     {"participants", entry.participants},
                     {"days_to_next_median", number_or_null(entry.days_to_next_median)}});
  }
  return {{"steps", std::move(steps)},
          {"participants", report.participants},
          {"rows_left_out", report.rows_left_out}};
}

Shape step_shape() {
  using namespace shape;
  const Shape step = named_key(
      "step_figures", {{"participants", integer()}, {"days_to_next_median", or_null(integer())}});
  return {{"steps", list(step)}, {"participants", integer()}, {"rows_left_out", integer()}};
}

}  // namespace brygga::casework
