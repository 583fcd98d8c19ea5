#include "casework/figures/fidelity.hpp"

#include <algorithm>
#include <utility>

#include "casework/figures/row_numbers.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

namespace {

using enum FidelityMeasure;

constexpr std::size_t measures_count = 5;
constexpr std::int32_t early_days = 30;  // so long, nobody is blamed for not having met an employer

struct Measured {
  std::int64_t dividend = 0;
  std::int64_t divisor = 0;  // 0: no records
};

Reason standing_of(const CaseRow& row, Date on) {
  if (row.ended && *row.ended < row.start) return Reason::ended_before_start;
  return row.start > on ? Reason::starts_later : Reason::enrolled;
}

// --- the rules --------------------------------------------------------------------------------

Verdict caseload_verdict(const CaseRow& row, Date on) {
  const Reason standing = standing_of(row, on);
  if (standing != Reason::enrolled) return {Part::left_out, standing};
  if (row.ended && *row.ended <= on) return {Part::left_out, Reason::already_ended};
  if (row.coach.uuid.is_nil()) return {Part::left_out, Reason::no_coach};
  return {Part::counted, Reason::enrolled};
}

Verdict contact_verdict(const EmployerContactRow& row, const Period& period) {
  if (!is_within(row.on, period)) return {Part::left_out, Reason::outside_period};
  if (!row.is_face_to_face) return {Part::left_out, Reason::not_face_to_face};
  return {Part::counted, Reason::counts_here};
}

Verdict community_verdict(const CoachingRow& row, const Period& period) {
  const Reason standing = casework::standing_of(row, period);
  if (standing != Reason::has_coaching) return {Part::left_out, standing};
  if (!row.is_in_community) return {Part::left_out, Reason::no_place};
  return *row.is_in_community ? Verdict{Part::counted, Reason::counts_here}
                              : Verdict{Part::rest, Reason::elsewhere_than_community};
}

// Days from the start to the first contact. Who has met nobody counts with the days so far, so that
// the slow cases do not make a median look fast by being missing.
Judged rapid_judged(const CaseRow& row, std::optional<Date> first, const Period& period) {
  Judged judged{row.participant, row.enrolment, {}, 0};
  const Reason standing = standing_of(row, period.until);
  if (standing != Reason::enrolled) {
    judged.verdict = {Part::left_out, standing};
    return judged;
  }
  if (row.start < period.from) {
    judged.verdict = {Part::left_out, Reason::outside_period};
    return judged;
  }
  const Date until = row.ended ? std::min(*row.ended, period.until) : period.until;
  judged.value = days_between(row.start, first.value_or(until));
  if (first) {
    judged.verdict = {Part::counted, Reason::counts_here};
  } else if (judged.value <= early_days) {
    judged.verdict = {Part::left_out, Reason::too_early};
  } else {
    judged.verdict = {Part::counted, Reason::no_employer_contact_yet};
  }
  return judged;
}

// --- the walk ---------------------------------------------------------------------------------

// The first contact face to face about each case, on or after its start and no later than its end.
std::vector<std::optional<Date>> first_contacts(const FidelityRows& rows) {
  RowNumbers participants;
  for (const CaseRow& row : rows.cases) participants.number_of(row.participant);
  std::vector<std::vector<Date>> days(participants.size());
  for (const EmployerContactRow& row : rows.contacts) {
    const auto number = participants.find(row.participant);
    const bool counts = number && row.is_face_to_face && row.on <= rows.period.until;
    if (counts) days[*number].push_back(row.on);
  }
  for (auto& list : days) std::sort(list.begin(), list.end());
  std::vector<std::optional<Date>> first;
  first.reserve(rows.cases.size());
  for (const CaseRow& row : rows.cases) {
    const auto& list = days[*participants.find(row.participant)];
    const auto at = std::lower_bound(list.begin(), list.end(), row.start);
    const bool is_there = at != list.end() && (!row.ended || *at <= *row.ended);
    first.push_back(is_there ? std::optional(*at) : std::nullopt);
  }
  return first;
}

// A figure per measure.
FigureBook book_of(const FidelityRows& rows, std::optional<std::size_t> asked) {
  FigureBook book(measures_count, asked);
  const auto place = [](FidelityMeasure measure) { return static_cast<std::size_t>(measure); };
  const auto first = first_contacts(rows);
  for (std::size_t at = 0; at < rows.cases.size(); ++at) {
    const CaseRow& row = rows.cases[at];
    book.add(place(participants_per_coach),
             {row.participant, row.enrolment, caseload_verdict(row, rows.period.until)});
    book.add_to_median(place(days_to_employer_contact), rapid_judged(row, first[at], rows.period));
  }
  for (const EmployerContactRow& row : rows.contacts) {
    book.add(place(weekly_employer_contacts),
             {row.participant, row.contact, contact_verdict(row, rows.period)});
  }
  for (const CoachingRow& row : rows.coaching) {
    book.add(place(community_time_percent),
             {row.participant, row.record, community_verdict(row, rows.period), row.minutes});
  }
  return book;
}

// The coaches with a running case on the last day of the period.
std::int64_t coaches_of(const FidelityRows& rows) {
  RowNumbers coaches;
  for (const CaseRow& row : rows.cases) {
    if (caseload_verdict(row, rows.period.until).part == Part::counted) {
      coaches.number_of(row.coach);
    }
  }
  return coaches.size();
}

std::int64_t minutes_with_place(const FidelityRows& rows) {
  std::int64_t minutes = 0;
  for (const CoachingRow& row : rows.coaching) {
    if (community_verdict(row, rows.period).part != Part::left_out) minutes += row.minutes;
  }
  return minutes;
}

Measured measured(FidelityMeasure measure, const FidelityRows& rows, const FigureBook& book) {
  const Tally& tally = book[static_cast<std::size_t>(measure)];
  switch (measure) {
    case participants_per_coach:
      return {tally.counted, coaches_of(rows)};
    case days_to_employer_contact: {
      const auto days = book.median_of(static_cast<std::size_t>(measure));
      return {days.value_or(0), days ? 1 : 0};
    }
    case weekly_employer_contacts: {
      // No contact at all is a score when there is somebody who could have had one.
      const std::int64_t days = days_between(rows.period.from, rows.period.until) + 1;
      return {std::int64_t{7} * tally.counted, coaches_of(rows) * std::max<std::int64_t>(days, 0)};
    }
    case community_time_percent:
      return {tally.sum * 100, minutes_with_place(rows)};
    case not_computed:
      break;
  }
  return {};
}

// --- scores -----------------------------------------------------------------------------------

ItemScore computed_score(const FidelityItem& item, const FidelityRows& rows,
                         const FigureBook& book) {
  ItemScore made{item, ScoreSource::not_scored, 0, std::nullopt};
  const Measured value = measured(item.measure, rows, book);
  if (value.divisor == 0) return made;
  made.measured_tenths = rounded_quotient(value.dividend * 10, value.divisor);
  made.score = score_of(item, value.dividend, value.divisor);
  if (made.score > 0) made.source = ScoreSource::computed;
  return made;
}

bool is_score(int score) { return score >= 1 && score <= 5; }

// The reviewed score of an item; 0 when there is none, or more than one.
int reviewed_score(std::string_view item, std::span<const ReviewedScore> reviewed) {
  int found = 0;
  for (const ReviewedScore& row : reviewed) {
    if (row.item != item || !is_score(row.score)) continue;
    if (found != 0 && found != row.score) return 0;
    found = row.score;
  }
  return found;
}

std::uint32_t left_out_of(std::span<const ReviewedScore> reviewed,
                          const std::vector<ItemScore>& items) {
  std::uint32_t left_out = 0;
  for (const ReviewedScore& row : reviewed) {
    const bool is_used = std::any_of(items.begin(), items.end(), [&](const ItemScore& entry) {
      return entry.item.key == row.item && entry.source == ScoreSource::reviewed &&
             entry.score == row.score;
    });
    left_out += is_used ? 0U : 1U;
  }
  return left_out;
}

LocalName rule_of(FidelityMeasure measure) {
  switch (measure) {
    case participants_per_coach:
      return {
          "Pågående inskrivningar på periodens sista dag, delat med antalet coacher som har "
          "någon.",
          "Running enrolments on the last day of the period, by the number of coaches who have "
          "any."};
    case days_to_employer_contact:
      return {
          "Dagar från start till första möte med en arbetsgivare, medianen av dem som började "
          "under perioden; den som inte haft något på 30 dagar räknas med dagarna hittills.",
          "Days from start to the first meeting with an employer, the median of those who began "
          "in the period; who has had none in 30 days counts with the days so far."};
    case weekly_employer_contacts:
      return {"Möten med arbetsgivare under perioden, per coach och vecka.",
              "Meetings with employers within the period, per coach and week."};
    case community_time_percent:
      return {"Andel av de registrerade minuterna med känd plats som var i närsamhället.",
              "The share of the recorded minutes with a known place that was in the community."};
    case not_computed:
      break;
  }
  return {"Beräknas inte.", "Not computed."};
}

Json item_json(const ItemScore& entry) {
  return {{"key", entry.item.key},
          {"sv", entry.item.name.sv},
          {"en", entry.item.name.en},
          {"measure", name_of(entry.item.measure)},
          {"source", name_of(entry.source)},
          {"score", entry.score > 0 ? Json(entry.score) : Json()},
          {"measured_tenths", number_or_null(entry.measured_tenths)}};
}

}  // namespace

