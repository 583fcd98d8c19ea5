#include "casework/figures/sealed_hours.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "base/order.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

namespace {

constexpr std::string_view seal_mark = "brygga participant hours 1";

using Sealed = std::vector<const SealedMonth*>;

// The months that hold, in their order.
Sealed sealed_of(const SealChain& chain) {
  Sealed sealed;
  sealed.reserve(chain.size());
  for (const SealedMonth& month : chain) {
    if (month.state == SealState::sealed) sealed.push_back(&month);
  }
  put_in_order(sealed, [](const SealedMonth* a, const SealedMonth* b) {
    return std::tie(a->month, a->revision) < std::tie(b->month, b->revision);
  });
  return sealed;
}

std::vector<ParticipantMonth> entries_of(const AttendanceHours& hours, Month month) {
  const auto first =
      std::partition_point(hours.months.begin(), hours.months.end(),
                           [&](const ParticipantMonth& entry) { return entry.month < month; });
  const auto last =
      std::partition_point(first, hours.months.end(),
                           [&](const ParticipantMonth& entry) { return entry.month == month; });
  return {first, last};
}

// What differs in minutes; both lists are by participant.
std::vector<SealChange> changes_of(Month month, const std::vector<ParticipantMonth>& before,
                                   const std::vector<ParticipantMonth>& after) {
  std::vector<SealChange> changes;
  changes.reserve(before.size() + after.size());
  auto old = before.begin();
  auto now = after.begin();
  while (old != before.end() || now != after.end()) {
    const bool has_old =
        now == after.end() || (old != before.end() && old->participant <= now->participant);
    const bool has_now =
        old == before.end() || (now != after.end() && now->participant <= old->participant);
    const SealChange change{has_old ? old->participant : now->participant, month,
                            has_old ? old->minutes : 0, has_now ? now->minutes : 0};
    if (change.minutes_before != change.minutes_after) changes.push_back(change);
    if (has_old) ++old;
    if (has_now) ++now;
  }
  return changes;
}

Error refusal(const char* reason, std::string what) {
  return {ErrorCode::invalid, std::move(what), false, reason};
}

Result<SealedMonth> make_seal(Month month, std::uint32_t revision, const SealHash& previous,
                              const AttendanceHours& hours, SealHashOf hash_of,
                              const SealOptions& options) {
  SealedMonth made{month, revision, SealState::sealed, entries_of(hours, month), previous, {}};
  const auto unattested =
      std::count_if(made.entries.begin(), made.entries.end(),
                    [](const ParticipantMonth& entry) { return !entry.is_attested; });
  if (options.needs_attestation && unattested > 0) {
    return refusal("seal_unattested", std::to_string(unattested) + " participants' hours of " +
                                          format_month(month) + " are not attested");
  }
  made.hash = hash_of(seal_bytes(made));
  return made;
}

// Whether the hash is that of another seal of the month than the one that stands: of two that were
// made apart, what was sealed on the one that lost is made again, and nothing was tampered with.
bool is_of_other_seal(const SealChain& chain, Month month, const SealHash& hash) {
  return std::any_of(chain.begin(), chain.end(), [&](const SealedMonth& entry) {
    return entry.month == month && entry.state == SealState::superseded && entry.hash == hash;
  });
}

// Whether a sealed month is no longer what it was sealed on: the records, or the month before.
bool is_stale(const SealedMonth& entry, const SealHash& previous, const AttendanceHours& hours) {
  return entry.previous != previous ||
         !changes_of(entry.month, entry.entries, entries_of(hours, entry.month)).empty();
}

Status check_whole(const SealChain& chain, SealHashOf hash_of) {
  if (const auto broken = first_broken_month(chain, hash_of)) {
    return refusal("seal_broken", "the seal of " + format_month(*broken) +
                                      " does not hold; nothing is sealed on it");
  }
  return {};
}

std::uint32_t latest_revision(const SealChain& chain, Month month) {
  std::uint32_t revision = 0;
  for (const SealedMonth& entry : chain) {
    if (entry.month == month) revision = std::max(revision, entry.revision);
  }
  return revision;
}

std::string hexadecimal(const SealHash& hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(hash.size() * 2);
  for (const std::uint8_t byte : hash) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

Json month_json(const SealedMonth& month) {
  std::uint64_t minutes = 0;
  for (const ParticipantMonth& entry : month.entries) minutes += entry.minutes;
  return {{"month", format_month(month.month)},
          {"revision", month.revision},
          {"state", month.state == SealState::sealed ? "sealed" : "superseded"},
          {"participants", std::uint64_t{month.entries.size()}},
          {"minutes", minutes},
          {"previous", hexadecimal(month.previous)},
          {"hash", hexadecimal(month.hash)}};
}

Json months_json(const std::vector<SealedMonth>& months) {
  Json list = Json::array();
  for (const SealedMonth& month : months) list.push_back(month_json(month));
  return list;
}

}  // namespace

Bytes seal_bytes(const SealedMonth& month) {
  ByteWriter writer(seal_mark.size() + 48 + month.entries.size() * 20);
  writer.raw(seal_mark);
  writer.varint(zigzag(month.month.number));
  writer.varint(month.revision);
  writer.raw(ByteView(month.previous));
  writer.varint(month.entries.size());
  for (const ParticipantMonth& entry : month.entries) {
    writer.raw(entry.participant.uuid.view());
    writer.varint(entry.minutes);
    writer.u8(entry.is_attested ? 1 : 0);
  }
  return writer.take();
}

Result<SealedMonth> read_seal(ByteView bytes) {
  ByteReader reader(bytes);
  const bool is_marked = as_text(reader.raw(seal_mark.size())) == seal_mark;
  SealedMonth month;
  month.month.number = static_cast<std::int32_t>(unzigzag(reader.varint()));
  month.revision = static_cast<std::uint32_t>(reader.varint());
  const ByteView previous = reader.raw(month.previous.size());
  std::copy(previous.begin(), previous.end(), month.previous.begin());
  constexpr std::size_t entry_bytes_min = 18;
  month.entries.resize(reader.count(entry_bytes_min));
  for (ParticipantMonth& entry : month.entries) {
    entry.participant.uuid = uuid_from_bytes(reader.raw(16)).value_or(Uuid{});
    entry.month = month.month;
    entry.minutes = static_cast<std::uint32_t>(reader.varint());
    entry.is_attested = reader.u8() != 0;
  }
  if (is_marked && reader.ok() && reader.at_end()) return month;
  return Error{ErrorCode::corrupt, "these bytes are no sealed month", false, "seal_form"};
}

Result<SealedMonth> seal_month(const SealChain& chain, Month month, const AttendanceHours& hours,
                               SealHashOf hash_of, const SealOptions& options) {
  BRYGGA_TRY(check_whole(chain, hash_of));
  const Sealed sealed = sealed_of(chain);
  if (!sealed.empty() && month != add_to(sealed.back()->month, 1)) {
    return refusal("seal_order", "months are sealed one after another; the next one is " +
                                     format_month(add_to(sealed.back()->month, 1)));
  }
  SealHash previous{};
  for (const SealedMonth* entry : sealed) {
    if (is_stale(*entry, previous, hours)) {
      return refusal("seal_stale",
                     format_month(entry->month) +
                         " has changed since it was sealed; it is sealed again first");
    }
    previous = entry->hash;
  }
  return make_seal(month, 1, previous, hours, hash_of, options);
}

Result<SealRepair> repair_seals(const SealChain& chain, const AttendanceHours& hours,
                                SealHashOf hash_of, const SealOptions& options) {
  BRYGGA_TRY(check_whole(chain, hash_of));
  SealRepair repair;
  SealHash previous{};
  for (const SealedMonth* entry : sealed_of(chain)) {
    if (repair.months.empty() && !is_stale(*entry, previous, hours)) {
      previous = entry->hash;
      continue;
    }
    const auto changes = changes_of(entry->month, entry->entries, entries_of(hours, entry->month));
    repair.changes.insert(repair.changes.end(), changes.begin(), changes.end());
    BRYGGA_ASSIGN(SealedMonth made,
                  make_seal(entry->month, latest_revision(chain, entry->month) + 1, previous, hours,
                            hash_of, options));
    previous = made.hash;
    repair.months.push_back(std::move(made));
  }
  return repair;
}

SealChain adopt(SealChain chain, const SealRepair& repair) {
  for (SealedMonth& entry : chain) {
    const bool is_replaced =
        std::any_of(repair.months.begin(), repair.months.end(),
                    [&](const SealedMonth& made) { return made.month == entry.month; });
    if (is_replaced) entry.state = SealState::superseded;
  }
  chain.insert(chain.end(), repair.months.begin(), repair.months.end());
  return chain;
}

std::optional<Month> first_broken_month(const SealChain& chain, SealHashOf hash_of) {
  std::optional<Month> broken;
  const auto mark = [&](Month month) { broken = broken ? std::min(*broken, month) : month; };
  for (const SealedMonth& entry : chain) {
    if (entry.hash != hash_of(seal_bytes(entry))) mark(entry.month);
  }
  const SealedMonth* before = nullptr;
  for (const SealedMonth* entry : sealed_of(chain)) {
    const bool is_next = before == nullptr || entry->month == add_to(before->month, 1);
    const SealHash previous = before == nullptr ? SealHash{} : before->hash;
    const bool is_linked =
        entry->previous == previous ||
        (before != nullptr && is_of_other_seal(chain, before->month, entry->previous));
    const bool is_latest = entry->revision == latest_revision(chain, entry->month);
    if (!is_next || !is_latest || !is_linked) mark(entry->month);
    before = entry;
  }
  return broken;
}

Json seal_json(const SealChain& chain) {
  SealChain months = chain;
  put_in_order(months, [](const SealedMonth& a, const SealedMonth& b) {
    return std::tie(a.month, a.revision) < std::tie(b.month, b.revision);
  });
  return {{"months", months_json(months)}};
}

Json repair_json(const SealRepair& repair) {
  Json changes = Json::array();
  for (const SealChange& change : repair.changes) {
    changes.push_back({{"participant", to_string(change.participant.uuid)},
                       {"month", format_month(change.month)},
                       {"minutes_before", change.minutes_before},
                       {"minutes_after", change.minutes_after}});
  }
  return {{"months", months_json(repair.months)}, {"changes", std::move(changes)}};
}

Shape sealed_months_shape() {
  using namespace shape;
  return list(named("sealed_month", {{"month", text()},
                                     {"revision", integer()},
                                     {"state", choice({"sealed", "superseded"})},
                                     {"participants", integer()},
                                     {"minutes", integer()},
                                     {"previous", text()},
                                     {"hash", text()}}));
}

Shape repair_shape() {
  using namespace shape;
  const Shape change = named("seal_change", {{"participant", id()},
                                             {"month", text()},
                                             {"minutes_before", integer()},
                                             {"minutes_after", integer()}});
  return {{"months", sealed_months_shape()}, {"changes", list(change)}};
}

}  // namespace brygga::casework
