#include "casework/figures/coaching_time.hpp"

#include <utility>

#include "base/order.hpp"
#include "casework/figures/row_numbers.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

namespace {

Judged judged(const CoachingRow& row, const Period& period) {
  const Reason standing = standing_of(row, period);
  const Part part = standing == Reason::has_coaching ? Part::counted : Part::left_out;
  return {row.participant, row.record, {part, standing}, row.minutes};
}

}  // namespace

Reason standing_of(const CoachingRow& row, const Period& period) {
  if (row.minutes == 0 || row.minutes > coaching_minutes_max) return Reason::minutes_impossible;
  const bool is_within = period.from <= row.on && row.on <= period.until;
  return is_within ? Reason::has_coaching : Reason::outside_period;
}

CoachingTime coaching_time(std::span<const CoachingRow> rows, const Period& period) {
  FigureBook book(1);
  RowNumbers numbers;
  CoachingTime time;
  for (const CoachingRow& row : rows) {
    const Judged entry = judged(row, period);
    book.add(0, entry);
    if (entry.verdict.part != Part::counted) continue;
    const std::uint32_t number = numbers.number_of(row.participant);
    if (number == time.participants.size()) time.participants.push_back({row.participant});
    time.participants[number].minutes += row.minutes;
    ++time.participants[number].entries;
  }
  put_in_order(time.participants,
               [](const auto& a, const auto& b) { return a.participant < b.participant; });
  time.minutes = static_cast<std::uint64_t>(book[0].sum);
  time.entries_left_out = book[0].left_out;
  if (!time.participants.empty()) {
    time.minutes_per_participant =
        rounded_quotient(book[0].sum, static_cast<std::int64_t>(time.participants.size()));
  }
  return time;
}

Explanation explain_coaching_time(std::span<const CoachingRow> rows, const Period& period) {
  FigureBook book(1, 0);
  for (const CoachingRow& row : rows) book.add(0, judged(row, period));
  return {"coaching_time",
          {},
          {"Summan av registrerade minuter under perioden, 1 till 1440 per registrering.",
           "The sum of the minutes recorded within the period, 1 to 1440 an entry."},
          false,
          book.take_asked(),
          {}};
}

Json coaching_json(const CoachingTime& time) {
  Json::List participants;
  participants.reserve(time.participants.size());
  for (const ParticipantCoaching& entry : time.participants) {
    participants.push_back({{"participant", to_string(entry.participant.uuid)},
                            {"minutes", entry.minutes},
                            {"entries", entry.entries}});
  }
  return {{"participants", std::move(participants)},
          {"minutes", time.minutes},
          {"entries_left_out", time.entries_left_out},
          {"minutes_per_participant", number_or_null(time.minutes_per_participant)}};
}

Shape::Members coaching_members() {
  using namespace shape;
  const Shape of_participant = named("participant_coaching", {{"participant", id()},
                                                              {"name", or_null(text())},
                                                              {"minutes", integer()},
                                                              {"entries", integer()}});
  return {{"participants", list(of_participant)},
          {"minutes", integer()},
          {"entries_left_out", integer()},
          {"minutes_per_participant", or_null(integer())}};
}

}  // namespace brygga::casework
