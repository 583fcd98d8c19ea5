#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "casework/instant.hpp"
#include "casework/record.hpp"
#include "casework/report_rows.hpp"

namespace brygga::casework {

namespace {

// The time that counts: who has never held its clock against the office's does not know when
// something was, but the time of saving is at least of the same clock as the saving.
constexpr const char* checkin_columns =
    "SELECT id, participant, corrects, recorded_by, "
    "CASE clock WHEN 'unknown' THEN COALESCE(saved_at, at) ELSE at END, "
    "CASE WHEN _own > 0 OR _seq = 0 THEN NULL ELSE _seq END, attended_minutes, "
    "CASE activity WHEN 'coaching' THEN 1 WHEN 'meeting' THEN 1 WHEN 'employer' THEN 2 "
    "ELSE 0 END, in_community, activity IS NULL, "
    "CASE moment WHEN 'arrived' THEN 1 WHEN 'left' THEN 2 ELSE 0 END FROM checkin";

CheckinRow checkin_in(const std::vector<Value>& row) {
  const auto at = static_cast<std::uint64_t>(std::max<std::int64_t>(0, integer_in(row[4])));
  CheckinRow read{id_in(row[0]), id_in(row[1]), id_in(row[2]), id_in(row[3]),
                  today_in_stockholm(at)};
  read.received = static_cast<std::uint64_t>(number_in(row[5]).value_or(INT64_MAX));
  if (const auto minutes = number_in(row[6])) read.minutes = static_cast<std::uint32_t>(*minutes);
  if (integer_in(row[9]) == 0) read.activity = static_cast<Activity>(integer_in(row[7]));
  if (const auto flag = number_in(row[8])) read.is_in_community = *flag != 0;
  read.at_ms = at;
  read.passed = static_cast<Passed>(integer_in(row[10]));
  return read;
}

// The corrected check-ins that were not read yet.
std::vector<Value> missing_from(const std::vector<CheckinRow>& rows) {
  RowNumbers corrected;
  for (const CheckinRow& row : rows) {
    if (!row.corrects.uuid.is_nil()) corrected.number_of(row.corrects);
  }
  std::vector<bool> is_here(corrected.size(), false);
  if (corrected.size() == 0) return {};
  for (const CheckinRow& row : rows) {
    if (const auto number = corrected.find(row.checkin)) is_here[*number] = true;
  }
  std::vector<Value> missing;
  missing.reserve(corrected.size());
  for (std::uint32_t number = 0; number < corrected.size(); ++number) {
    if (!is_here[number]) missing.emplace_back(corrected.id(number).uuid);
  }
  return missing;
}

// Some ids at a time, each found by the index that the table has on them.
template <class Take>
Status read_by_id(RowSource& source, const std::vector<Value>& ids, const Take& take) {
  constexpr std::size_t together = 100;
  for (std::size_t at = 0; at < ids.size(); at += together) {
    const std::size_t count = std::min(together, ids.size() - at);
    std::string sql = std::string(checkin_columns) + " WHERE id IN (?1";
    for (std::size_t number = 2; number <= count; ++number) {
      sql.append(", ?").append(std::to_string(number));
    }
    sql += ')';
    const auto first = ids.begin() + static_cast<std::ptrdiff_t>(at);
    BRYGGA_TRY(source.each(sql, {first, first + static_cast<std::ptrdiff_t>(count)}, take));
  }
  return {};
}

std::vector<AttendanceRow> links_of(const std::vector<CheckinRow>& rows) {
  std::vector<AttendanceRow> links;
  links.reserve(rows.size());
  for (const CheckinRow& row : rows) {
    links.push_back({row.checkin, row.participant, row.corrects, Month{}, row.received, 0});
  }
  return links;
}

// Fills what corrections do not say, from the first of each chain on.
void inherit(std::vector<CheckinRow>& rows) {
  std::unordered_map<RowId, std::uint32_t> corrected;
  for (const CheckinRow& row : rows) {
    if (!row.corrects.uuid.is_nil()) corrected.emplace(row.corrects, no_number);
  }
  if (corrected.empty()) return;
  for (std::uint32_t at = 0; at < rows.size(); ++at) {
    const auto known = corrected.find(rows[at].checkin);
    if (known != corrected.end()) known->second = at;
  }
  for (CheckinRow& row : rows) {
    RowId above = row.corrects;
    // No chain is longer than the rows that are corrected; a ring ends here, too.
    for (std::size_t step = 0; step < corrected.size() && !above.uuid.is_nil(); ++step) {
      const auto known = corrected.find(above);
      if (known == corrected.end() || known->second == no_number) break;
      const CheckinRow& other = rows[known->second];
      if (!row.minutes) row.minutes = other.minutes;
      if (!row.activity) row.activity = other.activity;
      if (!row.is_in_community) row.is_in_community = other.is_in_community;
      if (row.minutes && row.activity && row.is_in_community) break;
      above = other.corrects;
    }
  }
}

// Each on the day of the first of its chain.
void place(std::vector<CheckinRow>& rows, const std::vector<CheckinStanding>& standings) {
  std::vector<Date> days;
  days.reserve(rows.size());
  for (const CheckinStanding& one : standings) days.push_back(rows[one.first].on);
  for (std::size_t at = 0; at < rows.size(); ++at) {
    rows[at].on = days[at];
    rows[at].standing = standings[at].standing;
  }
}

// The halves of a stay are what holds of each: the kiosk's own record or its latest correction.
struct Halves {
  CheckinRow* arrival = nullptr;  // null: the other one stands alone
  CheckinRow* departure = nullptr;
};

// Minutes that somebody has stated hold; of both halves, those that the office received last.
void settle(const Halves& halves, std::uint32_t minutes) {
  CheckinRow* const came = halves.arrival;
  CheckinRow* const left = halves.departure;
  if (came == nullptr || left == nullptr) {
    CheckinRow& alone = came != nullptr ? *came : *left;
    if (!alone.minutes) alone.of_stay = came != nullptr ? Reason::no_departure : Reason::no_arrival;
  } else if (!came->minutes && !left->minutes) {
    came->of_stay = Reason::came;
    left->of_stay = Reason::came_and_left;
    left->minutes = minutes;
  } else {
    const bool departure_holds =
        !came->minutes || (left->minutes && std::tie(left->received, left->checkin) >
                                                std::tie(came->received, came->checkin));
    CheckinRow& other = departure_holds ? *came : *left;
    other.of_stay = Reason::stated_elsewhere;
    other.minutes = 0;
  }
}

// The minutes of those who came and left at a kiosk.
void add_stays(std::vector<CheckinRow>& rows, const std::vector<CheckinStanding>& standings) {
  const auto is_of_kiosk = [](const CheckinRow& row) { return row.passed != Passed::none; };
  if (std::none_of(rows.begin(), rows.end(), is_of_kiosk)) return;
  std::vector<std::uint32_t> holding(rows.size(), no_number);  // by where its chain begins
  for (std::uint32_t at = 0; at < rows.size(); ++at) {
    if (rows[at].holds()) holding[standings[at].first] = at;
  }
  std::vector<Passage> passages;
  for (std::uint32_t at = 0; at < rows.size(); ++at) {
    const CheckinRow& row = rows[at];
    if (!is_of_kiosk(row) || holding[at] == no_number) continue;
    passages.push_back({row.participant, row.on, row.at_ms, row.checkin, row.passed, at});
  }
  const auto half = [&](std::uint32_t at) {
    return at != no_number ? &rows[holding[at]] : nullptr;
  };
  for (const Stay& stay : find_stays(std::move(passages))) {
    settle({half(stay.arrival), half(stay.departure)}, stay.minutes);
  }
}

// All that follows from check-ins being there together.
void relate(std::vector<CheckinRow>& rows) {
  const std::vector<CheckinStanding> standings = stand(links_of(rows));
  inherit(rows);
  place(rows, standings);
  add_stays(rows, standings);
}

}  // namespace

Result<std::vector<CheckinRow>> read_checkins(RowSource& source, const JoinedPersons& persons,
                                              const ProgrammeEnrolments& enrolments,
                                              const std::optional<Period>& period) {
  std::vector<CheckinRow> rows;
  const auto take = [&](const std::vector<Value>& row) {
    CheckinRow read = checkin_in(row);
    read.participant = persons.person_of(read.participant);
    if (enrolments.has_person(read.participant)) rows.push_back(read);
    return true;
  };
  std::string sql = checkin_columns;
  std::vector<Value> bounds;
  if (period) {
    // A day more at both ends, since days in Stockholm are not those of UTC.
    bounds = {std::int64_t{period->from.days - 1} * day_ms,
              std::int64_t{period->until.days + 2} * day_ms};
    sql += " WHERE (at >= ?1 AND at < ?2) OR clock = 'unknown' OR corrects IS NOT NULL";
  }
  BRYGGA_TRY(source.each(sql, bounds, take));
  for (std::vector<Value> missing = missing_from(rows); period && !missing.empty();) {
    const std::size_t before = rows.size();
    BRYGGA_TRY(read_by_id(source, missing, take));
    if (rows.size() == before) break;
    missing = missing_from(rows);
  }
  relate(rows);
  if (period) {
    std::erase_if(rows, [&](const CheckinRow& row) {
      return row.on < period->from || row.on > period->until;
    });
  }
  return rows;
}

Result<std::vector<CheckinRow>> read_checkins_of(RowSource& source,
                                                 const std::vector<RowId>& records) {
  std::vector<CheckinRow> rows;
  const std::string sql = std::string(checkin_columns) +
                          " WHERE _scope IN (SELECT key FROM scope WHERE kind = 'K' AND id = ?1)";
  for (const RowId& record : records) {
    BRYGGA_TRY(source.each(sql, {record.uuid}, [&](const std::vector<Value>& row) {
      rows.push_back(checkin_in(row));
      rows.back().participant = records.front();
      return true;
    }));
  }
  relate(rows);
  return rows;
}

Result<std::vector<AttestationRow>> read_attestations(RowSource& source,
                                                      const JoinedPersons& persons) {
  std::vector<AttestationRow> rows;
  BRYGGA_TRY(source.each("SELECT participant, month, minutes FROM hours_attestation", {},
                         [&](const std::vector<Value>& row) {
                           const auto month = date_in(row[1]);
                           if (!month) return true;
                           rows.push_back({persons.person_of(id_in(row[0])), month_of(*month),
                                           static_cast<std::uint32_t>(integer_in(row[2]))});
                           return true;
                         }));
  return rows;
}

}  // namespace brygga::casework