const char* name_of(ScoreSource source) {
  switch (source) {
    case ScoreSource::not_scored:
      return "not_scored";
    case ScoreSource::computed:
      return "computed";
    case ScoreSource::reviewed:
      return "reviewed";
  }
  return "not_scored";
}

FidelityReview review_fidelity(const FidelityRows& rows, const FidelityScale& scale) {
  const FigureBook book = book_of(rows, std::nullopt);
  FidelityReview review;
  review.scale = scale.key + " " + scale.version;
  review.items.reserve(scale.items.size());
  for (const FidelityItem& item : scale.items) {
    ItemScore entry = computed_score(item, rows, book);
    const int reviewed = reviewed_score(item.key, rows.reviewed);
    if (entry.source == ScoreSource::not_scored && reviewed > 0) {
      entry.source = ScoreSource::reviewed;
      entry.score = reviewed;
    }
    review.total += entry.score;
    review.scored += entry.score > 0 ? 1U : 0U;
    review.items.push_back(std::move(entry));
  }
  review.reviewed_left_out = left_out_of(rows.reviewed, review.items);
  const FidelityBand* band = band_of(scale, review.total);
  if (review.scored == scale.items.size() && band != nullptr) review.band = *band;
  return review;
}

Explanation explain_fidelity(const FidelityRows& rows, FidelityMeasure measure) {
  return {name_of(measure),
          {},
          rule_of(measure),
          false,
          book_of(rows, static_cast<std::size_t>(measure)).take_asked(),
          {}};
}

