#include "casework/figures/attendance_hours.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/order.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

namespace {

// Follows corrections to what each chain says in the end.
class Corrections {
 public:
  explicit Corrections(std::span<const AttendanceRow> rows) : rows_(rows) {
    corrects_.assign(rows.size(), no_number);
    corrected_by_.assign(rows.size(), no_number);
    standing_.assign(rows.size(), Reason::attended);
    find_corrected();
    find_roots();
    for (std::uint32_t at = 0; at < rows_.size(); ++at) judge(at);
    for (std::uint32_t at = 0; at < rows_.size(); ++at) let_losers_lose(at);
  }

  // Whether this row holds, or why not.
  Reason standing(std::uint32_t at) const { return standing_[at]; }

  // The first record of the chain; of a ring, the row itself.
  std::uint32_t first(std::uint32_t at) const { return root_[at] == no_number ? at : root_[at]; }
  Month month(std::uint32_t at) const { return rows_[first(at)].month; }
  std::uint32_t corrected_by(std::uint32_t at) const { return corrected_by_[at]; }

 private:
  bool is_later(std::uint32_t at, std::uint32_t than) const {
    return std::tie(rows_[at].received_ms, rows_[at].checkin) >
           std::tie(rows_[than].received_ms, rows_[than].checkin);
  }

  // Only the few ids that are corrected are numbered. A correction of what is not here says by
  // itself what happened.
  void find_corrected() {
    RowNumbers corrected;
    for (const AttendanceRow& row : rows_) {
      if (!row.corrects.uuid.is_nil()) corrected.number_of(row.corrects);
    }
    if (corrected.size() == 0) return;
    std::vector<std::uint32_t> row_of(corrected.size(), no_number);
    for (std::uint32_t at = 0; at < rows_.size(); ++at) {
      if (const auto number = corrected.find(rows_[at].checkin)) row_of[*number] = at;
    }
    for (std::uint32_t at = 0; at < rows_.size(); ++at) {
      if (!rows_[at].corrects.uuid.is_nil()) link(at, row_of[*corrected.find(rows_[at].corrects)]);
    }
  }

  void link(std::uint32_t at, std::uint32_t corrected) {
    if (corrected == no_number) return;
    if (rows_[corrected].participant != rows_[at].participant) {
      standing_[at] = Reason::corrects_another_person;
      return;
    }
    corrects_[at] = corrected;
    std::uint32_t& latest = corrected_by_[corrected];
    if (latest == no_number || is_later(at, latest)) latest = at;
  }

  // The first record of each chain; of rows that correct each other in a ring, and of what hangs on
  // them, there is none.
  void find_roots() {
    root_.assign(rows_.size(), no_number);
    std::vector<bool> is_walked(rows_.size(), false);
    std::vector<std::uint32_t> way;
    for (std::uint32_t first = 0; first < rows_.size(); ++first) {
      std::uint32_t at = first;
      for (way.clear(); !is_walked[at]; at = corrects_[at]) {
        is_walked[at] = true;
        way.push_back(at);
        if (corrects_[at] == no_number) {
          root_[at] = at;
          break;
        }
      }
      for (const std::uint32_t passed : way) root_[passed] = root_[at];
    }
  }

  void judge(std::uint32_t at) {
    if (root_[at] == no_number) {
      standing_[at] = Reason::corrects_itself;
    } else if (standing_[at] == Reason::attended && corrected_by_[at] != no_number) {
      standing_[at] = Reason::is_corrected;
    }
  }

  // What hangs on a correction that lost to another lost with it.
  void let_losers_lose(std::uint32_t at) {
    const bool lost =
        root_[at] != no_number && corrects_[at] != no_number && corrected_by_[corrects_[at]] != at;
    if (!lost) return;
    while (at != no_number && standing_[at] != Reason::lost_to_other_correction) {
      standing_[at] = Reason::lost_to_other_correction;
      at = corrected_by_[at];
    }
  }

