#include "casework/figures/intake_figures.hpp"

#include <utility>

#include "casework/instant.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

namespace {

// The stream's place in the programme; nothing when it has none of that key.
std::optional<std::size_t> place_of(std::span<const StreamDefinition> streams,
                                    std::string_view key) {
  for (std::size_t place = 0; place < streams.size(); ++place) {
    if (streams[place].key == key) return place;
  }
  return std::nullopt;
}

Verdict stream_verdict(const std::string& key, std::optional<std::size_t> place,
                       std::size_t figure) {
  if (key.empty()) return {Part::left_out, Reason::no_stream};
  if (!place) return {Part::left_out, Reason::unknown_stream};
  return *place == figure ? Verdict{Part::counted, Reason::in_stream}
                          : Verdict{Part::rest, Reason::in_other_stream};
}

Judged time_judged(const IntakeRow& row) {
  Judged judged{row.participant, row.intake, {}, 0};
  if (!row.first_contact_ms) {
    judged.verdict = {Part::left_out, Reason::no_first_contact};
  } else if (!row.plan_ms) {
    judged.verdict = {Part::rest, Reason::no_plan_yet};
  } else if (*row.plan_ms < *row.first_contact_ms) {
    judged.verdict = {Part::left_out, Reason::plan_before_contact};
  } else {
    judged.verdict = {Part::counted, Reason::has_plan};
    judged.value = static_cast<std::int64_t>(*row.plan_ms - *row.first_contact_ms) / minute_ms;
  }
  return judged;
}

// A figure per stream, in the order of the programme, and then the time to a plan.
FigureBook book_of(std::span<const IntakeRow> intakes, std::span<const StreamDefinition> streams,
                   std::optional<std::size_t> asked) {
  FigureBook book(streams.size() + 1, asked);
  for (const IntakeRow& row : intakes) {
    const auto place = place_of(streams, row.stream);
    for (std::size_t figure = 0; figure < streams.size(); ++figure) {
      book.add(figure, {row.participant, row.intake, stream_verdict(row.stream, place, figure)});
    }
    book.add_to_median(streams.size(), time_judged(row));
  }
  return book;
}

}  // namespace

IntakeFigures intake_figures(std::span<const IntakeRow> intakes,
                             std::span<const StreamDefinition> streams) {
  const FigureBook book = book_of(intakes, streams, std::nullopt);
  IntakeFigures figures;
  figures.intakes = static_cast<std::uint32_t>(intakes.size());
  figures.streams.reserve(streams.size());
  for (std::size_t place = 0; place < streams.size(); ++place) {
    figures.streams.push_back({{streams[place].key, streams[place].name}, book[place].share()});
    figures.without_stream = book[place].left_out;
  }
  const Tally& time = book[streams.size()];
  figures.with_plan = time.counted;
  figures.without_plan = time.rest;
  figures.time_left_out = time.left_out;
  figures.minutes_to_plan_median = book.median_of(streams.size());
  return figures;
}

Explanation explain_stream(std::span<const IntakeRow> intakes,
                           std::span<const StreamDefinition> streams, std::string_view stream) {
  Explanation explanation;
  explanation.figure = "stream";
  explanation.group = stream;
  explanation.rule = {"Andel av intagen med inriktning som har denna inriktning.",
                      "The share of the intakes with a stream that are in this one."};
  if (const auto place = place_of(streams, stream)) {
    explanation.judged = book_of(intakes, streams, place).take_asked();
  }
  return explanation;
}

Explanation explain_time_to_plan(std::span<const IntakeRow> intakes) {
  return {"time_to_plan",
          {},
          {"Minuter från första kontakt till upprättad plan; medianen av dem som har en plan.",
           "Minutes from first contact to a plan; the median of those who have one."},
          false,
          book_of(intakes, {}, 0).take_asked(),
          {}};
}

Json intake_json(const IntakeFigures& figures) {
  Json streams = Json::array();
  for (const StreamFigures& entry : figures.streams) {
    streams.push_back({{"key", entry.stream.key},
                       {"sv", entry.stream.name.sv},
                       {"en", entry.stream.name.en},
                       {"share", share_json(entry.share)}});
  }
  const auto& minutes = figures.minutes_to_plan_median;
  return {{"intakes", figures.intakes},
          {"streams", std::move(streams)},
          {"without_stream", figures.without_stream},
          {"with_plan", figures.with_plan},
          {"without_plan", figures.without_plan},
          {"time_left_out", figures.time_left_out},
          {"minutes_to_plan_median", number_or_null(minutes)},
          {"hours_to_plan_tenths", minutes ? Json(rounded_quotient(*minutes * 10, 60)) : Json()}};
}

Shape intake_shape() {
  using namespace shape;
  const Shape stream = named_key("stream_share", {{"share", or_null(share_shape())}});
  return {{"intakes", integer()},
          {"streams", list(stream)},
          {"without_stream", integer()},
          {"with_plan", integer()},
          {"without_plan", integer()},
          {"time_left_out", integer()},
          {"minutes_to_plan_median", or_null(integer())},
          {"hours_to_plan_tenths", or_null(integer())}};
}

}  // namespace brygga::casework