Json fidelity_json(const FidelityReview& review) {
  Json items = Json::array();
  Json not_scored = Json::array();
  for (const ItemScore& entry : review.items) {
    items.push_back(item_json(entry));
    if (entry.score == 0) not_scored.push_back(entry.item.key);
  }
  return {{"scale", review.scale},
          {"items", std::move(items)},
          {"not_scored", std::move(not_scored)},
          {"scored", review.scored},
          {"of", std::uint64_t{review.items.size()}},
          {"total", review.total},
          {"total_max", std::uint64_t{review.items.size()} * 5},
          {"band", review.band ? Json(review.band->key) : Json()},
          {"reviewed_left_out", review.reviewed_left_out}};
}

Shape fidelity_shape() {
  using namespace shape;
  const Shape item =
      named_key("item_score", {{"measure", text()},
                               {"source", choice({"not_scored", "computed", "reviewed"})},
                               {"score", or_null(integer())},
                               {"measured_tenths", or_null(integer())}});
  return {{"scale", text()},        {"items", list(item)},     {"not_scored", list(text())},
          {"scored", integer()},    {"of", integer()},         {"total", integer()},
          {"total_max", integer()}, {"band", or_null(text())}, {"reviewed_left_out", integer()}};
}

}  // namespace brygga::casework