  std::span<const AttendanceRow> rows_;
  std::vector<std::uint32_t> corrects_;
  std::vector<std::uint32_t> corrected_by_;  // the latest of them
  std::vector<std::uint32_t> root_;
  std::vector<Reason> standing_;
};

Verdict verdict_of(const AttendanceRow& row, Reason standing) {
  if (standing != Reason::attended) return {Part::left_out, standing};
  if (row.minutes > attended_minutes_max) return {Part::left_out, Reason::minutes_impossible};
  return row.minutes > 0 ? Verdict{Part::counted, row.of_stay.value_or(Reason::attended)}
                         : Verdict{Part::rest, row.of_stay.value_or(Reason::did_not_attend)};
}

bool is_before(const ParticipantMonth& a, const ParticipantMonth& b) {
  return std::tie(a.month, a.participant) < std::tie(b.month, b.participant);
}

// The minutes of one check-in, in one number to sort by: the month, then who it is.
struct CountedMinutes {
  std::uint64_t place = 0;
  std::uint32_t minutes = 0;
  std::uint32_t person = 0;
};

std::uint64_t place_of(Month month, std::uint32_t rank) {
  // Shifted, so that months before the year 0 sort first in an unsigned number.
  const std::uint32_t shifted = static_cast<std::uint32_t>(month.number) ^ 0x80000000U;
  return std::uint64_t{shifted} << 32 | rank;
}

Month month_of_place(std::uint64_t place) {
  return {static_cast<std::int32_t>(static_cast<std::uint32_t>(place >> 32) ^ 0x80000000U)};
}

// Each participant's months, by month and participant; the places come in without their persons.
std::vector<ParticipantMonth> add_up(std::vector<CountedMinutes> minutes,
                                     const RowNumbers& persons) {
  const std::vector<std::uint32_t> ranks = persons.ranks();
  for (CountedMinutes& entry : minutes) {
    entry.place = place_of(month_of_place(entry.place), ranks[entry.person]);
  }
  put_in_order(minutes,
               [](const CountedMinutes& a, const CountedMinutes& b) { return a.place < b.place; });
  std::vector<ParticipantMonth> months;
  months.reserve(minutes.size());
  for (std::size_t at = 0; at < minutes.size(); ++at) {
    if (at == 0 || minutes[at].place != minutes[at - 1].place) {
      months.push_back({persons.id(minutes[at].person), month_of_place(minutes[at].place)});
    }
    months.back().minutes += minutes[at].minutes;
  }
  return months;
}

void attest(std::vector<ParticipantMonth>& months, std::span<const AttestationRow> attestations) {
  for (const AttestationRow& row : attestations) {
    const ParticipantMonth wanted{row.participant, row.month};
    const auto at = std::lower_bound(months.begin(), months.end(), wanted, is_before);
    const bool is_there = at != months.end() && !is_before(wanted, *at);
    if (is_there && at->minutes == row.minutes) at->is_attested = true;
  }
}

}  // namespace

AttendanceHours attendance_hours(std::span<const AttendanceRow> checkins,
                                 std::span<const AttestationRow> attestations) {
  const Corrections corrections(checkins);
  FigureBook book(1);
  AttendanceHours hours;
  RowNumbers persons;
  std::vector<CountedMinutes> minutes;
  minutes.reserve(checkins.size());
  for (std::uint32_t at = 0; at < checkins.size(); ++at) {
    const Judged entry = judge_attendance(checkins[at], corrections.standing(at));
    book.add(0, entry);
    if (entry.verdict.part != Part::counted) continue;
    minutes.push_back({place_of(corrections.month(at), 0), checkins[at].minutes,
                       persons.number_of(checkins[at].participant)});
  }
  hours.months = add_up(std::move(minutes), persons);
  attest(hours.months, attestations);
  hours.checkins = book[0].whole();
  hours.left_out = book[0].left_out;
  return hours;
}

std::vector<CheckinStanding> stand(std::span<const AttendanceRow> checkins) {
  const Corrections corrections(checkins);
  std::vector<CheckinStanding> standings;
  standings.reserve(checkins.size());
  for (std::uint32_t at = 0; at < checkins.size(); ++at) {
    standings.push_back(
        {corrections.standing(at), corrections.first(at), corrections.corrected_by(at)});
  }
  return standings;
}

Judged judge_attendance(const AttendanceRow& checkin, Reason standing) {
  return {checkin.participant, checkin.checkin, verdict_of(checkin, standing), checkin.minutes};
}

Explanation explain_attendance(std::span<const AttendanceRow> checkins, Month month) {
  const Corrections corrections(checkins);
  FigureBook book(1, 0);
  for (std::uint32_t at = 0; at < checkins.size(); ++at) {
    if (corrections.month(at) == month) {
      book.add(0, judge_attendance(checkins[at], corrections.standing(at)));
    }
  }
  return {"attended_minutes",
          format_month(month),
          {"Närvarominuter i månaden; rättade registreringar ersätts av sin senaste rättelse. "
           "Vid en kiosk är de tiden från incheckning till utcheckning samma dag.",
           "Minutes attended in the month; corrected records are replaced by their latest "
           "correction. At a kiosk they are the time from check-in to check-out of the same day."},
          false,
          book.take_asked(),
          {}};
}

Json attendance_json(const AttendanceHours& hours) {
  Json::List months;
  months.reserve(hours.months.size());
  for (const ParticipantMonth& entry : hours.months) {
    months.push_back({{"month", format_month(entry.month)},
                      {"participant", to_string(entry.participant.uuid)},
                      {"minutes", entry.minutes},
                      {"attested", entry.is_attested}});
  }
  return {
      {"months", std::move(months)}, {"checkins", hours.checkins}, {"left_out", hours.left_out}};
}

Shape::Members attendance_members() {
  using namespace shape;
  const Shape month = named("participant_month", {{"month", text()},
                                                  {"participant", id()},
                                                  {"name", or_null(text())},
                                                  {"minutes", integer()},
                                                  {"attested", flag()}});
  return {{"months", list(month)}, {"checkins", integer()}, {"left_out", integer()}};
}

}  // namespace brygga::casework
