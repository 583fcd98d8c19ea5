#include "casework/hours_chain.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "base/order.hpp"
#include "base/sha256.hpp"
#include "casework/record.hpp"

namespace brygga::casework {

namespace {

// The hash as stored; what is no hash becomes one that no month has.
SealHash hash_in(const std::string& hex) {
  SealHash hash{};
  const auto digit = [](char one) -> unsigned {
    return static_cast<unsigned>(one >= 'a' ? one - 'a' + 10 : one - '0');
  };
  for (std::size_t at = 0; hex.size() == 2 * hash.size() && at < hash.size(); ++at) {
    hash[at] = static_cast<std::uint8_t>(digit(hex[2 * at]) << 4 | (digit(hex[2 * at + 1]) & 15U));
  }
  return hash;
}

// A month that cannot be read, or stands under another one, keeps its place and fails its check.
SealedMonth month_in(const std::vector<Value>& row) {
  const auto* figures = std::get_if<Bytes>(&row[2]);
  const auto day = date_in(row[1]);
  const Month stated = day ? month_of(*day) : Month{};
  SealedMonth month;
  auto read = figures != nullptr ? read_seal(*figures) : Result<SealedMonth>(SealedMonth{});
  if (read.ok() && read->month == stated) {
    month = *std::move(read);
    month.hash = hash_in(text_in(row[3]));
  }
  month.month = stated;
  month.state = text_in(row[4]) == "superseded" ? SealState::superseded : SealState::sealed;
  return month;
}

// Of several seals that stand for one month, all but one are superseded.
void settle_rivals(std::vector<StoredSeal>& seals) {
  SealHash previous{};
  for (auto from = seals.begin(); from != seals.end();) {
    const auto is_later = [&](const StoredSeal& seal) {
      return seal.month.month != from->month.month;
    };
    const auto until = std::find_if(from, seals.end(), is_later);
    const auto rank = [&](const StoredSeal& seal) {
      return std::tuple(seal.month.state != SealState::sealed, ~seal.month.revision,
                        seal.month.previous != previous, seal.received, seal.row);
    };
    const auto standing = std::min_element(
        from, until, [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    for (auto seal = from; seal != until; ++seal) {
      if (seal == standing || seal->month.state != SealState::sealed) continue;
      seal->month.state = SealState::superseded;
      seal->has_lost = true;
    }
    if (standing->month.state == SealState::sealed) previous = standing->month.hash;
    from = until;
  }
}

}  // namespace

SealHash seal_hash(ByteView bytes) { return sha256(bytes); }

Result<std::vector<StoredSeal>> read_seals(RowSource& source, const RowId& programme,
                                           const RowId& unit) {
  std::vector<StoredSeal> seals;
  BRYGGA_TRY(source.each(
      "SELECT r.id, r.month, r.figures, r.hash, r.status, "
      "CASE WHEN r._own > 0 OR r._seq = 0 THEN 9223372036854775807 ELSE r._seq END "
      "FROM report_period AS r "
      "JOIN scope AS s ON s.key = r._scope AND s.kind = 'U' AND s.id = ?2 WHERE r.programme = ?1",
      {programme.uuid, unit.uuid}, [&](const std::vector<Value>& row) {
        seals.push_back({RowId{uuid_in(row[0])}, month_in(row), integer_in(row[5])});
        return true;
      }));
  const auto place = [](const StoredSeal& seal) {
    return std::tie(seal.month.month, seal.month.revision, seal.month.state, seal.month.hash,
                    seal.row);
  };
  put_in_order(seals,
               [&](const StoredSeal& a, const StoredSeal& b) { return place(a) < place(b); });
  // The same month sealed alike on two devices.
  const auto is_same = [](const StoredSeal& a, const StoredSeal& b) {
    return a.month.state == b.month.state && a.month.hash == b.month.hash &&
           seal_bytes(a.month) == seal_bytes(b.month);
  };
  seals.erase(std::unique(seals.begin(), seals.end(), is_same), seals.end());
  settle_rivals(seals);
  return seals;
}

SealChain chain_of(const std::vector<StoredSeal>& seals) {
  SealChain chain;
  chain.reserve(seals.size());
  for (const StoredSeal& seal : seals) chain.push_back(seal.month);
  return chain;
}

AttendanceRow attendance_of(const CheckinRow& checkin) {
  return {checkin.checkin,  checkin.participant,         checkin.corrects, month_of(checkin.on),
          checkin.received, checkin.minutes.value_or(0), checkin.of_stay};
}

EnrolledCheckins enrolled_checkins(const std::vector<CheckinRow>& checkins,
                                   const ProgrammeEnrolments& enrolments, const RowId& unit) {
  const EnrolmentsByStart by_start(enrolments);
  EnrolledCheckins enrolled;
  enrolled.rows.reserve(checkins.size());
  enrolled.days.reserve(checkins.size());
  for (const CheckinRow& row : checkins) {
    const std::uint32_t at = by_start.latest(row.participant, row.on, true);
    if (at == no_number || (!unit.uuid.is_nil() && enrolments.rows[at].unit != unit)) {
      ++enrolled.outside;
      continue;
    }
    enrolled.rows.push_back(attendance_of(row));
    enrolled.days.push_back(row.on);
  }
  return enrolled;
}

Result<EnrolledCheckins> unit_checkins(RowSource& source, const JoinedPersons& joined,
                                       const ProgrammeRow& programme, const RowId& unit) {
  BRYGGA_ASSIGN(const ProgrammeEnrolments enrolments,
                read_enrolments(source, joined, programme.id));
  BRYGGA_ASSIGN(const auto checkins, read_checkins(source, joined, enrolments, std::nullopt));
  return enrolled_checkins(checkins, enrolments, unit);
}

Result<AttendanceHours> unit_hours(RowSource& source, const ProgrammeRow& programme,
                                   const RowId& unit) {
  BRYGGA_ASSIGN(const JoinedPersons joined, JoinedPersons::read(source));
  BRYGGA_ASSIGN(const EnrolledCheckins enrolled, unit_checkins(source, joined, programme, unit));
  BRYGGA_ASSIGN(const auto attestations, read_attestations(source, joined));
  return attendance_hours(enrolled.rows, attestations);
}

Result<std::vector<std::uint32_t>> minutes_of(RowSource& source, const ProgrammeRow& programme,
                                              const RowId& participant, Month month) {
  BRYGGA_ASSIGN(const JoinedPersons joined, JoinedPersons::read(source));
  BRYGGA_ASSIGN(const ProgrammeEnrolments enrolments,
                read_enrolments(source, joined, programme.id));
  BRYGGA_ASSIGN(auto checkins, read_checkins(source, joined, enrolments,
                                             Period{first_day(month), last_day(month)}));
  const RowId person = joined.person_of(participant);
  std::erase_if(checkins, [&](const CheckinRow& row) { return row.participant != person; });
  std::set<RowId> units;
  for (const ProgrammeEnrolment& one : enrolments.rows) {
    if (one.participant == person) units.insert(one.unit);
  }
  std::vector<std::uint32_t> minutes;
  for (const RowId& unit : units) {
    const auto hours = attendance_hours(enrolled_checkins(checkins, enrolments, unit).rows, {});
    for (const ParticipantMonth& one : hours.months) minutes.push_back(one.minutes);
  }
  return minutes;
}

std::optional<Month> parse_month(const std::string& text) {
  const auto day = parse_date(text + "-01");
  return day ? std::optional(month_of(*day)) : std::nullopt;
}

}  // namespace brygga::casework
